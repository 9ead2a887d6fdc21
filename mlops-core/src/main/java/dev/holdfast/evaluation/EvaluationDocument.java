// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes an evaluation as a report. */
final class EvaluationDocument {
    private EvaluationDocument() {}

    static Report of(EvaluationReport evaluation, Setup<?> setup) {
        Report.Builder report =
                Report.titled("Evaluation").finding(evaluation.outcome(), "Model", evaluation.summary());
        report.text(statement(evaluation, setup));
        metrics(report, evaluation, setup);
        SampleDocument.of(report, setup.sample(), setup.confidence());
        if (!evaluation.slices().isEmpty()) {
            report.section(slices(evaluation));
        }
        if (setup.searched()) {
            report.section(weakest(evaluation, setup));
        }
        return report.build();
    }

    private static String statement(EvaluationReport evaluation, Setup<?> setup) {
        StringBuilder text = new StringBuilder()
                .append(count(evaluation.rows(), setup))
                .append(" evaluated, ")
                .append(evaluation.excluded())
                .append(" left out as the target is missing.");
        if (!setup.statement().isEmpty()) {
            text.append(" The ").append(setup.statement()).append('.');
        }
        text.append(" Intervals cover ").append(percent(setup.confidence())).append('.');
        return text.append(setup.sample().isWeighted() ? " Rows are weighted." : "")
                .toString();
    }

    private static String count(int rows, Setup<?> setup) {
        String noun = setup.sample() instanceof RankingSample
                ? (rows == 1 ? "query" : "queries")
                : (rows == 1 ? "row" : "rows");
        return rows + " " + noun + (rows == 1 ? " was" : " were");
    }

    /** A level without the digits that rounding leaves, such as those of 0.07 times 100. */
    static String percent(double level) {
        return Estimate.number(level * 100) + " %";
    }

    private static void metrics(Report.Builder report, EvaluationReport evaluation, Setup<?> setup) {
        Map<String, Map<String, Measurement>> baselines = evaluation.baselines();
        List<String> columns = new ArrayList<>(List.of("Metric", "Better", "Model"));
        baselines.keySet().forEach(name -> columns.add("Baseline: " + name));
        List<List<String>> rows = new ArrayList<>();
        for (Metric<?> metric : setup.metrics()) {
            List<String> cells = new ArrayList<>(List.of(
                    metric.name(),
                    metric.direction() == Metric.Direction.HIGHER_IS_BETTER ? "higher" : "lower",
                    evaluation.metric(metric).toString()));
            baselines.values().forEach(values -> cells.add(String.valueOf(values.get(metric.name()))));
            rows.add(cells);
        }
        report.table("Metrics, beside baselines that know the rows' shares or means only", columns, rows);
    }

    private static Report slices(EvaluationReport evaluation) {
        List<String> names = List.copyOf(evaluation.measurements().keySet());
        List<String> columns = new ArrayList<>(List.of("Slice", "Rows"));
        columns.addAll(names);
        List<List<String>> rows = new ArrayList<>();
        List<Chart.Interval> intervals = new ArrayList<>();
        List<String> undefined = new ArrayList<>();
        if (evaluation.metric(names.get(0)) instanceof Estimate all) {
            intervals.add(new Chart.Interval("all rows", all.lower(), all.point(), all.upper()));
        }
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
        Report.Builder report = Report.titled("Slices");
        if (!intervals.isEmpty()) {
            report.chart(new Chart.Intervals(names.get(0) + " by slice", names.get(0), "slice", intervals));
        }
        report.table("Metrics by slice", columns, rows);
        undefined.forEach(report::text);
        return report.build();
    }

    private static Report weakest(EvaluationReport evaluation, Setup<?> setup) {
        String loss = setup.sample() instanceof RegressionSample ? "mean absolute error" : "share of rows missed";
        List<WeakSlice> weak = evaluation.weakestSlices();
        Report.Builder report = Report.titled("Weakest slices");
        if (weak.isEmpty()) {
            return report.finding(
                            Outcome.PASSED,
                            "Weakest slices",
                            "no slice of at least " + setup.minimumSlice() + " rows has a higher " + loss
                                    + " than the rest, at a false discovery rate of "
                                    + percent(1 - setup.confidence()))
                    .build();
        }
        report.finding(
                Outcome.WARNED,
                "Weakest slices",
                weak.size() + (weak.size() == 1 ? " slice has" : " slices have") + " a higher " + loss
                        + " than the rest, at a false discovery rate of " + percent(1 - setup.confidence()));
        report.chart(new Chart.Intervals(
                "How much worse than the rest of the rows",
                loss + ", slice less rest",
                "slice",
                weak.stream()
                        .flatMap(slice -> slice.difference().estimate().stream()
                                .map(each ->
                                        new Chart.Interval(slice.name(), each.lower(), each.point(), each.upper())))
                        .toList()));
        report.table(
                "Slices that are worse than the rest; p adjusted for all slices that were searched",
                List.of("Slice", "Rows", "The " + loss, "Less that of the rest", "Adjusted p"),
                weak.stream()
                        .map(slice -> List.of(
                                slice.name(),
                                String.valueOf(slice.rows()),
                                slice.loss().toString(),
                                slice.difference().toString(),
                                Estimate.number(slice.adjustedPValue())))
                        .toList());
        return report.build();
    }
}
