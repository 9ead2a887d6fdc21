// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.Sample;
import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Measures metrics of the rows of each group and compares them. */
final class GroupComparison<S extends Sample<S>> {
    private final S sample;
    private final Attribute attribute;
    private final Settings settings;
    private final List<int[]> rows = new ArrayList<>();
    private final Map<String, Map<String, Measurement>> byMetric = new LinkedHashMap<>();
    private final Map<String, Measurement> overall = new LinkedHashMap<>();
    private final Map<String, Measurement> differences = new LinkedHashMap<>();
    private final Map<String, Measurement> ratios = new LinkedHashMap<>();
    private final List<Exclusion> excluded = new ArrayList<>();

    GroupComparison(S sample, Attribute attribute, Settings settings) {
        this.sample = sample;
        this.attribute = attribute;
        this.settings = settings;
        for (int group = 0; group < attribute.groups().size(); group++) {
            int code = group;
            rows.add(IntStream.range(0, attribute.size())
                    .filter(row -> attribute.code(row) == code)
                    .toArray());
            if (isSmall(group)) {
                int n = rows.get(group).length;
                excluded.add(new Exclusion(
                        attribute.name(),
                        attribute.groups().get(group),
                        "all",
                        n,
                        Names.count(n, "rows") + ", fewer than the minimum of " + settings.minimumGroup()));
            }
        }
    }

    private boolean isSmall(int group) {
        return rows.get(group).length < settings.minimumGroup();
    }

    void measure(Metric<S> metric) {
        Bootstrap bootstrap =
                Bootstrap.withDefaults().withReplicates(settings.replicates()).withSeed(settings.seed());
        overall.put(metric.name(), metric.measure(sample, settings.confidence(), bootstrap));
        Map<String, Measurement> each = new LinkedHashMap<>();
        Spread differences = new Spread(settings.confidence(), settings.replicates()).block();
        Spread logs = new Spread(settings.confidence(), settings.replicates()).block();
        List<Double> points = new ArrayList<>();
        long n = 0;
        for (int group = 0; group < rows.size(); group++) {
            S its = sample.select(rows.get(group));
            Measurement value = metric.measure(its, settings.confidence(), bootstrap);
            each.put(attribute.groups().get(group), value);
            if (isSmall(group)) {
                continue;
            }
            if (value instanceof Undefined undefined) {
                excluded.add(new Exclusion(
                        attribute.name(),
                        attribute.groups().get(group),
                        metric.name(),
                        its.size(),
                        undefined.reason()));
                continue;
            }
            double point = value.orThrow().point();
            double[] drawn = replicates(metric, its, attribute.groups().get(group));
            differences.add(point, drawn);
            logs.add(Math.log(point), Arrays.stream(drawn).map(Math::log).toArray());
            points.add(point);
            n += its.size();
        }
        byMetric.put(metric.name(), each);
        compare(metric.name(), points, differences, logs, n);
    }

    private void compare(String metric, List<Double> points, Spread between, Spread logs, long n) {
        if (points.size() < 2) {
            Undefined tooFew = new Undefined(points.size() + " of " + Names.count(rows.size(), "groups")
                    + " can be compared by their " + metric + ", two are needed");
            differences.put(metric, tooFew);
            ratios.put(metric, tooFew);
            return;
        }
        double high = points.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double low = points.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double[] ends = between.betweenGroups();
        double gap = high - low;
        differences.put(
                metric, new Estimate(gap, Math.min(gap, ends[0]), Math.max(gap, ends[1]), settings.confidence(), n));
        if (low <= 0) {
            ratios.put(
                    metric,
                    new Undefined("the lowest " + metric + " is " + Estimate.number(low)
                            + ": a ratio needs numbers above 0"));
            return;
        }
        double[] logEnds = logs.betweenGroups();
        double ratio = low / high;
        ratios.put(
                metric,
                new Estimate(
                        ratio,
                        Math.min(ratio, Math.exp(-logEnds[1])),
                        Math.max(ratio, Math.exp(-logEnds[0])),
                        settings.confidence(),
                        n));
    }

    /** The metric of resamples of a group; its draws depend on the seed and the group's name alone. */
    private double[] replicates(Metric<S> metric, S its, String group) {
        SplittableRandom random = new SplittableRandom(settings.seed() ^ (group.hashCode() * 0x9E3779B97F4A7C15L));
        double[] values = new double[settings.replicates()];
        int[] counts = new int[its.size()];
        for (int b = 0; b < values.length; b++) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < counts.length; i++) {
                counts[random.nextInt(counts.length)]++;
            }
            values[b] = metric.value(its.reweighted(counts));
        }
        return values;
    }

    GroupMetricsReport report(List<Metric<S>> metrics, int permutations) {
        List<GroupTest> tests = permutations == 0 ? List.of() : tests(metrics, permutations);
        return new GroupMetricsReport(
                attribute.name(),
                rowCounts(),
                byMetric,
                overall,
                differences,
                ratios,
                excluded,
                tests,
                settings,
                permutations);
    }

    private Map<String, Integer> rowCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int group = 0; group < rows.size(); group++) {
            counts.put(attribute.groups().get(group), rows.get(group).length);
        }
        return counts;
    }

    private List<GroupTest> tests(List<Metric<S>> metrics, int permutations) {
        int[] codes = IntStream.range(0, attribute.size()).map(attribute::code).toArray();
        double[] observed = gaps(metrics, codes);
        int[] asLarge = new int[observed.length];
        SplittableRandom random = new SplittableRandom(settings.seed());
        int[] permuted = codes.clone();
        for (int p = 0; p < permutations; p++) {
            for (int i = permuted.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = permuted[i];
                permuted[i] = permuted[j];
                permuted[j] = swap;
            }
            double[] gaps = gaps(metrics, permuted);
            for (int i = 0; i < gaps.length; i++) {
                // What cannot be computed speaks against nobody: it counts as being as large.
                asLarge[i] += Math.abs(gaps[i]) < Math.abs(observed[i]) - 1e-12 ? 0 : 1;
            }
        }
        List<GroupTest> family = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            for (int group = 0; group < rows.size(); group++) {
                int i = m * rows.size() + group;
                family.add(test(metrics.get(m).name(), group, observed[i], (asLarge[i] + 1.0) / (permutations + 1)));
            }
        }
        return GroupTest.adjusted(family);
    }

    private GroupTest test(String metric, int group, double gap, double pValue) {
        String name = attribute.groups().get(group);
        String why = excluded.stream()
                .filter(each -> each.group().equals(name)
                        && (each.measure().equals("all") || each.measure().equals(metric)))
                .map(Exclusion::reason)
                .findFirst()
                .orElse(Double.isNaN(gap) ? metric + " is not defined for the other groups" : "");
        return why.isEmpty()
                ? GroupTest.of(attribute.name(), name, metric, gap, pValue, sample.size())
                : GroupTest.undefined(attribute.name(), name, metric, why);
    }

    /** For each metric and group that of the group minus that of all others; NaN for groups that are not compared. */
    private double[] gaps(List<Metric<S>> metrics, int[] codes) {
        double[] gaps = new double[metrics.size() * rows.size()];
        Arrays.fill(gaps, Double.NaN);
        int[] inside = new int[codes.length];
        int[] outside = new int[codes.length];
        for (int group = 0; group < rows.size(); group++) {
            if (isSmall(group)) {
                continue;
            }
            for (int row = 0; row < codes.length; row++) {
                inside[row] = codes[row] == group ? 1 : 0;
                outside[row] = codes[row] == group ? 0 : 1;
            }
            S its = sample.reweighted(inside);
            S others = sample.reweighted(outside);
            for (int m = 0; m < metrics.size(); m++) {
                gaps[m * rows.size() + group] =
                        metrics.get(m).value(its) - metrics.get(m).value(others);
            }
        }
        return gaps;
    }
}
