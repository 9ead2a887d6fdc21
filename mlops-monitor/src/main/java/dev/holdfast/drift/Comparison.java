// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Table;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.stats.MultipleTesting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One comparison of counted rows with a baseline: each column, each segment, then all tests taken together. */
final class Comparison {
    private final DriftSettings settings;
    private final Baseline baseline;
    private final WindowProfile current;
    private final List<String> statements;

    Comparison(DriftSettings settings, Baseline baseline, WindowProfile current) {
        this.settings = settings;
        this.baseline = baseline;
        this.current = current;
        this.statements = new ArrayList<>(baseline.statements());
    }

    DriftReport report(Optional<Table[]> tables) {
        List<ColumnComparison> columns = columns();
        boolean enough = Math.min(baseline.rows(), current.rows()) >= settings.minimumRows() && !columns.isEmpty();
        List<ColumnComparison> segments = enough ? segments() : List.of();
        if (columns.isEmpty()) {
            statements.add("The baseline has no column that can be compared.");
        }
        if (settings.yekutieli()) {
            statements.add("P-values are adjusted by Benjamini and Yekutieli, which holds however columns and segments"
                    + " depend on each other.");
        }
        return new DriftReport(
                new DriftReport.Compared(baseline.rows(), current.rows(), settings.minimumRows(), enough, tables),
                enough ? findings(columns, segments) : List.of(),
                columns,
                segments,
                statements);
    }

    private List<ColumnComparison> columns() {
        List<ColumnComparison> columns = new ArrayList<>();
        Tally all = current.all();
        boolean unscored = false;
        for (int i = 0; i < baseline.columns().size(); i++) {
            ColumnBaseline column = baseline.columns().get(i);
            ColumnCounts counts = all.columns.get(i);
            if (column.source() != Source.INPUT && counts.rows() == 0) {
                unscored = true;
                continue;
            }
            if (column.dependence() > 1.5 && all.rows > 0) {
                statements.add(column.title() + ": neighbouring rows depend on each other, and "
                        + Words.count(all.rows) + " rows tell as much as "
                        + Words.count((long) (all.rows / column.dependence())) + " independent ones.");
            }
            columns.add(new ColumnComparison(column, Optional.empty(), column.counts(), counts, settings));
        }
        if (unscored) {
            statements.add(
                    "Scores and predicted classes were not compared: the rows came without answers of the model.");
        }
        return columns;
    }

    private List<ColumnComparison> segments() {
        List<ColumnComparison> compared = new ArrayList<>();
        List<String> small = new ArrayList<>();
        for (int segment = 0; segment < baseline.bySegment().size(); segment++) {
            Segments names = baseline.segments().orElseThrow();
            Tally before = baseline.bySegment().get(segment);
            Tally now = current.bySegment().get(segment);
            if (Math.min(before.rows, now.rows) < settings.minimumRows()) {
                if (before.rows + now.rows > 0) {
                    small.add(names.title(segment) + " (" + Words.count(now.rows) + " rows against "
                            + Words.count(before.rows) + ")");
                }
                continue;
            }
            for (int i = 0; i < baseline.columns().size(); i++) {
                ColumnBaseline column = baseline.columns().get(i);
                boolean answered =
                        column.source() == Source.INPUT || now.columns.get(i).rows() > 0;
                // Within a segment of one value its own column is constant.
                if (answered && !column.title().equals(names.column())) {
                    compared.add(new ColumnComparison(
                            column,
                            Optional.of(names.title(segment)),
                            before.columns.get(i),
                            now.columns.get(i),
                            settings));
                }
            }
        }
        if (!small.isEmpty()) {
            statements.add("Segments with too few rows to be compared, " + settings.minimumRows()
                    + " are needed on each side: " + String.join("; ", small) + ".");
        }
        return compared;
    }

    private List<DriftFinding> findings(List<ColumnComparison> columns, List<ColumnComparison> segments) {
        List<ColumnComparison> all = new ArrayList<>(columns);
        all.addAll(segments);
        double[] pValues = all.stream()
                .flatMap(column -> column.candidates.stream())
                .mapToDouble(Candidate::pValue)
                .toArray();
        double[] adjusted = settings.yekutieli()
                ? MultipleTesting.benjaminiYekutieli(pValues)
                : MultipleTesting.benjaminiHochberg(pValues);
        List<DriftFinding> findings = new ArrayList<>();
        int at = 0;
        for (ColumnComparison column : all) {
            // What is gone from all rows is gone from each segment, and told once.
            boolean told = column.segment.isPresent()
                    && columns.stream()
                            .anyMatch(each -> each.baseline.equals(column.baseline) && !each.structural.isEmpty());
            if (!told) {
                findings.addAll(column.structural);
            }
            List<Candidate> drifted = new ArrayList<>();
            for (Candidate each : column.candidates) {
                double p = adjusted[at++];
                boolean significant = p <= settings.falseDiscoveryRate()
                        && each.pValue() <= settings.falseAlarms() * column.part(each);
                if (significant && each.material()) {
                    drifted.add(each.adjusted(p));
                }
            }
            for (Candidate each : Candidate.withoutRepetitions(drifted)) {
                findings.add(each.finding(adjusted.length, settings.yekutieli()));
            }
        }
        findings.sort(Comparator.comparing(DriftFinding::severity)
                .thenComparing(finding -> finding.effect().point())
                .reversed());
        return findings;
    }
}
