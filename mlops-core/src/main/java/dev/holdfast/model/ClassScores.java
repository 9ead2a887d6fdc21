// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The score that a classifier gives each class; for a probabilistic one they are in [0, 1] and sum to 1.
 *
 * <p>Immutable and thread-safe. The list of labels is shared by all answers of one model, so an answer costs one array.
 */
public final class ClassScores implements Prediction {
    private final List<String> labels;
    private final double[] scores;

    private ClassScores(List<String> labels, double[] scores) {
        this.labels = labels;
        this.scores = scores;
    }

    /**
     * Returns the scores of some classes.
     *
     * @param labels the classes, at least one, without repetition
     * @param scores one score a class, in the order of the labels; copied
     * @return the scores
     * @throws IllegalArgumentException when there is no label, a score is NaN or the sizes differ
     */
    public static ClassScores of(List<String> labels, double... scores) {
        if (labels.isEmpty() || labels.size() != scores.length) {
            throw new IllegalArgumentException(
                    "each class needs one score, got " + labels.size() + " labels and " + scores.length + " scores");
        }
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("the score of '" + labels.get(i) + "' is NaN");
            }
        }
        return new ClassScores(List.copyOf(labels), scores.clone());
    }

    /**
     * Returns the answer that knows one class only, as a rule or a fallback gives it.
     *
     * @param label the class
     * @param score its score
     * @return the scores
     */
    public static ClassScores of(String label, double score) {
        return of(List.of(label), score);
    }

    /**
     * Returns the classes in the model's order.
     *
     * @return the labels
     */
    public List<String> labels() {
        return labels;
    }

    /**
     * Returns the score of a class.
     *
     * @param label the class
     * @return its score; 0 for a class that the answer does not know
     */
    public double score(String label) {
        int index = labels.indexOf(label);
        return index < 0 ? 0 : scores[index];
    }

    /**
     * Returns the class with the highest score; of equal ones the first.
     *
     * @return the label
     */
    public String best() {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return labels.get(best);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassScores that && labels.equals(that.labels) && Arrays.equals(scores, that.scores);
    }

    @Override
    public int hashCode() {
        return Objects.hash(labels, Arrays.hashCode(scores));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("ClassScores{");
        for (int i = 0; i < scores.length; i++) {
            text.append(i > 0 ? ", " : "").append(labels.get(i)).append('=').append(scores[i]);
        }
        return text.append('}').toString();
    }
}
