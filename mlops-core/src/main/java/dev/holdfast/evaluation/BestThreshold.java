// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The thresholds at which an objective is best, among the distinct scores of a sample.
 *
 * <p>Found in one pass over the sorted scores. Choose the threshold on other rows than those it is evaluated on.
 *
 * @param value the objective there
 * @param thresholds all best ones, ascending; predict positive when the score is at least as large
 */
public record BestThreshold(double value, List<Double> thresholds) {
    /**
     * Copies the list.
     *
     * @param value as above
     * @param thresholds as above
     */
    public BestThreshold {
        thresholds = List.copyOf(thresholds);
    }

    /**
     * Finds where an objective is largest.
     *
     * @param sample the rows
     * @param objective computes it from the confusion matrix; NaN where it is undefined
     * @return the best thresholds
     * @throws IllegalArgumentException when there is no row or the objective is nowhere defined
     */
    public static BestThreshold maximize(BinarySample sample, ToDoubleFunction<Confusion> objective) {
        double[] total = new double[2];
        BinaryCurves.walk(sample, (score, positives, negatives) -> {
            total[0] = positives;
            total[1] = negatives;
        });
        double[] best = {Double.NaN};
        List<Double> thresholds = new ArrayList<>();
        BinaryCurves.walk(sample, (score, positives, negatives) -> {
            double value = objective.applyAsDouble(
                    new Confusion(total[1] - negatives, negatives, total[0] - positives, positives));
            double tolerance = 1e-12 * Math.max(1, Math.abs(value));
            if (Double.isNaN(best[0]) || value > best[0] + tolerance) {
                thresholds.clear();
                best[0] = value;
            }
            if (Math.abs(value - best[0]) <= tolerance) {
                thresholds.add(score);
            }
        });
        if (thresholds.isEmpty()) {
            throw new IllegalArgumentException(
                    "the objective must be defined at a threshold, got none among " + sample.size() + " rows");
        }
        Collections.reverse(thresholds);
        return new BestThreshold(best[0], thresholds);
    }

    /**
     * Finds where F1 is largest.
     *
     * @param sample the rows
     * @return the best thresholds
     * @throws IllegalArgumentException when there is no row
     */
    public static BestThreshold ofF1(BinarySample sample) {
        return maximize(sample, confusion -> confusion.fBeta(1));
    }

    /**
     * Finds where the accuracy is largest.
     *
     * @param sample the rows
     * @return the best thresholds
     * @throws IllegalArgumentException when there is no row
     */
    public static BestThreshold ofAccuracy(BinarySample sample) {
        return maximize(sample, confusion -> (confusion.tp() + confusion.tn()) / confusion.total());
    }

    /**
     * Finds where Youden's J, the true positive rate less the false positive rate, is largest.
     *
     * @param sample the rows
     * @return the best thresholds
     * @throws IllegalArgumentException when there is no row or one class only
     */
    public static BestThreshold ofYoudenJ(BinarySample sample) {
        return maximize(sample, c -> c.tp() / (c.tp() + c.fn()) - c.fp() / (c.fp() + c.tn()));
    }

    /**
     * Finds where the cost of errors is smallest.
     *
     * @param sample the rows
     * @param costFalsePositive the cost of a false positive, at least 0
     * @param costFalseNegative the cost of a false negative, at least 0
     * @return the best thresholds and the cost there
     * @throws IllegalArgumentException when there is no row or a cost is negative or not finite
     */
    public static BestThreshold ofCost(BinarySample sample, double costFalsePositive, double costFalseNegative) {
        for (double cost : new double[] {costFalsePositive, costFalseNegative}) {
            if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a cost must be finite and at least 0, got " + cost);
            }
        }
        BestThreshold best = maximize(sample, c -> -(costFalsePositive * c.fp() + costFalseNegative * c.fn()));
        return new BestThreshold(0 - best.value(), best.thresholds());
    }

    /**
     * Finds where the cost under a matrix of costs is smallest; predicting no row positive, with an infinite threshold, is
     * one of the choices.
     *
     * @param sample the rows
     * @param costs the cost of a row in each cell, finite; a gain is negative
     * @return the best thresholds and the sum of costs there, by weight
     * @throws IllegalArgumentException when there is no row or a cost is not finite
     */
    public static BestThreshold ofCosts(BinarySample sample, Confusion costs) {
        for (double cost : new double[] {costs.tn(), costs.fp(), costs.fn(), costs.tp()}) {
            if (!Double.isFinite(cost)) {
                throw new IllegalArgumentException("a cost must be finite, got " + cost);
            }
        }
        BestThreshold best = maximize(
                sample, c -> -(costs.tn() * c.tn() + costs.fp() * c.fp() + costs.fn() * c.fn() + costs.tp() * c.tp()));
        double positives = 0;
        double negatives = 0;
        for (int row = 0; row < sample.size(); row++) {
            positives += sample.truth(row) ? sample.weight(row) : 0;
            negatives += sample.truth(row) ? 0 : sample.weight(row);
        }
        double least = 0 - best.value();
        double nobody = costs.tn() * negatives + costs.fn() * positives;
        double tolerance = 1e-12 * Math.max(1, Math.abs(least));
        if (nobody < least - tolerance) {
            return new BestThreshold(nobody, List.of(Double.POSITIVE_INFINITY));
        }
        List<Double> thresholds = new ArrayList<>(best.thresholds());
        if (nobody <= least + tolerance) {
            thresholds.add(Double.POSITIVE_INFINITY);
        }
        return new BestThreshold(least, thresholds);
    }
}
