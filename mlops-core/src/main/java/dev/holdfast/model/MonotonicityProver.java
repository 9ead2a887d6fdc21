// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

/**
 * A model that can look into itself and tell whether one of its outputs only rises, or only falls, with a column.
 *
 * <p>Thread-safe as the model is.
 */
public interface MonotonicityProver {
    /**
     * Tries to prove that the output never moves against the trend when the value of one column is raised and all
     * others stay.
     *
     * <p>A raise is from one finite number to a larger one, or from false to true; what a missing value does is not part
     * of the claim.
     *
     * @param column the column
     * @param trend where the output may move
     * @param output the class whose score is meant, or the target of a regression
     * @return the proof, a counterexample, or why there is neither
     * @throws IllegalArgumentException when the model reads no such column, its values have no order, or the model has no
     *     such output
     */
    MonotonicityProof monotonicity(String column, Trend trend, String output);
}
