// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.Locale;

/**
 * The maximum mean discrepancy of two samples of points, with a permutation test.
 *
 * <p>With the kernel {@code k(a, b) = exp(-|a - b|^2 / (2 sigma^2))}: the biased form is
 * {@code mean k(x, x') + mean k(y, y') - 2 mean k(x, y)} over all pairs, the unbiased one leaves the pairs of a point with
 * itself out and may be negative. The p-value is {@code (1 + #(permuted >= observed)) / (1 + permutations)}, never 0; when
 * the least one that so many permutations can give is above the level, it is a {@link TestResult#bound()}. Sigma
 * is the median distance of all pairs unless it is given. The effect is the root of the biased form.
 *
 * <p>Fewer than two points in a sample, points that are all equal, a median distance of 0 without a given sigma, and
 * points too far apart for their squares give {@link Undefined}. NaN and infinite
 * coordinates are refused. Immutable and thread-safe; the kernel of N points takes {@code N^2} time and memory, each
 * permutation {@code N^2} additions, of labels only.
 *
 * <p>Reference: Gretton et al. (2012), A Kernel Two-Sample Test, JMLR 13.
 *
 * <pre>{@code
 * MaximumMeanDiscrepancy.withDefaults().withBandwidth(1).withSeed(7).test(x, y);
 * }</pre>
 */
public final class MaximumMeanDiscrepancy {
    private static final String NAME = "maximum-mean-discrepancy";
    private static final String EFFECT = "discrepancy";
    private static final MaximumMeanDiscrepancy DEFAULTS = new MaximumMeanDiscrepancy(0, 199, 0, 0.05);

    private final double bandwidth;
    private final int permutations;
    private final long seed;
    private final double alpha;

    private MaximumMeanDiscrepancy(double bandwidth, int permutations, long seed, double alpha) {
        this.bandwidth = bandwidth;
        this.permutations = permutations;
        this.seed = seed;
        this.alpha = alpha;
    }

    /**
     * Returns the test with the median distance for sigma, 199 permutations, seed 0 and level 0.05.
     *
     * @return the test
     */
    public static MaximumMeanDiscrepancy withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test with a given sigma.
     *
     * @param sigma the bandwidth of the kernel, above 0
     * @return the test
     * @throws IllegalArgumentException when it is not above 0 and finite
     */
    public MaximumMeanDiscrepancy withBandwidth(double sigma) {
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the bandwidth must be finite and above 0, got " + sigma);
        }
        return new MaximumMeanDiscrepancy(sigma, permutations, seed, alpha);
    }

    /**
     * Returns the test with another number of permutations.
     *
     * @param newPermutations the number, at least 1
     * @return the test
     * @throws IllegalArgumentException when it is below 1
     */
    public MaximumMeanDiscrepancy withPermutations(int newPermutations) {
        if (newPermutations < 1) {
            throw new IllegalArgumentException("permutations must be at least 1, got " + newPermutations);
        }
        return new MaximumMeanDiscrepancy(bandwidth, newPermutations, seed, alpha);
    }

    /**
     * Returns the test with another seed.
     *
     * @param newSeed the seed
     * @return the test
     */
    public MaximumMeanDiscrepancy withSeed(long newSeed) {
        return new MaximumMeanDiscrepancy(bandwidth, permutations, newSeed, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public MaximumMeanDiscrepancy withAlpha(double newAlpha) {
        return new MaximumMeanDiscrepancy(bandwidth, permutations, seed, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two samples; the statistic is the unbiased form.
     *
     * @param x the points of the first sample, all of one dimension
     * @param y the points of the second sample
     * @return the result; undefined for too few points, points that are all equal or too far apart
     * @throws IllegalArgumentException when dimensions differ or a coordinate is NaN or infinite
     */
    public TestResult test(double[][] x, double[][] y) {
        long n = (long) x.length + y.length;
        if (x.length < 2 || y.length < 2) {
            return TestResult.undefined(
                    NAME, EFFECT, n, alpha, "each sample needs two points, got " + x.length + " and " + y.length);
        }
        double[][] points = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, points, x.length, y.length);
        double[][] kernel = squaredDistances(points);
        double largest = largest(kernel);
        if (largest == 0 || largest == Double.POSITIVE_INFINITY) {
            String reason = largest == 0 ? "all points are equal" : "the points are too far apart for their squares";
            return TestResult.undefined(NAME, EFFECT, n, alpha, reason);
        }
        double sigma = bandwidth > 0 ? bandwidth : medianDistance(kernel);
        if (sigma == 0) {
            return TestResult.undefined(NAME, EFFECT, n, alpha, "the median distance of the points is 0");
        }
        for (double[] row : kernel) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.exp(-row[j] / sigma / sigma / 2); // sigma^2 may leave the range of doubles
            }
        }
        int[] labels = new int[points.length];
        Arrays.fill(labels, 0, x.length, 1);
        double observed = discrepancy(kernel, labels, x.length, true);
        int atLeast = 0;
        for (int p = 0; p < permutations; p++) {
            Resampling.shuffle(labels, seed, p);
            // The order of the additions is another one: equal sums may differ in the last digits.
            atLeast += discrepancy(kernel, labels, x.length, true) >= observed - 1e-14 ? 1 : 0;
        }
        Arrays.fill(labels, 0);
        Arrays.fill(labels, 0, x.length, 1);
        double effect = Math.sqrt(Math.max(0, discrepancy(kernel, labels, x.length, false)));
        return TestResult.permuted(NAME, observed, atLeast, permutations, EFFECT, Estimate.exact(effect, n), n, alpha);
    }

    private static double discrepancy(double[][] kernel, int[] labels, int n1, boolean unbiased) {
        double[] sums = new double[3];
        for (int i = 0; i < labels.length; i++) {
            double[] row = kernel[i];
            double same = 0;
            double all = 0;
            for (int j = 0; j < i; j++) {
                all += row[j];
                same += labels[j] * row[j];
            }
            double toFirst = same;
            double toSecond = all - same;
            sums[labels[i] == 1 ? 0 : 1] += labels[i] == 1 ? toFirst : toSecond;
            sums[2] += labels[i] == 1 ? toSecond : toFirst;
        }
        double n2 = labels.length - (double) n1;
        double cross = 2 * sums[2] / (n1 * n2);
        return unbiased
                ? 2 * sums[0] / (n1 * (n1 - 1.0)) + 2 * sums[1] / (n2 * (n2 - 1)) - cross
                : (2 * sums[0] + n1) / ((double) n1 * n1) + (2 * sums[1] + n2) / (n2 * n2) - cross;
    }

    private static double[][] squaredDistances(double[][] points) {
        double[][] squares = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            Arguments.sameLength("the first point", points[0].length, "each other point", points[i].length);
            Arguments.finite("point " + i, points[i]);
            squares[i] = new double[i];
            for (int j = 0; j < i; j++) {
                for (int d = 0; d < points[i].length; d++) {
                    double difference = points[i][d] - points[j][d];
                    squares[i][j] += difference * difference;
                }
            }
        }
        return squares;
    }

    private static double largest(double[][] squares) {
        double largest = 0;
        for (double[] row : squares) {
            for (double square : row) {
                largest = Math.max(largest, square);
            }
        }
        return largest;
    }

    private static double medianDistance(double[][] squares) {
        double[] all = Arrays.stream(squares).flatMapToDouble(Arrays::stream).toArray();
        return Math.sqrt(Resampling.quantile(Sorting.sorted(all), 0.5));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "MaximumMeanDiscrepancy.withDefaults()%s.withPermutations(%d).withSeed(%d).withAlpha(%s)",
                bandwidth > 0 ? ".withBandwidth(" + bandwidth + ")" : "",
                permutations,
                seed,
                alpha);
    }
}
