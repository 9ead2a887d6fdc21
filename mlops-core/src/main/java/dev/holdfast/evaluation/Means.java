// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;

/** The mean of losses with its normal interval, which stays at or above 0. */
final class Means {
    private Means() {}

    static double of(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The squared standard error of the mean; NaN of one value. */
    static double squaredError(double[] values) {
        double mean = of(values);
        double square = 0;
        for (double value : values) {
            square += (value - mean) * (value - mean);
        }
        return square / (values.length - 1.0) / values.length;
    }

    static Measurement interval(double[] losses, double confidence) {
        int n = losses.length;
        double mean = of(losses);
        if (n < 2) {
            return new Estimate(
                    mean, 0, Double.POSITIVE_INFINITY, confidence, n); // one row alone has no standard error
        }
        Measurement normal = Intervals.normal(mean, Math.sqrt(squaredError(losses)), n, confidence);
        return normal instanceof Estimate estimate
                ? new Estimate(mean, Math.max(0, estimate.lower()), estimate.upper(), confidence, n)
                : normal;
    }
}
