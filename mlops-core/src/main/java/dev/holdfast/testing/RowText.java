// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.stats.Estimate;
import java.util.stream.Collectors;

/** Rows as a failure message shows them. */
final class RowText {
    private RowText() {}

    /** The number of the row, from 1, and where it stands in its file: {@code "row 17 (loans.csv, line 18)"}. */
    static String place(Table table, int index) {
        return "row " + (index + 1L)
                + table.position(index)
                        .map(p -> " (" + visible(p.toString()) + ")")
                        .orElse("");
    }

    static String values(Row row) {
        return row.names().stream()
                .map(name -> visible(name) + "=" + value(row, name))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The values on an indented line of their own. */
    static String below(Row row) {
        return '\n' + "    " + values(row);
    }

    private static String value(Row row, String name) {
        return row.value(name)
                .map(value -> value instanceof Double number ? number(number) : visible(value.toString()))
                .orElse("missing");
    }

    /** All digits of a value of the data, as whoever looks for the row needs them. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    static String number(String name, double value) {
        return name + " " + Estimate.number(value);
    }

    private static String visible(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.length() > 200 ? shown.substring(0, 200) + "..." : shown.toString();
    }
}
