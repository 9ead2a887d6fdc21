// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.Locale;

/**
 * The Anderson-Darling test of k samples: do they come from one distribution? Weighs the tails more than
 * Kolmogorov-Smirnov does.
 *
 * <p>The statistic is the midrank form of Scholz and Stephens, standardised. The p-value is interpolated from their
 * critical values for 25, 10, 5, 2.5, 1, 0.5 and 0.1 % by a parabola of its logarithm; outside that range it is the
 * border and says so: {@code p >= 0.25} or {@code p <= 0.001} by {@link TestResult#bound()}, and a level beyond it is
 * {@link TestResult.Verdict#INCONCLUSIVE}. {@link #withPermutations} asks for the p-value of random permutations of the
 * pooled values instead, which has no borders: {@code (1 + #(permuted >= observed)) / (1 + permutations)}. The effect is
 * the raw statistic by its mean, {@code A^2 / (k - 1)}, near 1 without a difference.
 *
 * <p>Fewer than two samples, an empty sample, fewer than four values and values that are all equal give
 * {@link Undefined}. NaN is refused; infinities are values. Immutable and thread-safe; the time of sorting, and linear
 * time for each permutation.
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
    private static final double EULER = 0.5772156649015329;
    private static final double[] LEVELS = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
    private static final double[] B0 = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    private static final double[] B1 = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    private static final double[] B2 = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    private static final AndersonDarlingTest DEFAULTS = new AndersonDarlingTest(0.05, 0, 0);

    private final double alpha;
    private final int permutations;
    private final long seed;

    private AndersonDarlingTest(double alpha, int permutations, long seed) {
        this.alpha = alpha;
        this.permutations = permutations;
        this.seed = seed;
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
        return new AndersonDarlingTest(Arguments.level("alpha", newAlpha), permutations, seed);
    }

    /**
     * Returns the test with the p-value of random permutations in place of the table's.
     *
     * @param newPermutations how many, at least 1; 9,999 resolve p-values down to 0.0001
     * @param newSeed the seed of the permutations
     * @return the test
     * @throws IllegalArgumentException when there is none
     */
    public AndersonDarlingTest withPermutations(int newPermutations, long newSeed) {
        if (newPermutations < 1) {
            throw new IllegalArgumentException("permutations must be at least 1, got " + newPermutations);
        }
        return new AndersonDarlingTest(alpha, newPermutations, newSeed);
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
        int n = 0;
        boolean empty = false;
        for (int i = 0; i < samples.length; i++) {
            Arguments.noNaN("sample " + i, samples[i]);
            n = Math.addExact(n, samples[i].length);
            empty |= samples[i].length == 0;
        }
        if (samples.length < 2 || n < 4 || empty) {
            return undefined(n, "two samples with four values in all are needed, got " + samples.length + " with " + n);
        }
        Pool pool = Pool.of(samples, n);
        if (pool.groupEnds[0] == n) {
            return undefined(n, "all values are equal");
        }
        double raw = pool.statistic();
        double k = samples.length;
        double inverse = Arrays.stream(samples)
                .mapToDouble(sample -> 1.0 / sample.length)
                .sum();
        double statistic = (raw - (k - 1)) / Math.sqrt(variance(k, inverse, n));
        Estimate effect = Estimate.exact(raw / (k - 1), n);
        if (permutations > 0) {
            int atLeast = pool.atLeast(raw, permutations, seed);
            return TestResult.permuted(NAME, statistic, atLeast, permutations, EFFECT, effect, n, alpha);
        }
        return fromTable(statistic, criticalValues(samples.length), effect, n);
    }

    /**
     * Tests samples of which only the counts in common bins are known; the values of a bin count as equal, which the
     * statistic allows for. Permutations need the values: the p-value is always that of the table.
     *
     * @param samples the counts of each sample by bin, the bins in ascending order
     * @return the result, as of {@link #test}
     * @throws IllegalArgumentException when the lengths differ, a count is negative or the totals overflow
     */
    public TestResult testCounts(long[]... samples) {
        long n = 0;
        double inverse = 0;
        for (int i = 0; i < samples.length; i++) {
            Arguments.sameLength("the first sample", samples[0].length, "sample " + i, samples[i].length);
            long size = Arguments.sum("sample " + i, samples[i]);
            n = Math.addExact(n, size);
            inverse += 1.0 / size;
        }
        if (samples.length < 2 || n < 4 || Double.isInfinite(inverse)) {
            return undefined(n, "two samples with four values in all are needed, got " + samples.length + " with " + n);
        }
        double raw = statistic(samples, (double) n);
        if (Double.isNaN(raw)) {
            return undefined(n, "all values are equal");
        }
        double k = samples.length;
        double statistic = (raw - (k - 1)) / Math.sqrt(variance(k, inverse, (double) n));
        return fromTable(statistic, criticalValues(samples.length), Estimate.exact(raw / (k - 1), n), n);
    }

    /** The statistic with midranks; NaN when all values are in one bin. */
    private static double statistic(long[][] samples, double n) {
        double total = 0;
        for (long[] sample : samples) {
            double size = Arguments.sum("sample", sample);
            double left = 0;
            double before = 0;
            double sum = 0;
            for (int bin = 0; bin < sample.length; bin++) {
                double tied = 0;
                for (long[] each : samples) {
                    tied += each[bin];
                }
                if (tied == n) {
                    return Double.NaN;
                }
                double below = left + tied / 2;
                double difference = n * (before + sample[bin] / 2.0) - below * size;
                sum += tied == 0 ? 0 : tied / n * difference * difference / (below * (n - below) - n * tied / 4);
                left += tied;
                before += sample[bin];
            }
            total += sum / size;
        }
        return total * (n - 1) / n;
    }

    private TestResult undefined(long n, String reason) {
        return TestResult.undefined(NAME, EFFECT, n, alpha, reason);
    }

    /** The pooled values in ascending order: of which sample each is, and where runs of equal values end. */
    private static final class Pool {
        private final int[] sampleOf;
        private final int[] groupEnds;
        private final int[] sizes;

        private Pool(int[] sampleOf, int[] groupEnds, int[] sizes) {
            this.sampleOf = sampleOf;
            this.groupEnds = groupEnds;
            this.sizes = sizes;
        }

        static Pool of(double[][] samples, int n) {
            double[] pooled = new double[n];
            int[] label = new int[n];
            int[] sizes = new int[samples.length];
            int at = 0;
            for (int i = 0; i < samples.length; i++) {
                sizes[i] = samples[i].length;
                System.arraycopy(samples[i], 0, pooled, at, sizes[i]);
                Arrays.fill(label, at, at + sizes[i], i);
                at += sizes[i];
            }
            int[] order = Sorting.order(pooled);
            int[] sampleOf = new int[n];
            int[] ends = new int[n];
            int groups = 0;
            for (int i = 0; i < n; i++) {
                sampleOf[i] = label[order[i]];
                if (i == n - 1 || pooled[order[i]] != pooled[order[i + 1]]) {
                    ends[groups++] = i + 1;
                }
            }
            return new Pool(sampleOf, Arrays.copyOf(ends, groups), sizes);
        }

        double statistic() {
            int n = sampleOf.length;
            int[] before = new int[sizes.length];
            int[] after = new int[sizes.length];
            double[] sums = new double[sizes.length];
            int left = 0;
            for (int right : groupEnds) {
                for (int i = left; i < right; i++) {
                    after[sampleOf[i]]++;
                }
                double tied = right - left;
                double below = left + tied / 2;
                double scale = below * (n - below) - n * tied / 4;
                for (int s = 0; s < sizes.length; s++) {
                    double within = ((double) before[s] + after[s]) / 2;
                    double difference = n * within - below * sizes[s];
                    sums[s] += tied / n * difference * difference / scale;
                    before[s] = after[s];
                }
                left = right;
            }
            double total = 0;
            for (int s = 0; s < sizes.length; s++) {
                total += sums[s] / sizes[s];
            }
            return total * (n - 1.0) / n;
        }

        int atLeast(double observed, int permutations, long seed) {
            int[] shuffled = sampleOf.clone();
            Pool permuted = new Pool(shuffled, groupEnds, sizes);
            int atLeast = 0;
            for (int p = 0; p < permutations; p++) {
                Resampling.shuffle(shuffled, seed, p);
                // Equal arrangements may differ in the last digits, by the order of the samples.
                atLeast += permuted.statistic() >= observed * (1 - 1e-12) ? 1 : 0;
            }
            return atLeast;
        }
    }

    private static double variance(double k, double inverse, double n) {
        double h = harmonic(n - 1);
        // The double sum over 1 / ((n - i) j) in closed form, by sum H(i) / (n + 1 - i) = H(n + 1)^2 - H2(n + 1).
        double g = harmonicSquares(n) - 2 * h / n - 1 / (n * n);
        double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
        double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
        double d = (2 * h + 6) * k * k - 4 * h * k;
        return (a * n * n * n + b * n * n + c * n + d) / ((n - 1) * (n - 2) * (n - 3));
    }

    /** {@code sum 1 / i} up to n; from 200 on by Euler and Maclaurin, to the last digit. */
    private static double harmonic(double n) {
        if (n < 200) {
            double sum = 0;
            for (int i = (int) n; i > 0; i--) {
                sum += 1.0 / i;
            }
            return sum;
        }
        double x = 1 / (n * n);
        return Math.log(n) + EULER + 1 / (2 * n) - x / 12 + x * x / 120 - x * x * x / 252;
    }

    /** {@code sum 1 / i^2} up to n, likewise. */
    private static double harmonicSquares(double n) {
        if (n < 200) {
            double sum = 0;
            for (int i = (int) n; i > 0; i--) {
                sum += 1.0 / ((double) i * i);
            }
            return sum;
        }
        double x = 1 / n;
        double cube = x * x * x;
        return Math.PI * Math.PI / 6 - x + x * x / 2 - cube / 6 + cube * x * x / 30 - cube * cube * x / 42;
    }

    private TestResult fromTable(double statistic, double[] critical, Estimate effect, long n) {
        int last = critical.length - 1;
        double p;
        TestResult.Bound bound = TestResult.Bound.NONE;
        if (statistic < critical[0]) {
            p = LEVELS[0];
            bound = TestResult.Bound.AT_LEAST;
        } else if (statistic > critical[last]) {
            p = LEVELS[last];
            bound = TestResult.Bound.AT_MOST;
        } else {
            double[] logs = Arrays.stream(LEVELS).map(Math::log).toArray();
            p = Math.exp(Linear.parabola(critical, logs, statistic));
        }
        return TestResult.bounded(NAME, statistic, p, bound, EFFECT, effect, n, alpha);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "AndersonDarlingTest.withDefaults()%s.withAlpha(%s)",
                permutations > 0 ? ".withPermutations(" + permutations + ", " + seed + ")" : "",
                alpha);
    }
}
