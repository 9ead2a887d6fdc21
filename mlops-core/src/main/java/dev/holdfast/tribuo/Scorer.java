// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a Tribuo model computes, without the objects that Tribuo builds around every prediction.
 *
 * <p>Implementations are immutable and thread-safe and give what Tribuo gives within 1e-12: they do the same additions
 * in the same order.
 */
sealed interface Scorer {
    /** Scores features in the order of the featurizer; one score an output, in the order of Tribuo's output numbers. */
    double[] score(double[] features);

    /** How a linear model's sums become scores. */
    enum Normalizer {
        NONE,
        SIGMOID,
        SOFTMAX;

        void apply(double[] sums) {
            if (this == SIGMOID) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = 1 / (1 + Math.exp(-sums[i]));
                }
            } else if (this == SOFTMAX) {
                softmax(sums);
            }
        }

        private static void softmax(double[] sums) {
            double largest = -Double.MAX_VALUE;
            for (double sum : sums) {
                largest = Math.max(largest, sum);
            }
            double total = 0;
            for (int i = 0; i < sums.length; i++) {
                sums[i] = Math.exp(sums[i] - largest);
                total += sums[i];
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= total;
            }
        }
    }

    /** One row of weights an output, the last of which is the intercept; {@code positions} by feature number. */
    final class Linear implements Scorer {
        private final double[][] weights;
        private final int[] positions;
        private final Normalizer normalizer;

        Linear(double[][] weights, int[] positions, Normalizer normalizer) {
            this.weights = weights;
            this.positions = positions;
            this.normalizer = normalizer;
        }

        /** What one unit of a feature adds to the sum of an output, before it is normalised. */
        double weight(int output, int position) {
            for (int feature = 0; feature < positions.length; feature++) {
                if (positions[feature] == position) {
                    return weights[output][feature];
                }
            }
            return 0;
        }

        int outputs() {
            return weights.length;
        }

        Normalizer normalizer() {
            return normalizer;
        }

        @Override
        public double[] score(double[] features) {
            double[] sums = new double[weights.length];
            for (int output = 0; output < sums.length; output++) {
                double[] row = weights[output];
                double sum = 0;
                for (int feature = 0; feature < positions.length; feature++) {
                    sum += row[feature] * features[positions[feature]];
                }
                sums[output] = sum + row[positions.length];
            }
            normalizer.apply(sums);
            return sums;
        }
    }

    /** A tree in arrays; {@code features[node]} is a position, or -1 for a leaf. Node 0 is the root. */
    final class Tree implements Scorer {
        private final int[] features;
        private final double[] thresholds;
        private final int[] above;
        private final int[] others;
        private final double[][] leafScores;
        private final int[] leafOutputs;

        /** The nodes; a leaf's scores and winning output, both by Tribuo's output numbers. */
        Tree(int[] features, double[] thresholds, int[] above, int[] others, double[][] leafScores, int[] leafOutputs) {
            this.features = features;
            this.thresholds = thresholds;
            this.above = above;
            this.others = others;
            this.leafScores = leafScores;
            this.leafOutputs = leafOutputs;
        }

        /** This tree with one number a leaf: the score of an output. */
        ValueTree scores(int output) {
            return values(leaf -> leafScores[leaf][output]);
        }

        /** This tree with one number a leaf: a weight where an output wins, else 0. */
        ValueTree votes(int output, float weight) {
            return values(leaf -> leafOutputs[leaf] == output ? weight : 0);
        }

        private ValueTree values(IntToDoubleFunction ofLeaf) {
            double[] values = new double[features.length];
            for (int node = 0; node < values.length; node++) {
                values[node] = features[node] < 0 ? ofLeaf.applyAsDouble(node) : 0;
            }
            return new ValueTree(features, thresholds, above, others, values);
        }

        private int leaf(double[] values) {
            int node = 0;
            while (features[node] >= 0) {
                node = values[features[node]] > thresholds[node] ? above[node] : others[node];
            }
            return node;
        }

        int winner(double[] values) {
            return leafOutputs[leaf(values)];
        }

        @Override
        public double[] score(double[] values) {
            return leafScores[leaf(values)].clone();
        }
    }

    /** Trees of which each gives its weight to the output that wins in it. */
    final class Vote implements Scorer {
        private final Tree[] trees;
        private final float[] weights;
        private final int outputs;

        Vote(Tree[] trees, float[] weights, int outputs) {
            this.trees = trees;
            this.weights = weights;
            this.outputs = outputs;
        }

        /** Trees whose sum over the leaves of a row is what an output gets, apart from a positive factor. */
        List<ValueTree> trees(int output) {
            return IntStream.range(0, trees.length)
                    .mapToObj(i -> trees[i].votes(output, weights[i]))
                    .toList();
        }

        @Override
        public double[] score(double[] features) {
            double[] votes = new double[outputs];
            double total = 0;
            for (int i = 0; i < trees.length; i++) {
                votes[trees[i].winner(features)] += weights[i];
                total += weights[i];
            }
            for (int output = 0; output < outputs; output++) {
                votes[output] /= total;
            }
            return votes;
        }
    }
}
