// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.RowPosition;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values that rise, or fall, from row to row. Remembers the ends of every stretch of rows seen, so that stretches that are
 * checked apart are compared where they meet.
 */
final class OrderState extends RowState {
    private final boolean falling;
    private final boolean strict;
    private final TreeMap<Long, Stretch> stretches = new TreeMap<>();

    OrderState(Rule rule, CheckContext context) {
        super(rule, context);
        this.falling = rule.kind() == RuleKind.DECREASING;
        this.strict = rule.textArgument("strict").equals("true");
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule().column().orElseThrow());
        Stretch stretch = null;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                checked(1);
                Object value = column.value(row);
                if (stretch != null && breaks(stretch.last(), value)) {
                    fail(batch, row, column);
                }
                stretch = stretch == null
                        ? new Stretch(value, batch.rowNumber(row), batch.table().position(row), value)
                        : new Stretch(stretch.first(), stretch.firstRow(), stretch.position(), value);
            }
        }
        if (stretch != null) {
            stretches.put(stretch.firstRow(), stretch);
        }
    }

    private boolean breaks(Object before, Object after) {
        int order = CellTests.compare(before, after).orElse(2);
        return order == 2 || (order == 0 ? strict : falling == (order < 0));
    }

    @Override
    void merge(CheckState other) {
        super.merge(other);
        stretches.putAll(((OrderState) other).stretches);
    }

    @Override
    Conclusion conclude() {
        String column = rule().column().orElseThrow();
        OrderState whole = new OrderState(rule(), context());
        whole.mergeCounts(this);
        Iterator<Map.Entry<Long, Stretch>> rest = stretches.entrySet().iterator();
        Optional<Stretch> before = Optional.empty();
        while (rest.hasNext()) {
            Stretch next = rest.next().getValue();
            if (before.filter(b -> breaks(b.last(), next.first())).isPresent()) {
                whole.fail(new FailingRow(
                        next.firstRow(), column, context().shown(column, next.first()), next.position()));
            }
            before = Optional.of(next);
        }
        return whole.concludeCounts();
    }

    private void mergeCounts(OrderState other) {
        super.merge(other);
    }

    private Conclusion concludeCounts() {
        return super.conclude();
    }

    /** The first and the last value of some rows, and where the first row is. */
    record Stretch(Object first, long firstRow, Optional<RowPosition> position, Object last) {}
}
