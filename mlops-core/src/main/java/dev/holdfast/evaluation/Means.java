// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;

/** The mean of losses with its normal interval, which stays at or above 0. */
final class Means {
    private Means() {}

    static Measurement interval(double[] losses, double confidence) {
        int n = losses.length;
        double mean = 0;
        for (double loss : losses) {
            mean += loss;
        }
        mean /= n;
        if (n < 2) {
            return new Estimate(
                    mean, 0, Double.POSITIVE_INFINITY, confidence, n); // one row alone has no standard error
        }
        double square = 0;
        for (double loss : losses) {
            square += (loss - mean) * (loss - mean);
        }
        Measurement normal = Intervals.normal(mean, Math.sqrt(square / (n - 1.0) / n), n, confidence);
        return normal instanceof Estimate estimate
                ? new Estimate(mean, Math.max(0, estimate.lower()), estimate.upper(), confidence, n)
                : normal;
    }
}
