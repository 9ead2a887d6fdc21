// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

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
import java.util.Objects;

/**
 * Metrics of each group, how far groups are apart by each, and what was left out. Immutable and thread-safe.
 *
 * <p>It judges nothing: its outcome is {@link Outcome#INCONCLUSIVE} unless {@link #judged} states a tolerance.
 */
public final class GroupMetricsReport implements Evidence {
    private final String attribute;
    private final Map<String, Integer> rows;
    private final Map<String, Map<String, Measurement>> byMetric;
    private final Map<String, Measurement> overall;
    private final Map<String, Measurement> differences;
    private final Map<String, Measurement> ratios;
    private final List<Exclusion> excluded;
    private final List<GroupTest> tests;
    private final Settings settings;
    private final int permutations;

    GroupMetricsReport(
            String attribute,
            Map<String, Integer> rows,
            Map<String, Map<String, Measurement>> byMetric,
            Map<String, Measurement> overall,
            Map<String, Measurement> differences,
            Map<String, Measurement> ratios,
            List<Exclusion> excluded,
            List<GroupTest> tests,
            Settings settings,
            int permutations) {
        this.attribute = attribute;
        this.rows = rows;
        this.byMetric = byMetric;
        this.overall = overall;
        this.differences = differences;
        this.ratios = ratios;
        this.excluded = List.copyOf(excluded);
        this.tests = tests;
        this.settings = settings;
        this.permutations = permutations;
    }

    /**
     * Returns a metric of every group, those that are not compared included.
     *
     * @param metric the metric's name
     * @return group to its value with the interval, or why it is undefined
     * @throws IllegalArgumentException when the metric was not measured
     */
    public Map<String, Measurement> byGroup(String metric) {
        return Collections.unmodifiableMap(of(byMetric, metric));
    }

    /**
     * Returns a metric of one group.
     *
     * @param metric the metric's name
     * @param group the group's name
     * @return its value with the interval, or why it is undefined
     * @throws IllegalArgumentException when the metric was not measured or there is no such group
     */
    public Measurement value(String metric, String group) {
        Measurement value = byGroup(metric).get(group);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no group '" + group + "' of '" + attribute + "'; it has " + rows.keySet());
        }
        return value;
    }

    /**
     * Returns a metric of all rows together.
     *
     * @param metric the metric's name
     * @return its value with the interval, or why it is undefined
     * @throws IllegalArgumentException when the metric was not measured
     */
    public Measurement overall(String metric) {
        return of(overall, metric);
    }

    /**
     * Returns how far apart the groups are: the largest value of any minus the smallest.
     *
     * @param metric the metric's name
     * @return the difference, at least 0, with an interval that holds for all pairs at once; undefined when fewer than
     *     two groups can be compared
     * @throws IllegalArgumentException when the metric was not measured
     */
    public Measurement difference(String metric) {
        return of(differences, metric);
    }

    /**
     * Returns the smallest value of any group divided by the largest.
     *
     * @param metric the metric's name
     * @return the ratio in (0, 1] with its interval; undefined when fewer than two groups can be compared or a value is
     *     not above 0
     * @throws IllegalArgumentException when the metric was not measured
     */
    public Measurement ratio(String metric) {
        return of(ratios, metric);
    }

    private static <T> T of(Map<String, T> map, String metric) {
        T value = map.get(metric);
        if (value == null) {
            throw new IllegalArgumentException("no metric '" + metric + "'; measured were " + map.keySet());
        }
        return value;
    }

    /**
     * Judges a difference: fair when its whole interval is at most the tolerance, unfair when all of it is above,
     * inconclusive otherwise and for what is undefined.
     *
     * @param metric the metric's name
     * @param tolerance the largest difference that counts as fair, at least 0
     * @return the verdict
     * @throws IllegalArgumentException when the metric was not measured or the tolerance is negative or not finite
     */
    public FairnessVerdict judged(String metric, double tolerance) {
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a tolerance must be finite and at least 0, got " + tolerance);
        }
        if (!(difference(metric) instanceof Estimate estimate)) {
            return FairnessVerdict.INCONCLUSIVE;
        }
        if (estimate.upper() <= tolerance) {
            return FairnessVerdict.FAIR;
        }
        return estimate.lower() > tolerance ? FairnessVerdict.UNFAIR : FairnessVerdict.INCONCLUSIVE;
    }

    /**
     * Returns the groups that took no part in a comparison, and why.
     *
     * @return the exclusions
     */
    public List<Exclusion> excluded() {
        return excluded;
    }

    /**
     * Returns the tests of each group against all others, metric by metric, adjusted for all of them together.
     *
     * @return the tests; empty when no permutations were asked for
     */
    public List<GroupTest> tests() {
        return tests;
    }

    @Override
    public String kind() {
        return "group-metrics";
    }

    @Override
    public Outcome outcome() {
        return Outcome.INCONCLUSIVE;
    }

    @Override
    public String summary() {
        List<String> parts = new ArrayList<>();
        differences.forEach((metric, value) -> parts.add(metric + " differs by " + value));
        return attribute + ": " + String.join("; ", parts);
    }

    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> all = new LinkedHashMap<>();
        differences.forEach((metric, value) -> all.put(metric + "-difference/" + attribute, value));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public Report report() {
        Report.Builder report = Report.titled("Metrics by " + attribute);
        report.text("Largest differences at " + Names.number(settings.confidence() * 100) + " % confidence from "
                + settings.replicates() + " bootstrap replicates within groups (seed " + settings.seed()
                + "). Groups of fewer than " + settings.minimumGroup() + " rows are shown but not compared.");
        byMetric.forEach((metric, groups) -> {
            List<Chart.Interval> intervals = new ArrayList<>();
            groups.forEach((group, value) -> add(intervals, group + " (n = " + rows.get(group) + ")", value));
            add(intervals, "everybody", Objects.requireNonNull(overall.get(metric)));
            if (!intervals.isEmpty()) {
                report.chart(new Chart.Intervals(metric + " by " + attribute, metric, attribute, intervals));
            }
        });
        report.table("By group", header(), rowsOfTable());
        if (!tests.isEmpty()) {
            tests(report, "Each group against all others, " + permutations + " permutations", tests);
        }
        FairnessDocument.excluded(report, excluded);
        return report.build();
    }

    static void tests(Report.Builder report, String title, List<GroupTest> tests) {
        report.table(
                title,
                List.of("group", "measure", "difference", "p", "p (Holm)", "p (Benjamini-Hochberg)"),
                tests.stream()
                        .map(test -> List.of(
                                test.group(),
                                test.measure(),
                                test.difference().toString(),
                                pValue(test.pValue()),
                                pValue(test.holm()),
                                pValue(test.benjaminiHochberg())))
                        .toList());
    }

    /** Why there is none stands beside it, as the difference. */
    private static String pValue(Measurement value) {
        if (!(value instanceof Estimate estimate)) {
            return "";
        }
        return estimate.point() < 1e-4 ? "<0.0001" : estimate.toString();
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("group", "rows"));
        header.addAll(byMetric.keySet());
        return header;
    }

    private List<List<String>> rowsOfTable() {
        List<List<String>> lines = new ArrayList<>();
        rows.forEach((group, n) -> {
            List<String> line = new ArrayList<>(List.of(group, String.valueOf(n)));
            byMetric.values().forEach(groups -> line.add(String.valueOf(groups.get(group))));
            lines.add(line);
        });
        lines.add(line("everybody", overall));
        lines.add(line("largest difference", differences));
        lines.add(line("smallest ratio", ratios));
        return lines;
    }

    private static List<String> line(String name, Map<String, Measurement> values) {
        List<String> line = new ArrayList<>(List.of(name, ""));
        values.values().forEach(value -> line.add(value.toString()));
        return line;
    }

    private static void add(List<Chart.Interval> intervals, String name, Measurement value) {
        if (value instanceof Estimate estimate
                && Double.isFinite(estimate.lower())
                && Double.isFinite(estimate.upper())) {
            intervals.add(new Chart.Interval(name, estimate.lower(), estimate.point(), estimate.upper()));
        }
    }
}
