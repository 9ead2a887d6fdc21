// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Every one of some values occurs in a column. */
final class ContainsAllState extends CheckState {
    private final Rule rule;
    private final Set<String> unseen;
    private long values;

    ContainsAllState(Rule rule) {
        this.rule = rule;
        this.unseen =
                rule.values("values").stream().map(Texts::value).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule.column().orElseThrow());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                values++;
                if (!unseen.isEmpty()) {
                    unseen.remove(Texts.value(column.value(row)));
                }
            }
        }
    }

    @Override
    void merge(CheckState other) {
        ContainsAllState that = (ContainsAllState) other;
        unseen.retainAll(that.unseen);
        values += that.values;
    }

    @Override
    Conclusion conclude() {
        if (values == 0) {
            return Conclusion.without(Verdict.SKIPPED, rule + " had no value to look at");
        }
        return new Conclusion(
                unseen.isEmpty() ? Verdict.PASS : Verdict.FAIL,
                values,
                0,
                List.of(),
                Optional.empty(),
                unseen.isEmpty() ? "all values of " + rule + " occur" : "values that do not occur: " + unseen);
    }
}
