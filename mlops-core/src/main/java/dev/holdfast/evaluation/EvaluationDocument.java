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
    private static final int METRICS_A_TABLE = 3;
    private static final double ROUNDING = 1e-12;
    private static final Undefined NONE = new Undefined("not measured");

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

    /** The value alone; what is only the rounding of a sum is 0. */
    static String point(Measurement value) {
        return value instanceof Estimate each
                ? Estimate.number(Math.abs(each.point()) < ROUNDING ? 0 : each.point())
                : value.toString();
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
            baselines.values().forEach(values -> cells.add(point(values.getOrDefault(metric.name(), NONE))));
            rows.add(cells);
        }
        report.table("Metrics, beside baselines that know the rows' shares or means only", columns, rows);
    }

    private static Report slices(EvaluationReport evaluation) {
        String lead = evaluation.measurements().keySet().iterator().next();
        List<Chart.Interval> intervals = new ArrayList<>();
        evaluation.metric(lead).estimate().ifPresent(all -> intervals.add(interval("all rows", all)));
        for (SliceResult slice : evaluation.slices()) {
            value(slice, lead).estimate().ifPresent(each -> intervals.add(interval(slice.name(), each)));
        }
        Report.Builder report = Report.titled("Slices");
        if (!intervals.isEmpty()) {
            report.chart(new Chart.Intervals(lead + " by slice", lead, "slice", intervals));
        }
        List<String> names = List.copyOf(evaluation.measurements().keySet());
        for (int from = 0; from < names.size(); from += METRICS_A_TABLE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + METRICS_A_TABLE));
            List<String> columns = new ArrayList<>(List.of("Slice", "Rows"));
            columns.addAll(some);
            report.table(
                    "By slice: " + String.join(", ", some),
                    columns,
                    evaluation.slices().stream()
                            .map(slice -> cells(slice, some))
                            .toList());
        }
        for (SliceResult slice : evaluation.slices()) {
            slice.measurements().values().stream()
                    .filter(Undefined.class::isInstance)
                    .findFirst()
                    .ifPresent(reason -> report.text(slice.name() + ": " + reason));
        }
        return report.build();
    }

    private static Chart.Interval interval(String name, Estimate estimate) {
        return new Chart.Interval(name, estimate.lower(), estimate.point(), estimate.upper());
    }

    private static Measurement value(SliceResult slice, String metric) {
        return slice.measurements().getOrDefault(metric, NONE);
    }

    private static List<String> cells(SliceResult slice, List<String> metrics) {
        List<String> cells = new ArrayList<>(List.of(slice.name(), String.valueOf(slice.rows())));
        for (String metric : metrics) {
            Measurement value = value(slice, metric);
            cells.add(value instanceof Estimate ? value.toString() : "-");
        }
        return cells;
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
