// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The result of comparing rows with a {@link Baseline}: a verdict, and a finding for each change.
 *
 * <p>As {@link Evidence} it {@linkplain Outcome#PASSED passed} when {@link DriftVerdict#STABLE}, is
 * {@linkplain Outcome#INCONCLUSIVE inconclusive} when {@link DriftVerdict#INSUFFICIENT}, warns of findings that are all
 * {@link Severity#MINOR} and {@linkplain Outcome#FAILED fails} otherwise. Immutable and thread-safe.
 */
public final class DriftReport implements Evidence {
    private final long referenceRows;
    private final long currentRows;
    private final int minimumRows;
    private final DriftVerdict verdict;
    private final List<DriftFinding> findings;
    private final List<ColumnComparison> columns;
    private final List<String> statements;

    DriftReport(
            long referenceRows,
            long currentRows,
            int minimumRows,
            boolean enough,
            List<DriftFinding> findings,
            List<ColumnComparison> columns,
            List<String> statements) {
        this.referenceRows = referenceRows;
        this.currentRows = currentRows;
        this.minimumRows = minimumRows;
        this.verdict =
                !enough ? DriftVerdict.INSUFFICIENT : findings.isEmpty() ? DriftVerdict.STABLE : DriftVerdict.DRIFTED;
        this.findings = List.copyOf(findings);
        this.columns = List.copyOf(columns);
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
        return referenceRows;
    }

    /**
     * Returns the number of rows that were compared with the baseline.
     *
     * @return the number of rows
     */
    public long currentRows() {
        return currentRows;
    }

    /**
     * Returns what was not compared and why.
     *
     * @return sentences, perhaps none
     */
    public List<String> statements() {
        return statements;
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
        String rows = Words.count(currentRows) + " rows against " + Words.count(referenceRows);
        return switch (verdict) {
            case STABLE -> "No drift in " + columns.size() + " columns, " + rows + ".";
            case INSUFFICIENT ->
                "Too few rows to tell: " + rows + ", " + Words.count(minimumRows) + " needed on each side.";
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
        measurements.put("rows", Estimate.exact((double) currentRows, currentRows));
        measurements.put("findings", Estimate.exact(findings.size(), currentRows));
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
        List<List<String>> lines = new ArrayList<>();
        for (ColumnComparison column : columns) {
            List<DriftFinding> own = findings(column.baseline.title());
            String status = verdict == DriftVerdict.INSUFFICIENT
                    ? "too few rows"
                    : own.isEmpty()
                            ? "stable"
                            : String.join(
                                    ", ",
                                    own.stream()
                                            .map(finding -> finding.cause() + " " + finding.severity())
                                            .toList());
            lines.add(column.line(status));
        }
        report.table(
                "Columns",
                List.of("Column", "Status", "Missing before → now", "Distance", "Measure", "Excess PSI"),
                lines);
        findings.stream().map(DriftFinding::column).distinct().forEach(column -> report.section(section(column)));
        return report.build();
    }

    private Report section(String name) {
        Report.Builder section = Report.titled(name);
        for (DriftFinding finding : findings(name)) {
            section.finding(
                    finding.severity() == Severity.MINOR ? Outcome.WARNED : Outcome.FAILED,
                    finding.cause().name(),
                    finding.explain());
        }
        for (ColumnComparison column : columns) {
            if (column.baseline.title().equals(name)) {
                section.chart(Histogram.of(column));
            }
        }
        return section.build();
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
