// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Anything that answers an input with a prediction: a trained model, a deployment, a rule written by hand.
 *
 * <p>Implementations say whether they may be shared between threads; all of this library may.
 *
 * @param <I> the input, most often {@link dev.holdfast.data.Row}
 * @param <O> the answer
 */
@FunctionalInterface
public interface Predictor<I, O> {
    /**
     * Answers one input.
     *
     * @param input the input
     * @return the answer
     */
    O predict(I input);

    /**
     * Answers many inputs, in their order.
     *
     * @param inputs the inputs
     * @return one answer an input
     */
    default List<O> predictAll(Iterable<? extends I> inputs) {
        List<O> answers = new ArrayList<>();
        for (I input : inputs) {
            answers.add(predict(input));
        }
        return answers;
    }
}
