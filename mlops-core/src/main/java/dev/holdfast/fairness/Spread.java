// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The interval of a maximum over groups, from bootstrap replicates of what is compared.
 *
 * <p>The largest difference between groups is biased upwards: noise alone makes some group look best, and resampling it
 * adds noise again, so that percentiles of the resampled maximum miss the truth when groups are alike. This takes all
 * differences at once instead: with {@code s} the standard error of each and {@code t} the quantile of the largest
 * {@code |difference* - difference| / s} over all of them, every true difference lies within {@code t s} of its estimate
 * at the stated confidence, and so the true maximum lies between the largest lower and the largest upper end.
 */
final class Spread {
    /** With more series than this in a block, bands of single groups replace those of all pairs. */
    static final int MAXIMUM_PAIRED = 40;

    /** One rate of one group: as observed and in each replicate. */
    private static final class Series {
        private final double point;
        private final double[] deviations;
        private final double error;

        Series(double point, double[] replicates) {
            this.point = point;
            double mean =
                    Arrays.stream(replicates).filter(Double::isFinite).average().orElse(0);
            double squares = 0;
            int finite = 0;
            this.deviations = new double[replicates.length];
            for (int b = 0; b < replicates.length; b++) {
                deviations[b] = replicates[b] - mean;
                if (Double.isFinite(replicates[b])) {
                    squares += deviations[b] * deviations[b];
                    finite++;
                }
            }
            this.error = Math.sqrt(squares / Math.max(1, finite - 1));
        }
    }

    private final double confidence;
    private final int replicates;
    private final List<List<Series>> blocks = new ArrayList<>();

    Spread(double confidence, int replicates) {
        this.confidence = confidence;
        this.replicates = replicates;
    }

    /** Begins a block: series are compared with those of their own block only. */
    Spread block() {
        blocks.add(new ArrayList<>());
        return this;
    }

    /** Adds a series to the block that was begun last. */
    void add(double point, double[] values) {
        blocks.get(blocks.size() - 1).add(new Series(point, values));
    }

    /** The interval of the largest difference between two series of one block: lower end, upper end. */
    double[] betweenGroups() {
        boolean paired = blocks.stream().allMatch(block -> block.size() <= MAXIMUM_PAIRED);
        double[] largest = new double[replicates];
        for (List<Series> block : blocks) {
            for (int b = 0; b < replicates; b++) {
                largest[b] = Math.max(largest[b], paired ? largestPair(block, b) : largestSingle(block, b));
            }
        }
        double t = quantile(largest);
        double lower = 0;
        double upper = 0;
        for (List<Series> block : blocks) {
            for (Series one : block) {
                for (Series other : block) {
                    double half = t * (paired ? Math.hypot(one.error, other.error) : one.error + other.error);
                    double difference = one.point - other.point;
                    lower = Math.max(lower, difference - half);
                    upper = one == other ? upper : Math.max(upper, difference + half);
                }
            }
        }
        return new double[] {lower, upper};
    }

    /** The interval of the largest absolute value of a series: lower end, upper end. */
    double[] fromZero() {
        double[] largest = new double[replicates];
        for (List<Series> block : blocks) {
            for (int b = 0; b < replicates; b++) {
                largest[b] = Math.max(largest[b], largestSingle(block, b));
            }
        }
        double t = quantile(largest);
        double lower = 0;
        double upper = 0;
        for (List<Series> block : blocks) {
            for (Series one : block) {
                lower = Math.max(lower, Math.abs(one.point) - t * one.error);
                upper = Math.max(upper, Math.abs(one.point) + t * one.error);
            }
        }
        return new double[] {lower, upper};
    }

    private static double largestPair(List<Series> block, int b) {
        double largest = 0;
        for (int i = 0; i < block.size(); i++) {
            Series one = block.get(i);
            for (int j = 0; j < i; j++) {
                Series other = block.get(j);
                double squared = one.error * one.error + other.error * other.error;
                double difference = one.deviations[b] - other.deviations[b];
                if (squared > 0 && difference * difference > largest * squared) {
                    largest = difference * difference / squared;
                }
            }
        }
        return Math.sqrt(largest);
    }

    private static double largestSingle(List<Series> block, int b) {
        double largest = 0;
        for (Series one : block) {
            double size = one.error > 0 ? Math.abs(one.deviations[b]) / one.error : 0;
            largest = size > largest ? size : largest;
        }
        return largest;
    }

    private double quantile(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(confidence * (sorted.length + 1));
        return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
    }
}
