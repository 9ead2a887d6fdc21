// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.registry.ModelVersion;
import dev.holdfast.report.Block;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the numbers of a card from evidence: its measurements, and the tables of slices in its report. */
final class CardMetrics {
    private static final String NUMBER = "([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)";

    /** An estimate as a report prints it. */
    private static final Pattern PRINTED = Pattern.compile(NUMBER + "(?: \\[" + NUMBER + ", " + NUMBER + "])?");

    private final List<CardMetric> metrics = new ArrayList<>();

    private CardMetrics() {}

    static List<CardMetric> of(ModelVersion version) {
        CardMetrics found = new CardMetrics();
        List<Evidence> evidence = version.evidence();
        for (int i = 0; i < evidence.size(); i++) {
            found.add(evidence.get(i), version.evidenceDigests().get(i));
        }
        return List.copyOf(found.metrics);
    }

    private void add(Evidence evidence, String digest) {
        evidence.measurements().forEach((name, measured) -> {
            if (measured instanceof Estimate estimate && Double.isFinite(estimate.point())) {
                boolean interval = estimate.confidence() < 1;
                metrics.add(new CardMetric(
                        name,
                        "",
                        estimate.point(),
                        interval ? Optional.of(estimate.lower()) : Optional.empty(),
                        interval ? Optional.of(estimate.upper()) : Optional.empty(),
                        evidence.kind(),
                        digest));
            }
        });
        slices(evidence.report(), evidence.kind(), digest);
    }

    private void slices(Report report, String kind, String digest) {
        for (Block block : report.blocks()) {
            if (block instanceof Block.Section section) {
                slices(section.content(), kind, digest);
            } else if (block instanceof Block.Grid grid
                    && grid.columns().size() > 2
                    && grid.columns().subList(0, 2).equals(List.of("Slice", "Rows"))
                    && grid.caption().startsWith("By slice")) {
                grid.rows().forEach(row -> slice(grid.columns(), row, kind, digest));
            }
        }
    }

    private void slice(List<String> columns, List<String> row, String kind, String digest) {
        for (int column = 2; column < columns.size(); column++) {
            Matcher printed = PRINTED.matcher(row.get(column));
            if (printed.matches()) {
                metrics.add(new CardMetric(
                        columns.get(column),
                        row.get(0),
                        Double.parseDouble(printed.group(1)),
                        Optional.ofNullable(printed.group(2)).map(Double::valueOf),
                        Optional.ofNullable(printed.group(3)).map(Double::valueOf),
                        kind,
                        digest));
            }
        }
    }
}
