// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.report.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Assertions on a model's answers to rows; each returns them again, so that they chain.
 *
 * <p>Immutable; as thread-safe as the model.
 *
 * @param <O> the model's answers
 */
public final class ModelOnDataAssert<O extends Prediction> {
    private final Subject<O> subject;
    private final Table test;

    ModelOnDataAssert(Subject<O> subject, Table test) {
        this.subject = subject;
        this.test = Objects.requireNonNull(test, "test");
    }

    /**
     * Asserts that the model gives every row the same answer, bit for bit, when it is asked again.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> isDeterministic() {
        return check("the same answers when asked again", draft -> {
            List<O> first = Answers.of(subject, test);
            return Behaviour.same(draft, test, first, Answers.of(subject, test), "first", "then");
        });
    }

    private ModelOnDataAssert<O> check(String expected, UnaryOperator<CheckResult> measure) {
        CheckResult draft = CheckResult.of(
                Outcome.INCONCLUSIVE, subject.name() + " on " + Words.rows(test.rowCount()), expected, "nothing");
        try {
            subject.verdicts().take(measure.apply(draft));
        } catch (Unmet unmet) {
            subject.verdicts().take(unmet.result(draft), unmet.getCause());
        }
        return this;
    }
}
