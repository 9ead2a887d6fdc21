// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of one column by which rows are compared apart: the most frequent ones by name, then all others together.
 *
 * @param column the column
 * @param names the values that have a segment of their own
 */
record Segments(String column, List<String> names) {
    /** How the segment of all other values, missing ones included, is called. */
    static final String OTHERS = "all others";

    int size() {
        return names.size() + 1;
    }

    String title(int segment) {
        return column + (segment == names.size() ? ": " + OTHERS : " = " + names.get(segment));
    }

    int of(Optional<Object> value) {
        int index = value.isPresent() ? names.indexOf(String.valueOf(value.get())) : -1;
        return index < 0 ? names.size() : index;
    }

    /** Returns the rows of each segment. */
    List<int[]> rows(Table table) {
        int[] segments = new int[table.rowCount()];
        Arrays.fill(segments, names.size());
        if (table.has(column)) {
            Column values = table.column(column);
            Map<String, Integer> index = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                index.put(names.get(i), i);
            }
            for (int row = 0; row < segments.length; row++) {
                if (!values.isMissing(row)) {
                    segments[row] = index.getOrDefault(String.valueOf(values.value(row)), names.size());
                }
            }
        }
        return split(segments, size());
    }

    static List<int[]> split(int[] parts, int count) {
        int[] sizes = new int[count];
        for (int part : parts) {
            sizes[part]++;
        }
        List<int[]> rows = new ArrayList<>();
        for (int size : sizes) {
            rows.add(new int[size]);
        }
        for (int row = parts.length - 1; row >= 0; row--) {
            rows.get(parts[row])[--sizes[parts[row]]] = row;
        }
        return rows;
    }
}
