// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a report that tells of one column: what was found, both sides overlaid, the effect with its interval. */
record Panel(
        String column, List<DriftFinding> findings, List<ColumnComparison> columns, List<ColumnComparison> segments) {
    private static final int MOST_SEGMENTS = 24;

    Report report() {
        Report.Builder panel = Report.titled(column);
        for (DriftFinding finding : findings) {
            panel.finding(
                    finding.severity() == Severity.MINOR ? Outcome.WARNED : Outcome.FAILED,
                    finding.cause().name(),
                    finding.explain());
        }
        List<ColumnComparison> own = own(columns);
        own.forEach(each -> panel.chart(Histogram.of(each)));
        intervals(own).ifPresent(panel::chart);
        // What only a segment shows, the histogram of all rows does not.
        own(segments).stream()
                .filter(each ->
                        findings.stream().noneMatch(finding -> finding.segment().isEmpty())
                                && findings.stream()
                                        .anyMatch(finding -> finding.segment().equals(each.segment)))
                .limit(3)
                .forEach(each -> panel.chart(Histogram.of(each)));
        return panel.build();
    }

    private List<ColumnComparison> own(List<ColumnComparison> all) {
        return all.stream().filter(each -> each.baseline.title().equals(column)).toList();
    }

    private Optional<Chart> intervals(List<ColumnComparison> all) {
        List<Chart.Interval> intervals = new ArrayList<>();
        List<ColumnComparison> compared = new ArrayList<>(all);
        compared.addAll(own(segments).stream().limit(MOST_SEGMENTS).toList());
        String measure = "";
        for (ColumnComparison each : compared) {
            if (each.distance().isPresent()) {
                measure = each.measure();
                String name = each.segment.orElse("all rows");
                double point = each.distance().get().point();
                intervals.add(new Chart.Interval(
                        name,
                        each.distance().get().lower(),
                        point,
                        each.distance().get().upper()));
            }
        }
        if (intervals.size() < 2) {
            // The findings' table has it.
            return Optional.empty();
        }
        String title = column + ": " + measure + " with its 95 % interval, by segment";
        return Optional.of(new Chart.Intervals(title, measure, "rows", intervals));
    }
}
