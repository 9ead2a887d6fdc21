// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Uniqueness of one column or of a key of several: remembers the first row of every key, so that each later one is a
 * failing row. Keys are compared themselves, not their hashes, and as lists, so that ("a", "bc") is not ("ab", "c").
 * Needs memory for every distinct key.
 */
final class UniqueState extends RowState {
    private final List<String> columns;
    private final Map<Object, Long> firstRows = new HashMap<>();

    UniqueState(Rule rule, int sampleSize, List<String> columns) {
        super(rule, sampleSize);
        this.columns = columns;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        List<Column> parts = columns.stream().map(batch.table()::column).toList();
        long checked = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int index = row;
            if (parts.stream().noneMatch(c -> c.isMissing(index))) {
                checked++;
                seen(key(parts, row), batch.rowNumber(row));
            }
        }
        checked(checked);
    }

    private static Object key(List<Column> parts, int row) {
        return parts.size() == 1
                ? parts.get(0).value(row)
                : parts.stream().map(c -> c.value(row)).toList();
    }

    private void seen(Object key, long row) {
        Long first = firstRows.putIfAbsent(key, row);
        if (first != null) {
            fail(key, Math.max(first, row));
            if (row < first) {
                firstRows.put(key, row);
            }
        }
    }

    private void fail(Object key, long row) {
        String shown = key instanceof List<?> list
                ? list.stream().map(Texts::value).collect(Collectors.joining(", "))
                : Texts.value(key);
        fail(new FailingRow(row, String.join(", ", columns), shown));
    }

    @Override
    void merge(CheckState other) {
        super.merge(other);
        ((UniqueState) other).firstRows.forEach(this::seen);
    }
}
