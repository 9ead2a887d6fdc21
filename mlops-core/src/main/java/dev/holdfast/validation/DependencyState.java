// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A functional dependency: rows that agree in the first columns agree in the last one. The value in the earliest row of a
 * key is taken as right, rows of that key with another value fail. Rows with a missing part are not looked at.
 */
final class DependencyState extends CheckState {
    private final Rule rule;
    private final CheckContext context;
    private final List<String> from;
    private final String to;
    private final Map<Object, Map<Object, Seen>> values = new HashMap<>();
    private long checked;

    DependencyState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.context = context;
        this.from = rule.texts("columns");
        this.to = rule.textArgument("determines");
    }

    @Override
    void add(Batch batch, BitSet rows) {
        List<Column> keys = from.stream().map(batch.table()::column).toList();
        Column value = batch.table().column(to);
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int index = row;
            if (!value.isMissing(row) && keys.stream().noneMatch(c -> c.isMissing(index))) {
                checked++;
                values.computeIfAbsent(keys.stream().map(c -> c.value(index)).toList(), k -> new HashMap<>())
                        .merge(value.value(row), new Seen(1, batch.rowNumber(row)), Seen::plus);
            }
        }
    }

    @Override
    void merge(CheckState other) {
        DependencyState that = (DependencyState) other;
        checked += that.checked;
        that.values.forEach((key, seen) -> {
            Map<Object, Seen> mine = values.computeIfAbsent(key, k -> new HashMap<>());
            seen.forEach((value, times) -> mine.merge(value, times, Seen::plus));
        });
    }

    @Override
    Conclusion conclude() {
        if (checked == 0) {
            return Conclusion.without(Verdict.SKIPPED, rule + " had no value to look at");
        }
        long failing = 0;
        Sample sample = new Sample(context.sampleSize());
        for (Map<Object, Seen> seen : values.values()) {
            Seen first = seen.values().stream()
                    .min(Comparator.comparingLong(Seen::firstRow))
                    .orElseThrow();
            for (Map.Entry<Object, Seen> each : seen.entrySet()) {
                if (each.getValue().firstRow() != first.firstRow()) {
                    failing += each.getValue().times();
                    sample.add(new FailingRow(each.getValue().firstRow(), to, context.shown(to, each.getKey())));
                }
            }
        }
        double atLeast = rule.modifiers().atLeast().orElse(1.0);
        return new Conclusion(
                Limit.compareShare(checked - failing, checked, atLeast) >= 0 ? Verdict.PASS : Verdict.FAIL,
                checked,
                failing,
                sample.inRowOrder(),
                Optional.empty(),
                failing + " of " + checked + " checked rows (" + Texts.percent(failing, checked)
                        + ") have another value than the first row of the same key: " + rule);
    }

    private record Seen(long times, long firstRow) {
        Seen plus(Seen other) {
            return new Seen(times + other.times, Math.min(firstRow, other.firstRow));
        }
    }
}
