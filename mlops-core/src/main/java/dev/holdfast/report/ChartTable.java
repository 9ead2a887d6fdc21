// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.ArrayList;
import java.util.List;

/** The numbers of a chart as a table: its text alternative wherever no picture can be shown. */
final class ChartTable {
    private static final int MOST_ROWS = 40;

    private ChartTable() {}

    static Block.Grid of(Chart chart) {
        List<List<String>> rows = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        if (chart instanceof Chart.Lines lines) {
            columns.addAll(List.of("series", lines.xLabel(), lines.yLabel()));
            for (Chart.Series series : lines.series()) {
                int every = Math.max(1, (int) Math.ceil(series.x().size() / (double) MOST_ROWS));
                for (int i = 0; i < series.x().size(); i += every) {
                    rows.add(List.of(
                            series.name(),
                            Axis.label(series.x().get(i)),
                            Axis.label(series.y().get(i))));
                }
            }
        } else if (chart instanceof Chart.Bars bars) {
            columns.add(bars.xLabel());
            bars.series().forEach(series -> columns.add(series.name()));
            for (int c = 0; c < bars.categories().size(); c++) {
                List<String> row = new ArrayList<>(List.of(bars.categories().get(c)));
                for (Chart.BarSeries series : bars.series()) {
                    row.add(Axis.label(series.values().get(c)));
                }
                rows.add(row);
            }
        } else if (chart instanceof Chart.Overlay overlay) {
            return of(overlay.asBars());
        } else if (chart instanceof Chart.Intervals intervals) {
            columns.addAll(List.of(intervals.yLabel(), "lower", intervals.xLabel(), "upper"));
            for (Chart.Interval each : intervals.intervals()) {
                rows.add(List.of(
                        each.name(), Axis.label(each.lower()), Axis.label(each.point()), Axis.label(each.upper())));
            }
        }
        return new Block.Grid(chart.title(), columns, rows);
    }
}
