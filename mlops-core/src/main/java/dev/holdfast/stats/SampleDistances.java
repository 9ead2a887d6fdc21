// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;

/**
 * Distances of two samples of numbers, from their empirical distribution functions F and G.
 *
 * <p>Both samples are sorted once; every distance is one pass. A distance is {@link Undefined} when a sample is empty or
 * has no weight, and an exact {@link Estimate} otherwise, infinite when it exceeds the largest double. NaN and infinite
 * values are refused. A value of weight 0 is as good as absent. Immutable and thread-safe.
 *
 * <p>Reference: Ramdas, Garcia Trillos, Cuturi (2017), On Wasserstein Two-Sample Testing, doi:10.3390/e19020047.
 *
 * <pre>{@code
 * SampleDistances.between(new double[] {0, 1, 3}, new double[] {5, 6, 8}).wasserstein();   // 5
 * }</pre>
 */
public final class SampleDistances {
    private final double[] x;
    private final double[] y;
    private final double[] shareX;
    private final double[] shareY;
    private final String reason;

    private SampleDistances(double[] x, double[] shareX, double[] y, double[] shareY) {
        this.x = x;
        this.shareX = shareX;
        this.y = y;
        this.shareY = shareY;
        this.reason = x.length == 0 || y.length == 0
                ? "both samples need values, got " + x.length + " and " + y.length
                : weightless(shareX)
                        ? "all weights of the first sample are 0"
                        : weightless(shareY) ? "all weights of the second sample are 0" : "";
    }

    private static boolean weightless(double[] shares) {
        return shares.length > 0 && Arrays.stream(shares).allMatch(share -> share == 0);
    }

    /**
     * Returns the distances of two samples.
     *
     * @param x the first sample; left as it is
     * @param y the second sample; left as it is
     * @return the distances
     * @throws IllegalArgumentException when a value is NaN or infinite
     */
    public static SampleDistances between(double[] x, double[] y) {
        Arguments.finite("x", x);
        Arguments.finite("y", y);
        return new SampleDistances(Sorting.sorted(x), new double[0], Sorting.sorted(y), new double[0]);
    }

    /**
     * Returns the distances of two weighted samples.
     *
     * @param x the first sample
     * @param weightsX the weight of each value of it, at least 0
     * @param y the second sample
     * @param weightsY the weight of each value of it, at least 0
     * @return the distances
     * @throws IllegalArgumentException when lengths differ, a value is NaN or infinite, or a weight is negative,
     *     NaN or infinite
     */
    public static SampleDistances between(double[] x, double[] weightsX, double[] y, double[] weightsY) {
        Arguments.finite("x", x);
        Arguments.finite("y", y);
        Arguments.sameLength("x", x.length, "its weights", weightsX.length);
        Arguments.sameLength("y", y.length, "its weights", weightsY.length);
        int[] orderX = Sorting.order(x);
        int[] orderY = Sorting.order(y);
        return new SampleDistances(
                pick(x, orderX), shares(weightsX, orderX), pick(y, orderY), shares(weightsY, orderY));
    }

    private static double[] pick(double[] values, int[] order) {
        double[] picked = new double[order.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[order[i]];
        }
        return picked;
    }

    private static double[] shares(double[] weights, int[] order) {
        return pick(Arguments.shares(weights), order);
    }

    /**
     * Returns the Wasserstein-1 (earth mover's) distance, {@code integral |F - G|}, in the unit of the values.
     *
     * @return a number of at least 0
     */
    public Measurement wasserstein() {
        return measure((difference, width) -> Math.abs(difference) * width, false);
    }

    /**
     * Returns the energy distance, {@code sqrt(2 integral (F - G)^2)}, in the root of the unit of the values.
     *
     * @return a number of at least 0
     */
    public Measurement energy() {
        Measurement sum = measure((difference, width) -> 2 * difference * difference * width, false);
        return sum instanceof Estimate estimate ? Estimate.exact(Math.sqrt(estimate.point()), estimate.n()) : sum;
    }

    /**
     * Returns the Kolmogorov-Smirnov distance, {@code max |F - G|}.
     *
     * @return a number in [0, 1]
     */
    public Measurement kolmogorovSmirnov() {
        return measure((difference, width) -> Math.abs(difference), true);
    }

    private interface Part {
        double of(double difference, double width);
    }

    private Measurement measure(Part part, boolean largest) {
        if (!reason.isEmpty()) {
            return new Undefined(reason);
        }
        double result = 0;
        double f = 0;
        double g = 0;
        int i = 0;
        int j = 0;
        while (i < x.length || j < y.length) {
            double at = next(i, j);
            while (i < x.length && x[i] == at) {
                f = shareX.length == 0 ? (i + 1.0) / x.length : f + shareX[i];
                i++;
            }
            while (j < y.length && y[j] == at) {
                g = shareY.length == 0 ? (j + 1.0) / y.length : g + shareY[j];
                j++;
            }
            if ((i < x.length || j < y.length) && f != g) {
                double value = part.of(f - g, next(i, j) - at);
                result = largest ? Math.max(result, value) : result + value;
            }
        }
        return Estimate.exact(result, (long) x.length + y.length);
    }

    private double next(int i, int j) {
        return j >= y.length || (i < x.length && x[i] < y[j]) ? x[i] : y[j];
    }

    @Override
    public String toString() {
        return "SampleDistances[" + x.length + " and " + y.length + " values]";
    }
}
