// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.model.ClassScores;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.List;

/** Holds the calibration error against a limit and shows in which bin it arises. */
final class CalibrationCheck {
    private static final int BINS = 10;

    private CalibrationCheck() {}

    static void within(Examination<?> examination, Limit limit) {
        examination.check(BinaryMetric.EXPECTED_CALIBRATION_ERROR + " " + limit, draft -> {
            String positive = examination
                    .options()
                    .positive()
                    .orElseGet(() -> List.copyOf(Measuring.labels(examination)).get(0));
            Examination<?> named = examination.with(examination
                    .options()
                    .withPositive(positive, examination.options().threshold()));
            if (examination.options().positive().isEmpty()
                    && Measuring.labels(examination).size() != 2) {
                throw new IllegalStateException("calibration is of the scores of one class: name it, as in positive(\""
                        + positive + "\"); the classes are " + Measuring.labels(examination));
            }
            Measurement measured = Measuring.run(named, BinaryMetric.EXPECTED_CALIBRATION_ERROR)
                    .metric(BinaryMetric.EXPECTED_CALIBRATION_ERROR);
            CheckResult result = Results.of(draft, limit.judge(measured), Measuring.text(measured));
            return result.outcome() == Outcome.PASSED
                    ? result
                    : bins(named, positive, result)
                            .with(
                                    "what to do",
                                    result.outcome() == Outcome.FAILED
                                            ? "calibrate the model (dev.holdfast.evaluation.calibration) on rows of its"
                                                    + " own"
                                            : limit.advice(measured));
        });
    }

    /** Adds the shares over all rows and in the bin that adds most to the error. */
    private static CheckResult bins(Examination<?> examination, String positive, CheckResult result) {
        Table table = examination.table();
        Column truth = table.column(examination.target());
        double[] predicted = new double[BINS];
        int[] observed = new int[BINS];
        int[] rows = new int[BINS];
        for (int row = 0; row < table.rowCount(); row++) {
            if (!truth.isMissing(row)) {
                double score = ((ClassScores) examination.given().get(row)).score(positive);
                int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(score * BINS) - 1));
                predicted[bin] += score;
                observed[bin] += truth.text(row).equals(positive) ? 1 : 0;
                rows[bin]++;
            }
        }
        int worst = 0;
        double scored = 0;
        int positives = 0;
        int all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            scored += predicted[bin];
            positives += observed[bin];
            all += rows[bin];
            if (Math.abs(predicted[bin] - observed[bin]) > Math.abs(predicted[worst] - observed[worst])) {
                worst = bin;
            }
        }
        return result.with(
                        "over all rows",
                        "'" + positive + "' scored " + Estimate.number(scored / all) + " on average, observed in "
                                + Estimate.number((double) positives / all))
                .with(
                        "worst bin",
                        "scores from " + Estimate.number((double) worst / BINS) + " to "
                                + Estimate.number((worst + 1.0) / BINS) + ": "
                                + Estimate.number(predicted[worst] / rows[worst]) + " on average, observed in "
                                + Estimate.number((double) observed[worst] / rows[worst]) + " of "
                                + Words.rows(rows[worst]));
    }
}
