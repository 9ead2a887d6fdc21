// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import dev.holdfast.evaluation.BinarySample;
import java.util.Arrays;
import java.util.Locale;

/**
 * A map from the scores of a model to probabilities, learned from rows it was not trained on.
 *
 * <p>A model with its calibration inside is a {@link CalibratedClassifier}.
 *
 * <p>Implementations are immutable and thread-safe, equal when they map alike, and written and read as one line of text
 * that keeps every bit of the numbers.
 */
public sealed interface Calibration permits IsotonicCalibration, PlattCalibration {
    /**
     * Maps a score.
     *
     * @param score the score
     * @return the probability, for a fit to outcomes 0 and 1
     * @throws IllegalArgumentException when the score is NaN
     */
    double apply(double score);

    /**
     * Returns the calibration as a line of text that {@link #parse} reads.
     *
     * @return the text, such as {@code "holdfast-calibration/1 platt -1.5 0.25"}
     */
    String toText();

    /**
     * Reads a calibration.
     *
     * @param text what {@link #toText} returned
     * @return the calibration
     * @throws IllegalArgumentException when the text is no calibration of this format
     */
    static Calibration parse(String text) {
        String[] parts = text.strip().split(" ", -1);
        if (parts.length < 4 || !parts[0].equals("holdfast-calibration/1")) {
            throw new IllegalArgumentException(
                    "a calibration starts with 'holdfast-calibration/1', got '" + text + "'");
        }
        double[] numbers = new double[parts.length - 2];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Double.parseDouble(parts[i + 2]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a calibration holds numbers, got '" + parts[i + 2] + "'", e);
            }
        }
        return switch (parts[1]) {
            case "platt" -> PlattCalibration.of(numbers[0], numbers[1]);
            case "isotonic" ->
                IsotonicCalibration.of(
                        Arrays.copyOf(numbers, numbers.length / 2),
                        Arrays.copyOfRange(numbers, numbers.length / 2, numbers.length));
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "a calibration is platt or isotonic, got '%s'", parts[1]));
        };
    }

    /**
     * Returns the sample with its scores mapped.
     *
     * @param sample the rows
     * @return the rows with calibrated scores and the threshold 0.5
     */
    default BinarySample apply(BinarySample sample) {
        boolean[] truth = new boolean[sample.size()];
        double[] scores = new double[truth.length];
        double[] weights = new double[sample.isWeighted() ? truth.length : 0];
        for (int row = 0; row < truth.length; row++) {
            truth[row] = sample.truth(row);
            scores[row] = apply(sample.score(row));
            if (weights.length > 0) {
                weights[row] = sample.weight(row);
            }
        }
        return BinarySample.of(truth, scores, weights, 0.5);
    }
}
