// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

/** The checks of arguments that the kernels share; each message says what, got, wanted. */
final class Arguments {
    private Arguments() {}

    static double level(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1), got " + value);
        }
        return value;
    }

    static void noNaN(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new IllegalArgumentException(
                        name + " must hold no NaN, got one at index " + i + "; count missing values apart");
            }
        }
    }

    static void finite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        name + " must hold finite values, got " + values[i] + " at index " + i);
            }
        }
    }

    static void sameLength(String first, int firstLength, String second, int secondLength) {
        if (firstLength != secondLength) {
            throw new IllegalArgumentException(
                    first + " and " + second + " must be equally long, got " + firstLength + " and " + secondLength);
        }
    }

    static long sum(String name, long[] counts) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException(
                        name + " must hold counts of at least 0, got " + counts[i] + " at index " + i);
            }
            sum = Math.addExact(sum, counts[i]);
        }
        return sum;
    }

    /** Each weight by their total; zeros throughout when there is none. */
    static double[] shares(double[] weights) {
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be finite and at least 0, got " + weights[i] + " at index " + i);
            }
            largest = Math.max(largest, weights[i]);
        }
        // A power of two leaves every digit as it is and keeps the total of huge and of tiny weights within range.
        int exponent = largest == 0 ? 0 : -Math.getExponent(largest);
        double[] shares = new double[weights.length];
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.scalb(weights[i], exponent);
            total += shares[i];
        }
        for (int i = 0; i < shares.length && total > 0; i++) {
            shares[i] /= total;
        }
        return shares;
    }
}
