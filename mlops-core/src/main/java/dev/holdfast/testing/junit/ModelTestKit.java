// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import static dev.holdfast.testing.ModelAssertions.assertThatModel;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testing.InputsAssert;
import dev.holdfast.testing.ModelOnDataAssert;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests that a model of your own must pass to be trained, stored, served and watched like those of this library; in the
 * spirit of scikit-learn's checks of estimators.
 *
 * <pre>{@code
 * class MyModelTest implements ModelTestKit<ClassScores> {
 *     @Override public Predictor<Row, ClassScores> model() { return MODEL; }
 *     @Override public Table rows() { return ROWS; }
 *     @Override public Optional<ModelCodec<Row, ClassScores>> codec() { return Optional.of(new MyCodec()); }
 * }
 * }</pre>
 *
 * <p>It is an interface, so that a test class can have another superclass. Tests that do not apply to a model, such as of
 * unseen categories where there is no text, are aborted and say why.
 *
 * @param <O> the model's answers
 */
@ExtendWith(ModelQuality.class)
public interface ModelTestKit<O extends Prediction> {
    /**
     * Returns the model.
     *
     * @return the model, the same or an equal one at each call
     */
    Predictor<Row, O> model();

    /**
     * Returns rows that the model is meant for.
     *
     * @return some rows, best twenty or more, with the column of the truth or without
     */
    Table rows();

    /**
     * Returns the codec of a model that can be stored.
     *
     * @return the codec; empty unless overridden
     */
    default Optional<ModelCodec<Row, O>> codec() {
        return Optional.empty();
    }

    /**
     * Tells whether the scores of a classifier are probabilities.
     *
     * @return true unless overridden
     */
    default boolean isProbabilistic() {
        return true;
    }

    /**
     * Returns the column with the truth of a model without signature, which is then no input.
     *
     * @return the column; empty unless overridden
     */
    default Optional<String> target() {
        return Optional.empty();
    }

    private ModelOnDataAssert<O> onRows() {
        return target().map(column -> assertThatModel(model()).on(rows(), column))
                .orElseGet(() -> assertThatModel(model()).on(rows()));
    }

    private void assumeColumn(Predicate<Field> wanted, String kind) {
        boolean found = (model() instanceof StorableModel<?, ?> stored
                        ? stored.signature().inputs()
                        : rows().schema())
                .fields().stream()
                        .filter(field -> !target().equals(Optional.of(field.name())))
                        .anyMatch(wanted);
        Assumptions.assumeTrue(found, () -> "the model reads no " + kind);
    }

    private InputsAssert<O> inputs() {
        return onRows().inputs();
    }

    /** Each row gets an answer of finite numbers. */
    @Test
    default void answersEveryRow() {
        onRows().answersEveryRow();
    }

    /** A batch without rows gets no answers. */
    @Test
    default void answersNoRows() {
        assertThatModel(model()).answersNoRows();
    }

    /** The scores of a classifier are in [0, 1] and sum to 1. */
    @Test
    default void scoresAreProbabilities() {
        Table rows = rows();
        boolean classifier = rows.rowCount() == 0 || model().predict(rows.row(0)) instanceof ClassScores;
        Assumptions.assumeTrue(classifier && isProbabilistic(), "the model gives no probabilities");
        onRows().givesProbabilities();
    }

    /** Asked again, it answers the same. */
    @Test
    default void isDeterministic() {
        onRows().isDeterministic();
    }

    /** The order of the rows does not matter. */
    @Test
    default void isIndependentOfRowOrder() {
        onRows().isIndependentOfRowOrder();
    }

    /** A row gets the same answer alone, in a small batch and among all. */
    @Test
    default void isIndependentOfOtherRows() {
        onRows().isIndependentOfOtherRows();
    }

    /** Four threads that ask at once get the answers that one gets. */
    @Test
    default void isThreadSafe() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            onRows().isThreadSafe(threads, 4);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The order of columns, further columns, the truth and the kind of row do not matter. */
    @Test
    default void isIndependentOfTheShapeOfRows() {
        inputs().mayComeInAnyShape();
    }

    /** A missing value is answered, or refused by the name of its column. */
    @Test
    default void toleratesMissingValues() {
        inputs().mayBeMissing();
    }

    /** A category that training did not see is answered, or refused by the name of its column. */
    @Test
    default void toleratesUnseenCategories() {
        assumeColumn(field -> field.type() == ColumnType.TEXT, "text");
        inputs().mayBeUnseen();
    }

    /** NaN, infinite and huge numbers are answered, or refused by the name of their column. */
    @Test
    default void toleratesExtremeNumbers() {
        assumeColumn(field -> field.type().isNumeric(), "numbers");
        inputs().mayBeExtreme();
    }

    /** A text where a number should be is refused by the name of its column. */
    @Test
    default void refusesTextsForNumbers() {
        assumeColumn(field -> field.type().isNumeric(), "numbers");
        inputs().mayNotBeOfAnotherType();
    }

    /** A row that lacks a column of the signature is refused by the column's name. */
    @Test
    default void refusesRowsThatLackAColumn() {
        Assumptions.assumeTrue(model() instanceof StorableModel<?, ?>, "the model has no signature");
        inputs().mayNotBeAbsent();
    }

    /** Signature, digest and bytes are what the model says of itself. */
    @Test
    default void describesItself() {
        Assumptions.assumeTrue(model() instanceof StorableModel<?, ?>, "the model has no signature");
        onRows().describesItself();
    }

    /** What the codec reads back answers the same. */
    @Test
    default void survivesARoundTripThroughItsCodec() {
        Assumptions.assumeTrue(codec().isPresent(), "the model has no codec");
        onRows().survivesRoundTrip(codec().orElseThrow());
    }
}
