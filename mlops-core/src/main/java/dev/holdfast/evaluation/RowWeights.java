// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;

/** The weights of rows; an empty array stands for the weight 1 throughout. Never changed. */
final class RowWeights {
    private final double[] weights;

    private RowWeights(double[] weights) {
        this.weights = weights;
    }

    static RowWeights of(double[] weights, int rows) {
        return new RowWeights(checked(weights, rows));
    }

    /** A copy of the weights, none or one a row. */
    static double[] checked(double[] weights, int rows) {
        if (weights.length > 0 && weights.length != rows) {
            throw new IllegalArgumentException(
                    "weights must be one a row, got " + weights.length + " for " + rows + " rows");
        }
        Checks.weights(weights);
        return weights.clone();
    }

    boolean present() {
        return weights.length > 0;
    }

    double get(int row) {
        return weights.length == 0 ? 1 : weights[row];
    }

    RowWeights times(int[] counts) {
        double[] product = new double[counts.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = counts[i] * get(i);
        }
        return new RowWeights(product);
    }

    RowWeights select(int[] rows) {
        return new RowWeights(
                weights.length == 0
                        ? weights
                        : Arrays.stream(rows).mapToDouble(row -> weights[row]).toArray());
    }

    boolean same(RowWeights other) {
        return Arrays.equals(weights, other.weights);
    }
}
