// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Uniqueness of one column or of a key of several: remembers the first row of every key, so that each later one is a
 * failing row. Keys are compared themselves, not their hashes, and value by value, so that ("a", "bc") is not ("ab", "c").
 *
 * <p>When the memory of the rule is used up and the host named no folder, rows whose key is not among those remembered are left
 * open: each of them may repeat another or not.
 */
final class UniqueState extends RowState {
    private final Missing missing;
    private List<String> columns;
    private final KeyTable firstRows;
    private final KeyEncoder encoder = new KeyEncoder();

    UniqueState(Rule rule, CheckContext context, List<String> columns, Missing missing) {
        super(rule, context);
        this.columns = columns;
        this.missing = missing;
        this.firstRows = new KeyTable(context.keyMemory());
    }

    /** What a missing part of a key means. */
    enum Missing {
        NO_KEY,
        FAILS,
        IS_A_VALUE
    }

    @Override
    void add(Batch batch, BitSet rows) {
        if (missing == Missing.IS_A_VALUE) {
            columns = batch.table().columnNames();
        }
        List<Column> parts = columns.stream().map(batch.table()::column).toList();
        boolean complete = missing == Missing.IS_A_VALUE || parts.stream().allMatch(part -> part.missingCount() == 0);
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (complete || isComplete(parts, row)) {
                checked(1);
                see(batch, parts, row);
            } else if (missing == Missing.FAILS) {
                checked(1);
                fail(batch, row, parts);
            }
        }
    }

    private static boolean isComplete(List<Column> parts, int row) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isMissing(row)) {
                return false;
            }
        }
        return true;
    }

    private void see(Batch batch, List<Column> parts, int index) {
        encoder.start();
        for (int i = 0; i < parts.size(); i++) {
            encoder.add(parts.get(i), index);
        }
        long row = batch.rowNumber(index);
        long first = firstRows.putIfAbsent(encoder.bytes(), encoder.length(), row);
        if (first == KeyTable.UNKNOWN) {
            open(1);
        } else if (first != KeyTable.NEW && first < row) {
            fail(batch, index, parts);
        } else if (first != KeyTable.NEW) {
            // The row comes before one that was merged in earlier: that one is the repetition.
            repeat(encoder.bytes(), encoder.length(), first, row);
        }
    }

    private void see(byte[] key, long row) {
        long first = firstRows.putIfAbsent(key, key.length, row);
        if (first == KeyTable.UNKNOWN) {
            open(1);
        } else if (first != KeyTable.NEW) {
            repeat(key, key.length, first, row);
        }
    }

    private void repeat(byte[] key, int length, long first, long row) {
        List<Object> values = KeyEncoder.decode(java.util.Arrays.copyOf(key, length));
        String shown = IntStream.range(0, values.size())
                .mapToObj(i -> context().shown(columns.get(i), values.get(i)))
                .collect(Collectors.joining(", "));
        fail(new FailingRow(Math.max(first, row), String.join(", ", columns), shown));
        if (row < first) {
            firstRows.setRow(key, length, row);
        }
    }

    @Override
    void merge(CheckState other) {
        super.merge(other);
        UniqueState that = (UniqueState) other;
        columns = columns.isEmpty() ? that.columns : columns;
        that.firstRows.forEach(this::see);
        that.close();
    }

    @Override
    String whyOpen() {
        return "the memory for keys (" + context().keyMemory().limit()
                + " bytes) was used up and whether these repeat another"
                + " row is not known; name a folder with start(o -> o.keySpill(folder)), or allow more with keyMemory(bytes)";
    }

    @Override
    public void close() {
        firstRows.close();
    }
}
