// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The corrected resampled t (Nadeau, Bengio 2003): the mean of one value a fold, whose variance counts in that folds share
 * training rows.
 *
 * @param mean the mean with its interval
 * @param pValue the two-sided p-value of a mean of 0
 */
record ResampledT(Measurement mean, Measurement pValue) {
    static ResampledT of(double[] values, List<Fold> folds, int rows, double confidence) {
        int count = values.length;
        if (count < 2) {
            Undefined undefined = new Undefined("one fold tells nothing of how folds vary");
            return new ResampledT(undefined, undefined);
        }
        double ratio = folds.stream()
                .mapToDouble(fold -> (double) fold.testSize() / fold.trainSize())
                .average()
                .orElse(0);
        double mean = Means.of(values);
        // The squared error of the mean is the variance by count.
        double error = Math.sqrt((1.0 / count + ratio) * count * Means.squaredError(values));
        if (!Double.isFinite(error)) {
            Undefined undefined = new Undefined("a fold has no finite value");
            return new ResampledT(undefined, undefined);
        }
        TDistribution t = TDistribution.of(count - 1.0);
        double half = t.inverseSurvivalProbability((1 - confidence) / 2) * error;
        Estimate estimate = new Estimate(mean, mean - half, mean + half, confidence, rows);
        if (error == 0 && mean != 0) {
            return new ResampledT(estimate, new Undefined("the value is the same in all " + count + " folds"));
        }
        double p = error == 0 ? 1 : 2 * t.survivalProbability(Math.abs(mean) / error);
        return new ResampledT(estimate, Estimate.exact(p, rows));
    }
}
