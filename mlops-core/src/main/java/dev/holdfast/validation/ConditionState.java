// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.List;

/** A condition on every row; rows for which it is unknown are not counted. */
final class ConditionState extends RowState {
    private final Predicate predicate;

    ConditionState(Rule rule, CheckContext context) {
        super(rule, context);
        this.predicate = rule.condition("condition").predicate();
    }

    @Override
    void add(Batch batch, BitSet rows) {
        RowTest test = predicate.bind(batch.table());
        List<Column> columns =
                predicate.columns().stream().map(batch.table()::column).toList();
        long checked = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            Truth truth = test.test(row);
            checked += truth == Truth.UNKNOWN ? 0 : 1;
            if (truth == Truth.FALSE) {
                fail(batch, row, columns);
            }
        }
        checked(checked);
    }
}
