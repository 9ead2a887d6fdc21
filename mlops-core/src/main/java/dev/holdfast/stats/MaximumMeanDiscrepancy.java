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
 * <p>{@link #withFourierFeatures} replaces the kernel by the scalar product of random Fourier features (Rahimi, Recht 2007),
 * which estimates it without bias and with a standard error of at most {@code 1 / sqrt(features)}; sigma is then the median
 * distance of up to 1,000 points at even steps of both samples. It is for samples that are too large for all pairs.
 *
 * <p>Fewer than two points in a sample, points that are all equal, a median distance of 0 without a given sigma, and
 * points too far apart for their squares give {@link Undefined}. NaN and infinite
 * coordinates are refused. Immutable and thread-safe; the kernel of N points takes {@code N^2} time and memory, each
 * permutation the additions of one sample's pairs: the other sums follow from those of the rows. With D features of points
 * in d dimensions it is {@code N D d} time, {@code N D} memory and {@code N D} additions a permutation.
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
    private static final String ALL_EQUAL = "all points are equal";
    private static final String TOO_FAR = "the points are too far apart for their squares";
    private static final String NO_MEDIAN = "the median distance of the points is 0";
    private static final int MEDIAN_POINTS = 1_000;
    private static final MaximumMeanDiscrepancy DEFAULTS = new MaximumMeanDiscrepancy(0, 199, 0, 0.05, 0);

    private final double bandwidth;
    private final int permutations;
    private final long seed;
    private final double alpha;
    private final int features;

    private MaximumMeanDiscrepancy(double bandwidth, int permutations, long seed, double alpha, int features) {
        this.bandwidth = bandwidth;
        this.permutations = permutations;
        this.seed = seed;
        this.alpha = alpha;
        this.features = features;
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
        return new MaximumMeanDiscrepancy(sigma, permutations, seed, alpha, features);
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
        return new MaximumMeanDiscrepancy(bandwidth, newPermutations, seed, alpha, features);
    }

    /**
     * Returns the test with another seed.
     *
     * @param newSeed the seed
     * @return the test
     */
    public MaximumMeanDiscrepancy withSeed(long newSeed) {
        return new MaximumMeanDiscrepancy(bandwidth, permutations, newSeed, alpha, features);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public MaximumMeanDiscrepancy withAlpha(double newAlpha) {
        return new MaximumMeanDiscrepancy(bandwidth, permutations, seed, Arguments.level("alpha", newAlpha), features);
    }

    /**
     * Returns the test with random Fourier features instead of the kernel of all pairs.
     *
     * @param newFeatures how many, at least 2; 512 is a good number
     * @return the test
     * @throws IllegalArgumentException when it is below 2
     */
    public MaximumMeanDiscrepancy withFourierFeatures(int newFeatures) {
        if (newFeatures < 2) {
            throw new IllegalArgumentException("the number of features must be at least 2, got " + newFeatures);
        }
        return new MaximumMeanDiscrepancy(bandwidth, permutations, seed, alpha, newFeatures);
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
        return features > 0 ? byFeatures(points, x.length) : byKernel(points, x.length);
    }

    private TestResult undefined(long n, String reason) {
        return TestResult.undefined(NAME, EFFECT, n, alpha, reason);
    }

    private TestResult byKernel(double[][] points, int n1) {
        int n = points.length;
        double[][] kernel = squaredDistances(points);
        double largest = largest(kernel);
        if (largest == 0 || largest == Double.POSITIVE_INFINITY) {
            return undefined(n, largest == 0 ? ALL_EQUAL : TOO_FAR);
        }
        double sigma = bandwidth > 0 ? bandwidth : Math.sqrt(Selection.median(flat(kernel)));
        if (sigma == 0) {
            return undefined(n, NO_MEDIAN);
        }
        for (double[] row : kernel) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.exp(-row[j] / sigma / sigma / 2); // sigma^2 may leave the range of doubles
            }
        }
        KernelSums sums = new KernelSums(kernel);
        int[] labels = new int[n];
        Arrays.fill(labels, 0, n1, 1);
        double observed = sums.discrepancy(labels, n1, true);
        double effect = Math.sqrt(Math.max(0, sums.discrepancy(labels, n1, false)));
        int atLeast = 0;
        for (int p = 0; p < permutations; p++) {
            Resampling.shuffle(labels, seed, p);
            // The order of the additions is another one: equal sums may differ in the last digits.
            atLeast += sums.discrepancy(labels, n1, true) >= observed - 1e-14 ? 1 : 0;
        }
        return TestResult.permuted(NAME, observed, atLeast, permutations, EFFECT, Estimate.exact(effect, n), n, alpha);
    }

    private TestResult byFeatures(double[][] points, int n1) {
        int n = points.length;
        for (int i = 0; i < n; i++) {
            Arguments.sameLength("the first point", points[0].length, "each other point", points[i].length);
            Arguments.finite("point " + i, points[i]);
        }
        double[][] few = new double[Math.min(n, MEDIAN_POINTS)][];
        for (int i = 0; i < few.length; i++) {
            few[i] = points[(int) ((long) i * n / few.length)];
        }
        double[] squares = flat(squaredDistances(few));
        double largest = Arrays.stream(squares).max().orElse(0);
        if (largest == 0 || largest == Double.POSITIVE_INFINITY) {
            return undefined(n, largest == 0 ? ALL_EQUAL : TOO_FAR);
        }
        double sigma = bandwidth > 0 ? bandwidth : Math.sqrt(Selection.median(squares));
        if (sigma == 0) {
            return undefined(n, NO_MEDIAN);
        }
        FourierFeatures mapped = FourierFeatures.of(points, sigma, features, seed);
        int[] labels = new int[n];
        Arrays.fill(labels, 0, n1, 1);
        double observed = mapped.discrepancy(labels, n1, true);
        double effect = Math.sqrt(Math.max(0, mapped.discrepancy(labels, n1, false)));
        int atLeast = 0;
        for (int p = 0; p < permutations; p++) {
            Resampling.shuffle(labels, seed, p);
            atLeast += mapped.discrepancy(labels, n1, true) >= observed - 1e-14 ? 1 : 0;
        }
        return TestResult.permuted(NAME, observed, atLeast, permutations, EFFECT, Estimate.exact(effect, n), n, alpha);
    }

    private static double[] flat(double[][] squares) {
        double[] flat = new double[squares.length * (squares.length - 1) / 2];
        int at = 0;
        for (double[] row : squares) {
            System.arraycopy(row, 0, flat, at, row.length);
            at += row.length;
        }
        return flat;
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

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "MaximumMeanDiscrepancy.withDefaults()%s%s.withPermutations(%d).withSeed(%d).withAlpha(%s)",
                bandwidth > 0 ? ".withBandwidth(" + bandwidth + ")" : "",
                features > 0 ? ".withFourierFeatures(" + features + ")" : "",
                permutations,
                seed,
                alpha);
    }
}
