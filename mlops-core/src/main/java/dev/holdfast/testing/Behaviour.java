// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import java.util.List;
import java.util.stream.IntStream;

/** Compares two series of answers to the same rows, bit by bit. */
final class Behaviour {
    private Behaviour() {}

    /** Passes when all answers are equal; else shows how many differ, the first of them and the largest difference. */
    static <O extends Prediction> CheckResult same(
            CheckResult draft, Table table, List<O> first, List<O> second, String firstName, String secondName) {
        int[] different = IntStream.range(0, first.size())
                .filter(row -> !first.get(row).equals(second.get(row)))
                .toArray();
        if (different.length == 0) {
            return new CheckResult(
                    draft.subject(),
                    draft.expected(),
                    "equal answers, bit for bit, to " + Words.rows(table.rowCount()),
                    Outcome.PASSED,
                    draft.allowed(),
                    draft.details());
        }
        int worst = different[0];
        for (int row : different) {
            if (distance(first.get(row), second.get(row)) > distance(first.get(worst), second.get(worst))) {
                worst = row;
            }
        }
        return new CheckResult(
                        draft.subject(),
                        draft.expected(),
                        "other answers to " + different.length + " of " + Words.rows(table.rowCount())
                                + ", differing by up to "
                                + Estimate.number(distance(first.get(worst), second.get(worst))),
                        Outcome.FAILED,
                        draft.allowed(),
                        draft.details())
                .with(
                        "example",
                        RowText.place(table, worst) + ": " + firstName + " " + text(first.get(worst)) + ", "
                                + secondName + " " + text(second.get(worst)) + "\n    "
                                + RowText.values(table.row(worst)));
    }

    /** The largest difference of a score, or that of the numbers; infinite when the classes differ. */
    static double distance(Prediction one, Prediction other) {
        if (one instanceof ClassScores a && other instanceof ClassScores b) {
            if (!a.labels().equals(b.labels())) {
                return Double.POSITIVE_INFINITY;
            }
            return a.labels().stream()
                    .mapToDouble(label -> Math.abs(a.score(label) - b.score(label)))
                    .max()
                    .orElse(0);
        }
        if (one instanceof Quantity a && other instanceof Quantity b) {
            return Math.abs(a.value() - b.value());
        }
        return Double.POSITIVE_INFINITY;
    }

    static String text(Prediction prediction) {
        if (prediction instanceof ClassScores scores) {
            StringBuilder text = new StringBuilder();
            for (String label : scores.labels()) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(label)
                        .append('=')
                        .append(scores.score(label));
            }
            return text.toString();
        }
        return prediction instanceof Quantity quantity ? Double.toString(quantity.value()) : prediction.toString();
    }
}
