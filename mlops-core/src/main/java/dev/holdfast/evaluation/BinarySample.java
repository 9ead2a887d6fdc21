// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;
import java.util.Map;

/**
 * Rows of two classes with the score that a model gave to the positive one.
 *
 * <p>A row is predicted positive when its score is at least the threshold. The order of the scores is found once and
 * shared by all resamples. Immutable and thread-safe.
 */
public final class BinarySample implements Sample<BinarySample> {
    private final boolean[] truth;
    private final double[] scores;
    private final double[] weights;
    private final double threshold;
    private final int[] descending;

    private BinarySample(boolean[] truth, double[] scores, double[] weights, double threshold, int[] descending) {
        this.truth = truth;
        this.scores = scores;
        this.weights = weights;
        this.threshold = threshold;
        this.descending = descending;
    }

    /**
     * Returns a sample.
     *
     * @param truth whether each row is positive; copied
     * @param scores the score of the positive class of each row; copied
     * @param weights the weight of each row, above 0; empty for none; copied
     * @param threshold the least score that predicts positive
     * @return the sample
     * @throws IllegalArgumentException when the lengths differ, a score is NaN or infinite, a weight is not above 0 and
     *     finite, or the threshold is NaN
     */
    public static BinarySample of(boolean[] truth, double[] scores, double[] weights, double threshold) {
        if (truth.length != scores.length || (weights.length > 0 && weights.length != truth.length)) {
            throw new IllegalArgumentException("truth, scores and weights must be equally long, got " + truth.length
                    + ", " + scores.length + " and " + weights.length);
        }
        Checks.finite("scores", scores);
        Checks.weights(weights);
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("the threshold must be a number, got NaN");
        }
        double[] copy = scores.clone();
        return new BinarySample(truth.clone(), copy, weights.clone(), threshold, Order.descending(copy));
    }

    @Override
    public int size() {
        return truth.length;
    }

    /**
     * Tells whether a row is positive.
     *
     * @param row the row's index
     * @return true when it is
     */
    public boolean truth(int row) {
        return truth[row];
    }

    /**
     * Returns the score of the positive class.
     *
     * @param row the row's index
     * @return the score
     */
    public double score(int row) {
        return scores[row];
    }

    /**
     * Tells whether a row is predicted positive.
     *
     * @param row the row's index
     * @return true when its score is at least the threshold
     */
    public boolean predicted(int row) {
        return scores[row] >= threshold;
    }

    /**
     * Returns the threshold.
     *
     * @return the least score that predicts positive
     */
    public double threshold() {
        return threshold;
    }

    @Override
    public double weight(int row) {
        return weights.length == 0 ? 1 : weights[row];
    }

    @Override
    public boolean isWeighted() {
        return weights.length > 0;
    }

    @Override
    public BinarySample reweighted(int[] counts) {
        double[] product = new double[truth.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = weights.length == 0 ? counts[i] : counts[i] * weights[i];
        }
        return new BinarySample(truth, scores, product, threshold, descending);
    }

    @Override
    public BinarySample select(int[] rows) {
        boolean[] selectedTruth = new boolean[rows.length];
        double[] selectedScores = new double[rows.length];
        double[] selectedWeights = new double[weights.length == 0 ? 0 : rows.length];
        for (int i = 0; i < rows.length; i++) {
            selectedTruth[i] = truth[rows[i]];
            selectedScores[i] = scores[rows[i]];
            if (weights.length > 0) {
                selectedWeights[i] = weights[rows[i]];
            }
        }
        return new BinarySample(
                selectedTruth, selectedScores, selectedWeights, threshold, Order.descending(selectedScores));
    }

    @Override
    public BinarySample weighted(double... newWeights) {
        return new BinarySample(truth, scores, RowWeights.checked(newWeights, truth.length), threshold, descending);
    }

    /**
     * Returns the same rows, each with the share of positives for its score and the more frequent class predicted.
     *
     * @return {@code "prevalence"}
     */
    @Override
    public Map<String, BinarySample> trivial() {
        if (truth.length == 0) {
            return Map.of();
        }
        double[] constant = new double[truth.length];
        Arrays.fill(constant, baseRate());
        return Map.of("prevalence", new BinarySample(truth, constant, weights, 0.5, descending));
    }

    @Override
    public String difference(BinarySample other) {
        if (truth.length != other.truth.length) {
            return truth.length + " rows against " + other.truth.length;
        }
        int row = Arrays.mismatch(truth, other.truth);
        if (row >= 0) {
            return "the truth differs in row " + row;
        }
        return Arrays.equals(weights, other.weights) ? "" : "the weights differ";
    }

    double baseRate() {
        double positive = 0;
        double total = 0;
        for (int i = 0; i < truth.length; i++) {
            double weight = weight(i);
            total += weight;
            positive += truth[i] ? weight : 0;
        }
        return total == 0 ? 0 : positive / total;
    }

    /** The row indexes in descending order of their scores; shared, never changed. */
    int[] descending() {
        return descending;
    }

    boolean isProbability() {
        for (double score : scores) {
            if (score < 0 || score > 1) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "BinarySample[" + truth.length + " rows, threshold " + threshold + "]";
    }
}
