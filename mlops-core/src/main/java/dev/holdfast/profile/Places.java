// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a column about its rows' order, and of times about their days; immutable and mergeable.
 *
 * @param known false for what an earlier version stored, which did not look at it
 * @param first what the first row holds, null when that is missing
 * @param last what the last row holds, null when that is missing
 * @param oddRow the first row, from 1, that is NaN or infinite; 0 for none
 * @param odd what it holds
 * @param days the days of the times; none for other columns
 */
record Places(
        boolean known, @Nullable Object first, @Nullable Object last, long oddRow, double odd, DaySet days) {
    static final Places NONE = new Places(true, null, null, 0, 0, DaySet.NONE);
    static final Places UNKNOWN = new Places(false, null, null, 0, 0, DaySet.TOO_MANY);

    private static final long DAY = TimeUnit.DAYS.toMicros(1);

    /** Returns the places of some rows and others behind them. */
    Places merge(long rows, Places other, long otherRows) {
        if (otherRows == 0) {
            return this;
        }
        if (rows == 0) {
            return other;
        }
        if (!known || !other.known) {
            return UNKNOWN;
        }
        long theirs = other.oddRow == 0 ? 0 : rows + other.oddRow;
        return new Places(
                true,
                first,
                other.last,
                oddRow > 0 ? oddRow : theirs,
                oddRow > 0 ? odd : other.odd,
                days.merge(other.days));
    }

    /** Marks the places of rows as they come; not thread-safe. */
    static final class Builder {
        private final ColumnType type;
        private DaySet.@Nullable Builder days;
        private @Nullable Object first;
        private @Nullable Object last;
        private long rows;
        private long oddRow;
        private double odd;

        Builder(ColumnType type) {
            this.type = type;
            clear();
        }

        private void clear() {
            days = type == ColumnType.TIME ? new DaySet.Builder() : null;
            first = null;
            last = null;
            rows = 0;
            oddRow = 0;
            odd = 0;
        }

        void add(Column column, int from, int to) {
            if (from == to) {
                return;
            }
            if (rows == 0) {
                first = value(column, from);
            }
            last = value(column, to - 1);
            if (column instanceof TimeColumn times && days != null) {
                addDays(times, from, to, days);
            }
            rows += to - from;
        }

        private static @Nullable Object value(Column column, int row) {
            if (column.isMissing(row)) {
                return null;
            }
            if (column instanceof TimeColumn times) {
                return Keys.value(ColumnType.TIME, Keys.of(times.get(row))); // to the microsecond, as they are stored
            }
            return column instanceof TextColumn texts ? Texts.key(texts.get(row)) : column.value(row);
        }

        /** Tells of a number that is NaN or infinite, so many rows before the end of those added. */
        void odd(int fromEnd, double value) {
            if (oddRow == 0) {
                oddRow = rows - fromEnd + 1;
                odd = value;
            }
        }

        /** Adds the places of rows behind those added. */
        void append(Places behind, long count) {
            if (count == 0) {
                return;
            }
            if (rows == 0) {
                first = behind.first;
            }
            last = behind.last;
            if (oddRow == 0 && behind.oddRow > 0) {
                oddRow = rows + behind.oddRow;
                odd = behind.odd;
            }
            if (days != null) {
                days.add(behind.days);
            }
            rows += count;
        }

        private static void addDays(TimeColumn column, int from, int to, DaySet.Builder days) {
            boolean complete = column.missingCount() == 0;
            long dayStart = Long.MAX_VALUE;
            for (int row = from; row < to; row++) {
                if (complete || !column.isMissing(row)) {
                    long key = Keys.of(column.get(row));
                    // Neighbouring rows are mostly of one day.
                    if (dayStart == Long.MAX_VALUE || key < dayStart || key - dayStart >= DAY) {
                        long day = Math.floorDiv(key, DAY);
                        days.add(day);
                        dayStart = day * DAY;
                    }
                }
            }
        }

        Places build() {
            return rows == 0
                    ? NONE
                    : new Places(true, first, last, oddRow, odd, days == null ? DaySet.NONE : days.build());
        }

        Places take() {
            Places taken = build();
            clear();
            return taken;
        }
    }
}
