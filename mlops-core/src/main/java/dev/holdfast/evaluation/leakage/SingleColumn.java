// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.TimeColumn;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A model of one column: the mean of the target among the training rows of each category, or of each of up to 20 bins of
 * numbers that hold about equally many; missing values and NaN are a bin of their own. Few rows are drawn towards the mean
 * of all, as if one row more had it; unseen categories have it.
 */
final class SingleColumn {
    private static final int BINS = 20;
    private static final Integer MISSING = 0;

    private final double[] edges;
    private final boolean isText;

    SingleColumn(Column training) {
        this.isText = training.type() == ColumnType.TEXT;
        this.edges = isText ? new double[0] : edges(training);
    }

    private static double[] edges(Column training) {
        double[] sorted = IntStream.range(0, training.size())
                .filter(row -> !training.isMissing(row))
                .mapToDouble(row -> number(training, row))
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return IntStream.range(1, BINS)
                .filter(i -> sorted.length > 0)
                .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / BINS)])
                .distinct()
                .toArray();
    }

    static double number(Column column, int row) {
        if (column instanceof TimeColumn time) {
            return (double) time.get(row).getEpochSecond() + time.get(row).get(ChronoField.NANO_OF_SECOND) / 1e9;
        }
        return column instanceof BooleanColumn flag ? (flag.get(row) ? 1 : 0) : column.number(row);
    }

    private Object bin(Column column, int row) {
        if (column.isMissing(row)) {
            return MISSING;
        }
        if (isText) {
            return column.text(row);
        }
        double value = number(column, row);
        if (Double.isNaN(value)) {
            return MISSING;
        }
        int at = Arrays.binarySearch(edges, value);
        // An edge begins its bin.
        return 1 + (at >= 0 ? at + 1 : -at - 1);
    }

    /** Learns a target of the training rows and predicts it for other rows. */
    double[] predict(Column training, IntToDoubleFunction target, int[] rows, Column test, int[] testRows) {
        Map<Object, double[]> sums = new HashMap<>();
        double total = 0;
        for (int row : rows) {
            double[] sum = sums.computeIfAbsent(bin(training, row), key -> new double[2]);
            sum[0] += target.applyAsDouble(row);
            sum[1]++;
            total += target.applyAsDouble(row);
        }
        double mean = total / rows.length;
        return Arrays.stream(testRows)
                .mapToDouble(row -> {
                    double[] sum = sums.getOrDefault(bin(test, row), new double[2]);
                    return (sum[0] + mean) / (sum[1] + 1);
                })
                .toArray();
    }
}
