// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.List;

/** How many of some columns have a value in a row: all or none of them, or exactly one. */
final class PresenceState extends RowState {
    private final List<String> columns;
    private final boolean exactlyOne;

    PresenceState(Rule rule, CheckContext context) {
        super(rule, context);
        this.columns = rule.texts("columns");
        this.exactlyOne = rule.kind() == RuleKind.EXACTLY_ONE;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        List<Column> parts = columns.stream().map(batch.table()::column).toList();
        checked(rows.cardinality());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int present = 0;
            for (Column part : parts) {
                present += part.isMissing(row) ? 0 : 1;
            }
            if (exactlyOne ? present != 1 : present != 0 && present != parts.size()) {
                fail(batch, row, parts);
            }
        }
    }
}
