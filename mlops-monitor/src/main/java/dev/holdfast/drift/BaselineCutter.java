// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.ColumnBaseline.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Cuts the bins of one column from its reference values and counts these into them. */
final class BaselineCutter {
    private BaselineCutter() {}

    static ColumnBaseline cut(Column column, String name, Source source) {
        if (column.type().isNumeric()) {
            double[] sorted = finite(column);
            ColumnCounts counts = new ColumnCounts(Grid.cut(sorted));
            counts.column(column, true);
            return new ColumnBaseline(name, source, column.type(), counts, singletons(sorted));
        }
        Map<String, Long> levels = levels(column);
        ColumnCounts counts = new ColumnCounts(Levels.cut(levels));
        counts.column(column, true);
        long once = levels.values().stream().filter(count -> count == 1).count();
        return new ColumnBaseline(name, source, column.type(), counts, once);
    }

    private static double[] finite(Column column) {
        double[] values = new double[column.size()];
        int count = 0;
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row) && Double.isFinite(column.number(row))) {
                values[count++] = column.number(row) + 0.0;
            }
        }
        double[] finite = Arrays.copyOf(values, count);
        Arrays.sort(finite);
        return finite;
    }

    private static long singletons(double[] sorted) {
        long once = 0;
        for (int i = 0; i < sorted.length; i++) {
            boolean first = i == 0 || sorted[i] != sorted[i - 1];
            boolean last = i == sorted.length - 1 || sorted[i] != sorted[i + 1];
            once += first && last ? 1 : 0;
        }
        return once;
    }

    private static Map<String, Long> levels(Column column) {
        Map<String, Long> levels = new HashMap<>();
        if (column instanceof TextColumn text) {
            long[] counts = new long[text.dictionary().size()];
            for (int row = 0; row < text.size(); row++) {
                if (text.code(row) >= 0) {
                    counts[text.code(row)]++;
                }
            }
            for (int code = 0; code < counts.length; code++) {
                if (counts[code] > 0) {
                    levels.put(text.dictionary().get(code), counts[code]);
                }
            }
        } else {
            for (int row = 0; row < column.size(); row++) {
                if (!column.isMissing(row)) {
                    levels.merge(column.text(row), 1L, Long::sum);
                }
            }
        }
        return levels;
    }
}
