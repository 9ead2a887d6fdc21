// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some rows of the data, with the number of the first one, and the filters that were already evaluated on them. Several threads
 * may check rules on it at the same time, unless it collects the bad rows.
 */
final class Batch {
    private final Table table;
    private final long firstRow;
    private final boolean rejecting;
    private final Map<Integer, List<Breach>> rejects = new TreeMap<>();
    private final Map<Condition, BitSet> filters = new ConcurrentHashMap<>();
    private final BitSet all;
    private final ThreadLocal<Scratch> scratch;

    Batch(Table table, long firstRow, boolean rejecting) {
        this.rejecting = rejecting;
        this.table = table;
        this.firstRow = firstRow;
        this.scratch = ThreadLocal.withInitial(() -> new Scratch(table.rowCount()));
        this.all = new BitSet(table.rowCount());
        all.set(0, table.rowCount());
    }

    /** Room for some values at a time, for one rule at a time of a thread. */
    Scratch scratch() {
        return scratch.get();
    }

    /** Room for 1,024 values and the places of those among them that break a rule. */
    static final class Scratch {
        static final int SIZE = 1024;

        final double[] numbers;
        final long[] whole;
        final int[] places;

        private Scratch(int rows) {
            int size = Math.min(SIZE, rows);
            this.numbers = new double[size];
            this.whole = new long[size];
            this.places = new int[size];
        }
    }

    Table table() {
        return table;
    }

    long rowNumber(int index) {
        return firstRow + index;
    }

    FailingRow failingRow(int index, String column, String value) {
        return new FailingRow(rowNumber(index), column, value, table.position(index));
    }

    /** Tells whether the rows that break a rule are collected, all of them. */
    boolean isRejecting() {
        return rejecting;
    }

    void reject(int index, Breach breach) {
        rejects.computeIfAbsent(index, i -> new ArrayList<>()).add(breach);
    }

    /** The bad rows by index, in order. */
    Map<Integer, List<Breach>> rejects() {
        return rejects;
    }

    /** The rows for which a condition is true. */
    BitSet rows(Condition condition) {
        return filters.computeIfAbsent(condition, c -> {
            BitSet rows = new BitSet(table.rowCount());
            RowTest test = c.predicate().bind(table);
            for (int row = 0; row < table.rowCount(); row++) {
                rows.set(row, test.test(row) == Truth.TRUE);
            }
            return rows;
        });
    }

    /** Tells whether no row is left out. */
    @SuppressWarnings("ReferenceEquality") // spares the count where it is the very set of all rows
    boolean isAll(BitSet rows) {
        return rows == all || rows.cardinality() == table.rowCount();
    }

    /** All rows; not to be changed. */
    BitSet allRows() {
        return all;
    }
}
