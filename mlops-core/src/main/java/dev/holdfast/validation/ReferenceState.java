// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/** Every value of a column is found in a column of another table, which whoever checks has to bring. */
final class ReferenceState extends RowState {
    private final Optional<Set<Object>> known;

    ReferenceState(Rule rule, CheckContext context) {
        super(rule, context);
        this.known = Optional.ofNullable(context.references().get(rule.textArgument("table")))
                .map(table -> context.referenced(rule.textArgument("table"), table, rule.textArgument("key")));
    }

    @Override
    void add(Batch batch, BitSet rows) {
        if (known.isEmpty()) {
            return;
        }
        Column column = batch.table().column(rule().column().orElseThrow());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                checked(1);
                if (!known.get().contains(Rule.plain(column.value(row)))) {
                    fail(batch, row, column);
                }
            }
        }
    }

    @Override
    Conclusion conclude() {
        return known.isPresent()
                ? super.conclude()
                : Conclusion.without(
                        Verdict.UNDECIDED,
                        "nobody brought the table '" + rule().textArgument("table") + "' that " + rule()
                                + " looks into; give it with start(o -> o.reference(name, table))");
    }
}
