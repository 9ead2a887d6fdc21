// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;

/** Says in what two tables that should hold the same rows differ, in the columns that both have. */
final class RowsDigest {
    private RowsDigest() {}

    static String difference(Table first, Table second) {
        for (Column column : first.columns()) {
            if (second.has(column.name())) {
                int row = mismatch(column, second.column(column.name()));
                if (row >= 0) {
                    return "column '" + column.name() + "' differs in row " + row;
                }
            }
        }
        return "";
    }

    private static int mismatch(Column a, Column b) {
        if (a == b) {
            return -1;
        }
        for (int row = 0; row < a.size(); row++) {
            if (a.isMissing(row) != b.isMissing(row)
                    || (!a.isMissing(row) && !a.value(row).equals(b.value(row)))) {
                return row;
            }
        }
        return -1;
    }
}
