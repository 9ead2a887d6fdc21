// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the first and the last row of a column hold, and the first row that holds what it should not.
 *
 * <p>A number is bad when it is NaN or infinite. A text is bad when it is empty, blank, a word for a missing value or not
 * well-formed, and when it does not fit {@link ColumnProfile#inferredType()}. A missing value is never bad, and values of
 * other columns cannot be. Rows are counted from 1 without the header; those of a merged profile follow one another.
 *
 * @param first what the first row holds: a Double, Long, Boolean, Instant (to the microsecond) or String (of more than
 *     128 characters the first 100 and a digest of all); empty when that is missing, and without rows
 * @param last what the last row holds
 * @param firstBadRow the number of the first bad row; undefined when there is none, and for a profile that an earlier
 *     version stored
 * @param firstBad what that row holds
 */
public record RowMarks(
        Optional<Object> first, Optional<Object> last, Measurement firstBadRow, Optional<Object> firstBad) {
    /**
     * Checks that nothing is null.
     *
     * @param first as above
     * @param last as above
     * @param firstBadRow as above
     * @param firstBad as above
     */
    public RowMarks {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(firstBadRow, "firstBadRow");
        Objects.requireNonNull(firstBad, "firstBad");
    }

    static RowMarks of(ColumnProfile column, Places places, TextMarks marks) {
        if (!places.known() || !marks.known()) {
            Undefined unknown = column.notStored("first bad row");
            return new RowMarks(Optional.empty(), Optional.empty(), unknown, Optional.empty());
        }
        Optional<Object> first = Optional.ofNullable(places.first());
        Optional<Object> last = Optional.ofNullable(places.last());
        if (column.type() == ColumnType.TEXT) {
            ColumnType inferred = column.inferredType().type();
            Optional<FirstSeen> bad = marks.first().entrySet().stream()
                    .filter(entry -> !entry.getKey().fits(inferred) || entry.getKey() == TextKind.SENTINEL)
                    .map(Map.Entry::getValue)
                    .flatMap(List::stream)
                    .min(Comparator.comparingLong(FirstSeen::row));
            if (bad.isPresent()) {
                return new RowMarks(
                        first,
                        last,
                        Estimate.exact((double) bad.get().row(), column.rows()),
                        Optional.of(bad.get().value()));
            }
        } else if (places.oddRow() > 0) {
            return new RowMarks(
                    first, last, Estimate.exact((double) places.oddRow(), column.rows()), Optional.of(places.odd()));
        }
        Undefined none = new Undefined("column '" + column.name() + "' has no bad row");
        return new RowMarks(first, last, none, Optional.empty());
    }
}
