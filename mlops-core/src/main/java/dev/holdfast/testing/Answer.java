// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;

/** What a property reads from an answer. */
final class Answer {
    private Answer() {}

    /** The score of a class, or the quantity. */
    static double score(Prediction answer, String output) {
        if (answer instanceof Quantity quantity) {
            return quantity.value();
        }
        return ((ClassScores) answer).score(output);
    }

    /** Tells whether an answer has such an output. */
    static boolean knows(Prediction answer, String output) {
        return answer instanceof Quantity || ((ClassScores) answer).labels().contains(output);
    }

    static String best(Prediction answer) {
        if (answer instanceof ClassScores scores) {
            return scores.best();
        }
        throw new IllegalStateException("the model predicts a quantity, which is no class; use scores instead");
    }

    /** The largest difference of a score, or that of the quantities; 0 for equal answers, infinite ones among them. */
    static double distance(Prediction one, Prediction other) {
        return one.equals(other) ? 0 : Behaviour.distance(one, other);
    }

    /** Infinite scores that are equal do not differ. */
    static double difference(double one, double other) {
        return one == other ? 0 : Math.abs(one - other);
    }
}
