// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The comparison of two models on the same rows, metric by metric.
 *
 * <p>As both models answered the same rows, differences are paired: the exact McNemar test for accuracy, DeLong's test for
 * the area under the curve, the paired bootstrap for all others and for rows with weights. The outcome is
 * {@link Outcome#FAILED} when the first model is worse in a metric, {@link Outcome#INCONCLUSIVE} when a metric is
 * undecided, else {@link Outcome#PASSED}. Each metric is judged at its own level; whoever decides by the best of several
 * should ask for more confidence. Immutable and thread-safe.
 *
 * <p>References: McNemar (1947), doi:10.1007/BF02295996; DeLong, DeLong, Clarke-Pearson (1988), doi:10.2307/2531595.
 */
public final class ModelComparison implements Evidence {
    static final double DEFAULT_MARGIN = 0.01;

    private final Map<String, MetricDifference> differences;
    private final int rows;

    private ModelComparison(Map<String, MetricDifference> differences, int rows) {
        this.differences = Collections.unmodifiableMap(differences);
        this.rows = rows;
    }

    /** The comparison that differences found elsewhere make. */
    static ModelComparison of(Map<String, MetricDifference> differences, int rows) {
        return new ModelComparison(new LinkedHashMap<>(differences), rows);
    }

    static <S extends Sample<S>> ModelComparison of(Setup<S> first, Setup<?> second) {
        S sample = first.sample();
        if (!sample.getClass().isInstance(second.sample())) {
            throw new IllegalArgumentException(
                    "two models are compared on the same rows, got " + sample + " and " + second.sample());
        }
        @SuppressWarnings("unchecked") // a sample's type is its own class, which was just asked for
        S other = (S) second.sample();
        String difference = sample.difference(other);
        if (difference.isEmpty() && first.table().isPresent() && second.table().isPresent()) {
            difference =
                    RowsDigest.difference(first.table().get(), second.table().get());
        }
        if (!difference.isEmpty()) {
            throw new IllegalArgumentException("two models are compared on the same rows, got " + difference);
        }
        Map<String, MetricDifference> differences = new LinkedHashMap<>();
        for (Metric<S> metric : first.metrics()) {
            differences.put(metric.name(), PairedDifference.of(metric, sample, other, first, DEFAULT_MARGIN));
        }
        return new ModelComparison(differences, sample.size());
    }

    /**
     * Returns the comparison with another margin for every metric.
     *
     * @param margin the difference that does not matter, at least 0
     * @return the comparison
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public ModelComparison withMargin(double margin) {
        return mapped(difference -> difference.withMargin(margin));
    }

    /**
     * Returns the comparison with another margin for one metric.
     *
     * @param metric the metric's name
     * @param margin the difference that does not matter, at least 0
     * @return the comparison
     * @throws IllegalArgumentException when there is no such metric, or the margin is negative or NaN
     */
    public ModelComparison withMargin(String metric, double margin) {
        MetricDifference changed = difference(metric).withMargin(margin);
        return mapped(difference -> difference.metric().equals(metric) ? changed : difference);
    }

    private ModelComparison mapped(UnaryOperator<MetricDifference> change) {
        Map<String, MetricDifference> mapped = new LinkedHashMap<>();
        differences.forEach((name, difference) -> mapped.put(name, change.apply(difference)));
        return new ModelComparison(mapped, rows);
    }

    /**
     * Returns how the models differ, by metric.
     *
     * @return the differences, in the order of the first model's metrics
     */
    public Map<String, MetricDifference> differences() {
        return differences;
    }

    /**
     * Returns how the models differ in one metric.
     *
     * @param metric the metric's name
     * @return the difference
     * @throws IllegalArgumentException when there is no such metric; the message lists those that are there
     */
    public MetricDifference difference(String metric) {
        MetricDifference difference = differences.get(metric);
        if (difference == null) {
            throw new IllegalArgumentException(
                    "no metric '" + metric + "'; the comparison has " + differences.keySet());
        }
        return difference;
    }

    /**
     * Returns what one metric says about the first model.
     *
     * @param metric the metric's name
     * @return the verdict
     * @throws IllegalArgumentException when there is no such metric
     */
    public MetricDifference.Verdict verdict(String metric) {
        return difference(metric).verdict();
    }

    @Override
    public String kind() {
        return "comparison";
    }

    @Override
    public Outcome outcome() {
        return differences.values().stream().map(ModelComparison::outcome).reduce(Outcome.PASSED, Outcome::worst);
    }

    private static Outcome outcome(MetricDifference difference) {
        return switch (difference.verdict()) {
            case BETTER, EQUIVALENT -> Outcome.PASSED;
            case UNDECIDED -> Outcome.INCONCLUSIVE;
            case WORSE -> Outcome.FAILED;
        };
    }

    @Override
    public String summary() {
        StringBuilder text = new StringBuilder("on the same ").append(rows).append(" rows: ");
        differences.forEach((name, difference) -> text.append(text.charAt(text.length() - 2) == ':' ? "" : ", ")
                .append(name)
                .append(' ')
                .append(difference.verdict()));
        return text.toString();
    }

    /**
     * Returns the differences, first minus second, by metric.
     *
     * @return the differences
     */
    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        differences.forEach((name, difference) -> measurements.put(name, difference.difference()));
        return Collections.unmodifiableMap(measurements);
    }

    @Override
    public Report report() {
        List<List<String>> cells = new ArrayList<>();
        List<Chart.Interval> intervals = new ArrayList<>();
        for (MetricDifference each : differences.values()) {
            cells.add(List.of(
                    each.metric(),
                    EvaluationDocument.point(each.first()),
                    EvaluationDocument.point(each.second()),
                    each.difference().toString(),
                    each.pValue().toString(),
                    each.method(),
                    Estimate.number(each.margin()),
                    each.verdict().toString(),
                    each.isNotInferior() ? "yes" : "no"));
            if (each.difference() instanceof Estimate estimate) {
                intervals.add(new Chart.Interval(each.metric(), estimate.lower(), estimate.point(), estimate.upper()));
            }
        }
        return Report.titled("Comparison of two models")
                .finding(outcome(), "First model against the second", summary())
                .table(
                        "Differences, first minus second",
                        List.of(
                                "Metric",
                                "First",
                                "Second",
                                "Difference",
                                "p",
                                "Method",
                                "Margin",
                                "Verdict",
                                "Not inferior"),
                        cells)
                .text(
                        "The verdict is on the first model. Not inferior means that it is shown not to be worse by more than the"
                                + " margin; 'no' means that this is not shown.")
                .chart(new Chart.Intervals("Differences, first minus second", "difference", "metric", intervals))
                .build();
    }

    @Override
    public String toString() {
        return "ModelComparison[" + summary() + "]";
    }
}
