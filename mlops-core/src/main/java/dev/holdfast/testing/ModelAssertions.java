// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The door to assertions on models and data.
 *
 * <pre>{@code
 * assertThatModel(model).on(test).hasAtLeast(AUC, 0.75).isDeterministic();
 * assertThatData(loans).satisfies(contract);
 * }</pre>
 */
public final class ModelAssertions {
    private ModelAssertions() {}

    /**
     * Starts assertions on a model.
     *
     * @param model a classifier or a regression
     * @param <O> its answers
     * @return the assertions
     */
    public static <O extends Prediction> ModelAssert<O> assertThatModel(Predictor<Row, O> model) {
        return new ModelAssert<>(Subject.of(model, Verdicts.HARD));
    }

    /**
     * Starts assertions on data.
     *
     * @param data the rows
     * @return the assertions
     */
    public static DataAssert assertThatData(Table data) {
        return new DataAssert(data, Verdicts.HARD);
    }

    /**
     * Starts assertions on what trains models, such as {@code table -> trainer.train(table)}.
     *
     * @param trainer trains a model on rows
     * @param <O> the answers of its models
     * @return the assertions
     */
    public static <O extends Prediction> TrainerAssert<O> assertThatTrainer(
            Function<Table, ? extends Predictor<Row, O>> trainer) {
        return new TrainerAssert<>(trainer, "trainer", Verdicts.HARD);
    }

    /**
     * Makes assertions of which none hides another: all are made, then the failures are thrown together.
     *
     * <pre>{@code
     * assertSoftly(softly -> {
     *     softly.assertThatModel(model).on(test).hasAtLeast(AUC, 0.75).hasAtMost(BRIER, 0.2);
     *     softly.assertThatData(test).satisfies(contract);
     * });
     * }</pre>
     *
     * @param assertions makes the assertions
     * @throws ModelQualityError when at least one fails
     */
    public static void assertSoftly(Consumer<SoftAssertions> assertions) {
        SoftAssertions softly = new SoftAssertions();
        assertions.accept(softly);
        softly.assertAll();
    }
}
