// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;

/**
 * The variance of the area under the ROC curve and of the difference of two on the same rows (DeLong, DeLong,
 * Clarke-Pearson 1988, doi:10.2307/2531595), from placements found in one pass over the sorted scores.
 */
final class DeLong {
    private DeLong() {}

    /** For each row the share of the other class that it is ranked right against; ties count half. */
    static double[] placements(BinarySample sample) {
        int[] order = sample.descending();
        int n = order.length;
        double[] placements = new double[n];
        int positives = 0;
        for (int row = 0; row < n; row++) {
            positives += sample.truth(row) ? 1 : 0;
        }
        int negatives = n - positives;
        int positivesAbove = 0;
        int negativesAbove = 0;
        int i = 0;
        while (i < n) {
            int from = i;
            int tiedPositives = 0;
            while (i < n && sample.score(order[i]) == sample.score(order[from])) {
                tiedPositives += sample.truth(order[i++]) ? 1 : 0;
            }
            int tiedNegatives = i - from - tiedPositives;
            double ofNegative = (positivesAbove + tiedPositives / 2.0) / positives;
            double ofPositive = (negatives - negativesAbove - tiedNegatives / 2.0) / negatives;
            for (int j = from; j < i; j++) {
                placements[order[j]] = sample.truth(order[j]) ? ofPositive : ofNegative;
            }
            positivesAbove += tiedPositives;
            negativesAbove += tiedNegatives;
        }
        return placements;
    }

    static Measurement interval(BinarySample sample, double confidence) {
        double auc = BinaryCurves.auc(sample);
        double[] placements = placements(sample);
        double variance = variance(sample, placements);
        int n = sample.size();
        if (!(variance > 0)) {
            int positives = (int) Math.round(sample.baseRate() * n);
            int smaller = Math.min(positives, n - positives);
            Estimate wilson = Intervals.wilson(Math.round(auc * smaller), smaller, confidence)
                    .orThrow();
            return new Estimate(auc, Math.min(auc, wilson.lower()), Math.max(auc, wilson.upper()), confidence, n);
        }
        double logit = Math.log(auc / (1 - auc));
        Estimate onLogit = Intervals.normal(logit, Math.sqrt(variance) / (auc * (1 - auc)), n, confidence)
                .orThrow();
        double lower = 1 / (1 + Math.exp(-onLogit.lower()));
        double upper = 1 / (1 + Math.exp(-onLogit.upper()));
        return new Estimate(auc, Math.min(auc, lower), Math.max(auc, upper), confidence, n);
    }

    /** The variance of the mean placement; of differences of placements for two models on the same rows. NaN with one row of a class. */
    static double variance(BinarySample sample, double[] placements) {
        return variance(sample, placements, true) + variance(sample, placements, false);
    }

    private static double variance(BinarySample sample, double[] placements, boolean ofClass) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < placements.length; i++) {
            if (sample.truth(i) == ofClass) {
                sum += placements[i];
                n++;
            }
        }
        double mean = sum / n;
        double square = 0;
        for (int i = 0; i < placements.length; i++) {
            if (sample.truth(i) == ofClass) {
                square += (placements[i] - mean) * (placements[i] - mean);
            }
        }
        return square / (n - 1.0) / n;
    }
}
