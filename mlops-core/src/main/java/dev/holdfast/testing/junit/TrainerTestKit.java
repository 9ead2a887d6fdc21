// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import static dev.holdfast.testing.ModelAssertions.assertThatTrainer;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.testing.TrainerAssert;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests that a trainer of your own must pass for its models to be repeated, compared and retrained without surprise.
 *
 * <pre>{@code
 * class MyTrainerTest implements TrainerTestKit<ClassScores> {
 *     @Override public Predictor<Row, ClassScores> train(Table rows) { return TRAINER.train(rows); }
 *     @Override public Table rows() { return ROWS; }
 *     @Override public String target() { return "Status"; }
 * }
 * }</pre>
 *
 * <p>It is an interface, so that a test class can have another superclass. Tests that do not apply to a trainer are aborted
 * and say why.
 *
 * @param <O> the answers of its models
 */
@ExtendWith(ModelQuality.class)
public interface TrainerTestKit<O extends Prediction> {
    /**
     * Trains a model, with the same seed at each call.
     *
     * @param rows the rows
     * @return the model
     */
    Predictor<Row, O> train(Table rows);

    /**
     * Returns rows that the trainer can learn from.
     *
     * @return some rows, best a hundred or more
     */
    Table rows();

    /**
     * Returns the column that is learned.
     *
     * @return its name
     */
    String target();

    /**
     * Returns the training with one weight a row.
     *
     * @return the training; empty, unless overridden, for a trainer without weights
     */
    default Optional<BiFunction<Table, double[], Predictor<Row, O>>> weighted() {
        return Optional.empty();
    }

    /**
     * Returns how far the answers of a model may lie from those of one that was trained on the same rows in another order, or
     * repeated instead of weighted.
     *
     * @return the largest difference of a score or quantity, 1e-9 unless overridden; empty for a trainer that goes through the
     *     rows in their order and keeps what it saw last in better memory
     */
    default OptionalDouble tolerance() {
        return OptionalDouble.of(1e-9);
    }

    private TrainerAssert.OnRows<O> onRows() {
        return assertThatTrainer(this::train).on(rows(), target());
    }

    private double assumeTolerance() {
        Assumptions.assumeTrue(tolerance().isPresent(), "the order of the rows matters to the trainer");
        return tolerance().orElseThrow();
    }

    /** Two trainings on the same rows give the same model. */
    @Test
    default void isDeterministic() {
        onRows().isDeterministic();
    }

    /** The order of the rows does not matter. */
    @Test
    default void isIndependentOfRowOrder() {
        onRows().isIndependentOfRowOrder(assumeTolerance());
    }

    /** A row of weight three counts as three rows. */
    @Test
    default void takesWeightsForRepeatedRows() {
        Assumptions.assumeTrue(weighted().isPresent(), "the trainer takes no weights");
        onRows().takesWeightsForRepeatedRows(weighted().orElseThrow(), assumeTolerance());
    }

    /** Nothing is learned from no rows. */
    @Test
    default void refusesNoRows() {
        onRows().refusesNoRows();
    }

    /** A classifier is not trained on a single class. */
    @Test
    default void refusesOneClass() {
        Assumptions.assumeTrue(
                rows().column(target()).type() != ColumnType.NUMBER,
                "the trainer learns a number, which has no classes");
        onRows().refusesOneClass();
    }

    /** Nothing is learned from the target alone. */
    @Test
    default void refusesNoFeatures() {
        onRows().refusesNoFeatures();
    }
}
