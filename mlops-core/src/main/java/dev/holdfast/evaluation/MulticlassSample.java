// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Rows of several classes with the predicted class and, where the model gives them, the probability of each class.
 * Classes are indexes into the list of labels. Immutable and thread-safe.
 */
public final class MulticlassSample implements Sample<MulticlassSample> {
    private final List<String> labels;
    private final int[] truth;
    private final int[] predicted;
    private final double[][] probabilities;
    private final RowWeights weights;

    private MulticlassSample(
            List<String> labels, int[] truth, int[] predicted, double[][] probabilities, RowWeights weights) {
        this.labels = labels;
        this.truth = truth;
        this.predicted = predicted;
        this.probabilities = probabilities;
        this.weights = weights;
    }

    /**
     * Returns a sample.
     *
     * @param labels the classes in their order, without repetition
     * @param truth the true class of each row
     * @param predicted the predicted class of each row
     * @param probabilities for each row the probability of each class in the order of the labels; empty when unknown
     * @param weights the weight of each row, above 0; none for equal weights
     * @return the sample; the arrays are copied
     * @throws IllegalArgumentException when lengths differ, there is no label or one twice, a class is not among the labels,
     *     a probability is not in [0, 1], or a weight is not above 0
     */
    public static MulticlassSample of(
            List<String> labels, String[] truth, String[] predicted, double[][] probabilities, double... weights) {
        if (truth.length != predicted.length || (probabilities.length > 0 && probabilities.length != truth.length)) {
            throw new IllegalArgumentException("truth, predicted and probabilities must be equally long, got "
                    + truth.length + ", " + predicted.length + " and " + probabilities.length);
        }
        Checks.labels(labels);
        double[][] copy = new double[probabilities.length][];
        for (int row = 0; row < copy.length; row++) {
            copy[row] = probabilities[row].clone();
            checkRow(row, copy[row], labels);
        }
        return new MulticlassSample(
                List.copyOf(labels),
                indexes("truth", truth, labels),
                indexes("predicted", predicted, labels),
                copy,
                RowWeights.of(weights, truth.length));
    }

    private static void checkRow(int row, double[] probabilities, List<String> labels) {
        if (probabilities.length != labels.size()) {
            throw new IllegalArgumentException("row " + row + " must have one probability a label, got "
                    + probabilities.length + " for " + labels.size());
        }
        for (double p : probabilities) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("probabilities must be in [0, 1], got " + p + " in row " + row);
            }
        }
    }

    private static int[] indexes(String name, String[] values, List<String> labels) {
        int[] indexes = new int[values.length];
        for (int row = 0; row < indexes.length; row++) {
            indexes[row] = labels.indexOf(values[row]);
            if (indexes[row] < 0) {
                throw new IllegalArgumentException(
                        name + " of row " + row + " must be one of " + labels + ", got '" + values[row] + "'");
            }
        }
        return indexes;
    }

    @Override
    public int size() {
        return truth.length;
    }

    /**
     * Returns the classes in their order.
     *
     * @return the labels
     */
    public List<String> labels() {
        return labels;
    }

    /**
     * Returns the true class of a row.
     *
     * @param row the row's index
     * @return the index of its label
     */
    public int truth(int row) {
        return truth[row];
    }

    /**
     * Returns the predicted class of a row.
     *
     * @param row the row's index
     * @return the index of its label
     */
    public int predicted(int row) {
        return predicted[row];
    }

    /**
     * Tells whether the probabilities of the classes are known.
     *
     * @return true when they are
     */
    public boolean hasProbabilities() {
        return probabilities.length > 0;
    }

    /**
     * Returns the probability of a class.
     *
     * @param row the row's index
     * @param label the index of the label
     * @return the probability
     * @throws IllegalStateException when probabilities are unknown
     */
    public double probability(int row, int label) {
        if (probabilities.length == 0) {
            throw new IllegalStateException("the sample has no probabilities; ask hasProbabilities first");
        }
        return probabilities[row][label];
    }

    /**
     * Returns the rows as one class against all others, with the class's probability for the score.
     *
     * @param label the index of the label
     * @return the rows, with the threshold 0.5
     * @throws IllegalStateException when probabilities are unknown
     */
    public BinarySample oneVersusRest(int label) {
        boolean[] positive = new boolean[truth.length];
        double[] scores = new double[truth.length];
        double[] each = new double[weights.present() ? truth.length : 0];
        for (int row = 0; row < truth.length; row++) {
            positive[row] = truth[row] == label;
            scores[row] = probability(row, label);
            if (each.length > 0) {
                each[row] = weight(row);
            }
        }
        return BinarySample.of(positive, scores, each, 0.5);
    }

    @Override
    public double weight(int row) {
        return weights.get(row);
    }

    @Override
    public boolean isWeighted() {
        return weights.present();
    }

    @Override
    public MulticlassSample reweighted(int[] counts) {
        return new MulticlassSample(labels, truth, predicted, probabilities, weights.times(counts));
    }

    @Override
    public MulticlassSample select(int[] rows) {
        double[][] selected = new double[probabilities.length == 0 ? 0 : rows.length][];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = probabilities[rows[i]];
        }
        return new MulticlassSample(
                labels,
                Arrays.stream(rows).map(row -> truth[row]).toArray(),
                Arrays.stream(rows).map(row -> predicted[row]).toArray(),
                selected,
                weights.select(rows));
    }

    @Override
    public MulticlassSample weighted(double... newWeights) {
        return new MulticlassSample(labels, truth, predicted, probabilities, RowWeights.of(newWeights, truth.length));
    }

    /**
     * Returns the same rows, each with the most frequent class and the share of each class for its probability.
     *
     * @return {@code "majority"}
     */
    @Override
    public Map<String, MulticlassSample> trivial() {
        if (truth.length == 0) {
            return Map.of();
        }
        double[] shares = new double[labels.size()];
        double total = 0;
        for (int row = 0; row < truth.length; row++) {
            shares[truth[row]] += weight(row);
            total += weight(row);
        }
        int most = 0;
        for (int label = 0; label < shares.length; label++) {
            shares[label] /= total;
            most = shares[label] > shares[most] ? label : most;
        }
        int[] constant = new int[truth.length];
        Arrays.fill(constant, most);
        double[][] rows = new double[probabilities.length][];
        Arrays.fill(rows, shares);
        return Map.of("majority", new MulticlassSample(labels, truth, constant, rows, weights));
    }

    @Override
    public String difference(MulticlassSample other) {
        if (!labels.equals(other.labels)) {
            return "labels " + labels + " against " + other.labels;
        }
        if (truth.length != other.truth.length) {
            return truth.length + " rows against " + other.truth.length;
        }
        int row = Arrays.mismatch(truth, other.truth);
        if (row >= 0) {
            return "the truth differs in row " + row;
        }
        return weights.same(other.weights) ? "" : "the weights differ";
    }

    /** Sums of weights by true class (rows) and predicted class (columns). */
    double[][] confusion() {
        double[][] confusion = new double[labels.size()][labels.size()];
        for (int row = 0; row < truth.length; row++) {
            confusion[truth[row]][predicted[row]] += weight(row);
        }
        return confusion;
    }

    @Override
    public String toString() {
        return "MulticlassSample[" + truth.length + " rows, labels " + labels + "]";
    }
}
