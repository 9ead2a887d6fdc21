// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The Anderson-Darling test of k samples: do they come from one distribution? Weighs the tails more than
 * Kolmogorov-Smirnov does.
 *
 * <p>The statistic is the midrank form of Scholz and Stephens, standardised. The p-value is interpolated from their
 * critical values for 25, 10, 5, 2.5, 1, 0.5 and 0.1 % by a parabola of its logarithm; outside that range it is the
 * border, 0.25 or 0.001, whose {@link Estimate} then reaches to 1 or 0. The effect is the raw statistic by its mean,
 * {@code A^2 / (k - 1)}, near 1 without a difference.
 *
 * <p>Fewer than two samples, an empty sample, fewer than four values and values that are all equal give
 * {@link Undefined}. NaN is refused; infinities are values. Immutable and thread-safe; the time of sorting.
 *
 * <p>Reference: Scholz, Stephens (1987), K-Sample Anderson-Darling Tests, doi:10.1080/01621459.1987.10478517.
 *
 * <pre>{@code
 * AndersonDarlingTest.withDefaults().test(new double[] {1, 2, 3, 4, 5}, new double[] {3, 4, 5, 6, 9});   // 1.34, p 0.091
 * }</pre>
 */
public final class AndersonDarlingTest {
    private static final String NAME = "anderson-darling";
    private static final String EFFECT = "statistic-by-mean";
    private static final double[] LEVELS = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
    private static final double[] B0 = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    private static final double[] B1 = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    private static final double[] B2 = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    private static final AndersonDarlingTest DEFAULTS = new AndersonDarlingTest(0.05);

    private final double alpha;

    private AndersonDarlingTest(double alpha) {
        this.alpha = alpha;
    }

    /**
     * Returns the test at level 0.05.
     *
     * @return the test
     */
    public static AndersonDarlingTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public AndersonDarlingTest withAlpha(double newAlpha) {
        return new AndersonDarlingTest(Arguments.level("alpha", newAlpha));
    }

    /**
     * Returns the critical values of the standardised statistic.
     *
     * @param samples the number of samples, at least 2
     * @return the values for 25, 10, 5, 2.5, 1, 0.5 and 0.1 %
     * @throws IllegalArgumentException when there are fewer than two samples
     */
    public static double[] criticalValues(int samples) {
        if (samples < 2) {
            throw new IllegalArgumentException("samples must be at least 2, got " + samples);
        }
        double m = samples - 1.0;
        double[] critical = new double[LEVELS.length];
        for (int i = 0; i < critical.length; i++) {
            critical[i] = B0[i] + B1[i] / Math.sqrt(m) + B2[i] / m;
        }
        return critical;
    }

    /**
     * Tests samples.
     *
     * @param samples two or more samples; left as they are
     * @return the result; undefined for too few samples or values, or values that are all equal
     * @throws IllegalArgumentException when a value is NaN
     */
    public TestResult test(double[]... samples) {
        double[][] sorted = new double[samples.length][];
        for (int i = 0; i < samples.length; i++) {
            Arguments.noNaN("sample " + i, samples[i]);
            sorted[i] = Sorting.sorted(samples[i]);
        }
        double[] pooled = Sorting.sorted(
                Stream.of(samples).flatMapToDouble(Arrays::stream).toArray());
        int n = pooled.length;
        if (samples.length < 2 || n < 4 || Stream.of(samples).anyMatch(sample -> sample.length == 0)) {
            return undefined(n, "two samples with four values in all are needed, got " + samples.length + " with " + n);
        }
        if (pooled[0] == pooled[n - 1]) {
            return undefined(n, "all values are equal");
        }
        double raw = raw(sorted, pooled);
        double k = samples.length;
        double statistic = (raw - (k - 1)) / Math.sqrt(variance(sorted, n));
        Estimate p = pValue(statistic, criticalValues(samples.length), n);
        TestResult result =
                TestResult.of(NAME, statistic, p.point(), EFFECT, Estimate.exact(raw / (k - 1), n), n, alpha);
        return new TestResult(
                NAME, result.statistic(), p, result.degreesOfFreedom(), EFFECT, result.effect(), n, alpha);
    }

    private TestResult undefined(long n, String reason) {
        return TestResult.undefined(NAME, EFFECT, n, alpha, reason);
    }

    private static double raw(double[][] samples, double[] pooled) {
        int n = pooled.length;
        int[] seen = new int[samples.length];
        double[] sums = new double[samples.length];
        int left = 0;
        while (left < n) {
            double at = pooled[left];
            int right = left;
            while (right < n && pooled[right] == at) {
                right++;
            }
            double tied = right - left;
            double below = left + tied / 2;
            double scale = below * (n - below) - n * tied / 4;
            for (int i = 0; i < samples.length; i++) {
                int from = seen[i];
                while (seen[i] < samples[i].length && samples[i][seen[i]] == at) {
                    seen[i]++;
                }
                double within = (from + seen[i]) / 2.0;
                double difference = n * within - below * samples[i].length;
                sums[i] += tied / n * difference * difference / scale;
            }
            left = right;
        }
        double total = 0;
        for (int i = 0; i < samples.length; i++) {
            total += sums[i] / samples[i].length;
        }
        return total * (n - 1.0) / n;
    }

    private static double variance(double[][] samples, double n) {
        double k = samples.length;
        double inverse = 0;
        for (double[] sample : samples) {
            inverse += 1.0 / sample.length;
        }
        double running = 0;
        double g = 0;
        for (int i = 2; i < n; i++) {
            running += 1 / (n + 1 - i);
            g += running / i;
        }
        double h = running + 1;
        double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
        double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
        double d = (2 * h + 6) * k * k - 4 * h * k;
        return (a * n * n * n + b * n * n + c * n + d) / ((n - 1) * (n - 2) * (n - 3));
    }

    private static Estimate pValue(double statistic, double[] critical, long n) {
        int last = critical.length - 1;
        // A border stands for all beyond it: its interval says so.
        double almostSure = Math.nextDown(1.0);
        if (statistic < critical[0]) {
            return new Estimate(LEVELS[0], LEVELS[0], 1, almostSure, n);
        }
        if (statistic > critical[last]) {
            return new Estimate(LEVELS[last], 0, LEVELS[last], almostSure, n);
        }
        double[] logs = Arrays.stream(LEVELS).map(Math::log).toArray();
        return Estimate.exact(Math.exp(Linear.parabola(critical, logs, statistic)), n);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "AndersonDarlingTest.withDefaults().withAlpha(%s)", alpha);
    }
}
