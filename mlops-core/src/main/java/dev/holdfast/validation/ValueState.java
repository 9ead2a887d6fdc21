// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.util.BitSet;

/**
 * A rule on single values of one column: looks at every value that is there. Where no row is left out, numbers are tested
 * by the thousand, and of texts each distinct one once, so that a value costs about a nanosecond.
 */
class ValueState extends RowState {
    private final CellTest test;

    ValueState(Rule rule, CheckContext context, CellTest test) {
        super(rule, context);
        this.test = test;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule().column().orElseThrow());
        boolean all = batch.isAll(rows);
        if (all && column instanceof NumberColumn numbers) {
            addAll(batch, numbers);
        } else if (all && column instanceof IntegerColumn whole) {
            addAll(batch, whole);
        } else if (all && column instanceof TextColumn texts) {
            addAll(batch, texts);
        } else {
            addSome(batch, rows, column);
        }
    }

    private void addAll(Batch batch, NumberColumn column) {
        int size = column.size();
        Batch.Scratch scratch = batch.scratch();
        int[] places = scratch.places;
        double[] values = scratch.numbers;
        for (int from = 0; from < size; from += Batch.Scratch.SIZE) {
            int to = Math.min(size, from + Batch.Scratch.SIZE);
            column.copy(from, to, values, 0);
            fail(batch, column, from, places, test.failures(values, to - from, places));
        }
        checked(size - column.missingCount());
    }

    private void addAll(Batch batch, IntegerColumn column) {
        int size = column.size();
        Batch.Scratch scratch = batch.scratch();
        int[] places = scratch.places;
        long[] values = scratch.whole;
        for (int from = 0; from < size; from += Batch.Scratch.SIZE) {
            int to = Math.min(size, from + Batch.Scratch.SIZE);
            column.copy(from, to, values, 0);
            fail(batch, column, from, places, test.failures(values, to - from, places));
        }
        checked(size - column.missingCount());
    }

    /** What stands in the place of a missing value may well break the test; it is no value. */
    private void fail(Batch batch, Column column, int from, int[] places, int count) {
        for (int i = 0; i < count; i++) {
            int row = from + places[i];
            if (!column.isMissing(row)) {
                fail(batch, row, column);
            }
        }
    }

    private void addAll(Batch batch, TextColumn column) {
        DictionaryTest known = new DictionaryTest(column, test);
        long checked = 0;
        for (int row = 0; row < column.size(); row++) {
            int code = column.code(row);
            if (code >= 0) {
                checked++;
                if (!known.passes(code)) {
                    fail(batch, row, column);
                }
            }
        }
        checked(checked);
    }

    private void addSome(Batch batch, BitSet rows, Column column) {
        Holds holds = holds(column);
        long checked = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                checked++;
                if (!holds.in(row)) {
                    fail(batch, row, column);
                }
            }
        }
        checked(checked);
    }

    private Holds holds(Column column) {
        if (column instanceof NumberColumn numbers) {
            return row -> test.number(numbers.get(row));
        }
        if (column instanceof IntegerColumn whole) {
            return row -> test.integer(whole.get(row));
        }
        if (column instanceof TextColumn texts) {
            DictionaryTest known = new DictionaryTest(texts, test);
            return row -> known.passes(texts.code(row));
        }
        if (column instanceof BooleanColumn flags) {
            return row -> test.bool(flags.get(row));
        }
        TimeColumn times = (TimeColumn) column;
        return row -> test.time(times.get(row));
    }

    private interface Holds {
        boolean in(int row);
    }
}
