// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** In every row the parts add up to the total; a row in which one of them is missing is not looked at. */
final class SumState extends RowState {
    private final List<String> parts;
    private final String total;
    private final double tolerance;

    SumState(Rule rule, CheckContext context) {
        super(rule, context);
        this.parts = rule.texts("columns");
        this.total = rule.textArgument("total");
        this.tolerance = rule.decimal("tolerance");
    }

    @Override
    void add(Batch batch, BitSet rows) {
        List<Column> columns = new ArrayList<>();
        parts.forEach(part -> columns.add(batch.table().column(part)));
        columns.add(batch.table().column(total));
        for (Column column : columns) {
            if (!column.type().isNumeric()) {
                throw new CheckFailure("column '" + column.name() + "' is " + column.type()
                        + ", which cannot be added up; ask for number() or drop " + rule());
            }
        }
        long checked = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int index = row;
            if (columns.stream().noneMatch(c -> c.isMissing(index))) {
                checked++;
                double sum = 0;
                for (Column part : columns.subList(0, columns.size() - 1)) {
                    sum += part.number(row);
                }
                // Written so that NaN fails.
                if (!(Math.abs(sum - columns.get(columns.size() - 1).number(row)) <= tolerance)) {
                    fail(batch, row, columns);
                }
            }
        }
        checked(checked);
    }
}
