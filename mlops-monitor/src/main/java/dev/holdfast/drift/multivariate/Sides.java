// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.List;

/** Two tables with the columns that both have and that can be compared, of as many rows as are asked for. */
record Sides(Table reference, Table current) {
    static Sides of(Table reference, Table current, int most, long seed) {
        List<String> names = new ArrayList<>();
        for (Column column : reference.columns()) {
            if (column.type() == ColumnType.TIME) {
                continue;
            }
            if (!current.has(column.name())) {
                throw new IllegalArgumentException("both sides need the same columns, and '" + column.name()
                        + "' is not in " + current.columnNames() + "; compare them column by column, or leave it out");
            }
            ColumnType other = current.column(column.name()).type();
            if (other != column.type() && !(other.isNumeric() && column.type().isNumeric())) {
                throw new IllegalArgumentException(
                        "column '" + column.name() + "' is " + column.type() + " on one side and " + other
                                + " on the other; compare them column by column, or leave it out");
            }
            names.add(column.name());
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("the reference has no column that can be compared");
        }
        String[] chosen = names.toArray(String[]::new);
        return new Sides(some(reference.select(chosen), most, seed), some(current.select(chosen), most, seed + 1));
    }

    private static Table some(Table table, int most, long seed) {
        return table.rowCount() <= most ? table : table.sample(most, seed);
    }

    boolean enough(int least) {
        return Math.min(reference.rowCount(), current.rowCount()) >= least;
    }
}
