// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.TestResult;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The result of comparing rows with a {@link Baseline}: a verdict, and a finding for each change.
 *
 * <p>As {@link Evidence} it {@linkplain Outcome#PASSED passed} when {@link DriftVerdict#STABLE}, is
 * {@linkplain Outcome#INCONCLUSIVE inconclusive} when {@link DriftVerdict#INSUFFICIENT}, warns of findings that are all
 * {@link Severity#MINOR} and {@linkplain Outcome#FAILED fails} otherwise. Immutable and thread-safe.
 */
public final class DriftReport implements Evidence {
    private static final int SHOWN_STABLE = 200;

    private final Compared compared;
    private final DriftVerdict verdict;
    private final List<DriftFinding> findings;
    private final List<ColumnComparison> columns;
    private final List<ColumnComparison> segments;
    private final List<String> statements;

    /** What was compared; the tables when there were two. */
    record Compared(long reference, long current, int minimum, boolean enough, Optional<Table[]> tables) {}

    DriftReport(
            Compared compared,
            List<DriftFinding> findings,
            List<ColumnComparison> columns,
            List<ColumnComparison> segments,
            List<String> statements) {
        this.compared = compared;
        this.verdict = !compared.enough()
                ? DriftVerdict.INSUFFICIENT
                : findings.isEmpty() ? DriftVerdict.STABLE : DriftVerdict.DRIFTED;
        this.findings = List.copyOf(findings);
        this.columns = List.copyOf(columns);
        this.segments = List.copyOf(segments);
        this.statements = List.copyOf(statements);
    }

    /**
     * Returns the conclusion.
     *
     * @return the verdict
     */
    public DriftVerdict verdict() {
        return verdict;
    }

    /**
     * Returns what changed, the most severe first.
     *
     * @return the findings; none unless the verdict is {@link DriftVerdict#DRIFTED}
     */
    public List<DriftFinding> findings() {
        return findings;
    }

    /**
     * Returns what changed about one column.
     *
     * @param column the column, {@code score(label)} or {@code prediction}
     * @return its findings, perhaps none
     */
    public List<DriftFinding> findings(String column) {
        return findings.stream()
                .filter(finding -> finding.column().equals(column))
                .toList();
    }

    /**
     * Returns the number of rows that the baseline was cut from.
     *
     * @return the number of rows
     */
    public long referenceRows() {
        return compared.reference();
    }

    /**
     * Returns the number of rows that were compared with the baseline.
     *
     * @return the number of rows
     */
    public long currentRows() {
        return compared.current();
    }

    /**
     * Returns what was not compared and why.
     *
     * @return sentences, perhaps none
     */
    public List<String> statements() {
        return statements;
    }

    /**
     * Puts a column to a test, of the values themselves when two tables were compared and of the counts otherwise. The
     * p-value is of that test alone: it is not adjusted for others, and knows nothing of rows that depend on each other.
     *
     * @param column the column, {@code score(label)} or {@code prediction}
     * @param test the test
     * @return the result; undefined, with the reason, where it cannot be done
     * @throws IllegalArgumentException when there is no such column
     */
    public TestResult test(String column, ColumnTest test) {
        return tests(column).test(test);
    }

    /**
     * Measures how far a column moved, by the values themselves when two tables were compared and by the counts otherwise.
     *
     * @param column the column, {@code score(label)} or {@code prediction}
     * @param distance the distance
     * @return the distance; undefined, with the reason, where it cannot be computed
     * @throws IllegalArgumentException when there is no such column
     */
    public Measurement distance(String column, ColumnDistance distance) {
        return tests(column).distance(distance);
    }

    private ColumnStatistics tests(String name) {
        ColumnComparison column = columns.stream()
                .filter(each -> each.baseline.title().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column '" + name + "'; compared were "
                        + columns.stream().map(each -> each.baseline.title()).toList()));
        boolean numbers = column.baseline.bins() instanceof Grid;
        if (compared.tables().isEmpty() || !numbers) {
            return ColumnStatistics.ofCounts(column);
        }
        Table[] tables = compared.tables().get();
        return ColumnStatistics.ofValues(column, finite(tables[0], name), finite(tables[1], name));
    }

    private static double[] finite(Table table, String name) {
        if (!table.has(name) || !table.column(name).type().isNumeric()) {
            return new double[0];
        }
        Column column = table.column(name);
        return IntStream.range(0, column.size())
                .filter(row -> !column.isMissing(row))
                .mapToDouble(column::number)
                .filter(Double::isFinite)
                .toArray();
    }

    @Override
    public String kind() {
        return "drift";
    }

    @Override
    public Outcome outcome() {
        return switch (verdict) {
            case STABLE -> Outcome.PASSED;
            case INSUFFICIENT -> Outcome.INCONCLUSIVE;
            case DRIFTED -> findings.get(0).severity() == Severity.MINOR ? Outcome.WARNED : Outcome.FAILED;
        };
    }

    @Override
    public String summary() {
        String rows = Words.count(currentRows()) + " rows against " + Words.count(referenceRows());
        return switch (verdict) {
            case STABLE -> "No drift in " + columns.size() + " columns, " + rows + ".";
            case INSUFFICIENT ->
                "Too few rows to tell: " + rows + ", " + Words.count(compared.minimum()) + " needed on each side.";
            case DRIFTED ->
                findings.size() + (findings.size() == 1 ? " finding in " : " findings in ")
                        + findings.stream().map(DriftFinding::column).distinct().count() + " of " + columns.size()
                        + " columns, " + rows + "; " + findings.get(0).explain() + ".";
        };
    }

    /**
     * Returns {@code rows}, {@code findings}, and for each column {@code NAME/excess-psi}, the population stability index
     * less what chance is expected to bring; undefined where the distribution was not tested.
     */
    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        measurements.put("rows", Estimate.exact((double) currentRows(), currentRows()));
        measurements.put("findings", Estimate.exact(findings.size(), currentRows()));
        for (ColumnComparison column : columns) {
            measurements.put(
                    column.baseline.title() + "/excess-psi",
                    Double.isNaN(column.excessPsi())
                            ? new Undefined(column.note())
                            : Estimate.exact(column.excessPsi(), column.current.values()));
        }
        return measurements;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.titled("Drift").finding(outcome(), verdict.name(), summary());
        for (String statement : statements) {
            report.text(statement);
        }
        if (!findings.isEmpty()) {
            report.table(
                    "Findings",
                    List.of("Column", "Rows", "What", "Severity", "Effect", "95 % interval", "Adjusted p"),
                    findings.stream().map(DriftReport::line).toList());
        }
        List<List<String>> lines = new ArrayList<>();
        long stable = 0;
        for (ColumnComparison column : columns) {
            boolean found = findings.stream().anyMatch(each -> each.column().equals(column.baseline.title()));
            stable += found ? 0 : 1;
            if (found || stable <= SHOWN_STABLE) {
                lines.add(column.line(status(column)));
            }
        }
        report.table(
                "Columns", List.of("Column", "Status", "Missing", "Distance", "95 % interval", "Excess PSI"), lines);
        if (stable > SHOWN_STABLE) {
            report.text(Words.count(stable - SHOWN_STABLE) + " more columns without a finding are not listed.");
        }
        findings.stream()
                .map(DriftFinding::column)
                .distinct()
                .forEach(column -> report.section(new Panel(column, findings(column), columns, segments).report()));
        return report.build();
    }

    private static List<String> line(DriftFinding finding) {
        Estimate effect = finding.effect();
        boolean known = effect.lower() < effect.upper();
        return List.of(
                finding.column(),
                finding.segment().orElse("all"),
                finding.cause().name(),
                finding.severity().name(),
                finding.measure() + " " + Words.decimals(effect.point()),
                known ? Words.decimals(effect.lower()) + " to " + Words.decimals(effect.upper()) : "–",
                finding.adjustedPValue() == 0
                        ? "–"
                        : Words.p(finding.adjustedPValue()).replace("= ", ""));
    }

    private String status(ColumnComparison column) {
        if (verdict == DriftVerdict.INSUFFICIENT) {
            return "too few rows";
        }
        List<DriftFinding> own = findings(column.baseline.title());
        List<DriftFinding> whole =
                own.stream().filter(finding -> finding.segment().isEmpty()).toList();
        // The findings themselves stand above: here is the most severe.
        String all = whole.isEmpty()
                ? ""
                : whole.get(0).cause() + " " + whole.get(0).severity()
                        + (whole.size() > 1 ? " and " + (whole.size() - 1) + " more" : "");
        long parts = own.stream()
                .flatMap(finding -> finding.segment().stream())
                .distinct()
                .count();
        if (all.isEmpty() && parts == 0) {
            return "stable";
        }
        String inSegments = parts == 0 ? "" : "in " + parts + (parts == 1 ? " segment" : " segments");
        return all + (all.isEmpty() || parts == 0 ? "" : "; ") + inSegments;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DriftReport that
                && verdict == that.verdict
                && findings.equals(that.findings)
                && measurements().equals(that.measurements());
    }

    @Override
    public int hashCode() {
        return Objects.hash(verdict, findings);
    }

    @Override
    public String toString() {
        return verdict + ": " + summary();
    }
}
