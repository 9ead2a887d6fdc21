// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.BitSet;

/** What the column types share: row selection and the messages of misuse. */
final class Rows {
    private Rows() {}

    static BitSet select(BitSet missing, int[] rows) {
        BitSet selected = new BitSet(rows.length);
        if (!missing.isEmpty()) {
            for (int i = 0; i < rows.length; i++) {
                if (missing.get(rows[i])) {
                    selected.set(i);
                }
            }
        }
        return selected;
    }

    static void requirePresent(Column column, int row) {
        if (column.isMissing(row)) {
            throw new IllegalStateException(
                    "column '" + column.name() + "' has no value in row " + row + "; ask isMissing first");
        }
    }

    static IllegalStateException notNumeric(Column column) {
        return new IllegalStateException(
                "column '" + column.name() + "' is " + column.type() + ", which cannot be read as a number");
    }
}
