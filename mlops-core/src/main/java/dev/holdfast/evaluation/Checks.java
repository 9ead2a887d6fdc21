// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.HashSet;
import java.util.List;

/** The checks of arguments that the samples share. */
final class Checks {
    private Checks() {}

    static void finite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        name + " must hold finite values, got " + values[i] + " in row " + i);
            }
        }
    }

    static void weights(double[] weights) {
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] > 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be finite and above 0, got " + weights[i] + " in row " + i);
            }
        }
    }

    static void labels(List<String> labels) {
        if (labels.isEmpty() || new HashSet<>(labels).size() < labels.size()) {
            throw new IllegalArgumentException("labels must be there and differ, got " + labels);
        }
    }

    static double level(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1), got " + value);
        }
        return value;
    }
}
