// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.Objects;

/**
 * How often values of a column repeat, and whether it may be a key. As everywhere, missing values, NaN and infinities are
 * not among the values.
 *
 * @param surplus how many values are there beyond the first of each: exact, or with an interval of 99 %
 * @param repeated how many distinct values occur more than once; undefined while the column is not held exactly
 * @param key whether every row has a value of its own
 */
public record Duplicates(Measurement surplus, Measurement repeated, Key key) {
    /** Whether every row has a value of its own. */
    public enum Key {
        /** It has: nothing is missing, and all distinct values are held. */
        YES,
        /**
         * It may have: nothing is missing, no value is known to repeat, and as many distinct values as rows are within the
         * interval of 99 %. A contract that demands unique values tells for sure.
         */
        MAYBE,
        /** It has not, or there are no rows. While the column is not held exactly, this may err in 1 % of cases. */
        NO
    }

    /**
     * Checks that nothing is null.
     *
     * @param surplus as above
     * @param repeated as above
     * @param key as above
     */
    public Duplicates {
        Objects.requireNonNull(surplus, "surplus");
        Objects.requireNonNull(repeated, "repeated");
        Objects.requireNonNull(key, "key");
    }

    static Duplicates of(ColumnProfile column) {
        long n = column.type() == ColumnType.TEXT
                ? column.count()
                : column.numbers().moments().n();
        Estimate distinct = column.distinct().orThrow();
        List<TopValue> top = column.topValues(Integer.MAX_VALUE);
        long several = top.stream().filter(each -> each.count() > 1).count();
        if (column.isExact()) {
            return new Duplicates(
                    Estimate.exact(n - distinct.point(), n),
                    Estimate.exact((double) several, n),
                    column.rows() > 0 && distinct.point() == column.rows() ? Key.YES : Key.NO);
        }
        boolean maybe = several == 0 && n == column.rows() && distinct.upper() >= column.rows();
        return new Duplicates(
                new Estimate(
                        n - distinct.point(), n - distinct.upper(), n - distinct.lower(), distinct.confidence(), n),
                new Undefined(
                        "column '" + column.name() + "' has too many distinct values to hold all of their counts"),
                maybe ? Key.MAYBE : Key.NO);
    }
}
