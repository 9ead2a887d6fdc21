// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;

/**
 * The reliability of probabilities by bins: how often rows were positive against how probable the model held it.
 *
 * <p>Bins are closed on the right, {@code (lower, upper]}; the first one includes its lower edge.
 */
final class Reliability {
    private final double[] edges;
    private final double[] weight;
    private final double[] positive;
    private final double[] probability;

    private Reliability(double[] edges) {
        this.edges = edges;
        int bins = edges.length - 1;
        this.weight = new double[bins];
        this.positive = new double[bins];
        this.probability = new double[bins];
    }

    static Reliability uniform(BinarySample sample, int bins) {
        double[] edges = new double[bins + 1];
        double width = 1.0 / bins;
        for (int i = 0; i <= bins; i++) {
            edges[i] = i == bins ? 1 : i * width;
        }
        return of(sample, edges);
    }

    /** Bins of equally many rows: edges at the quantiles (type 7) of the scores. */
    static Reliability quantile(BinarySample sample, int bins) {
        int[] descending = sample.descending();
        int n = descending.length;
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            double position = (double) i / bins * (n - 1);
            int below = Math.min(n - 2, (int) position);
            double lower = sample.score(descending[n - 1 - below]);
            double upper = sample.score(descending[n - 2 - below]);
            edges[i] = lower + (position - below) * (upper - lower);
        }
        return of(sample, edges);
    }

    static Reliability of(BinarySample sample, double[] edges) {
        Reliability reliability = new Reliability(edges);
        for (int i = 0; i < sample.size(); i++) {
            double w = sample.weight(i);
            int bin = reliability.bin(sample.score(i));
            reliability.weight[bin] += w;
            reliability.positive[bin] += sample.truth(i) ? w : 0;
            reliability.probability[bin] += w * sample.score(i);
        }
        return reliability;
    }

    private int bin(double score) {
        int low = 0;
        int high = edges.length - 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (score <= edges[middle + 1]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    int bins() {
        return weight.length;
    }

    double weight(int bin) {
        return weight[bin];
    }

    /** The share of positives in a bin; NaN in an empty one. */
    double observed(int bin) {
        return positive[bin] / weight[bin];
    }

    /** The mean probability in a bin; NaN in an empty one. */
    double expected(int bin) {
        return probability[bin] / weight[bin];
    }

    double expectedError() {
        double sum = 0;
        double total = 0;
        for (int b = 0; b < weight.length; b++) {
            sum += Math.abs(positive[b] - probability[b]);
            total += weight[b];
        }
        return sum / total;
    }

    /**
     * The expected error of unweighted rows with its interval. A bootstrap would be off here: resampling adds noise to
     * every bin, so that nearly all replicates are larger than the estimate. The sign of each bin's error is held fixed
     * instead (delta method) and the outcomes vary as binomials, {@code se^2 = sum n_b o_b (1 - o_b) / n^2}.
     */
    Measurement expectedError(double confidence) {
        double n = 0;
        double variance = 0;
        for (int b = 0; b < weight.length; b++) {
            n += weight[b];
            variance += weight[b] > 0 ? positive[b] * (1 - observed(b)) : 0;
        }
        double error = expectedError();
        Measurement normal = Intervals.normal(error, Math.sqrt(variance) / n, Math.round(n), confidence);
        return normal instanceof Estimate estimate
                ? new Estimate(
                        error, Math.max(0, estimate.lower()), Math.min(1, estimate.upper()), confidence, estimate.n())
                : normal;
    }

    double maximumError() {
        double max = Double.NaN;
        for (int b = 0; b < weight.length; b++) {
            if (weight[b] > 0) {
                double error = Math.abs(observed(b) - expected(b));
                max = Double.isNaN(max) ? error : Math.max(max, error);
            }
        }
        return max;
    }

    double rootMeanSquareError() {
        double sum = 0;
        double total = 0;
        for (int b = 0; b < weight.length; b++) {
            if (weight[b] > 0) {
                double error = observed(b) - expected(b);
                sum += weight[b] * error * error;
                total += weight[b];
            }
        }
        return Math.sqrt(sum / total);
    }

    double[] edges() {
        return edges.clone();
    }
}
