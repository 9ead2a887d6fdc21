// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Rows that have any number of labels each, with the predicted ones. Immutable and thread-safe. */
public final class MultilabelSample implements Sample<MultilabelSample> {
    private final List<String> labels;
    private final boolean[][] truth;
    private final boolean[][] predicted;
    private final RowWeights weights;

    private MultilabelSample(List<String> labels, boolean[][] truth, boolean[][] predicted, RowWeights weights) {
        this.labels = labels;
        this.truth = truth;
        this.predicted = predicted;
        this.weights = weights;
    }

    /**
     * Returns a sample.
     *
     * @param labels the labels in their order
     * @param truth for each row whether it has each label
     * @param predicted for each row whether it is predicted to have each label
     * @param weights the weight of each row, above 0; none for equal weights
     * @return the sample; the arrays are copied
     * @throws IllegalArgumentException when lengths differ, there is no label or one twice, or a weight is not above 0
     */
    public static MultilabelSample of(
            List<String> labels, boolean[][] truth, boolean[][] predicted, double... weights) {
        if (truth.length != predicted.length) {
            throw new IllegalArgumentException(
                    "truth and predicted must be equally long, got " + truth.length + " and " + predicted.length);
        }
        Checks.labels(labels);
        return new MultilabelSample(
                List.copyOf(labels),
                copy(truth, labels.size()),
                copy(predicted, labels.size()),
                RowWeights.of(weights, truth.length));
    }

    private static boolean[][] copy(boolean[][] rows, int labels) {
        boolean[][] copy = new boolean[rows.length][];
        for (int row = 0; row < copy.length; row++) {
            if (rows[row].length != labels) {
                throw new IllegalArgumentException(
                        "row " + row + " must have one value a label, got " + rows[row].length + " for " + labels);
            }
            copy[row] = rows[row].clone();
        }
        return copy;
    }

    @Override
    public int size() {
        return truth.length;
    }

    /**
     * Returns the labels in their order.
     *
     * @return the labels
     */
    public List<String> labels() {
        return labels;
    }

    /**
     * Tells whether a row has a label.
     *
     * @param row the row's index
     * @param label the index of the label
     * @return true when it has
     */
    public boolean truth(int row, int label) {
        return truth[row][label];
    }

    /**
     * Tells whether a row is predicted to have a label.
     *
     * @param row the row's index
     * @param label the index of the label
     * @return true when it is
     */
    public boolean predicted(int row, int label) {
        return predicted[row][label];
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
    public MultilabelSample reweighted(int[] counts) {
        return new MultilabelSample(labels, truth, predicted, weights.times(counts));
    }

    @Override
    public MultilabelSample select(int[] rows) {
        return new MultilabelSample(
                labels,
                Arrays.stream(rows).mapToObj(row -> truth[row]).toArray(boolean[][]::new),
                Arrays.stream(rows).mapToObj(row -> predicted[row]).toArray(boolean[][]::new),
                weights.select(rows));
    }

    @Override
    public MultilabelSample weighted(double... newWeights) {
        return new MultilabelSample(labels, truth, predicted, RowWeights.of(newWeights, truth.length));
    }

    /**
     * Returns the same rows, each with the labels predicted that at least half of the rows have.
     *
     * @return {@code "common-labels"}
     */
    @Override
    public Map<String, MultilabelSample> trivial() {
        if (truth.length == 0) {
            return Map.of();
        }
        boolean[] common = new boolean[labels.size()];
        for (int label = 0; label < common.length; label++) {
            double with = 0;
            double total = 0;
            for (int row = 0; row < truth.length; row++) {
                with += truth[row][label] ? weight(row) : 0;
                total += weight(row);
            }
            common[label] = with >= total / 2;
        }
        boolean[][] constant = new boolean[truth.length][];
        Arrays.fill(constant, common);
        return Map.of("common-labels", new MultilabelSample(labels, truth, constant, weights));
    }

    @Override
    public String difference(MultilabelSample other) {
        if (!labels.equals(other.labels)) {
            return "labels " + labels + " against " + other.labels;
        }
        if (truth.length != other.truth.length) {
            return truth.length + " rows against " + other.truth.length;
        }
        for (int row = 0; row < truth.length; row++) {
            if (!Arrays.equals(truth[row], other.truth[row])) {
                return "the truth differs in row " + row;
            }
        }
        return weights.same(other.weights) ? "" : "the weights differ";
    }

    @Override
    public String toString() {
        return "MultilabelSample[" + truth.length + " rows, labels " + labels + "]";
    }
}
