// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

/** The checks of arguments that the calibrations share. */
final class Inputs {
    private Inputs() {}

    static void finite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        name + " must hold finite values, got " + values[i] + " in row " + i);
            }
        }
    }

    static void weights(double[] weights, int rows) {
        if (weights.length > 0 && weights.length != rows) {
            throw new IllegalArgumentException(
                    "weights must be one a row, got " + weights.length + " for " + rows + " rows");
        }
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] > 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be finite and above 0, got " + weights[i] + " in row " + i);
            }
        }
    }
}
