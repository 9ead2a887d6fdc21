// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

/**
 * Hears of every prediction that a deployment gives; a monitor is one.
 *
 * <p>Called on the thread of the prediction: it must be thread-safe, quick, and not throw. What it throws is logged and
 * counted by the deployment and never reaches the caller of the model.
 *
 * @param <I> the input
 * @param <O> the answer
 */
@FunctionalInterface
public interface PredictionListener<I, O> {
    /**
     * Hears of one prediction.
     *
     * @param served the prediction
     */
    void onPrediction(Served<I, O> served);
}
