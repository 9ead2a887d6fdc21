// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which columns there are: their names, their order and their number. */
final class ColumnsState extends CheckState {
    private final Rule rule;
    private final List<String> wanted;
    private final Set<String> wrong = new TreeSet<>();
    private boolean seen;

    ColumnsState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.wanted = rule.arguments().containsKey("names") ? rule.texts("names") : context.columnNames();
    }

    @Override
    void add(Batch batch, BitSet rows) {
        seen = true;
        List<String> there = batch.table().columnNames();
        switch (rule.kind()) {
            case COLUMN_COUNT -> {
                if (!rule.limit().contains(there.size())) {
                    wrong.add("there are " + there.size() + " columns; wanted are " + rule.limit());
                }
            }
            case COLUMN_NAMES -> {
                CellTest test = CellTests.matches(rule.textArgument("regex"));
                named(
                        "column names that do not match",
                        there.stream().filter(c -> !test.text(c)).toList());
            }
            case COLUMNS_IN_ORDER -> {
                if (!there.equals(wanted)) {
                    wrong.add("the columns are " + there + "; wanted are " + wanted + " in this order");
                }
            }
            default -> {
                named(
                        "columns that the contract does not name",
                        there.stream().filter(c -> !wanted.contains(c)).toList());
                if (rule.kind() == RuleKind.COLUMNS) {
                    named(
                            "columns that are not there",
                            wanted.stream().filter(c -> !there.contains(c)).toList());
                }
            }
        }
    }

    private void named(String what, List<String> columns) {
        if (!columns.isEmpty()) {
            wrong.add(what + ": " + columns);
        }
    }

    @Override
    void merge(CheckState other) {
        ColumnsState that = (ColumnsState) other;
        seen |= that.seen;
        wrong.addAll(that.wrong);
    }

    @Override
    Conclusion conclude() {
        if (!seen) {
            return Conclusion.without(Verdict.SKIPPED, "there was no table to look at");
        }
        return Conclusion.without(
                wrong.isEmpty() ? Verdict.PASS : Verdict.FAIL,
                wrong.isEmpty() ? "the columns satisfy " + rule : String.join("; ", wrong));
    }
}
