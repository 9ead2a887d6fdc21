// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A check in Java code, found by its id; what it throws, and what it takes too long for, is an error of this check only. */
final class CustomState extends RowState {
    private final Optional<Predicate<Row>> code;
    private final String id;

    CustomState(Rule rule, CheckContext context) {
        super(rule, context);
        this.id = rule.textArgument("id");
        this.code = context.custom(id);
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Predicate<Row> bound = code.orElseThrow(() -> new CheckFailure("no code is bound to the custom check '" + id
                + "'; code is not stored with a contract, bind it with withCustom(id, predicate)"));
        TimeBudget budget = context().customBudget();
        budget.start();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            checked(1);
            if (!holds(bound, batch, row)) {
                fail(batch, row, List.copyOf(batch.table().columns()));
            }
            if (!budget.allowsMore()) {
                throw new CheckFailure("the custom check '" + id + "' " + budget
                        + "; make it faster, or allow more with start(o -> o.customCheckBudget(time, clock))");
            }
        }
    }

    /** Errors that leave the JVM as it was, such as a failed assertion or a class that is not there, are the check's own. */
    private boolean holds(Predicate<Row> bound, Batch batch, int row) {
        try {
            return bound.test(batch.table().row(row));
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            throw new CheckFailure(
                    "the custom check '" + id + "' threw in row " + batch.rowNumber(row) + ": "
                            + context().shown(e),
                    e);
        }
    }
}
