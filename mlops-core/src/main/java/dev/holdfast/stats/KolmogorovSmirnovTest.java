// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Locale;

/**
 * The two-sample Kolmogorov-Smirnov test: do two samples come from one continuous distribution?
 *
 * <p>{@code D = max |F1 - F2|} over all values, with the empirical distribution functions; one-sided,
 * {@link Alternative#LESS} (the first sample tends to smaller values) uses {@code D = max (F1 - F2)} and
 * {@link Alternative#GREATER} uses {@code D = max (F2 - F1)}. Some tools name these two the other way round, after the
 * function instead of the values.
 *
 * <p>Ties are compared at once; the p-value then is an upper bound, as all methods take the distributions for
 * continuous. {@code -0.0} equals {@code 0.0}; infinities are values; NaN is refused. An empty sample gives
 * {@link Undefined}. The effect is D, in [0, 1].
 *
 * <p>Immutable and thread-safe. Sorts copies of both samples; the exact p-value then takes time linear in n for samples
 * of one size and {@code n1 n2} at worst for others; the asymptotic one constant time above 10,000 values.
 *
 * <p>References: Viehmann (2021), Numerically more stable computation of the p-values for the two-sample
 * Kolmogorov-Smirnov test, arXiv:2102.08037; Hodges (1958), doi:10.1007/BF02589501; Simard, L'Ecuyer (2011),
 * doi:10.18637/jss.v039.i11.
 *
 * <pre>{@code
 * KolmogorovSmirnovTest.withDefaults().test(new double[] {1, 2, 3}, new double[] {2.5, 3.5, 4.5, 5.5});   // D 0.75, p 0.2286
 * }</pre>
 */
public final class KolmogorovSmirnovTest {
    private static final String NAME = "kolmogorov-smirnov";
    private static final String EFFECT = "ks-distance";
    private static final int EXACT_LIMIT = 10_000;
    private static final double AUTO_PAIRS = 1e7;
    private static final double MAXIMAL_CELLS = 4e9;
    private static final KolmogorovSmirnovTest DEFAULTS =
            new KolmogorovSmirnovTest(Method.AUTO, Alternative.TWO_SIDED, 0.05);

    /** How the p-value is computed. */
    public enum Method {
        /**
         * {@link #EXACT} while the larger sample has at most 10,000 values, {@code n1 n2} is at most ten million or the
         * samples do not overlap, {@link #ASYMPTOTIC} otherwise.
         */
        AUTO,
        /** Counts the orders of the pooled values that reach D. */
        EXACT,
        /**
         * Two-sided the distribution of the one-sample statistic for {@code n1 n2 / (n1 + n2)} values, rounded;
         * one-sided Hodges' expansion.
         */
        ASYMPTOTIC,
        /** Kolmogorov's limit at {@code sqrt(n1 n2 / (n1 + n2)) D}; one-sided {@code exp(-2 x^2)}. */
        LIMIT
    }

    private final Method method;
    private final Alternative alternative;
    private final double alpha;

    private KolmogorovSmirnovTest(Method method, Alternative alternative, double alpha) {
        this.method = method;
        this.alternative = alternative;
        this.alpha = alpha;
    }

    /**
     * Returns the two-sided test with an automatic method at level 0.05.
     *
     * @return the test
     */
    public static KolmogorovSmirnovTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test with another method for the p-value.
     *
     * @param newMethod the method
     * @return the test
     */
    public KolmogorovSmirnovTest withMethod(Method newMethod) {
        return new KolmogorovSmirnovTest(newMethod, alternative, alpha);
    }

    /**
     * Returns the test against another alternative.
     *
     * @param newAlternative what to look for
     * @return the test
     */
    public KolmogorovSmirnovTest withAlternative(Alternative newAlternative) {
        return new KolmogorovSmirnovTest(method, newAlternative, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public KolmogorovSmirnovTest withAlpha(double newAlpha) {
        return new KolmogorovSmirnovTest(method, alternative, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two samples.
     *
     * @param x the first sample; left as it is
     * @param y the second sample; left as it is
     * @return the result; undefined when a sample is empty
     * @throws IllegalArgumentException when a value is NaN, or the samples are too large for the exact method
     */
    public TestResult test(double[] x, double[] y) {
        Arguments.noNaN("x", x);
        Arguments.noNaN("y", y);
        if (x.length == 0 || y.length == 0) {
            return empty(x.length, y.length);
        }
        long numerator = KolmogorovSmirnov.numerator(Sorting.sorted(x), Sorting.sorted(y), alternative);
        return result(numerator, x.length, y.length);
    }

    /**
     * Tests two samples of which only the counts in common bins are known, as between a baseline and a window.
     *
     * <p>D is the largest distance at the bins' edges, at most that of the values themselves: the test stays valid and
     * loses a little power.
     *
     * @param x the counts of the first sample by bin, the bins in ascending order
     * @param y the counts of the second sample in the same bins
     * @return the result; undefined when a sample is empty
     * @throws IllegalArgumentException when the lengths differ, a count is negative, a total is 2^31 or more, or the
     *     totals are too large for the exact method
     */
    public TestResult testCounts(long[] x, long[] y) {
        Arguments.sameLength("x", x.length, "y", y.length);
        long n1 = Arguments.sum("x", x);
        long n2 = Arguments.sum("y", y);
        if (n1 > Integer.MAX_VALUE || n2 > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("each total must be below 2^31, got " + n1 + " and " + n2);
        }
        if (n1 == 0 || n2 == 0) {
            return empty(n1, n2);
        }
        return result(KolmogorovSmirnov.numeratorOfCounts(x, y, n1, n2, alternative), (int) n1, (int) n2);
    }

    private TestResult result(long numerator, int n1, int n2) {
        double d = (double) numerator / ((double) n1 * n2);
        Method chosen = method == Method.AUTO ? automatic(numerator, n1, n2) : method;
        boolean twoSided = alternative == Alternative.TWO_SIDED;
        double p = switch (chosen) {
            case EXACT, AUTO -> exact(numerator, n1, n2, twoSided);
            case ASYMPTOTIC -> KolmogorovSmirnov.asymptotic(d, n1, n2, twoSided);
            case LIMIT -> KolmogorovSmirnov.limit(d, n1, n2, twoSided);
        };
        long n = (long) n1 + n2;
        return TestResult.of(NAME, d, p, EFFECT, Estimate.exact(d, n), n, alpha);
    }

    private static Method automatic(long numerator, int n1, int n2) {
        double pairs = (double) n1 * n2;
        boolean small = Math.max(n1, n2) <= EXACT_LIMIT || pairs <= AUTO_PAIRS;
        return small || numerator == pairs ? Method.EXACT : Method.ASYMPTOTIC;
    }

    private static double exact(long numerator, int n1, int n2, boolean twoSided) {
        double cells = KolmogorovSmirnov.cells(numerator, n1, n2);
        if (cells > MAXIMAL_CELLS && numerator < (double) n1 * n2) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the exact method takes up to %.0f cells, about 2 D n1 n2 for samples of different sizes, got %.0f from"
                            + " %d and %d values; ask for ASYMPTOTIC",
                    MAXIMAL_CELLS,
                    cells,
                    n1,
                    n2));
        }
        return KolmogorovSmirnov.exact(numerator, n1, n2, twoSided);
    }

    private TestResult empty(long n1, long n2) {
        return TestResult.undefined(NAME, EFFECT, n1 + n2, alpha, "both samples need values, got " + n1 + " and " + n2);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "KolmogorovSmirnovTest.withDefaults().withMethod(%s).withAlternative(%s).withAlpha(%s)",
                method,
                alternative,
                alpha);
    }
}
