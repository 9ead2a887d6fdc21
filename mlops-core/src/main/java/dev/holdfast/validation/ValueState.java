// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.util.BitSet;

/** A rule on single values of one column: looks at every value that is there. */
class ValueState extends RowState {
    private final CellTest test;

    ValueState(Rule rule, CheckContext context, CellTest test) {
        super(rule, context);
        this.test = test;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule().column().orElseThrow());
        if (column instanceof NumberColumn numbers
                && numbers.missingCount() == 0
                && rows.cardinality() == numbers.size()) {
            // The common case, without a look at what is missing or a call through an interface.
            checked(numbers.size());
            for (int row = 0; row < numbers.size(); row++) {
                if (!test.number(numbers.get(row))) {
                    fail(batch, row, column);
                }
            }
            return;
        }
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
            return byDictionary(texts);
        }
        if (column instanceof BooleanColumn flags) {
            return row -> test.bool(flags.get(row));
        }
        TimeColumn times = (TimeColumn) column;
        return row -> test.time(times.get(row));
    }

    /** Every distinct text is tested once. */
    private Holds byDictionary(TextColumn column) {
        byte[] known = new byte[column.dictionary().size()];
        return row -> {
            int code = column.code(row);
            if (known[code] == 0) {
                known[code] = (byte) (test.text(column.dictionary().get(code)) ? 1 : -1);
            }
            return known[code] > 0;
        };
    }

    private interface Holds {
        boolean in(int row);
    }
}
