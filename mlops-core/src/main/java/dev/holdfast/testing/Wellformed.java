// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Whether answers are what answers must be, whatever the truth is. */
final class Wellformed {
    private static final double TOLERANCE = 1e-6;

    private Wellformed() {}

    static CheckResult of(CheckResult draft, Examination<?> examination) {
        boolean numbers = examination.given().get(0) instanceof Quantity;
        Set<String> labels = numbers ? Set.of() : Measuring.labels(examination);
        return every(draft, examination, answer -> finite(answer, labels), "finite answers");
    }

    private static String finite(Prediction answer, Set<String> labels) {
        if (answer instanceof Quantity quantity) {
            return Double.isFinite(quantity.value()) ? "" : "not finite";
        }
        ClassScores scores = (ClassScores) answer;
        if (!labels.containsAll(scores.labels())) {
            return "of classes that are not the model's " + labels;
        }
        return scores.labels().stream().allMatch(label -> Double.isFinite(scores.score(label))) ? "" : "not finite";
    }

    static CheckResult probabilities(CheckResult draft, Examination<?> examination) {
        return every(draft, examination, Wellformed::probable, "probabilities");
    }

    private static String probable(Prediction answer) {
        if (!(answer instanceof ClassScores scores)) {
            throw new IllegalStateException(
                    "this assertion is on a classifier, but the model predicts numbers: " + answer);
        }
        double sum = 0;
        for (String label : scores.labels()) {
            double score = scores.score(label);
            if (!(score >= 0 && score <= 1)) {
                return "outside [0, 1]";
            }
            sum += score;
        }
        return Math.abs(sum - 1) <= TOLERANCE ? "" : "of sum " + sum;
    }

    private static CheckResult every(
            CheckResult draft, Examination<?> examination, Function<Prediction, String> fault, String good) {
        List<? extends Prediction> answers = examination.given();
        Table table = examination.table();
        int bad = 0;
        CheckResult result = Results.of(draft, Outcome.PASSED, good + " to " + Words.rows(answers.size()));
        for (int i = 0; i < answers.size(); i++) {
            String wrong = fault.apply(answers.get(i));
            if (!wrong.isEmpty() && bad++ == 0) {
                result = result.with(
                        "example",
                        RowText.place(table, i) + ": answer " + Behaviour.text(answers.get(i)) + ", " + wrong + ""
                                + RowText.below(table.row(i)));
            }
        }
        return bad == 0
                ? result
                : Results.of(result, Outcome.FAILED, "others to " + bad + " of " + Words.rows(answers.size()));
    }
}
