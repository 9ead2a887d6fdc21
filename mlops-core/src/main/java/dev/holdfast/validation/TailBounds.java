// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.ColumnType;
import dev.holdfast.profile.ColumnProfile;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How far the numbers of a column will reach that were seen this far.
 *
 * <p>The bare minimum and maximum of n rows are broken by a batch of b more with probability {@code 2b / (n + b)}, so a
 * range needs a margin. Beyond its 95 % quantile a tail is taken for a generalised Pareto one, its shape estimated from
 * three quantiles (J. Pickands, Statistical inference using extreme order statistics, Annals of Statistics 3, 1975) and held
 * within [-1/2, 1/2], and the bound is the value that a batch exceeds once in a thousand times. The margin is at least a
 * twentieth and at most the whole of the range that was seen, and half of it where ties hide the shape; it does not cross
 * zero where the data did not.
 */
final class TailBounds {
    private static final double TAIL = 0.0125;
    private static final double FALSE_ALARMS = 0.001;

    private TailBounds() {}

    static double upper(ColumnProfile column, int batchRows) {
        double max = point(column, 1);
        double reach =
                reach(point(column, 1 - 4 * TAIL), point(column, 1 - 2 * TAIL), point(column, 1 - TAIL), batchRows);
        double bound = bound(max, reach, range(column));
        return rounded(
                max <= 0 ? Math.min(0, bound) : bound,
                range(column),
                column.type() == ColumnType.INTEGER,
                RoundingMode.CEILING);
    }

    static double lower(ColumnProfile column, int batchRows) {
        double min = point(column, 0);
        double reach = -reach(-point(column, 4 * TAIL), -point(column, 2 * TAIL), -point(column, TAIL), batchRows);
        double bound = -bound(-min, -reach, range(column));
        return rounded(
                min >= 0 ? Math.max(0, bound) : bound,
                range(column),
                column.type() == ColumnType.INTEGER,
                RoundingMode.FLOOR);
    }

    private static double bound(double end, double reach, double range) {
        double beyond = Double.isNaN(reach) ? end + range / 2 : reach;
        return Math.max(end + range / 20, Math.min(beyond, end + range));
    }

    /** What the tail above the first of three quantiles exceeds with so small a probability. */
    private static double reach(double first, double second, double third, int batchRows) {
        double ratio = (third - second) / (second - first);
        double shape =
                ratio > 0 && Double.isFinite(ratio) ? Math.max(-0.5, Math.min(0.5, Math.log(ratio) / Math.log(2))) : 0;
        double rarer = 2 * TAIL / (FALSE_ALARMS / batchRows);
        double steps = Math.abs(shape) < 1e-9
                ? Math.log(rarer) / Math.log(2)
                : (Math.pow(rarer, shape) - 1) / (Math.pow(2, shape) - 1);
        return second + (third - second) * steps;
    }

    private static double range(ColumnProfile column) {
        double range = point(column, 1) - point(column, 0);
        return range > 0 ? range : Math.max(1, Math.abs(point(column, 1)));
    }

    private static double point(ColumnProfile column, double p) {
        return column.quantile(p).orThrow().point();
    }

    /** Outwards to two digits of the range, so that a person can read and change it. */
    private static double rounded(double value, double range, boolean whole, RoundingMode mode) {
        int digits = 1 - (int) Math.floor(Math.log10(range));
        int scale = whole ? Math.min(0, digits) : digits;
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(scale, mode).doubleValue()
                : Math.copySign(Double.MAX_VALUE, value);
    }
}
