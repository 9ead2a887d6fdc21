// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a column of times has holes. Days are those of UTC.
 *
 * <p>Days are exact as long as the times touch at most 128 of the stretches of 64 days that 1970 begins, which is 22 years
 * on end, and undefined beyond. Everything is undefined for a column that is no time or has none, and for a profile that
 * an earlier version stored.
 *
 * @param largest the largest distance between two neighbouring times in seconds: exact while the column is held exactly,
 *     then the middle of an interval that always holds it
 * @param days on how many days there is a time
 * @param emptyDays on how many days between the first and the last there is none
 * @param longestRun of how many days in a row there is none
 * @param longestRunFrom the first day of the first such run; empty when there is no day without a time
 */
public record TimeGaps(
        Measurement largest,
        Measurement days,
        Measurement emptyDays,
        Measurement longestRun,
        Optional<LocalDate> longestRunFrom) {
    private static final double CERTAIN = Math.nextDown(1.0);
    private static final double SECONDS_A_DAY = TimeUnit.DAYS.toSeconds(1);
    private static final double MICROS = 1e6;

    /**
     * Checks that nothing is null.
     *
     * @param largest as above
     * @param days as above
     * @param emptyDays as above
     * @param longestRun as above
     * @param longestRunFrom as above
     */
    public TimeGaps {
        Objects.requireNonNull(largest, "largest");
        Objects.requireNonNull(days, "days");
        Objects.requireNonNull(emptyDays, "emptyDays");
        Objects.requireNonNull(longestRun, "longestRun");
        Objects.requireNonNull(longestRunFrom, "longestRunFrom");
    }

    static TimeGaps of(ColumnProfile column, Places places) {
        if (column.type() != ColumnType.TIME) {
            return none(new Undefined("column '" + column.name() + "' is " + column.type() + ", which has no times"));
        }
        if (column.smallest().isEmpty()) {
            return none(new Undefined("column '" + column.name() + "' has no times"));
        }
        if (!places.known()) {
            return none(column.notStored("time gaps"));
        }
        DaySet days = places.days();
        if (!days.complete()) {
            Undefined many = new Undefined("column '" + column.name() + "' has times in more than " + DaySet.MOST
                    + " stretches of 64 days, the days of which are not held");
            return new TimeGaps(largest(column, Optional.empty()), many, many, many, Optional.empty());
        }
        long n = column.count();
        long[] longest = days.longestGap();
        long span = days.last() - days.first() + 1;
        return new TimeGaps(
                largest(column, Optional.of(longest[1])),
                Estimate.exact((double) days.count(), n),
                Estimate.exact((double) (span - days.count()), n),
                Estimate.exact((double) longest[1], n),
                longest[1] == 0 ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(longest[0])));
    }

    private static TimeGaps none(Undefined reason) {
        return new TimeGaps(reason, reason, reason, reason, Optional.empty());
    }

    /**
     * Values between two entries of the distribution divide the distance between these, equally in the best case; no gap
     * is larger than that distance. Days without a time bound it from both sides as well.
     */
    private static Measurement largest(ColumnProfile column, Optional<Long> emptyDays) {
        QuantileSketch values = column.numbers().values();
        if (values.size() < 2) {
            return new Undefined("column '" + column.name() + "' has 1 distinct time, and a gap needs 2");
        }
        double lower = 0;
        double upper = 0;
        for (int i = 1; i < values.size(); i++) {
            long between = values.upTo(i) - values.weight(i) - values.below(i - 1) - values.weight(i - 1);
            double distance = seconds(values.key(i - 1), values.key(i));
            lower = Math.max(lower, distance / (Math.max(0, between) + 1));
            upper = Math.max(upper, distance);
        }
        if (column.isExact()) {
            return Estimate.exact(upper, column.count());
        }
        if (emptyDays.isPresent()) {
            double run = emptyDays.get() * SECONDS_A_DAY;
            lower = Math.max(lower, run);
            upper = Math.min(upper, run + 2 * SECONDS_A_DAY);
        }
        return new Estimate(lower + (upper - lower) / 2, lower, upper, CERTAIN, column.count());
    }

    private static double seconds(long from, long to) {
        long micros = to - from;
        return micros > 0 ? micros / MICROS : (to / MICROS) - (from / MICROS); // negative when it does not fit
    }
}
