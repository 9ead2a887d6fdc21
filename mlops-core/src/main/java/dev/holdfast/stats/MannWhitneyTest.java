// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * The Mann-Whitney U test of two independent samples: does one tend to larger values?
 *
 * <p>{@code U = #(x > y) + #(x = y) / 2} over all pairs. The asymptotic p-value is normal with the variance corrected for
 * ties, {@code n1 n2 / 12 ((N + 1) - sum (t^3 - t) / (N (N - 1)))}, and a continuity correction of 1/2; the exact one
 * counts the orders of the pooled values and allows no ties. The effect is {@code U / (n1 n2)}, the probability that a
 * value of x exceeds one of y, ties counting half.
 *
 * <p>An empty sample, values that are all equal, and the exact method with ties give {@link Undefined}. NaN is refused;
 * infinities are values. Immutable and thread-safe; two sorts and one pass, the exact p-value
 * {@code min(n1, n2) n1 n2} in time.
 *
 * <p>Reference: Mann, Whitney (1947), doi:10.1214/aoms/1177730491.
 *
 * <pre>{@code
 * MannWhitneyTest.withDefaults().test(new double[] {1, 2, 3, 4}, new double[] {2.5, 3.5, 5, 6});   // U 3, p 0.2
 * }</pre>
 */
public final class MannWhitneyTest {
    private static final String NAME = "mann-whitney";
    private static final String EFFECT = "probability-of-superiority";
    private static final long AUTO_PAIRS = 2_500;
    private static final double MAXIMAL_CELLS = 2e7;
    private static final MannWhitneyTest DEFAULTS = new MannWhitneyTest(Method.AUTO, true, Alternative.TWO_SIDED, 0.05);

    /** How the p-value is computed. */
    public enum Method {
        /** {@link #EXACT} without ties and up to 2,500 pairs, else {@link #ASYMPTOTIC}. */
        AUTO,
        /** Counts the orders of the pooled values. */
        EXACT,
        /** The normal approximation, corrected for ties. */
        ASYMPTOTIC
    }

    private final Method method;
    private final boolean continuity;
    private final Alternative alternative;
    private final double alpha;

    private MannWhitneyTest(Method method, boolean continuity, Alternative alternative, double alpha) {
        this.method = method;
        this.continuity = continuity;
        this.alternative = alternative;
        this.alpha = alpha;
    }

    /**
     * Returns the two-sided test with an automatic method and continuity correction at level 0.05.
     *
     * @return the test
     */
    public static MannWhitneyTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test with another method for the p-value.
     *
     * @param newMethod the method
     * @return the test
     */
    public MannWhitneyTest withMethod(Method newMethod) {
        return new MannWhitneyTest(newMethod, continuity, alternative, alpha);
    }

    /**
     * Returns the test with or without the continuity correction of the asymptotic p-value.
     *
     * @param newContinuity true to move U by 1/2 towards its mean
     * @return the test
     */
    public MannWhitneyTest withContinuity(boolean newContinuity) {
        return new MannWhitneyTest(method, newContinuity, alternative, alpha);
    }

    /**
     * Returns the test against another alternative.
     *
     * @param newAlternative what to look for
     * @return the test
     */
    public MannWhitneyTest withAlternative(Alternative newAlternative) {
        return new MannWhitneyTest(method, continuity, newAlternative, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public MannWhitneyTest withAlpha(double newAlpha) {
        return new MannWhitneyTest(method, continuity, alternative, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two samples.
     *
     * @param x the first sample; left as it is
     * @param y the second sample; left as it is
     * @return the result; undefined for an empty sample, equal values throughout, or the exact method with ties
     * @throws IllegalArgumentException when a value is NaN, or the samples are too large for the exact method
     */
    public TestResult test(double[] x, double[] y) {
        Arguments.noNaN("x", x);
        Arguments.noNaN("y", y);
        return test(x.length, y.length, () -> Ranks.of(Sorting.sorted(x), Sorting.sorted(y)));
    }

    /**
     * Tests two samples of which only the counts in common bins are known; the values of a bin count as equal, which the
     * test allows for.
     *
     * @param x the counts of the first sample by bin, the bins in ascending order
     * @param y the counts of the second sample in the same bins
     * @return the result, as of {@link #test}
     * @throws IllegalArgumentException when the lengths differ, a count is negative, the totals overflow, or the samples
     *     are too large for the exact method
     */
    public TestResult testCounts(long[] x, long[] y) {
        Arguments.sameLength("x", x.length, "y", y.length);
        return test(Arguments.sum("x", x), Arguments.sum("y", y), () -> Ranks.ofCounts(x, y));
    }

    private TestResult test(long n1, long n2, Supplier<Ranks> samples) {
        long n = Math.addExact(n1, n2);
        if (n1 == 0 || n2 == 0) {
            return undefined(n, "both samples need values, got " + n1 + " and " + n2);
        }
        Ranks ranks = samples.get();
        double ties = ranks.ties();
        double pairs = (double) n1 * n2;
        double variance = pairs / 12 * ((n + 1) - ties / ((double) n * (n - 1)));
        if (!(variance > 0)) {
            return undefined(n, "all values are equal");
        }
        boolean exact = method == Method.EXACT || (method == Method.AUTO && ties == 0 && pairs <= AUTO_PAIRS);
        if (exact && ties > 0) {
            return undefined(n, "the exact distribution allows no ties");
        }
        double u = ranks.u();
        double p = exact ? exact(u, n1, n2) : asymptotic(u, pairs / 2, Math.sqrt(variance));
        return TestResult.of(NAME, u, p, EFFECT, Estimate.exact(u / pairs, n), n, alpha);
    }

    private TestResult undefined(long n, String reason) {
        return TestResult.undefined(NAME, EFFECT, n, alpha, reason);
    }

    private double asymptotic(double u, double mean, double deviation) {
        double half = continuity ? 0.5 : 0;
        return switch (alternative) {
            case TWO_SIDED ->
                Math.min(1, 2 * Intervals.p((Math.abs(u - mean) - half) / deviation, Alternative.GREATER));
            case GREATER -> Intervals.p((u - mean - half) / deviation, Alternative.GREATER);
            case LESS -> Intervals.p((u - mean + half) / deviation, Alternative.LESS);
        };
    }

    private double exact(double u, long size1, long size2) {
        double smaller = Math.min(size1, size2);
        double pairs = (double) size1 * size2;
        if (smaller * pairs / 2 > MAXIMAL_CELLS) {
            throw new IllegalArgumentException("the exact method takes up to " + MAXIMAL_CELLS
                    + " cells, min(n1, n2) n1 n2 / 2, got n1 = " + size1 + " and n2 = " + size2);
        }
        int n1 = (int) size1;
        int n2 = (int) size2;
        return switch (alternative) {
            case TWO_SIDED -> Math.min(1, 2 * atMost((int) Math.min(u, pairs - u), n1, n2));
            case GREATER -> atMost((int) (pairs - u), n1, n2);
            case LESS -> atMost((int) u, n1, n2);
        };
    }

    /**
     * P(U at most u) without ties.
     *
     * <p>The largest of i + j values is of the first sample with probability i / (i + j) and then exceeds all j others;
     * only positive terms are added.
     */
    private static double atMost(int u, int n1, int n2) {
        int small = Math.min(n1, n2);
        int large = Math.max(n1, n2);
        double[][] distribution = new double[small + 1][];
        for (int i = 0; i <= small; i++) {
            distribution[i] = new double[(int) Math.min(u, (long) i * large) + 1];
            distribution[i][0] = 1;
        }
        for (int j = 1; j <= large; j++) {
            for (int i = 1; i <= small; i++) {
                double[] one = distribution[i];
                double[] less = distribution[i - 1];
                double first = (double) i / (i + j);
                double second = (double) j / (i + j);
                for (int k = (int) Math.min(one.length - 1L, (long) i * j); k >= 0; k--) {
                    double fromFirst = k >= j && k - j < less.length ? less[k - j] : 0;
                    one[k] = second * one[k] + first * fromFirst;
                }
            }
        }
        double sum = 0;
        for (double each : distribution[small]) {
            sum += each;
        }
        return sum;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "MannWhitneyTest.withDefaults().withMethod(%s).withContinuity(%s).withAlternative(%s).withAlpha(%s)",
                method,
                continuity,
                alternative,
                alpha);
    }
}
