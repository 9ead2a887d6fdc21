// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import java.util.BitSet;

/**
 * The type of a column. Where it was read as another type, the values that are not of the wanted one are the failing
 * rows; where each of them reads as the wanted type but the column is text altogether, all of them are.
 */
final class TypeState extends ValueState {
    private final ColumnType wanted;
    private long readAsText;

    TypeState(Rule rule, CheckContext context) {
        super(rule, context, Types.test(rule.type()));
        this.wanted = rule.type();
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule().column().orElseThrow());
        if (column.type() == wanted && rows.cardinality() == column.size()) {
            // The column's type vouches for every value.
            checked(column.size() - column.missingCount());
            return;
        }
        super.add(batch, rows);
        if (column.type() == ColumnType.TEXT && wanted != ColumnType.TEXT) {
            readAsText += rows.stream().filter(row -> !column.isMissing(row)).count();
        }
    }

    @Override
    void merge(CheckState other) {
        super.merge(other);
        readAsText += ((TypeState) other).readAsText;
    }

    @Override
    Conclusion conclude() {
        Conclusion plain = super.conclude();
        if (readAsText == 0 || plain.verdict() == Verdict.SKIPPED || plain.failing() > 0) {
            return plain;
        }
        return new Conclusion(
                Verdict.FAIL,
                plain.checked(),
                readAsText,
                plain.sample(),
                plain.measured(),
                "the column is text, although every value reads as " + Types.words(wanted)
                        + "; read it as such before checking");
    }
}
