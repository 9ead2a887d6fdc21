// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs side by side: the parameters that differ, the metrics with the best marked, whether the data were the same, what
 * was otherwise where they ran, and the curves of metrics that have more than one value.
 *
 * <p>A metric's last value counts. Which way is better is taken from names that the field uses in one way only (such as
 * {@code auc} and {@code loss}, alone or as a word of a longer name), or as it is said here; of a metric about which
 * nothing is known no value is marked, and NaN is never the best. Immutable; the report reads what is stored when it is
 * made.
 */
public final class RunComparison {
    private static final int MOST_RUNS = 20;
    private static final int CURVES = 6;
    private static final String ABSENT = "–";

    private static final Set<String> HIGHER = Set.of(
            "auc",
            "accuracy",
            "f1",
            "precision",
            "recall",
            "r2",
            "ndcg",
            "map",
            "mcc",
            "kappa",
            "specificity",
            "sensitivity",
            "auprc",
            "auroc",
            "likelihood");
    private static final Set<String> LOWER = Set.of(
            "loss",
            "error",
            "rmse",
            "mse",
            "mae",
            "mape",
            "brier",
            "perplexity",
            "deviance",
            "ece",
            "seconds",
            "nanos",
            "millis",
            "latency");
    private static final Pattern WORDS = Pattern.compile("[^a-z0-9]+");

    private final Tracker tracker;
    private final List<RunRecord> runs;
    private final Map<String, Boolean> higher;

    private RunComparison(Tracker tracker, List<RunRecord> runs, Map<String, Boolean> higher) {
        this.tracker = tracker;
        this.runs = runs;
        this.higher = higher;
    }

    static RunComparison of(Tracker tracker, Collection<RunRecord> runs) {
        List<RunRecord> all = List.copyOf(runs);
        long distinct = all.stream().map(RunRecord::id).distinct().count();
        if (all.size() < 2 || all.size() > MOST_RUNS || distinct < all.size()) {
            throw new IllegalArgumentException("from 2 to " + MOST_RUNS + " different runs can be compared, got "
                    + all.size() + " of which " + distinct + " differ");
        }
        return new RunComparison(tracker, all, Map.of());
    }

    /**
     * Says of which metrics the highest value is the best.
     *
     * @param metrics the metrics
     * @return a comparison that marks it
     */
    public RunComparison higherIsBetter(String... metrics) {
        return with(true, metrics);
    }

    /**
     * Says of which metrics the lowest value is the best.
     *
     * @param metrics the metrics
     * @return a comparison that marks it
     */
    public RunComparison lowerIsBetter(String... metrics) {
        return with(false, metrics);
    }

    private RunComparison with(boolean direction, String... metrics) {
        Map<String, Boolean> more = new HashMap<>(higher);
        Arrays.stream(metrics).forEach(metric -> more.put(metric, direction));
        return new RunComparison(tracker, runs, Map.copyOf(more));
    }

    /**
     * Returns the curves of a metric, one for each run that has it: the value at each step, in the order of the steps.
     * Of a long history the least and the greatest value of each of 250 parts are drawn.
     *
     * @param metric the metric
     * @return the chart
     */
    public Chart curve(String metric) {
        return chart(metric, metric, runs, label());
    }

    private Chart chart(String title, String metric, List<RunRecord> some, Function<RunRecord, String> label) {
        List<Chart.Series> series = new ArrayList<>();
        for (RunRecord run : some) {
            List<MetricPoint> history = tracker.history(run.id(), metric);
            if (!history.isEmpty()) {
                series.add(MetricCurve.of(label.apply(run), history));
            }
        }
        return new Chart.Lines(title, "step", metric, series, false);
    }

    /**
     * Returns the comparison as a document.
     *
     * @return the report
     */
    public Report report() {
        Report.Builder report = Report.titled(runs.size() + " runs side by side");
        Function<RunRecord, String> label = label();
        runs(report, label);
        data(report, label);
        parameters(report, label);
        metrics(report, label);
        environment(report, label);
        curves(report, label);
        return report.build();
    }

    /** What a run is called: its name, with the first digits of its id where another has the same name. */
    private Function<RunRecord, String> label() {
        Map<String, Long> names = runs.stream().collect(Collectors.groupingBy(RunRecord::name, Collectors.counting()));
        return run -> names.getOrDefault(run.name(), 0L) == 1
                ? run.name()
                : run.name() + " " + run.id().substring(0, 6);
    }

    private void runs(Report.Builder report, Function<RunRecord, String> label) {
        List<List<String>> rows = new ArrayList<>();
        for (RunRecord run : runs) {
            rows.add(List.of(
                    label.apply(run),
                    run.experiment(),
                    run.status().toString(),
                    run.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    run.endedAt()
                            .map(end -> duration(Duration.between(run.startedAt(), end)))
                            .orElse(ABSENT),
                    run.actor().name(),
                    run.id()));
        }
        report.table("Runs", List.of("run", "experiment", "status", "began", "took", "by", "id"), rows);
    }

    private static String duration(Duration duration) {
        return duration.toMinutes() >= 10
                ? duration.toMinutes() + "\u00a0min"
                : Estimate.number(duration.toMillis() / 1000.0) + "\u00a0s";
    }

    private void data(Report.Builder report, Function<RunRecord, String> label) {
        Map<String, Map<RunRecord, DatasetReference>> byUse = new TreeMap<>();
        for (RunRecord run : runs) {
            for (DatasetReference each : run.datasets()) {
                byUse.computeIfAbsent(each.role() + " " + each.name(), use -> new LinkedHashMap<>())
                        .put(run, each);
            }
        }
        measuredOn(report);
        if (byUse.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        byUse.forEach((use, used) -> rows.add(row(
                use,
                run -> Optional.ofNullable(used.get(run))
                        .map(each -> each.rows() + " rows, " + shorten(each.fingerprint()))
                        .orElse(ABSENT))));
        report.table("Data sets, with the first digits of their fingerprints", columns("data set", label), rows);
    }

    /** Metrics of different test rows are no comparison of models. */
    private void measuredOn(Report.Builder report) {
        Set<Set<String>> inOrder = new HashSet<>();
        Set<Set<String>> inAnyOrder = new HashSet<>();
        for (RunRecord run : runs) {
            List<DatasetReference> test = run.datasets().stream()
                    .filter(each -> each.role() == DatasetRole.TEST)
                    .toList();
            inOrder.add(test.stream().map(DatasetReference::fingerprint).collect(Collectors.toSet()));
            inAnyOrder.add(test.stream()
                    .map(each -> each.rowsFingerprint().isEmpty() ? each.fingerprint() : each.rowsFingerprint())
                    .collect(Collectors.toSet()));
        }
        if (inAnyOrder.contains(Set.of())) {
            report.finding(
                    Outcome.INCONCLUSIVE,
                    "test data",
                    "not every run names the data that it was measured on, so it is not known whether the metrics are of"
                            + " the same rows");
        } else if (inAnyOrder.size() > 1) {
            report.finding(
                    Outcome.WARNED,
                    "test data",
                    "the runs were measured on different rows; a difference of metrics may be one of data");
        } else {
            report.finding(
                    Outcome.PASSED,
                    "test data",
                    inOrder.size() == 1
                            ? "all runs were measured on the same rows"
                            : "all runs were measured on the same rows, in different orders");
        }
    }

    private void parameters(Report.Builder report, Function<RunRecord, String> label) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(run.parameters().keySet()));
        List<List<String>> rows = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (String name : names) {
            Set<Optional<Object>> values = runs.stream()
                    .map(run -> Optional.ofNullable(run.parameters().get(name)))
                    .collect(Collectors.toSet());
            if (values.size() > 1) {
                rows.add(row(
                        name, run -> text(Optional.ofNullable(run.parameters().get(name)))));
            } else {
                same.add(name + " = " + text(values.iterator().next()));
            }
        }
        if (!rows.isEmpty()) {
            report.table("Parameters that differ", columns("parameter", label), rows);
        }
        if (!same.isEmpty()) {
            report.text("The same in all: " + String.join(", ", same) + ".");
        }
    }

    private static String text(Optional<Object> value) {
        return value.map(String::valueOf)
                // The end of a class name or a path says more than its beginning.
                .map(text -> text.length() > 32 ? "…" + text.substring(text.length() - 31) : text)
                .orElse(ABSENT);
    }

    private void metrics(Report.Builder report, Function<RunRecord, String> label) {
        Set<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.metrics().keySet()));
        if (names.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            Optional<Boolean> up = direction(name);
            Optional<Double> best = up.flatMap(higherWins -> best(name, higherWins));
            String heading =
                    name + up.map(higherWins -> higherWins ? " ↑" : " ↓").orElse("");
            List<String> row = row(
                    heading,
                    run -> Optional.ofNullable(run.metrics().get(name))
                            .map(Estimate::number)
                            .orElse(ABSENT));
            row.add(runs.stream()
                    .filter(run -> best.isPresent() && isEqual(run.metrics().get(name), best.get()))
                    .map(label)
                    .collect(Collectors.joining(", ")));
            rows.add(row);
        }
        List<String> columns = columns("metric", label);
        columns.add("best");
        report.table("Last values of metrics; ↑ higher is better, ↓ lower", columns, rows);
    }

    private static boolean isEqual(@Nullable Double value, double best) {
        return value != null && value == best;
    }

    private Optional<Boolean> direction(String metric) {
        if (higher.containsKey(metric)) {
            return Optional.of(higher.get(metric));
        }
        Set<String> words = Set.of(Arrays.stream(WORDS.split(metric.toLowerCase(Locale.ROOT), -1))
                .distinct()
                .toArray(String[]::new));
        boolean up = words.stream().anyMatch(HIGHER::contains);
        boolean down = words.stream().anyMatch(LOWER::contains);
        return up == down ? Optional.empty() : Optional.of(up);
    }

    private Optional<Double> best(String metric, boolean higherWins) {
        return runs.stream()
                .flatMap(run -> Optional.ofNullable(run.metrics().get(metric)).stream())
                .filter(value -> !Double.isNaN(value))
                .reduce((a, b) -> higherWins ? Math.max(a, b) : Math.min(a, b));
    }

    private void environment(Report.Builder report, Function<RunRecord, String> label) {
        Set<String> facts = new TreeSet<>();
        runs.forEach(run -> facts.addAll(run.environment().keySet()));
        facts.remove(ClassPath.FACT);
        List<List<String>> rows = differing(facts, run -> run.environment());
        Map<RunRecord, Map<String, String>> jars = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            jars.put(run, jars(tracker.dependencies(run)));
        }
        Set<String> names = new TreeSet<>();
        jars.values().forEach(each -> names.addAll(each.keySet()));
        rows.addAll(differing(names, run -> jars.getOrDefault(run, Map.of())));
        if (rows.isEmpty()) {
            report.text("Java, operating system, commit and libraries were the same in all.");
        } else {
            report.table("What was otherwise where they ran", columns("fact", label), rows);
        }
    }

    private static Map<String, String> jars(List<Dependency> dependencies) {
        Map<String, String> jars = new TreeMap<>();
        for (Dependency each : dependencies) {
            int version = each.coordinates().lastIndexOf(':');
            String name = version < 0 ? each.name() : each.coordinates().substring(0, version);
            String what =
                    (version < 0 ? "" : each.coordinates().substring(version + 1) + ", ") + shorten(each.sha256());
            jars.merge("jar " + name, what, (one, other) -> one + "; " + other);
        }
        return jars;
    }

    private List<List<String>> differing(Set<String> names, Function<RunRecord, Map<String, String>> facts) {
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            List<String> row = row(name, run -> {
                String value = facts.apply(run).getOrDefault(name, ABSENT);
                return name.equals("git.commit") ? shorten(value) : value;
            });
            if (new HashSet<>(row.subList(1, row.size())).size() > 1) {
                rows.add(row);
            }
        }
        return rows;
    }

    private void curves(Report.Builder report, Function<RunRecord, String> label) {
        Set<String> names = new TreeSet<>();
        for (RunRecord run : runs) {
            names.addAll(tracker.curves(run.id()));
        }
        for (String name : names) {
            List<RunRecord> with =
                    runs.stream().filter(run -> run.metrics().containsKey(name)).toList();
            for (int from = 0; from < with.size(); from += CURVES) {
                List<RunRecord> some = with.subList(from, Math.min(with.size(), from + CURVES));
                String part = with.size() <= CURVES ? "" : ", runs " + (from + 1) + " to " + (from + some.size());
                report.chart(chart(name + part, name, some, label));
            }
        }
    }

    private List<String> columns(String first, Function<RunRecord, String> label) {
        return row(first, label);
    }

    private List<String> row(String first, Function<RunRecord, String> cell) {
        List<String> row = new ArrayList<>(List.of(first));
        runs.forEach(run -> row.add(cell.apply(run)));
        return row;
    }

    private static String shorten(String digest) {
        return digest.length() > 12 ? digest.substring(0, 12) : digest;
    }

    @Override
    public String toString() {
        return "RunComparison" + runs;
    }
}
