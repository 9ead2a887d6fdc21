// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.report.Chart;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/** Draws the shares of one column before and now, in few enough bars to be read. */
final class Histogram {
    private static final int BARS = 16;

    private final ColumnComparison column;
    private final List<String> names = new ArrayList<>();
    private final List<Double> before = new ArrayList<>();
    private final List<Double> now = new ArrayList<>();

    private Histogram(ColumnComparison column) {
        this.column = column;
    }

    static Chart of(ColumnComparison column) {
        Histogram histogram = new Histogram(column);
        if (column.baseline.bins() instanceof Grid grid) {
            histogram.numbers(grid);
        } else {
            histogram.levels();
        }
        histogram.special("NaN", Bins.NAN);
        histogram.special("-∞", Bins.NEGATIVE_INFINITY);
        histogram.special("+∞", Bins.POSITIVE_INFINITY);
        histogram.special("missing", Bins.MISSING);
        histogram.special("no such column", Bins.ABSENT);
        histogram.special("another type", Bins.MISTYPED);
        return new Chart.Overlay(
                column.title() + ": reference and current",
                column.baseline.title(),
                "share of rows (%)",
                histogram.names,
                new Chart.BarSeries("reference", histogram.before),
                new Chart.BarSeries("current", histogram.now));
    }

    private void numbers(Grid grid) {
        special("below " + Estimate.number(grid.lowest), Bins.LOW);
        long all = Math.max(1, column.reference.values());
        long most = Math.max(1, column.current.values());
        long first = 0;
        long second = 0;
        int from = 0;
        for (int cell = 0; cell < grid.body(); cell++) {
            long r = column.reference.cells[cell];
            long c = column.current.cells[cell];
            boolean own = grid.isPoint(cell) && Math.max((double) r / all, (double) c / most) >= 1.0 / BARS;
            if (own) {
                flush(grid, from, cell, first, second);
                bar(grid.describe(cell), r, c);
                first = 0;
                second = 0;
                from = cell + 1;
            } else {
                first += r;
                second += c;
                if (first * BARS >= all) {
                    flush(grid, from, cell + 1, first, second);
                    first = 0;
                    second = 0;
                    from = cell + 1;
                }
            }
        }
        flush(grid, from, grid.body(), first, second);
        special(grid.body() == 0 ? "numbers" : "above " + Estimate.number(grid.edges[grid.body() - 1]), Bins.HIGH);
    }

    private void flush(Grid grid, int from, int to, long first, long second) {
        if (first + second > 0) {
            bar(
                    to - from == 1 && grid.isPoint(from)
                            ? grid.describe(from)
                            : Estimate.number(grid.lower(from)) + " to " + Estimate.number(grid.edges[to - 1]),
                    first,
                    second);
        }
    }

    private void levels() {
        int shown = Math.min(BARS, column.baseline.bins().body());
        long first = 0;
        long second = 0;
        for (int cell = 0; cell < column.baseline.bins().body(); cell++) {
            if (cell < shown) {
                bar(column.baseline.bins().describe(cell), column.reference.cells[cell], column.current.cells[cell]);
            } else {
                first += column.reference.cells[cell];
                second += column.current.cells[cell];
            }
        }
        first += column.reference.special(Bins.LOW);
        second += column.current.special(Bins.LOW);
        if (first + second > 0) {
            bar("other levels", first, second);
        }
        special("never seen", Bins.HIGH);
    }

    private void special(String name, int which) {
        long first = column.reference.special(which);
        long second = column.current.special(which);
        if (first + second > 0) {
            bar(name, first, second);
        }
    }

    private void bar(String name, long first, long second) {
        names.add(name);
        before.add(100.0 * first / Math.max(1, column.reference.rows()));
        now.add(100.0 * second / Math.max(1, column.current.rows()));
    }
}
