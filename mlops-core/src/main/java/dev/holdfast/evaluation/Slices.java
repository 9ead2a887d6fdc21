// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Named sets of rows. */
final class Slices {
    private static final int DISTINCT_NUMBERS = 10;

    private Slices() {}

    /** One set; the array is shared, never changed. */
    static final class Slice {
        private final String name;
        private final int[] rows;

        Slice(String name, int[] rows) {
            this.name = name;
            this.rows = rows;
        }

        String name() {
            return name;
        }

        int[] rows() {
            return rows;
        }
    }

    static List<Slice> byColumn(Column column) {
        double[] cuts = cuts(column);
        List<String> values = new ArrayList<>(column.size());
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                values.add("missing");
            } else {
                values.add(cuts.length == 0 ? column.text(row) : band(column.number(row), cuts));
            }
        }
        return byValue(column.name(), values);
    }

    static List<Slice> byValue(String name, List<String> values) {
        Map<String, List<Integer>> rows = new TreeMap<>();
        for (int row = 0; row < values.size(); row++) {
            rows.computeIfAbsent(values.get(row), value -> new ArrayList<>()).add(row);
        }
        return rows.entrySet().stream()
                .map(entry -> new Slice(
                        name + " = " + entry.getKey(),
                        entry.getValue().stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }

    static Slice where(String name, Table table, Predicate<Row> condition) {
        return new Slice(
                name,
                IntStream.range(0, table.rowCount())
                        .filter(row -> condition.test(table.row(row)))
                        .toArray());
    }

    private static double[] cuts(Column column) {
        if (!column.type().isNumeric()) {
            return new double[0];
        }
        double[] sorted = IntStream.range(0, column.size())
                .filter(row -> !column.isMissing(row))
                .mapToDouble(column::number)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (Arrays.stream(sorted).distinct().count() <= DISTINCT_NUMBERS) {
            return new double[0];
        }
        return IntStream.rangeClosed(1, 3)
                .mapToDouble(quarter -> sorted[(int) ((long) quarter * (sorted.length - 1) / 4)])
                .distinct()
                .toArray();
    }

    private static String band(double value, double[] cuts) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        int band = 0;
        while (band < cuts.length && value > cuts[band]) {
            band++;
        }
        String lower = band == 0 ? "-inf" : number(cuts[band - 1]);
        return band == cuts.length ? "(" + lower + ", inf)" : "(" + lower + ", " + number(cuts[band]) + "]";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }
}
