// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Locale;
import java.util.Optional;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The Epps-Singleton test: do two samples, discrete or continuous, come from one distribution? It compares the empirical
 * characteristic functions at t = 0.4 and 0.8 in units of half the pooled interquartile range.
 *
 * <p>{@code W = N g' S^-1 g} with the difference g of the mean cosines and sines and their covariance S, times a factor for
 * samples below 25; chi-square with 4 degrees of freedom. The effect is {@code W / N}.
 *
 * <p>A sample of fewer than five values, an interquartile range of 0, values beyond 1e13 times that range and a singular
 * covariance (few distinct values) give {@link Undefined}. NaN and infinite values are refused. Immutable and thread-safe; the time of one sort.
 *
 * <p>Reference: Epps, Singleton (1986), doi:10.1080/00949658608810963.
 *
 * <pre>{@code
 * EppsSingletonTest.withDefaults().test(new double[] {1, 2, 3, 4, 5, 6}, new double[] {2, 4, 6, 8, 10, 13});   // p 0.6196
 * }</pre>
 */
public final class EppsSingletonTest {
    private static final String NAME = "epps-singleton";
    private static final String EFFECT = "statistic-by-n";
    private static final double[] POINTS = {0.4, 0.8};
    private static final double FARTHEST = 1e13;
    private static final EppsSingletonTest DEFAULTS = new EppsSingletonTest(0.05);

    private final double alpha;

    private EppsSingletonTest(double alpha) {
        this.alpha = alpha;
    }

    /**
     * Returns the test at level 0.05.
     *
     * @return the test
     */
    public static EppsSingletonTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public EppsSingletonTest withAlpha(double newAlpha) {
        return new EppsSingletonTest(Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two samples.
     *
     * @param x the first sample
     * @param y the second sample
     * @return the result; undefined for a sample below five values, an interquartile range of 0, a value too far out or a
     *     singular covariance
     * @throws IllegalArgumentException when a value is NaN or infinite
     */
    public TestResult test(double[] x, double[] y) {
        Arguments.finite("x", x);
        Arguments.finite("y", y);
        int n1 = x.length;
        int n2 = y.length;
        double n = (double) n1 + n2;
        if (n1 < 5 || n2 < 5) {
            return undefined(n, "each sample needs five values, got " + n1 + " and " + n2);
        }
        double[] pooled = new double[n1 + n2];
        System.arraycopy(x, 0, pooled, 0, n1);
        System.arraycopy(y, 0, pooled, n1, n2);
        double[] sorted = Sorting.sorted(pooled);
        double half = (Resampling.quantile(sorted, 0.75) - Resampling.quantile(sorted, 0.25)) / 2;
        if (half == 0) {
            return undefined(n, "the interquartile range of all values is 0");
        }
        if (!(Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1])) / half < FARTHEST)) {
            return undefined(n, "a value lies too far out for its cosine, beyond 1e13 interquartile ranges");
        }
        double[][] first = waves(x, half);
        double[][] second = waves(y, half);
        double[] difference = new double[first.length];
        double[][] covariance = new double[first.length][first.length];
        for (int r = 0; r < first.length; r++) {
            difference[r] = Moments.mean(first[r]) - Moments.mean(second[r]);
            for (int c = 0; c < first.length; c++) {
                covariance[r][c] = n / n1 * covariance(first[r], first[c]) + n / n2 * covariance(second[r], second[c]);
            }
        }
        Optional<double[]> solved = Linear.solve(covariance, difference);
        if (solved.isEmpty()) {
            return undefined(n, "the covariance is singular, as with few distinct values");
        }
        double w = 0;
        for (int r = 0; r < difference.length; r++) {
            w += n * difference[r] * solved.get()[r];
        }
        w = Math.max(0, w);
        if (Math.max(n1, n2) < 25) {
            w /= 1 + Math.pow(n, -0.45) + 10.1 * (Math.pow(n1, -1.7) + Math.pow(n2, -1.7));
        }
        double p = ChiSquaredDistribution.of(4).survivalProbability(w);
        return TestResult.of(NAME, w, p, EFFECT, Estimate.exact(w / n, (long) n), (long) n, alpha)
                .withDegreesOfFreedom(4);
    }

    private TestResult undefined(double n, String reason) {
        return TestResult.undefined(NAME, EFFECT, (long) n, alpha, reason);
    }

    private static double[][] waves(double[] values, double scale) {
        double[][] waves = new double[2 * POINTS.length][values.length];
        for (int t = 0; t < POINTS.length; t++) {
            for (int i = 0; i < values.length; i++) {
                double angle = POINTS[t] / scale * values[i];
                waves[t][i] = Math.cos(angle);
                waves[POINTS.length + t][i] = Math.sin(angle);
            }
        }
        return waves;
    }

    private static double covariance(double[] a, double[] b) {
        double meanA = Moments.mean(a);
        double meanB = Moments.mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - meanA) * (b[i] - meanB);
        }
        return sum / a.length;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "EppsSingletonTest.withDefaults().withAlpha(%s)", alpha);
    }
}
