// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Assertions on what trains models; {@link #on} names the rows to train on.
 *
 * <p>A {@link Table} cannot be changed by a training; of what a trainer is handed its weights can, and that they stay is part
 * of {@link OnRows#takesWeightsForRepeatedRows}. Immutable; as thread-safe as the trainer.
 *
 * @param <O> the answers of the models that it trains
 */
public final class TrainerAssert<O extends Prediction> {
    private final Function<Table, ? extends Predictor<Row, O>> trainer;
    private final String name;
    private final Verdicts verdicts;

    TrainerAssert(Function<Table, ? extends Predictor<Row, O>> trainer, String name, Verdicts verdicts) {
        this.trainer = Objects.requireNonNull(trainer, "trainer");
        this.name = name;
        this.verdicts = verdicts;
    }

    /**
     * Names the trainer in messages and in the report.
     *
     * @param newName the name, such as {@code "logistic regression"}
     * @return the same assertions under this name
     */
    public TrainerAssert<O> as(String newName) {
        return new TrainerAssert<>(trainer, Objects.requireNonNull(newName, "newName"), verdicts);
    }

    /**
     * Turns to rows that the trainer can learn from.
     *
     * @param rows the rows, at least two
     * @param target the column that is learned
     * @return assertions on the models that come out
     * @throws IllegalArgumentException when there are fewer rows or no such column
     */
    public OnRows<O> on(Table rows, String target) {
        rows.column(target);
        if (rows.rowCount() < 2) {
            throw new IllegalArgumentException("a trainer needs two rows at least, got " + rows.rowCount());
        }
        return new OnRows<>(new TrainerChecks<>(trainer, name, verdicts, rows, target));
    }

    /**
     * Assertions on a trainer and rows; each returns them again, so that they chain. Every one trains a few models.
     *
     * @param <O> the answers of the models
     */
    public static final class OnRows<O extends Prediction> {
        private final TrainerChecks<O> checks;

        private OnRows(TrainerChecks<O> checks) {
            this.checks = checks;
        }

        /**
         * Asserts that two trainings on the same rows give models of the same answers, bit for bit, and of the same parameter
         * digest where they have one.
         *
         * @return these assertions
         */
        public OnRows<O> isDeterministic() {
            checks.deterministic();
            return this;
        }

        /**
         * Asserts that a model does not depend on the order of the rows: trained on them reversed and shuffled, it answers
         * the same within a tolerance. Trainers that go through the rows in order, such as by gradient descent, cannot meet
         * a small one.
         *
         * @param tolerance the largest difference of a score or quantity, at least 0
         * @return these assertions
         * @throws IllegalArgumentException when it is negative or NaN
         */
        public OnRows<O> isIndependentOfRowOrder(double tolerance) {
            checks.rowOrder(tolerance);
            return this;
        }

        /**
         * Asserts that a row of weight three counts as three rows: trained with weights of one, two and three, the model
         * answers as one that was trained on the rows repeated, within a tolerance; and that the weights stay as they were.
         *
         * @param weighted trains with one weight a row
         * @param tolerance the largest difference of a score or quantity, at least 0
         * @return these assertions
         * @throws IllegalArgumentException when it is negative or NaN
         */
        public OnRows<O> takesWeightsForRepeatedRows(
                BiFunction<Table, double[], ? extends Predictor<Row, O>> weighted, double tolerance) {
            checks.weights(weighted, tolerance);
            return this;
        }

        /**
         * Asserts that no row at all is refused, as {@link #refuses} says.
         *
         * @return these assertions
         */
        public OnRows<O> refusesNoRows() {
            return refuses("no rows", rows -> rows.slice(0, 0));
        }

        /**
         * Asserts that rows of a single class are refused, as {@link #refuses} says.
         *
         * @return these assertions
         */
        public OnRows<O> refusesOneClass() {
            checks.refuses("rows of one class", checks.oneClass());
            return this;
        }

        /**
         * Asserts that rows without any column but the target are refused, as {@link #refuses} says.
         *
         * @return these assertions
         */
        public OnRows<O> refusesNoFeatures() {
            return refuses("no column but the target", rows -> rows.select(checks.target()));
        }

        /**
         * Asserts that rows that nothing can be learned from are refused: the trainer throws an
         * {@link IllegalArgumentException}, {@link IllegalStateException} or a {@link dev.holdfast.HoldfastException}, with a
         * message of a few words. Any other exception is an accident.
         *
         * @param description what is wrong with the rows, such as {@code "a target that is missing"}
         * @param spoil makes such rows of the good ones
         * @return these assertions
         */
        public OnRows<O> refuses(String description, UnaryOperator<Table> spoil) {
            checks.refuses(description, spoil.apply(checks.rows()));
            return this;
        }
    }
}
