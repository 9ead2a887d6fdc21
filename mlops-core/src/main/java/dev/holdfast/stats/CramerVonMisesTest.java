// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The two-sample Cramer-von Mises test: do two samples come from one distribution? It adds all differences of the
 * distribution functions where Kolmogorov-Smirnov looks at the largest.
 *
 * <p>{@code T = U / (n1 n2 N) - (4 n1 n2 - 1) / (6 N)} with {@code U = n1 sum (r_i - i)^2 + n2 sum (s_j - j)^2} over the
 * ranks in the pooled sample, equal values at their mean rank. The exact p-value counts orders, without ties and up to 20
 * values a sample; the asymptotic one is the limit at the standardised T. The effect is {@code T N / (n1 n2)}, the mean
 * squared difference of the distribution functions.
 *
 * <p>An empty sample, one value against one, and equal values throughout give {@link Undefined}; so does the exact
 * method with ties. NaN is refused. Immutable and thread-safe; the time of sorting, exact
 * {@code n1 n2} times the distinct values of the statistic.
 *
 * <p>References: Anderson (1962), doi:10.1214/aoms/1177704477; Xiao, Gordon, Yakovlev (2006), doi:10.18637/jss.v017.i08;
 * Csorgo, Faraway (1996), doi:10.1111/j.2517-6161.1996.tb02077.x (the limit and its tail).
 *
 * <pre>{@code
 * CramerVonMisesTest.withDefaults().test(new double[] {1, 2, 3, 4}, new double[] {2.5, 3.5, 5, 6});   // T 0.25, p 0.2571
 * }</pre>
 */
public final class CramerVonMisesTest {
    private static final String NAME = "cramer-von-mises";
    private static final String EFFECT = "mean-squared-distance";
    private static final int EXACT_LIMIT = 20;
    private static final double TAIL_FROM = 0.2;
    private static final int TAIL_NODES = 256;
    private static final CramerVonMisesTest DEFAULTS = new CramerVonMisesTest(Method.AUTO, 0.05);

    /** How the p-value is computed. */
    public enum Method {
        /** {@link #EXACT} without ties and up to 20 values a sample, else {@link #ASYMPTOTIC}. */
        AUTO,
        /** Counts the orders of the pooled values; up to 60 values a sample. */
        EXACT,
        /** The limiting distribution. */
        ASYMPTOTIC
    }

    private final Method method;
    private final double alpha;

    private CramerVonMisesTest(Method method, double alpha) {
        this.method = method;
        this.alpha = alpha;
    }

    /**
     * Returns the test with an automatic method at level 0.05.
     *
     * @return the test
     */
    public static CramerVonMisesTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test with another method for the p-value.
     *
     * @param newMethod the method
     * @return the test
     */
    public CramerVonMisesTest withMethod(Method newMethod) {
        return new CramerVonMisesTest(newMethod, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public CramerVonMisesTest withAlpha(double newAlpha) {
        return new CramerVonMisesTest(method, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two samples.
     *
     * @param x the first sample; left as it is
     * @param y the second sample; left as it is
     * @return the result; undefined for an empty sample, equal values throughout, or the exact method with ties
     * @throws IllegalArgumentException when a value is NaN, or a sample of more than 60 values is to be tested exactly
     */
    public TestResult test(double[] x, double[] y) {
        Arguments.noNaN("x", x);
        Arguments.noNaN("y", y);
        int n1 = x.length;
        int n2 = y.length;
        long n = (long) n1 + n2;
        if (n1 == 0 || n2 == 0 || n < 3) {
            return undefined(n, "both samples need values, three in all, got " + n1 + " and " + n2);
        }
        Ranks ranks = Ranks.of(Sorting.sorted(x), Sorting.sorted(y));
        if (ranks.ties() == (double) n * (n - 1) * (n + 1)) {
            return undefined(n, "all values are equal");
        }
        boolean exact = method == Method.EXACT
                || (method == Method.AUTO && ranks.ties() == 0 && Math.max(n1, n2) <= EXACT_LIMIT);
        if (exact && ranks.ties() > 0) {
            return undefined(n, "the exact distribution allows no ties");
        }
        double k = (double) n1 * n2;
        double t = ranks.squares() / (k * n) - (4 * k - 1) / (6.0 * n);
        double p = exact ? exact(Math.round(ranks.squares()), n1, n2) : asymptotic(t, n1, n2);
        return TestResult.of(NAME, t, p, EFFECT, Estimate.exact(t * n / k, n), n, alpha);
    }

    /**
     * Tests two samples of which only the counts in common bins are known.
     *
     * <p>The statistic is {@code n1 n2 / n^2} times the sum over bins of the pooled count by the squared difference of the
     * shares up to the bin's end, and the p-value that of the limit, which holds where no bin has more than some 5 % of the
     * values. It differs from that of {@link #test} with ties: SciPy's, which that follows, grows by about
     * {@code (n1 - n2)^2 n / (12 bins^2 n1 n2)} when nothing changed and the samples differ in size.
     *
     * @param x the counts of the first sample by bin, the bins in ascending order
     * @param y the counts of the second sample in the same bins
     * @return the result; undefined for an empty sample or values that are all in one bin
     * @throws IllegalArgumentException when the lengths differ, a count is negative or the totals overflow
     */
    public TestResult testCounts(long[] x, long[] y) {
        Arguments.sameLength("x", x.length, "y", y.length);
        long n1 = Arguments.sum("x", x);
        long n2 = Arguments.sum("y", y);
        long n = Math.addExact(n1, n2);
        if (n1 == 0 || n2 == 0 || n < 3) {
            return undefined(n, "both samples need values, three in all, got " + n1 + " and " + n2);
        }
        double first = 0;
        double second = 0;
        double sum = 0;
        double largest = 0;
        for (int bin = 0; bin < x.length; bin++) {
            first += x[bin];
            second += y[bin];
            double pooled = (double) x[bin] + y[bin];
            double difference = first / n1 - second / n2;
            sum += pooled * difference * difference;
            largest = Math.max(largest, pooled);
        }
        if (largest == n) {
            return undefined(n, "all values are equal");
        }
        double k = (double) n1 * n2;
        double t = k / (double) n / (double) n * sum;
        return TestResult.of(
                NAME,
                t,
                asymptotic(t, (double) n1, (double) n2),
                EFFECT,
                Estimate.exact(t * (double) n / k, n),
                n,
                alpha);
    }

    private TestResult undefined(long n, String reason) {
        return TestResult.undefined(NAME, EFFECT, n, alpha, reason);
    }

    private static double asymptotic(double t, double n1, double n2) {
        double n = n1 + n2;
        double k = n1 * n2;
        double mean = (1 + 1 / n) / 6;
        double variance = (n + 1) * (4 * k * n - 3 * (n1 * n1 + n2 * n2) - 2 * k) / (45 * n * n * 4 * k);
        double x = 1.0 / 6 + (t - mean) / Math.sqrt(45 * variance);
        return x < 0.003 ? 1 : x < TAIL_FROM ? 1 - limit(x) : tail(x);
    }

    /**
     * The upper tail of the limit, Smirnov's alternating sum of
     * {@code 2/pi integral exp(-x u^2 / 2) / sqrt(-u sin u) du} over (pi, 2 pi), (3 pi, 4 pi) and so on, by Gauss-Chebyshev
     * nodes, whose weight takes up the poles at the ends: small p-values keep their digits.
     */
    static double tail(double x) {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            double from = (2 * k + 1) * Math.PI;
            double part = 0;
            for (int i = 0; i < TAIL_NODES; i++) {
                double v = Math.PI / 2 * (1 + Math.cos((i + 0.5) * Math.PI / TAIL_NODES));
                double u = from + v;
                part += Math.exp(-x * u * u / 2) * Math.sqrt(v * (Math.PI - v) / Math.sin(v) / u);
            }
            sum += (k % 2 == 0 ? 2 : -2) * part / TAIL_NODES;
        }
        return sum;
    }

    /** The distribution function of the limit, a series in modified Bessel functions of order 1/4. */
    private static double limit(double x) {
        double sum = 0;
        double ratio = Math.sqrt(Math.PI); // gamma(k + 1/2) / gamma(k + 1)
        for (int k = 0; k < 200; k++) {
            double y = 4.0 * k + 1;
            double term = ratio / (Math.pow(Math.PI, 1.5) * Math.sqrt(x)) * Math.sqrt(y) * bessel(y * y / (16 * x));
            sum += term;
            if (term < 1e-17) {
                break;
            }
            ratio *= (k + 0.5) / (k + 1.0);
        }
        return sum;
    }

    /** {@code exp(-q) K(1/4, q)} by the trapezoidal rule, which converges exponentially for this integral. */
    private static double bessel(double q) {
        double step = 1.0 / 16;
        double sum = Math.exp(-2 * q) / 2;
        for (int i = 1; i < 2_000; i++) {
            double t = i * step;
            double term = Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
            sum += term;
            if (term < 1e-18 * sum) {
                break;
            }
        }
        return step * sum;
    }

    private static double exact(long squares, int n1, int n2) {
        if (Math.max(n1, n2) > 3 * EXACT_LIMIT) {
            throw new IllegalArgumentException(
                    "the exact method takes up to " + 3 * EXACT_LIMIT + " values a sample, got " + n1 + " and " + n2);
        }
        long multiple = (long) n1 * n2 / gcd(n1, n2);
        long a = multiple / n1;
        long b = multiple / n2;
        long k = (long) n1 * n2;
        long least = multiple * multiple * (n1 + n2) * (6 * squares - k * (4 * k - 1)) / (6 * k * k);
        // By the number of values of the second sample so far: probability of each sum, over the last row of the first.
        java.util.List<Map<Long, Double>> row = new java.util.ArrayList<>();
        for (int u = 0; u <= n1; u++) {
            for (int v = 0; v <= n2; v++) {
                long move = a * u - b * v;
                Map<Long, Double> here = new HashMap<>();
                if (u == 0 && v == 0) {
                    here.put(0L, 1.0);
                }
                if (u > 0) {
                    add(here, row.get(v), move * move, (double) u / (u + v));
                }
                if (v > 0) {
                    add(here, row.get(v - 1), move * move, (double) v / (u + v));
                }
                if (u == 0) {
                    row.add(here);
                } else {
                    row.set(v, here);
                }
            }
        }
        double p = 0;
        for (Map.Entry<Long, Double> entry : row.get(n2).entrySet()) {
            p += entry.getKey() >= least ? entry.getValue() : 0;
        }
        return p;
    }

    private static void add(Map<Long, Double> to, Map<Long, Double> from, long move, double share) {
        from.forEach((sum, probability) -> to.merge(sum + move, share * probability, Double::sum));
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "CramerVonMisesTest.withDefaults().withMethod(%s).withAlpha(%s)", method, alpha);
    }
}
