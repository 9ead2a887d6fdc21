// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Signature;
import dev.holdfast.report.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A model on rows, and how assertions on it are measured.
 *
 * @param subject the model
 * @param table the rows
 * @param answers what the model answers, asked once for all assertions on the truth
 * @param options how they are measured
 * @param <O> the model's answers
 */
record Examination<O extends Prediction>(Subject<O> subject, Table table, Once<O> answers, Options options) {
    /**
     * How assertions are measured.
     *
     * @param target the column with the truth; empty for that of the signature
     * @param positive the positive class; empty when it was not named
     * @param threshold the least score that predicts the positive class
     * @param confidence the coverage of intervals
     * @param seed the seed of resampling and of shuffled rows
     * @param replicates the number of resamples
     * @param inconclusiveAllowed whether what cannot be decided passes
     */
    record Options(
            Optional<String> target,
            Optional<String> positive,
            double threshold,
            double confidence,
            long seed,
            int replicates,
            boolean inconclusiveAllowed) {
        static final Options DEFAULTS = new Options(Optional.empty(), Optional.empty(), 0.5, 0.95, 0, 1_000, false);

        Options withTarget(String column) {
            return new Options(
                    Optional.of(column), positive, threshold, confidence, seed, replicates, inconclusiveAllowed);
        }

        Options withPositive(String label, double least) {
            return new Options(target, Optional.of(label), least, confidence, seed, replicates, inconclusiveAllowed);
        }

        Options withConfidence(double coverage) {
            return new Options(target, positive, threshold, coverage, seed, replicates, inconclusiveAllowed);
        }

        Options withSeed(long value) {
            return new Options(target, positive, threshold, confidence, value, replicates, inconclusiveAllowed);
        }

        Options withReplicates(int number) {
            return new Options(target, positive, threshold, confidence, seed, number, inconclusiveAllowed);
        }

        Options allowingInconclusive() {
            return new Options(target, positive, threshold, confidence, seed, replicates, true);
        }
    }

    /** Asks the model at the first need; the answers are kept for the assertions that follow. */
    static final class Once<O extends Prediction> {
        private @Nullable List<O> given;

        synchronized List<O> of(Subject<O> subject, Table table) {
            List<O> known = given;
            if (known == null) {
                known = List.copyOf(Answers.of(subject, table));
                given = known;
            }
            return known;
        }
    }

    static <O extends Prediction> Examination<O> of(Subject<O> subject, Table table) {
        return new Examination<>(subject, Objects.requireNonNull(table, "table"), new Once<>(), Options.DEFAULTS);
    }

    Examination<O> with(Options changed) {
        return new Examination<>(subject, table, answers, changed);
    }

    /** The same rows answered by another model, measured in the same way. */
    Examination<O> by(Subject<O> other) {
        return new Examination<>(other, table, new Once<>(), options);
    }

    List<O> given() {
        return answers.of(subject, table);
    }

    /** The column with the truth. */
    String target() {
        String column = options.target()
                .or(() -> subject.signature().map(Signature::target))
                .orElseThrow(() -> new IllegalStateException(
                        "the truth is needed, and a model without signature does not name its column; say it, as in"
                                + " on(test, \"Status\")"));
        if (!table.has(column)) {
            throw new Unmet(
                    "data of another schema: no column '" + column + "' with the truth, only " + table.columnNames(),
                    "give test data with the target");
        }
        if (table.rowCount() > 0 && table.column(column).missingCount() == table.rowCount()) {
            throw new Unmet(
                    "the truth missing in all " + Words.rows(table.rowCount()) + ", so nothing was exercised",
                    "give test data with the target");
        }
        return column;
    }

    CheckResult draft(String expected) {
        return new CheckResult(
                subject.name() + " on " + Words.rows(table.rowCount()),
                expected,
                "nothing",
                Outcome.INCONCLUSIVE,
                options.inconclusiveAllowed(),
                java.util.Map.of());
    }

    /** Measures, and hands the result to whoever throws or keeps it. */
    void check(String expected, UnaryOperator<CheckResult> measure) {
        CheckResult draft = draft(expected);
        CheckResult result;
        try {
            result = measure.apply(draft);
        } catch (Unmet unmet) {
            subject.verdicts().take(unmet.result(draft), unmet.getCause());
            return;
        }
        subject.verdicts().take(result);
    }
}
