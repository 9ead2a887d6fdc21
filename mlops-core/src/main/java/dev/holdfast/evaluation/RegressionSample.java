// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows with a true number and a predicted one. Immutable and thread-safe. */
public final class RegressionSample implements Sample<RegressionSample> {
    private final double[] truth;
    private final double[] predicted;
    private final RowWeights weights;
    private final int[] byError;

    private RegressionSample(double[] truth, double[] predicted, RowWeights weights, int[] byError) {
        this.truth = truth;
        this.predicted = predicted;
        this.weights = weights;
        this.byError = byError;
    }

    /**
     * Returns a sample.
     *
     * @param truth the true number of each row; copied
     * @param predicted the predicted number of each row; copied
     * @param weights the weight of each row, above 0; none for equal weights; copied
     * @return the sample
     * @throws IllegalArgumentException when the lengths differ, a number is NaN or infinite, or a weight is not above 0
     */
    public static RegressionSample of(double[] truth, double[] predicted, double... weights) {
        if (truth.length != predicted.length) {
            throw new IllegalArgumentException(
                    "truth and predicted must be equally long, got " + truth.length + " and " + predicted.length);
        }
        Checks.finite("truth", truth);
        Checks.finite("predicted", predicted);
        return of(truth.clone(), predicted.clone(), RowWeights.of(weights, truth.length));
    }

    private static RegressionSample of(double[] truth, double[] predicted, RowWeights weights) {
        double[] errors = new double[truth.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.abs(truth[i] - predicted[i]);
        }
        return new RegressionSample(truth, predicted, weights, Order.descending(errors));
    }

    @Override
    public int size() {
        return truth.length;
    }

    /**
     * Returns the true number of a row.
     *
     * @param row the row's index
     * @return the number
     */
    public double truth(int row) {
        return truth[row];
    }

    /**
     * Returns the predicted number of a row.
     *
     * @param row the row's index
     * @return the number
     */
    public double predicted(int row) {
        return predicted[row];
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
    public RegressionSample reweighted(int[] counts) {
        return new RegressionSample(truth, predicted, weights.times(counts), byError);
    }

    @Override
    public RegressionSample select(int[] rows) {
        return of(
                Arrays.stream(rows).mapToDouble(row -> truth[row]).toArray(),
                Arrays.stream(rows).mapToDouble(row -> predicted[row]).toArray(),
                weights.select(rows));
    }

    @Override
    public RegressionSample weighted(double... newWeights) {
        return new RegressionSample(truth, predicted, RowWeights.of(newWeights, truth.length), byError);
    }

    /**
     * Returns the same rows, each with the mean and each with the median of the truth predicted; of errors squared the mean
     * is the best constant, of absolute ones the median.
     *
     * @return {@code "mean"} and {@code "median"}
     */
    @Override
    public Map<String, RegressionSample> trivial() {
        if (truth.length == 0) {
            return Map.of();
        }
        Map<String, RegressionSample> constants = new LinkedHashMap<>();
        constants.put("mean", constant(RegressionMetric.mean(this, row -> truth[row])));
        constants.put("median", constant(median()));
        return constants;
    }

    private RegressionSample constant(double value) {
        double[] constant = new double[truth.length];
        Arrays.fill(constant, value);
        return of(truth, constant, weights);
    }

    private double median() {
        int[] order = Order.descending(truth);
        double total = 0;
        for (int row : order) {
            total += weight(row);
        }
        double above = 0;
        int i = 0;
        while (above + weight(order[i]) < total / 2) {
            above += weight(order[i++]);
        }
        boolean between = above + weight(order[i]) == total / 2 && i + 1 < order.length;
        return between ? (truth[order[i]] + truth[order[i + 1]]) / 2 : truth[order[i]];
    }

    /** All rows but the first, each with the truth of the row before it predicted. */
    RegressionSample previous() {
        int[] rest = IntStream.range(1, truth.length).toArray();
        return of(
                Arrays.copyOfRange(truth, 1, truth.length),
                Arrays.copyOf(truth, truth.length - 1),
                weights.select(rest));
    }

    @Override
    public String difference(RegressionSample other) {
        if (truth.length != other.truth.length) {
            return truth.length + " rows against " + other.truth.length;
        }
        int row = Arrays.mismatch(truth, other.truth);
        if (row >= 0) {
            return "the truth differs in row " + row;
        }
        return weights.same(other.weights) ? "" : "the weights differ";
    }

    /** The rows in descending order of their absolute errors; shared, never changed. */
    int[] byError() {
        return byError;
    }

    @Override
    public String toString() {
        return "RegressionSample[" + truth.length + " rows]";
    }
}
