// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * Watches bounded values against their own past, with a false alarm about once in {@code n} values, calibrated.
 *
 * <p>The values since the last change are kept as an exponential histogram: buckets of {@code 2^row} values, at most
 * {@value #BUCKETS} a row, so memory is logarithmic. Every {@value #CLOCK} values each boundary between buckets is tried
 * as the moment of a change, by the generalised likelihood ratio of two rates against one: {@code G = n0 KL(p0, p) + n1
 * KL(p1, p)}, with {@code p0, p1} the means before and after, {@code p} that of both and {@code KL} the divergence of two
 * Bernoulli distributions. A change is {@code G >= h - 1.1 ln(min(500, n0 n1 / (n0 + n1)))}: there are many more moments
 * for a change among the last few values than among the last few hundred, and one bound for all would spend most of the
 * false alarms on the former. The slope and the length were chosen so that small changes are found about as soon as by
 * {@link Adwin} at as many false alarms, and large ones sooner.
 *
 * <p>The threshold is {@code h = -3.81 + 1.869 ln(n) - 0.0315 ln(n)^2 - 0.163 ln(1 / (2 min(p, 0.5))) + 0.218 max(0, p -
 * 0.5)}, fitted to simulated streams of independent errors at rates from 0.005 to 0.98 and {@code n} from 100 to 1,000,000,
 * and goes on with {@code ln(n)} beyond. On fresh streams the mean time between false alarms was 0.86 to 1.09 times
 * {@code n} for rates of 0.05, 0.2 and 0.4 and {@code n} of 10,000 and 100,000; at 3,000,000 it was 0.4 to 0.8 times it,
 * from 4 to 9 alarms. Values between 0 and 1 vary less than errors of the same mean and alarm more rarely; values that
 * depend on each other alarm more often. This is no theorem: where the rate is known and a guarantee is needed take
 * {@link EDetector}.
 *
 * <p>By default only a rise is a change; after a fall, for which the ratio must be greater by {@value #SILENT}, the older
 * part is forgotten without a word, so that a later rise is measured against the better rate.
 *
 * <p>References: Lai 1995, Sequential changepoint detection in quality control and dynamical systems, JRSS B 57, for the
 * ratio; Bifet and Gavaldà 2007 for the histogram.
 */
public final class LikelihoodRatio extends Detector {
    private static final int BUCKETS = 4;
    private static final int CLOCK = 16;
    private static final int ROWS = 48;
    private static final double SLOPE = 1.1;
    private static final double LENGTH = 500;
    /** The logarithm of a million; from there on the threshold grows as the theory says. */
    private static final double LONGEST = 13.8155;

    /** What is forgotten for nothing makes the next rise harder to see. */
    private static final double SILENT = 4;

    /** The calibration is not carried on beyond this rate. */
    private static final double LEAST_RATE = 0.005;

    private final long every;
    private final Direction direction;
    private final double threshold;
    private final int[] used = new int[ROWS];
    private final double[][] totals = new double[ROWS][BUCKETS + 1];
    private int rows;
    private long ticks;
    private double width;
    private double total;

    private LikelihoodRatio(long every, Direction direction, double threshold) {
        this.every = every;
        this.direction = direction;
        this.threshold = threshold;
        restart();
    }

    /**
     * Returns a detector of a rise, with a false alarm about every 10,000 values.
     *
     * @return the detector
     */
    public static LikelihoodRatio withDefaults() {
        return new LikelihoodRatio(10_000, Direction.INCREASE, thresholdFor(10_000));
    }

    /**
     * Returns a fresh detector with another rate of false alarms.
     *
     * @param values the number of values that on average pass before a false alarm, at least 100
     * @return the detector
     * @throws IllegalArgumentException when it is less
     */
    public LikelihoodRatio falseAlarmEvery(long values) {
        if (values < 100) {
            throw new IllegalArgumentException("a false alarm can be at most every 100 values, got every " + values);
        }
        return new LikelihoodRatio(values, direction, thresholdFor(direction == Direction.BOTH ? 2 * values : values));
    }

    /**
     * Returns a fresh detector of other changes.
     *
     * @param value which changes are found
     * @return the detector
     */
    public LikelihoodRatio withDirection(Direction value) {
        return new LikelihoodRatio(every, value, thresholdFor(value == Direction.BOTH ? 2 * every : every));
    }

    private static double thresholdFor(long values) {
        double all = Math.log((double) values);
        double fitted = Math.min(all, LONGEST);
        return -3.81 + 1.869 * fitted - 0.0315 * fitted * fitted + (all - fitted);
    }

    private double thresholdAt(double p) {
        return threshold
                - 0.163 * Math.log(0.5 / Math.min(0.5, Math.max(LEAST_RATE, p)))
                + 0.218 * Math.max(0, p - 0.5);
    }

    private static double allowance(double length) {
        return SLOPE * Math.log(Math.min(LENGTH, length));
    }

    /**
     * Returns the number of values since the last change that are still looked at.
     *
     * @return the number of values
     */
    public long width() {
        return (long) width;
    }

    /**
     * Returns the mean of the values that are still looked at.
     *
     * @return the mean; 0 without values
     */
    public double mean() {
        return width == 0 ? 0 : total / width;
    }

    @Override
    void restart() {
        java.util.Arrays.fill(used, 0);
        rows = 1;
        ticks = 0;
        width = 0;
        total = 0;
    }

    @Override
    ChangeState next(double value) {
        totals[0][used[0]++] = unit(value);
        width++;
        total += value;
        compress();
        ticks++;
        return ticks % CLOCK == 0 && change() ? ChangeState.CHANGE : ChangeState.STABLE;
    }

    private void compress() {
        for (int row = 0; row < rows && used[row] > BUCKETS; row++) {
            double sum = totals[row][0] + totals[row][1];
            shift(row, 2);
            if (row + 1 == rows) {
                rows++;
            }
            totals[row + 1][used[row + 1]++] = sum;
        }
    }

    private void shift(int row, int by) {
        used[row] -= by;
        System.arraycopy(totals[row], by, totals[row], 0, used[row]);
    }

    private boolean change() {
        double n0 = 0;
        double u0 = 0;
        double p = total / width;
        double bound = thresholdAt(p);
        // A divergence is at most its chi-square: what cannot reach the lowest bound by that needs no logarithm.
        double least = Math.max(0, bound - allowance(width / 4)) * p * (1 - p) / width;
        for (int row = rows - 1; row >= 0; row--) {
            double size = Math.scalb(1.0, row);
            for (int i = 0; i < used[row]; i++) {
                n0 += size;
                u0 += totals[row][i];
                double n1 = width - n0;
                double u1 = Math.max(0, total - u0);
                double off = u0 - n0 * p;
                if (n1 < 1 || off * off < least * n0 * n1) {
                    continue;
                }
                boolean rise = u1 / n1 > p;
                boolean loud = direction == Direction.BOTH || rise == (direction == Direction.INCREASE);
                double needed = bound + (loud ? 0 : SILENT) - allowance(n0 * n1 / width);
                if (ratio(u0, n0, u1, n1) < needed) {
                    continue;
                }
                if (loud) {
                    return true;
                }
                forgetBefore(n0);
                return false;
            }
        }
        return false;
    }

    private double ratio(double u0, double n0, double u1, double n1) {
        return information(total, width) - information(u0, n0) - information(u1, n1);
    }

    /** Drops the oldest buckets until so many values are gone. */
    private void forgetBefore(double values) {
        double left = values;
        while (left > 0) {
            double size = Math.scalb(1.0, rows - 1);
            left -= size;
            width -= size;
            total -= totals[rows - 1][0];
            shift(rows - 1, 1);
            while (rows > 1 && used[rows - 1] == 0) {
                rows--;
            }
        }
        total = Math.max(0, total);
    }

    /** Minus the log-likelihood of n values with this sum under their own mean: n times the entropy. */
    private static double information(double sum, double n) {
        double rest = n - sum;
        double information = n * Math.log(n);
        if (sum > 0) {
            information -= sum * Math.log(sum);
        }
        if (rest > 0) {
            information -= rest * Math.log(rest);
        }
        return information;
    }

    @Override
    double[] save() {
        int row = BUCKETS + 2;
        double[] own = new double[4 + ROWS * row];
        own[0] = rows;
        own[1] = ticks;
        own[2] = width;
        own[3] = total;
        for (int i = 0; i < ROWS; i++) {
            own[4 + i * row] = used[i];
            System.arraycopy(totals[i], 0, own, 5 + i * row, BUCKETS + 1);
        }
        return own;
    }

    @Override
    void load(double[] own) {
        int row = BUCKETS + 2;
        rows = (int) own[0];
        ticks = (long) own[1];
        width = own[2];
        total = own[3];
        for (int i = 0; i < ROWS; i++) {
            used[i] = (int) own[4 + i * row];
            System.arraycopy(own, 5 + i * row, totals[i], 0, BUCKETS + 1);
        }
    }

    @Override
    public String toString() {
        return "LikelihoodRatio.withDefaults().falseAlarmEvery(" + every + ").withDirection(Direction." + direction
                + ")";
    }
}
