// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.report.Outcome;
import dev.holdfast.testing.property.Rows;
import java.util.Objects;

/**
 * Assertions on a model; {@link #on(Table)} leads to those that look at rows.
 *
 * <p>Immutable; as thread-safe as the model.
 *
 * @param <O> the model's answers
 */
public final class ModelAssert<O extends Prediction> {
    private final Subject<O> subject;

    ModelAssert(Subject<O> subject) {
        this.subject = subject;
    }

    Subject<O> subject() {
        return subject;
    }

    /**
     * Names the model in messages and in the report.
     *
     * @param name the name, such as {@code "credit, candidate"}
     * @return the same assertions under this name
     */
    public ModelAssert<O> as(String name) {
        return new ModelAssert<>(subject.named(Objects.requireNonNull(name, "name")));
    }

    /**
     * Turns to rows that the model has not seen. Of a model with a signature, the target is the column that it names.
     *
     * @param test the rows; with the target for those assertions that need the truth
     * @return assertions on the model's answers to these rows
     */
    public ModelOnDataAssert<O> on(Table test) {
        return new ModelOnDataAssert<>(Examination.of(subject, test));
    }

    /**
     * Turns to rows that the model has not seen, of a model without signature or with another truth.
     *
     * @param test the rows
     * @param target the column with the truth
     * @return assertions on the model's answers to these rows
     */
    public ModelOnDataAssert<O> on(Table test, String target) {
        Examination<O> examination = Examination.of(subject, test);
        return new ModelOnDataAssert<>(
                examination.with(examination.options().withTarget(Objects.requireNonNull(target, "target"))));
    }

    /**
     * Asserts that the model answers a batch without rows with no answers.
     *
     * @return these assertions
     */
    public ModelAssert<O> answersNoRows() {
        CheckResult draft = CheckResult.of(Outcome.INCONCLUSIVE, subject.name(), "no answers to no rows", "nothing");
        CheckResult result;
        try {
            result = Behaviour.noRows(draft, subject);
        } catch (RuntimeException e) {
            subject.verdicts().take(Results.of(draft, Outcome.FAILED, "an exception: " + e), e);
            return this;
        }
        subject.verdicts().take(result);
        return this;
    }

    /**
     * Turns to one row, such as one that another framework's property hands over.
     *
     * @param row the row
     * @return properties of the model's answer to it
     */
    public GivenRows<O> given(Row row) {
        return new GivenRows<>(subject, new RowSource.OneRow(row));
    }

    /**
     * Turns to the rows of a table, of which every one is tried.
     *
     * @param rows the rows; a property fails when there is none
     * @return properties of the model's answers to them
     */
    public GivenRows<O> given(Table rows) {
        return new GivenRows<>(subject, RowSource.TableRows.of(rows));
    }

    /**
     * Turns to rows that are drawn.
     *
     * @param rows what they look like, how many and by which seed
     * @return properties of the model's answers to them
     */
    public GivenRows<O> given(Rows rows) {
        return new GivenRows<>(subject, new RowSource.DrawnRows(rows));
    }

    /**
     * Turns to what raising a column does in every row there can be, where the model can be looked into.
     *
     * @param column a column of numbers or truth values that the model reads
     * @return properties that are proven instead of tried
     */
    public EveryRow<O> raisingInEveryRow(String column) {
        return new EveryRow<>(subject, column);
    }
}
