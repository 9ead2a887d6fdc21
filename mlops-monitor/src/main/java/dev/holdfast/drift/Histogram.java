// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.report.Chart;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws the shares of one column before and now, in few enough bars to be read. */
final class Histogram {
    private static final int BARS = 16;
    private static final int FEWEST_DIGITS = 3;
    private static final int MOST_DIGITS = 6;

    private final ColumnComparison column;
    private final List<String> names = new ArrayList<>();
    /** The bounds of those bars that stand for more than one number, by the position of the bar. */
    private final Map<Integer, double[]> ranges = new LinkedHashMap<>();

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
        special("below", Bins.LOW);
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
        special(grid.body() == 0 ? "numbers" : "above", Bins.HIGH);
        bounds(grid);
    }

    /** Writes the bounds of bars with as few digits as tell them apart, so that the names fit under the bars. */
    private void bounds(Grid grid) {
        if (grid.body() == 0) {
            return;
        }
        double smallest = Double.POSITIVE_INFINITY;
        List<Double> distinct = new ArrayList<>(List.of(grid.lowest, grid.edges[grid.body() - 1]));
        for (double[] range : ranges.values()) {
            smallest = Math.min(smallest, range[1] - range[0]);
            distinct.add(range[0]);
            distinct.add(range[1]);
        }
        double nothing = smallest / 1_000;
        int digits = FEWEST_DIGITS;
        while (digits < MOST_DIGITS && collide(distinct, digits, nothing)) {
            digits++;
        }
        for (Map.Entry<Integer, double[]> range : ranges.entrySet()) {
            String from = bound(range.getValue()[0], digits, nothing);
            names.set(range.getKey(), from + " to " + bound(range.getValue()[1], digits, nothing));
        }
        String lowest = bound(grid.lowest, digits, nothing);
        String highest = bound(grid.edges[grid.body() - 1], digits, nothing);
        names.replaceAll(
                name -> name.equals("below") ? "below " + lowest : name.equals("above") ? "above " + highest : name);
    }

    private static boolean collide(List<Double> values, int digits, double nothing) {
        long texts = values.stream()
                .map(value -> bound(value, digits, nothing))
                .distinct()
                .count();
        return texts < values.stream().distinct().count();
    }

    private static String bound(double value, int digits, double nothing) {
        return Math.abs(value) < nothing
                ? "0"
                : Words.number(
                        new BigDecimal(value).round(new MathContext(digits)).doubleValue());
    }

    private void flush(Grid grid, int from, int to, long first, long second) {
        if (first + second > 0) {
            if (to - from > 1 || !grid.isPoint(from)) {
                ranges.put(names.size(), new double[] {grid.lower(from), grid.edges[to - 1]});
            }
            bar(grid.describe(from), first, second);
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
