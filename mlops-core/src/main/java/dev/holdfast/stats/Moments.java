// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

/** Means and sums of squares, in two passes. */
final class Moments {
    /** Sums of squares below this have lost digits to the end of the range. */
    static final double LEAST_SQUARES = Double.MIN_NORMAL * 0x1.0p53;

    private Moments() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double rest = 0;
        for (double value : values) {
            rest += value - mean;
        }
        return mean + rest / values.length;
    }

    /** The sum of squared differences from the mean. */
    static double squares(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum;
    }

    static boolean constant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The differences from an origin among the values: what matters of numbers far from 0, with all its digits. A number
     * that overflows becomes infinite.
     */
    static double[] from(double origin, double[] values) {
        double[] differences = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            differences[i] = values[i] - origin;
        }
        return differences;
    }
}
