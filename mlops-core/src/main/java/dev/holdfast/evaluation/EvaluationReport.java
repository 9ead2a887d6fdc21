// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

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
 * What an evaluation found: each metric with its interval, the trivial baseline beside it, slices and curves.
 *
 * <p>The outcome is {@link Outcome#PASSED} when the first metric's interval is on the better side of the trivial
 * baseline, {@link Outcome#WARNED} when it is not, and {@link Outcome#INCONCLUSIVE} when the metric is undefined for the
 * model or the baseline. Immutable and thread-safe; it keeps the rows' truth and scores for {@link #compareWith}.
 */
public final class EvaluationReport implements Evidence {
    private final Evaluation.Setup<?> setup;
    private final Metric<?> lead;
    private final Map<String, Measurement> measurements;
    private final Map<String, Measurement> baseline;
    private final List<SliceResult> slices;

    private EvaluationReport(
            Evaluation.Setup<?> setup,
            Metric<?> lead,
            Map<String, Measurement> measurements,
            Map<String, Measurement> baseline,
            List<SliceResult> slices) {
        this.setup = setup;
        this.lead = lead;
        this.measurements = Collections.unmodifiableMap(measurements);
        this.baseline = Collections.unmodifiableMap(baseline);
        this.slices = List.copyOf(slices);
    }

    static <S extends Sample<S>> EvaluationReport of(Evaluation.Setup<S> setup) {
        S sample = setup.sample();
        List<SliceResult> slices = new ArrayList<>();
        for (Slices.Slice slice : setup.slices()) {
            slices.add(new SliceResult(slice.name(), slice.rows().length, measure(setup, slice)));
        }
        Map<String, Measurement> baseline = new LinkedHashMap<>();
        S trivial = sample.size() == 0 ? sample : sample.trivial();
        for (Metric<S> metric : setup.metrics()) {
            baseline.put(metric.name(), point(metric, trivial));
        }
        return new EvaluationReport(setup, setup.metrics().get(0), measureAll(setup, sample), baseline, slices);
    }

    private static <S extends Sample<S>> Measurement point(Metric<S> metric, S sample) {
        return metric.undefined(sample)
                .<Measurement>map(undefined -> undefined)
                .orElseGet(() -> Estimate.exact(metric.value(sample), sample.size()));
    }

    private static <S extends Sample<S>> Map<String, Measurement> measure(
            Evaluation.Setup<S> setup, Slices.Slice slice) {
        int rows = slice.rows().length;
        if (rows >= setup.minimumSlice()) {
            return measureAll(setup, setup.sample().select(slice.rows()));
        }
        Map<String, Measurement> small = new LinkedHashMap<>();
        setup.metrics()
                .forEach(metric -> small.put(
                        metric.name(),
                        new Undefined(rows + " rows, fewer than the minimum of " + setup.minimumSlice())));
        return small;
    }

    private static <S extends Sample<S>> Map<String, Measurement> measureAll(Evaluation.Setup<S> setup, S sample) {
        Map<String, Measurement> measured = new LinkedHashMap<>();
        for (Metric<S> metric : setup.metrics()) {
            measured.put(metric.name(), metric.measure(sample, setup.confidence(), setup.bootstrap()));
        }
        return measured;
    }

    @Override
    public String kind() {
        return "evaluation";
    }

    @Override
    public Outcome outcome() {
        Measurement model = metric(lead.name());
        Measurement trivial = baseline.getOrDefault(lead.name(), new Undefined("no baseline"));
        if (model instanceof Estimate estimate && trivial instanceof Estimate base) {
            boolean better = lead.direction() == Metric.Direction.HIGHER_IS_BETTER
                    ? estimate.lower() > base.point()
                    : estimate.upper() < base.point();
            return better ? Outcome.PASSED : Outcome.WARNED;
        }
        return Outcome.INCONCLUSIVE;
    }

    @Override
    public String summary() {
        return lead.name() + " " + metric(lead.name()) + " on " + rows() + " rows, trivial baseline "
                + baseline.get(lead.name())
                + (excluded() == 0 ? "" : "; " + excluded() + " rows without target left out");
    }

    @Override
    public Map<String, Measurement> measurements() {
        return measurements;
    }

    /**
     * Returns a metric of the model.
     *
     * @param name its name
     * @return the value with its interval, or undefined with the reason
     * @throws IllegalArgumentException when it was not computed; the message lists those that were
     */
    public Measurement metric(String name) {
        Measurement measurement = measurements.get(name);
        if (measurement == null) {
            throw new IllegalArgumentException("no metric '" + name + "'; the evaluation has " + measurements.keySet());
        }
        return measurement;
    }

    /**
     * Returns a metric of the model.
     *
     * @param metric the metric
     * @return the value with its interval, or undefined with the reason
     * @throws IllegalArgumentException when it was not computed; the message lists those that were
     */
    public Measurement metric(Metric<?> metric) {
        return metric(metric.name());
    }

    /**
     * Returns the metrics of the trivial baseline on the same rows, by name.
     *
     * @return the values, without intervals
     */
    public Map<String, Measurement> baseline() {
        return baseline;
    }

    /**
     * Returns the metrics of the slices, in the order in which they were asked for.
     *
     * @return the slices
     */
    public List<SliceResult> slices() {
        return slices;
    }

    /**
     * Returns the number of rows that were evaluated.
     *
     * @return the number
     */
    public int rows() {
        return setup.sample().size();
    }

    /**
     * Returns the number of rows left out as their target is missing.
     *
     * @return the number
     */
    public long excluded() {
        return setup.excluded();
    }

    /**
     * Compares this model with another on the same rows.
     *
     * @param other the report of the other model, with the same kind of sample
     * @return the comparison, with the margin 0.01 for every metric; positive differences mean that this value is larger
     * @throws IllegalArgumentException when the rows differ; the message says in what
     */
    public ModelComparison compareWith(EvaluationReport other) {
        return ModelComparison.of(setup, other.setup);
    }

    @Override
    public Report report() {
        return EvaluationDocument.of(this, setup);
    }

    @Override
    public String toString() {
        return "EvaluationReport[" + summary() + "]";
    }
}
