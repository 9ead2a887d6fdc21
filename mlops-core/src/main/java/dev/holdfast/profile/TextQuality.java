// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Objects;

/**
 * How well the texts of a column are encoded. Undefined for a column that is no text, and for a profile that an earlier
 * version stored.
 *
 * @param malformed how many texts are no well-formed Unicode, for half of a surrogate pair stands in them; a byte that was
 *     no UTF-8 is such a half when the reader was told to keep it ({@link
 *     dev.holdfast.data.CsvFormat#keepMalformed()})
 * @param notNormalized how many texts are not in Unicode's normal form NFC
 * @param severalSpellings how many distinct texts beyond ASCII occur in several spellings, which look the same and are
 *     equal only in NFC: {@code é} as one character and as two; undefined when there are more than 64 of them to compare
 */
public record TextQuality(Measurement malformed, Measurement notNormalized, Measurement severalSpellings) {
    /**
     * Checks that nothing is null.
     *
     * @param malformed as above
     * @param notNormalized as above
     * @param severalSpellings as above
     */
    public TextQuality {
        Objects.requireNonNull(malformed, "malformed");
        Objects.requireNonNull(notNormalized, "notNormalized");
        Objects.requireNonNull(severalSpellings, "severalSpellings");
    }

    static TextQuality of(ColumnProfile column, TextMarks marks) {
        if (column.type() != ColumnType.TEXT || !marks.known()) {
            Undefined none = column.type() == ColumnType.TEXT
                    ? column.notStored("text quality")
                    : new Undefined("column '" + column.name() + "' is " + column.type() + ", which has no text");
            return new TextQuality(none, none, none);
        }
        Spellings spellings = marks.spellings();
        Measurement several = spellings.more()
                ? new Undefined("column '" + column.name() + "' has more than " + Spellings.MOST
                        + " distinct texts beyond ASCII; of " + Spellings.MOST + " that were compared "
                        + spellings.several() + " occur in several spellings")
                : Estimate.exact(spellings.several(), column.count());
        return new TextQuality(
                Estimate.exact((double) marks.malformed(), column.count()),
                Estimate.exact((double) marks.notNormalized(), column.count()),
                several);
    }
}
