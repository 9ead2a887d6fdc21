// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTest {
    @Test
    void scoresAreFoundByLabelAndTheBestComesFirstAmongEquals() {
        ClassScores scores = ClassScores.of(List.of("bad", "good", "odd"), 0.2, 0.4, 0.4);
        assertThat(scores.score("good")).isEqualTo(0.4);
        assertThat(scores.score("unheard of")).isZero();
        assertThat(scores.best()).isEqualTo("good");
        assertThat(scores.labels()).containsExactly("bad", "good", "odd");
        assertThat(scores).hasToString("ClassScores{bad=0.2, good=0.4, odd=0.4}");
        assertThat(ClassScores.of("bad", 1)).hasToString("ClassScores{bad=1.0}");
    }

    @Test
    void equalScoresAreEqual() {
        ClassScores scores = ClassScores.of(List.of("a", "b"), 0.5, 0.5);
        assertThat(scores)
                .isEqualTo(ClassScores.of(List.of("a", "b"), 0.5, 0.5))
                .hasSameHashCodeAs(ClassScores.of(List.of("a", "b"), 0.5, 0.5));
        assertThat(scores)
                .isNotEqualTo(ClassScores.of(List.of("a", "b"), 0.4, 0.6))
                .isNotEqualTo(ClassScores.of(List.of("b", "a"), 0.5, 0.5))
                .isNotEqualTo("text");
    }

    @Test
    void scoresKeepNothingOfTheCallers() {
        double[] values = {0.1, 0.9};
        List<String> labels = new ArrayList<>(List.of("a", "b"));
        ClassScores scores = ClassScores.of(labels, values);
        values[0] = 7;
        labels.set(0, "z");
        assertThat(scores.score("a")).isEqualTo(0.1);
    }

    @Test
    void wrongScoresAreRefused() {
        assertThatThrownBy(() -> ClassScores.of(List.of("a", "b"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("each class needs one score, got 2 labels and 1 scores");
        assertThatThrownBy(() -> ClassScores.of(List.of()))
                .hasMessage("each class needs one score, got 0 labels and 0 scores");
        assertThatThrownBy(() -> ClassScores.of(List.of("a"), Double.NaN)).hasMessage("the score of 'a' is NaN");
    }

    @Test
    void anAttachmentHoldsItsOwnBytes() {
        byte[] bytes = {1, 2};
        Attachment attachment = Attachment.of("baseline", "application/json", bytes);
        bytes[0] = 9;
        attachment.content()[1] = 9;
        assertThat(attachment.content()).containsExactly(1, 2);
        assertThat(attachment).hasToString("Attachment[baseline, application/json, 2 bytes]");
        assertThat(attachment)
                .isEqualTo(Attachment.of("baseline", "application/json", new byte[] {1, 2}))
                .hasSameHashCodeAs(Attachment.of("baseline", "application/json", new byte[] {1, 2}))
                .isNotEqualTo(Attachment.of("other", "application/json", new byte[] {1, 2}))
                .isNotEqualTo(Attachment.of("baseline", "text/plain", new byte[] {1, 2}))
                .isNotEqualTo(Attachment.of("baseline", "application/json", new byte[] {1, 3}))
                .isNotEqualTo("text");
    }

    @Test
    void aPredictorAnswersManyInTheirOrder() {
        Predictor<Integer, Quantity> twice = input -> new Quantity(2.0 * input);
        assertThat(twice.predictAll(List.of(1, 2, 3)))
                .containsExactly(new Quantity(2), new Quantity(4), new Quantity(6));
    }
}
