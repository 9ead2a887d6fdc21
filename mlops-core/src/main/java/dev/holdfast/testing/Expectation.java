// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.model.Prediction;

/**
 * What a property expects of the answers before and after a change.
 *
 * @param told the expectation as a message says it, after what is changed
 * @param excess by how much it is broken, 0 or less when it holds; NaN counts as broken
 * @param output the class or target that it looks at, or the empty text for the whole answer
 */
record Expectation(String told, Excess excess, String output) {
    /** Measures by how much an expectation is broken. */
    @FunctionalInterface
    interface Excess {
        double of(Row before, Row after, Prediction answerBefore, Prediction answerAfter);
    }
}
