// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows as points: numbers by the reference's mean and deviation, at most ten deviations from it; texts and truth values as
 * one coordinate for each of their eight most frequent values in the reference; one more for values that are missing or NaN
 * where the reference has some, and where the current rows have and it has none.
 */
final class Encoding {
    private static final int LEVELS = 8;
    private static final double FARTHEST = 10;

    private final List<Coordinate> coordinates = new ArrayList<>();

    /** One coordinate of a point. */
    private record Coordinate(String column, String level, boolean missing, double mean, double deviation) {
        double of(Column values, int row) {
            double raw;
            if (missing) {
                raw = isGap(values, row) ? 1 : 0;
            } else if (isGap(values, row)) {
                return 0;
            } else if (level.isEmpty()) {
                raw = values.number(row);
            } else {
                raw = ("=" + values.value(row)).equals(level) ? 1 : 0;
            }
            return Math.max(-FARTHEST, Math.min(FARTHEST, (raw - mean) / deviation));
        }
    }

    static Encoding of(Table reference, Table current) {
        Encoding encoding = new Encoding();
        for (Column column : reference.columns()) {
            if (column.type().isNumeric()) {
                encoding.number(column);
            } else {
                encoding.levels(column);
            }
            long before = gaps(column);
            if (before + gaps(current.column(column.name())) > 0) {
                encoding.share(column.name(), "", true, before, column.size());
            }
        }
        return encoding;
    }

    private static long gaps(Column column) {
        return IntStream.range(0, column.size())
                .filter(row -> isGap(column, row))
                .count();
    }

    private static boolean isGap(Column column, int row) {
        return column.isMissing(row) || (column.type().isNumeric() && Double.isNaN(column.number(row)));
    }

    private void number(Column column) {
        double mean = 0;
        double squares = 0;
        long n = 0;
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row) && Double.isFinite(column.number(row))) {
                n++;
                double before = column.number(row) - mean;
                mean += before / n;
                squares += before * (column.number(row) - mean);
            }
        }
        double deviation = n < 2 ? 0 : Math.sqrt(squares / (n - 1));
        // A constant has no scale of its own: any other value is as far as can be.
        double scale = deviation > 0 && deviation < Double.POSITIVE_INFINITY
                ? deviation
                : Math.max(Double.MIN_NORMAL, Math.abs(mean) * 1e-9);
        coordinates.add(new Coordinate(column.name(), "", false, mean, scale));
    }

    private void levels(Column column) {
        Map<String, Integer> counts = new HashMap<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                counts.merge("=" + column.value(row), 1, Integer::sum);
            }
        }
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(LEVELS)
                .forEach(entry -> share(column.name(), entry.getKey(), false, entry.getValue(), column.size()));
    }

    private void share(String column, String level, boolean missing, long count, long rows) {
        double share = rows == 0 ? 0 : (double) count / rows;
        double deviation = Math.sqrt(Math.max(share * (1 - share), 0.25 / Math.max(1, rows)));
        coordinates.add(new Coordinate(column, level, missing, share, deviation));
    }

    double[][] points(Table table) {
        List<Column> columns = coordinates.stream()
                .map(coordinate -> table.column(coordinate.column))
                .toList();
        double[][] points = new double[table.rowCount()][coordinates.size()];
        for (int row = 0; row < points.length; row++) {
            for (int d = 0; d < columns.size(); d++) {
                points[row][d] = coordinates.get(d).of(columns.get(d), row);
            }
        }
        return points;
    }

    /** Returns the column that a coordinate is of. */
    String column(int coordinate) {
        return coordinates.get(coordinate).column;
    }

    int size() {
        return coordinates.size();
    }
}
