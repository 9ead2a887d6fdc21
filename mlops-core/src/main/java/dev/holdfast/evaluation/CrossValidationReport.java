// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Table;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What cross-validation found: each fold's evaluation, that of all tested rows together, and the mean of each metric.
 *
 * <p>The interval of a mean is that of the corrected resampled t: with {@code J} folds of the values {@code v},
 * {@code mean v -+ t(J - 1) sqrt((1 / J + mean test rows / train rows) var v)} (Nadeau, Bengio 2003,
 * doi:10.1023/A:1024068626366). The usual {@code var v / J} takes folds for independent though they share training rows, and
 * its intervals are far too narrow. It speaks of the way of training at this number of rows, not of one model; it may pass
 * the bounds of a metric; and for folds in order of time, whose training parts grow, it is an approximation. A mean is
 * undefined when the metric is in a fold, or when there is one fold only.
 *
 * <p>The outcome is {@link Outcome#PASSED} when the first metric's interval is on the better side of the mean of the best
 * trivial baseline, {@link Outcome#WARNED} when it is not, {@link Outcome#INCONCLUSIVE} when one of them is undefined.
 * Immutable and thread-safe.
 */
public final class CrossValidationReport implements Evidence {
    private static final int METRICS_A_TABLE = 5;

    private final Table table;
    private final List<Fold> folds;
    private final long excluded;
    private final double confidence;
    private final List<Metric<?>> metrics;
    private final List<EvaluationReport> reports;
    private final EvaluationReport pooled;

    private CrossValidationReport(
            Table table,
            List<Fold> folds,
            long excluded,
            double confidence,
            List<Metric<?>> metrics,
            List<EvaluationReport> reports,
            EvaluationReport pooled) {
        this.table = table;
        this.folds = folds;
        this.excluded = excluded;
        this.confidence = confidence;
        this.metrics = metrics;
        this.reports = reports;
        this.pooled = pooled;
    }

    static <S extends Sample<S>> CrossValidationReport of(
            Table table, List<Fold> folds, long excluded, List<Setup<S>> setups, Setup<S> pooled) {
        return new CrossValidationReport(
                table,
                folds,
                excluded,
                pooled.confidence(),
                List.copyOf(pooled.metrics()),
                setups.stream().map(EvaluationReport::of).toList(),
                EvaluationReport.of(pooled));
    }

    /**
     * Returns the evaluation of each fold, in the order of the folds.
     *
     * @return the evaluations
     */
    public List<EvaluationReport> folds() {
        return reports;
    }

    /**
     * Returns the evaluation of all tested rows together, each answered by the model that had not seen it; of repeats the
     * first.
     *
     * <p>Its intervals take the answers for those of one model. Metrics of the order of scores, such as the area under the
     * curve, suffer when the models of the folds score on different scales.
     *
     * @return the evaluation
     */
    public EvaluationReport pooled() {
        return pooled;
    }

    /**
     * Returns the mean of a metric over the folds.
     *
     * @param name its name
     * @return the mean with its interval, or undefined with the reason
     * @throws IllegalArgumentException when it was not computed; the message lists those that were
     */
    public Measurement metric(String name) {
        return mean(values(reports.stream().map(each -> each.metric(name)).toList()));
    }

    /**
     * Returns the mean of a metric over the folds.
     *
     * @param metric the metric
     * @return the mean with its interval, or undefined with the reason
     * @throws IllegalArgumentException when it was not computed; the message lists those that were
     */
    public Measurement metric(Metric<?> metric) {
        return metric(metric.name());
    }

    /**
     * Returns for each metric the mean over folds of the best baseline.
     *
     * @return the means with their intervals, by metric
     */
    public Map<String, Measurement> baseline() {
        Map<String, Measurement> means = new LinkedHashMap<>();
        for (Metric<?> metric : metrics) {
            means.put(metric.name(), baseline(metric.name()));
        }
        return Collections.unmodifiableMap(means);
    }

    private Measurement baseline(String metric) {
        return mean(values(reports.stream()
                .map(each -> each.baseline().getOrDefault(metric, new Undefined("no baseline")))
                .toList()));
    }

    /** The value of each fold, or why there are none. */
    private record Values(List<Double> values, String obstacle) {
        double[] toArray() {
            return values.stream().mapToDouble(value -> value).toArray();
        }
    }

    private static Values values(List<Measurement> measurements) {
        List<Double> values = new ArrayList<>();
        for (Measurement each : measurements) {
            if (each instanceof Undefined undefined) {
                return new Values(List.of(), "in fold " + (values.size() + 1) + ": " + undefined.reason());
            }
            values.add(each.orThrow().point());
        }
        return new Values(values, "");
    }

    private Measurement mean(Values values) {
        return values.obstacle().isEmpty()
                ? ResampledT.of(values.toArray(), folds, tested(), confidence).mean()
                : new Undefined(values.obstacle());
    }

    private int tested() {
        return pooled.rows();
    }

    /**
     * Compares this way of training with another on the same folds: the differences of each fold, with the interval and the
     * test of the corrected resampled t.
     *
     * @param other the report of the other way of training
     * @return the comparison, with the margin 0.01 for every metric; positive differences mean that this value is larger
     * @throws IllegalArgumentException when rows or folds differ, or the other lacks a metric
     */
    public ModelComparison compareWith(CrossValidationReport other) {
        String difference = table.rowCount() == other.table.rowCount()
                ? RowsDigest.difference(table, other.table)
                : table.rowCount() + " rows against " + other.table.rowCount();
        if (difference.isEmpty() && !folds.equals(other.folds)) {
            difference = "other folds";
        }
        if (!difference.isEmpty()) {
            throw new IllegalArgumentException("two trainers are compared on the same folds, got " + difference);
        }
        Map<String, MetricDifference> differences = new LinkedHashMap<>();
        for (Metric<?> metric : metrics) {
            differences.put(metric.name(), difference(metric, other));
        }
        return ModelComparison.of(differences, tested());
    }

    private MetricDifference difference(Metric<?> metric, CrossValidationReport other) {
        String name = metric.name();
        Values mine = values(reports.stream().map(each -> each.metric(name)).toList());
        Values theirs =
                values(other.reports.stream().map(each -> each.metric(name)).toList());
        String obstacle = mine.obstacle().isEmpty() ? theirs.obstacle() : mine.obstacle();
        ResampledT test = new ResampledT(new Undefined(obstacle), new Undefined(obstacle));
        if (obstacle.isEmpty()) {
            double[] differences = mine.toArray();
            double[] others = theirs.toArray();
            for (int i = 0; i < differences.length; i++) {
                differences[i] -= others[i];
            }
            test = ResampledT.of(differences, folds, tested(), confidence);
        }
        return new MetricDifference(
                name,
                metric.direction(),
                metric(name),
                other.metric(name),
                test.mean(),
                test.pValue(),
                "corrected-resampled-t",
                ModelComparison.DEFAULT_MARGIN);
    }

    @Override
    public String kind() {
        return "cross-validation";
    }

    @Override
    public Outcome outcome() {
        Metric<?> lead = metrics.get(0);
        if (metric(lead) instanceof Estimate model && baseline(lead.name()) instanceof Estimate trivial) {
            boolean better = lead.direction() == Metric.Direction.HIGHER_IS_BETTER
                    ? model.lower() > trivial.point()
                    : model.upper() < trivial.point();
            return better ? Outcome.PASSED : Outcome.WARNED;
        }
        return Outcome.INCONCLUSIVE;
    }

    @Override
    public String summary() {
        Measurement trivial = baseline(metrics.get(0).name());
        return metrics.get(0) + " " + metric(metrics.get(0)) + " over " + folds.size() + " folds of " + tested()
                + " rows, best baseline "
                + (trivial instanceof Estimate each ? Estimate.number(each.point()) : trivial.toString())
                + (excluded == 0 ? "" : "; " + excluded + " rows without target left out");
    }

    /**
     * Returns the mean of each metric over the folds.
     *
     * @return the means with their intervals, by metric
     */
    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> means = new LinkedHashMap<>();
        metrics.forEach(metric -> means.put(metric.name(), metric(metric)));
        return Collections.unmodifiableMap(means);
    }

    @Override
    public Report report() {
        Metric<?> lead = metrics.get(0);
        Report.Builder report = Report.titled("Cross-validation")
                .finding(outcome(), "Way of training", summary())
                .text("Means over folds have intervals of " + EvaluationDocument.percent(confidence)
                        + " by the corrected resampled t, as folds share training rows.");
        List<List<String>> means = new ArrayList<>();
        for (Metric<?> metric : metrics) {
            means.add(List.of(
                    metric.name(),
                    metric.direction() == Metric.Direction.HIGHER_IS_BETTER ? "higher" : "lower",
                    metric(metric).toString(),
                    EvaluationDocument.point(baseline(metric.name()))));
        }
        report.table("Means over folds", List.of("Metric", "Better", "Mean over folds", "Best baseline, mean"), means);
        List<Chart.Interval> intervals = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            interval("fold " + (i + 1), reports.get(i).metric(lead), intervals);
        }
        interval("mean over folds", metric(lead), intervals);
        interval("all tested rows", pooled.metric(lead), intervals);
        if (!intervals.isEmpty()) {
            report.chart(new Chart.Intervals(lead + " by fold", lead.name(), "fold", intervals));
        }
        for (int from = 0; from < metrics.size(); from += METRICS_A_TABLE) {
            byFold(report, metrics.subList(from, Math.min(metrics.size(), from + METRICS_A_TABLE)));
        }
        return report.section(
                        new Report("All tested rows together", pooled.report().blocks()))
                .build();
    }

    private void byFold(Report.Builder report, List<Metric<?>> some) {
        List<String> columns = new ArrayList<>(List.of("Fold", "Trained on", "Tested on"));
        some.forEach(metric -> columns.add(metric.name()));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            List<String> cells = new ArrayList<>(List.of(
                    String.valueOf(i + 1),
                    String.valueOf(folds.get(i).trainSize()),
                    String.valueOf(folds.get(i).testSize())));
            for (Metric<?> metric : some) {
                cells.add(reports.get(i).metric(metric) instanceof Estimate each ? Estimate.number(each.point()) : "-");
            }
            rows.add(cells);
        }
        report.table("Folds", columns, rows);
    }

    private static void interval(String name, Measurement value, List<Chart.Interval> intervals) {
        value.estimate()
                .ifPresent(each -> intervals.add(new Chart.Interval(name, each.lower(), each.point(), each.upper())));
    }

    @Override
    public String toString() {
        return "CrossValidationReport[" + summary() + "]";
    }
}
