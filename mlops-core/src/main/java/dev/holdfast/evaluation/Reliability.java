// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

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
}
