// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A check in Java code, found by its id; what it throws is an error of this check only. */
final class CustomState extends RowState {
    private final Optional<Predicate<Row>> code;

    CustomState(Rule rule, CheckContext context) {
        super(rule, context);
        this.code = context.custom(rule.textArgument("id"));
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Predicate<Row> bound = code.orElseThrow(
                () -> new CheckFailure("no code is bound to the custom check '" + rule().textArgument("id")
                        + "'; code is not stored with a contract, bind it with withCustom(id, predicate)"));
        checked(rows.cardinality());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!holds(bound, batch, row)) {
                fail(batch, row, List.copyOf(batch.table().columns()));
            }
        }
    }

    private boolean holds(Predicate<Row> bound, Batch batch, int row) {
        try {
            return bound.test(batch.table().row(row));
        } catch (RuntimeException e) {
            throw new CheckFailure(
                    "the custom check '" + rule().textArgument("id") + "' threw in row " + batch.rowNumber(row) + ": "
                            + (context().hidesSomething() ? e.getClass().getName() : e.toString()),
                    e);
        }
    }
}
