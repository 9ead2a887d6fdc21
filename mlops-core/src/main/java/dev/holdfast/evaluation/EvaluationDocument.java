// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.List;

/** Writes an evaluation as a report. */
final class EvaluationDocument {
    private static final int CURVE_POINTS = 200;

    private EvaluationDocument() {}

    static Report of(EvaluationReport evaluation, Evaluation.Setup<?> setup) {
        Report.Builder report =
                Report.titled("Evaluation").finding(evaluation.outcome(), "Model", evaluation.summary());
        report.text(statement(evaluation, setup));
        List<List<String>> rows = new ArrayList<>();
        evaluation
                .measurements()
                .forEach((name, measurement) -> rows.add(List.of(
                        name,
                        measurement.toString(),
                        String.valueOf(evaluation.baseline().get(name)))));
        report.table("Metrics", List.of("Metric", "Model", "Trivial baseline"), rows);
        if (setup.sample() instanceof BinarySample sample) {
            curves(report, sample);
        }
        if (!evaluation.slices().isEmpty()) {
            report.section(slices(evaluation));
        }
        return report.build();
    }

    private static String statement(EvaluationReport evaluation, Evaluation.Setup<?> setup) {
        StringBuilder text = new StringBuilder()
                .append(evaluation.rows())
                .append(" rows were evaluated, ")
                .append(evaluation.excluded())
                .append(" were left out as their target is missing.");
        if (!setup.statement().isEmpty()) {
            text.append(" The ").append(setup.statement()).append('.');
        }
        return text.append(" Intervals cover ")
                .append(setup.confidence() * 100)
                .append(" %.")
                .toString();
    }

    private static void curves(Report.Builder report, BinarySample sample) {
        if (sample.size() > 0 && BinaryMetric.oneClass(sample).isEmpty()) {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            BinaryCurves.roc(sample, CURVE_POINTS).forEach(point -> {
                x.add(point[0]);
                y.add(point[1]);
            });
            report.chart(new Chart.Lines(
                    "ROC curve",
                    "false positive rate",
                    "true positive rate",
                    List.of(new Chart.Series("model", x, y)),
                    true));
            precisionAndGain(report, sample);
        }
        if (sample.size() > 0 && BinaryMetric.noProbabilities(sample).isEmpty()) {
            Reliability reliability = Reliability.uniform(sample, 10);
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int bin = 0; bin < reliability.bins(); bin++) {
                if (reliability.weight(bin) > 0) {
                    x.add(reliability.expected(bin));
                    y.add(reliability.observed(bin));
                }
            }
            report.chart(new Chart.Lines(
                    "Reliability curve",
                    "mean predicted probability",
                    "share of positives",
                    List.of(new Chart.Series("model", x, y)),
                    true));
        }
    }

    private static void precisionAndGain(Report.Builder report, BinarySample sample) {
        List<double[]> points = BinaryCurves.counts(sample, CURVE_POINTS);
        double[] last = points.get(points.size() - 1);
        List<Double> recall = new ArrayList<>();
        List<Double> precision = new ArrayList<>();
        List<Double> share = new ArrayList<>(List.of(0.0));
        List<Double> gain = new ArrayList<>(List.of(0.0));
        List<Double> thresholds = new ArrayList<>();
        List<Double> accuracy = new ArrayList<>();
        for (double[] point : points) {
            recall.add(point[1] / last[1]);
            precision.add(point[1] / (point[0] + point[1]));
            share.add((point[0] + point[1]) / (last[0] + last[1]));
            gain.add(point[1] / last[1]);
            thresholds.add(0, point[2]);
            accuracy.add(0, (point[1] + last[0] - point[0]) / (last[0] + last[1]));
        }
        report.chart(new Chart.Lines(
                "Precision-recall curve",
                "recall",
                "precision",
                List.of(new Chart.Series("model", recall, precision)),
                false));
        report.chart(new Chart.Lines(
                "Gain curve",
                "share of rows, highest scores first",
                "share of positives",
                List.of(new Chart.Series("model", share, gain)),
                true));
        report.chart(new Chart.Lines(
                "Threshold curve",
                "threshold",
                "accuracy",
                List.of(new Chart.Series("model", thresholds, accuracy)),
                false));
    }

    private static Report slices(EvaluationReport evaluation) {
        List<String> names = List.copyOf(evaluation.measurements().keySet());
        List<String> columns = new ArrayList<>(List.of("Slice", "Rows"));
        columns.addAll(names);
        List<List<String>> rows = new ArrayList<>();
        List<Chart.Interval> intervals = new ArrayList<>();
        List<String> undefined = new ArrayList<>();
        for (SliceResult slice : evaluation.slices()) {
            List<String> cells = new ArrayList<>(List.of(slice.name(), String.valueOf(slice.rows())));
            for (Measurement value : slice.measurements().values()) {
                cells.add(value instanceof Estimate ? value.toString() : "-");
            }
            rows.add(cells);
            slice.measurements().values().stream()
                    .filter(Undefined.class::isInstance)
                    .findFirst()
                    .ifPresent(reason -> undefined.add(slice.name() + ": " + reason));
            if (slice.measurements().get(names.get(0)) instanceof Estimate estimate) {
                intervals.add(new Chart.Interval(slice.name(), estimate.lower(), estimate.point(), estimate.upper()));
            }
        }
        Report.Builder report = Report.titled("Slices")
                .chart(new Chart.Intervals(names.get(0) + " by slice", names.get(0), "slice", intervals))
                .table("Metrics by slice", columns, rows);
        undefined.forEach(report::text);
        return report.build();
    }
}
