// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;

/**
 * Trains a classifier on weighted rows; any trainer that honours weights can be one.
 *
 * <p>Called many times on the same rows with other labels and weights. It should give the same model for the same
 * arguments.
 */
@FunctionalInterface
public interface WeightedTrainer {
    /**
     * Trains a classifier.
     *
     * @param rows the rows, with the labels to learn in the target column
     * @param weights the weight of each row, at least 0
     * @return the classifier
     */
    Predictor<Row, ClassScores> train(Table rows, double[] weights);
}
