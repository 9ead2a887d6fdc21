// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.List;
import java.util.Optional;

/** A view of one row of a table; copies nothing. */
final class TableRow implements Row {
    private final Table table;
    private final int index;

    TableRow(Table table, int index) {
        this.table = table;
        this.index = index;
    }

    @Override
    public List<String> names() {
        return table.columnNames();
    }

    @Override
    public boolean has(String name) {
        return table.has(name);
    }

    @Override
    public boolean isMissing(String name) {
        return !table.has(name) || table.column(name).isMissing(index);
    }

    @Override
    public double number(String name) {
        return table.column(name).number(index);
    }

    @Override
    public String text(String name) {
        return table.column(name).text(index);
    }

    @Override
    public Optional<Object> value(String name) {
        return isMissing(name)
                ? Optional.empty()
                : Optional.of(table.column(name).value(index));
    }

    @Override
    public String toString() {
        return "Row " + index + " of " + table;
    }
}
