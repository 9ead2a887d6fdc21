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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found: each metric with its interval, the trivial baseline beside it, slices and curves.
 *
 * <p>The outcome is {@link Outcome#PASSED} when the first metric's interval is on the better side of the best
 * baseline, {@link Outcome#WARNED} when it is not, and {@link Outcome#INCONCLUSIVE} when the metric is undefined for the
 * model or the baseline. Immutable and thread-safe; it keeps the rows' truth and scores for {@link #compareWith}.
 */
public final class EvaluationReport implements Evidence {
    private final Setup<?> setup;
    private final Metric<?> lead;
    private final Map<String, Measurement> measurements;
    private final Map<String, Map<String, Measurement>> baselines;
    private final List<SliceResult> slices;
    private final List<WeakSlice> weakest;

    private EvaluationReport(
            Setup<?> setup,
            Metric<?> lead,
            Map<String, Measurement> measurements,
            Map<String, Map<String, Measurement>> baselines,
            List<SliceResult> slices,
            List<WeakSlice> weakest) {
        this.setup = setup;
        this.lead = lead;
        this.measurements = Collections.unmodifiableMap(measurements);
        this.baselines = Collections.unmodifiableMap(baselines);
        this.slices = List.copyOf(slices);
        this.weakest = weakest;
    }

    static <S extends Sample<S>> EvaluationReport of(Setup<S> setup) {
        S sample = setup.sample();
        List<SliceResult> slices = new ArrayList<>();
        for (Slices.Slice slice : setup.slices()) {
            slices.add(new SliceResult(slice.name(), slice.rows().length, measure(setup, slice)));
        }
        Map<String, S> samples = new LinkedHashMap<>(sample.trivial());
        samples.putAll(setup.baselines());
        Map<String, Map<String, Measurement>> baselines = new LinkedHashMap<>();
        samples.forEach((name, each) -> {
            Map<String, Measurement> values = new LinkedHashMap<>();
            setup.metrics().forEach(metric -> values.put(metric.name(), point(metric, each)));
            baselines.put(name, Collections.unmodifiableMap(values));
        });
        List<WeakSlice> weakest =
                setup.searched() ? SliceSearch.search(setup, setup.table().orElseThrow()) : List.of();
        return new EvaluationReport(
                setup, setup.metrics().get(0), measureAll(setup, sample), baselines, slices, weakest);
    }

    private static <S extends Sample<S>> Measurement point(Metric<S> metric, S sample) {
        return metric.undefined(sample)
                .<Measurement>map(undefined -> undefined)
                .orElseGet(() -> Estimate.exact(metric.value(sample), sample.size()));
    }

    private static <S extends Sample<S>> Map<String, Measurement> measure(Setup<S> setup, Slices.Slice slice) {
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

    private static <S extends Sample<S>> Map<String, Measurement> measureAll(Setup<S> setup, S sample) {
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
        Measurement trivial = baseline(lead);
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
                + baseline(lead)
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
     * Returns each metric of the baseline that is best in it, by name.
     *
     * @return the values, without intervals; undefined where all baselines are
     */
    public Map<String, Measurement> baseline() {
        Map<String, Measurement> best = new LinkedHashMap<>();
        setup.metrics().forEach(metric -> best.put(metric.name(), baseline(metric)));
        return Collections.unmodifiableMap(best);
    }

    private Measurement baseline(Metric<?> metric) {
        double sign = metric.direction() == Metric.Direction.HIGHER_IS_BETTER ? 1 : -1;
        return baselines.values().stream()
                .map(values -> values.get(metric.name()))
                .max(Comparator.comparingDouble(
                        value -> value instanceof Estimate each ? sign * each.point() : Double.NEGATIVE_INFINITY))
                .orElse(new Undefined("no rows"));
    }

    /**
     * Returns the metrics of the baselines on the same rows: of the trivial ones, {@code "prevalence"} or
     * {@code "majority"} of classes, {@code "common-labels"}, {@code "mean"} and {@code "median"} of numbers,
     * {@code "random-order"} of rankings, then of those that were added.
     *
     * <p>The trivial ones know the shares or the mean of these very rows, which is a little more than a model could.
     *
     * @return the values by name of the baseline and of the metric, without intervals
     */
    public Map<String, Map<String, Measurement>> baselines() {
        return baselines;
    }

    /**
     * Returns the slices in which the model errs more than in the rest, when {@link Evaluation#searchSlices} asked for them.
     *
     * @return the weak slices, the largest difference first; perhaps none
     */
    public List<WeakSlice> weakestSlices() {
        return weakest;
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

    Setup<?> setup() {
        return setup;
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
