// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Finds the first row of a table that equals a row of another in some columns; missing values equal each other. */
final class RowIndex {
    private final List<Column> columns;
    private final Map<Long, Integer> firstByHash = new HashMap<>();

    RowIndex(Table table, List<String> names) {
        this.columns = names.stream().map(table::column).toList();
        for (int row = 0; row < table.rowCount(); row++) {
            long hash = free(columns, row);
            firstByHash.putIfAbsent(hash, row);
        }
    }

    /** The index of a row of this table, or empty; the columns are those of the other table in the same order. */
    OptionalInt find(List<Column> others, int row) {
        long hash = free(others, row);
        Integer found = firstByHash.get(hash);
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    /** The place of an equal row, or the first free one: rows of the same hash follow each other. */
    private long free(List<Column> others, int row) {
        long hash = hash(others, row);
        Integer taken = firstByHash.get(hash);
        while (taken != null && !equal(others, row, taken)) {
            taken = firstByHash.get(++hash);
        }
        return hash;
    }

    private boolean equal(List<Column> others, int row, int own) {
        for (int i = 0; i < columns.size(); i++) {
            if (!Objects.equals(value(columns.get(i), own), value(others.get(i), row))) {
                return false;
            }
        }
        return true;
    }

    /** Whole numbers and numbers are compared as numbers, since one file may have read them as the other. */
    private static @Nullable Object value(Column column, int row) {
        if (column.isMissing(row)) {
            return null;
        }
        return column.type().isNumeric() ? (Object) column.number(row) : column.value(row);
    }

    private static long hash(List<Column> columns, int row) {
        long hash = 1;
        for (Column column : columns) {
            hash = (hash ^ Objects.hashCode(value(column, row))) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }
}
