// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which columns there are: none but the wanted ones, and perhaps all of those. */
final class ColumnsState extends CheckState {
    private final Set<String> wanted;
    private final boolean all;
    private final Set<String> extra = new TreeSet<>();
    private final Set<String> absent = new TreeSet<>();
    private boolean seen;

    ColumnsState(List<String> wanted, boolean all) {
        this.wanted = new LinkedHashSet<>(wanted);
        this.all = all;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        seen = true;
        Set<String> there = new LinkedHashSet<>(batch.table().columnNames());
        there.stream().filter(c -> !wanted.contains(c)).forEach(extra::add);
        if (all) {
            wanted.stream().filter(c -> !there.contains(c)).forEach(absent::add);
        }
    }

    @Override
    void merge(CheckState other) {
        ColumnsState that = (ColumnsState) other;
        seen |= that.seen;
        extra.addAll(that.extra);
        absent.addAll(that.absent);
    }

    @Override
    Conclusion conclude() {
        if (!seen) {
            return Conclusion.without(Verdict.SKIPPED, "there was no table to look at");
        }
        boolean holds = extra.isEmpty() && absent.isEmpty();
        String sentence = holds
                ? "the columns are those that the contract names"
                : (extra.isEmpty() ? "" : "columns that the contract does not name: " + extra)
                        + (extra.isEmpty() || absent.isEmpty() ? "" : "; ")
                        + (absent.isEmpty() ? "" : "columns that are not there: " + absent);
        return new Conclusion(holds ? Verdict.PASS : Verdict.FAIL, 0, 0, List.of(), Optional.empty(), sentence);
    }
}
