// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.RowPosition;
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
    private long open;

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
                see(
                        keys.stream().map(c -> c.value(index)).toList(),
                        value.value(row),
                        new Seen(1, batch.rowNumber(row), batch.table().position(row)));
            }
        }
    }

    private void see(Object key, Object value, Seen times) {
        Map<Object, Seen> seen = values.get(key);
        boolean isNew = seen == null || !seen.containsKey(value);
        if (isNew && !context.keyMemory().reserve(size(key) + size(value))) {
            open += times.times();
        } else {
            values.computeIfAbsent(key, k -> new HashMap<>(2)).merge(value, times, Seen::plus);
        }
    }

    /** About what a value or a key, with its part of the maps, takes in memory. */
    private static long size(Object value) {
        if (value instanceof List<?> parts) {
            return 160 + parts.stream().mapToLong(DependencyState::size).sum();
        }
        return 120 + (value instanceof String text ? 2L * text.length() : 0);
    }

    @Override
    void merge(CheckState other) {
        DependencyState that = (DependencyState) other;
        checked += that.checked;
        open += that.open;
        that.values.forEach((key, seen) -> seen.forEach((value, times) -> see(key, value, times)));
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
                    sample.add(new FailingRow(
                            each.getValue().firstRow(),
                            to,
                            context.shown(to, each.getKey()),
                            each.getValue().position()));
                }
            }
        }
        double atLeast = rule.modifiers().atLeast().orElse(1.0);
        boolean holds = Limit.compareShare(checked - failing, checked, atLeast) >= 0;
        boolean surelyHolds = Limit.compareShare(checked - failing - open, checked, atLeast) >= 0;
        return new Conclusion(
                surelyHolds ? Verdict.PASS : holds ? Verdict.UNDECIDED : Verdict.FAIL,
                checked,
                failing,
                sample.inRowOrder(),
                Optional.empty(),
                failing + " of " + checked + " checked rows (" + Texts.percent(failing, checked)
                        + ") have another value than the first row of the same key: " + rule
                        + (open == 0
                                ? ""
                                : "; the memory for keys ("
                                        + context.keyMemory().limit() + " bytes) was used up and " + open
                                        + " rows more may break it; allow more with start(o -> o.keyMemory(bytes))"));
    }

    private record Seen(long times, long firstRow, Optional<RowPosition> position) {
        Seen plus(Seen other) {
            Seen first = firstRow <= other.firstRow ? this : other;
            return new Seen(times + other.times, first.firstRow, first.position);
        }
    }
}
