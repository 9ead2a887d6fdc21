// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Uniqueness of one column or of a key of several: remembers the first row of every key, so that each later one is a
 * failing row. Keys are compared themselves, not their hashes, and as lists, so that ("a", "bc") is not ("ab", "c").
 * Needs memory for every distinct key.
 */
final class UniqueState extends RowState {
    private final Missing missing;
    private List<String> columns;
    private final Map<Object, Long> firstRows = new HashMap<>();

    UniqueState(Rule rule, CheckContext context, List<String> columns, Missing missing) {
        super(rule, context);
        this.columns = columns;
        this.missing = missing;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        if (missing == Missing.IS_A_VALUE) {
            columns = batch.table().columnNames();
        }
        List<Column> parts = columns.stream().map(batch.table()::column).toList();
        long checked = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int index = row;
            boolean incomplete = missing != Missing.IS_A_VALUE && parts.stream().anyMatch(c -> c.isMissing(index));
            if (!incomplete) {
                checked++;
                seen(batch, parts, row);
            } else if (missing == Missing.FAILS) {
                checked++;
                fail(batch, row, parts);
            }
        }
        checked(checked);
    }

    private static Object key(List<Column> parts, int row) {
        return parts.size() == 1 && !parts.get(0).isMissing(row)
                ? List.of(parts.get(0).value(row))
                : parts.stream()
                        .map(c -> c.isMissing(row) ? Texts.Absent.VALUE : c.value(row))
                        .toList();
    }

    /** What a missing part of a key means. */
    enum Missing {
        NO_KEY,
        FAILS,
        IS_A_VALUE
    }

    private void seen(Batch batch, List<Column> parts, int index) {
        Object key = key(parts, index);
        long row = batch.rowNumber(index);
        Long first = firstRows.putIfAbsent(key, row);
        if (first != null && first < row) {
            fail(batch, index, parts);
        } else if (first != null) {
            // The row comes before one that was merged in earlier: that one is the repetition.
            seen(key, row);
        }
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
        List<?> values = (List<?>) key;
        String shown = IntStream.range(0, columns.size())
                .mapToObj(i -> context().shown(columns.get(i), values.get(i)))
                .collect(Collectors.joining(", "));
        fail(new FailingRow(row, String.join(", ", columns), shown));
    }

    @Override
    void merge(CheckState other) {
        super.merge(other);
        ((UniqueState) other).firstRows.forEach(this::seen);
    }
}
