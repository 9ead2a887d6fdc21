// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
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
}
