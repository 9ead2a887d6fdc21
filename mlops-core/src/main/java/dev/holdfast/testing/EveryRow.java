// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.model.MonotonicityProof;
import dev.holdfast.model.MonotonicityProof.Proven;
import dev.holdfast.model.MonotonicityProof.Refuted;
import dev.holdfast.model.MonotonicityProof.Undecided;
import dev.holdfast.model.MonotonicityProver;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Trend;
import dev.holdfast.report.Outcome;
import java.util.Objects;
import java.util.Optional;

/**
 * What raising a column does in every row there can be: proven from the weights or trees of a model, not tried on rows.
 *
 * <p>Linear models and trees of Tribuo can be looked into; any model can that implements {@link MonotonicityProver}. What
 * can be neither proven nor refuted is inconclusive, and fails. Immutable; as thread-safe as the model.
 *
 * @param <O> the model's answers
 */
public final class EveryRow<O extends Prediction> {
    private final Subject<O> subject;
    private final String column;

    EveryRow(Subject<O> subject, String column) {
        this.subject = subject;
        this.column = Objects.requireNonNull(column, "column");
    }

    /**
     * Asserts that an output is never larger after the column was raised.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @return these properties
     * @throws IllegalArgumentException when the model reads no such column, its values have no order, or it has no such
     *     output
     */
    public EveryRow<O> neverRaises(String output) {
        return check(Trend.FALLING, output, "never to raise");
    }

    /**
     * Asserts that an output is never smaller after the column was raised.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @return these properties
     * @throws IllegalArgumentException when the model reads no such column, its values have no order, or it has no such
     *     output
     */
    public EveryRow<O> neverLowers(String output) {
        return check(Trend.RISING, output, "never to lower");
    }

    private EveryRow<O> check(Trend trend, String output, String told) {
        String expected = "raising '" + column + "' " + told + " '" + output + "', in every row there can be";
        CheckResult draft = CheckResult.of(Outcome.INCONCLUSIVE, subject.name(), expected, "nothing");
        MonotonicityProof proof = subject.model() instanceof MonotonicityProver prover
                ? prover.monotonicity(column, trend, output)
                : new Undecided("the model cannot be looked into: it is no MonotonicityProver");
        subject.verdicts().take(result(draft, output, proof));
        return this;
    }

    private CheckResult result(CheckResult draft, String output, MonotonicityProof proof) {
        if (proof instanceof Proven proven) {
            return Results.of(draft, Outcome.PASSED, "a proof: " + proven.reason());
        }
        if (proof instanceof Refuted refuted) {
            String change = column + " " + text(refuted.before().value(column)) + " -> "
                    + text(refuted.after().value(column)) + ": " + output + " " + refuted.scoreBefore() + " -> "
                    + refuted.scoreAfter();
            return Results.of(draft, Outcome.FAILED, "a row that breaks it")
                    .with("counterexample", RowText.values(refuted.before()) + "\n    " + change)
                    .with("as JSON", RowJson.of(refuted.before()).toString());
        }
        return Results.of(
                        draft,
                        Outcome.INCONCLUSIVE,
                        "neither proof nor counterexample: " + ((Undecided) proof).reason())
                .with("what to do", "try it on rows: given(Rows.like(table)).raising(\"" + column + "\")");
    }

    private static String text(Optional<Object> value) {
        return value.map(Object::toString).orElse("missing");
    }
}
