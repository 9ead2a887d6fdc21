// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a column of text seems to hold, and the texts that are in the way.
 *
 * <p>It is the type that at least 90 % of the texts can be read as, of those that are neither empty nor blank nor a word
 * for a missing value, by the rules of {@link dev.holdfast.data.Csv}; where there is none it is TEXT, and so it is where
 * some text is digits but no number, like {@code 007}, for such a column holds identifiers. A column of another type has
 * that type.
 *
 * @param type the type
 * @param fitting how many values are of the type; every whole number is a number too
 * @param failing how many are not, without those that are empty, blank or words for a missing value
 * @param failures the first distinct texts that are not, at most 5, by their rows; none for a profile that an earlier
 *     version stored
 */
public record InferredType(ColumnType type, Measurement fitting, Measurement failing, List<FirstSeen> failures) {
    private static final double SHARE = 0.9;

    /**
     * Copies the failures.
     *
     * @param type as above
     * @param fitting as above
     * @param failing as above
     * @param failures as above
     */
    public InferredType {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(fitting, "fitting");
        Objects.requireNonNull(failing, "failing");
        failures = List.copyOf(failures);
    }

    static InferredType of(ColumnProfile column, TextMarks marks) {
        if (column.type() != ColumnType.TEXT) {
            return of(column.type(), column.count(), 0, List.of());
        }
        Map<ColumnType, Long> types = column.textTypes();
        // What is empty, blank or a word for a missing value can be read as nothing but text.
        long aside = column.empty() + column.blank() + column.sentinels();
        long all = column.count() - aside;
        if (!marks.known()) {
            Undefined unknown = column.notStored("inferred type");
            return new InferredType(ColumnType.TEXT, unknown, unknown, List.of());
        }
        if (all > 0 && marks.identifiers() == 0) {
            for (ColumnType type : ColumnType.values()) {
                long fitting = types.getOrDefault(type, 0L);
                if (type == ColumnType.NUMBER) {
                    fitting += types.getOrDefault(ColumnType.INTEGER, 0L);
                }
                boolean isWhole = type == ColumnType.NUMBER && !types.containsKey(ColumnType.NUMBER);
                boolean hasFractions = type == ColumnType.INTEGER && types.containsKey(ColumnType.NUMBER);
                if (type != ColumnType.TEXT && !isWhole && !hasFractions && fitting >= SHARE * all) {
                    return of(type, fitting, all - fitting, failures(marks, type));
                }
            }
        }
        return of(ColumnType.TEXT, all, 0, List.of());
    }

    private static InferredType of(ColumnType type, long fitting, long failing, List<FirstSeen> failures) {
        long all = fitting + failing;
        return new InferredType(
                type, Estimate.exact((double) fitting, all), Estimate.exact((double) failing, all), failures);
    }

    private static List<FirstSeen> failures(TextMarks marks, ColumnType type) {
        return Arrays.stream(TextKind.values())
                .filter(kind -> kind.fits(ColumnType.TEXT) || kind == TextKind.MALFORMED)
                .filter(kind -> !kind.fits(type))
                .flatMap(kind -> marks.first().getOrDefault(kind, List.of()).stream())
                .sorted(Comparator.comparingLong(FirstSeen::row))
                .limit(TextMarks.SAMPLES)
                .toList();
    }
}
