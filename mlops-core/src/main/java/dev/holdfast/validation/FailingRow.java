// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.RowPosition;
import java.util.Objects;
import java.util.Optional;

/**
 * One row that broke a rule.
 *
 * @param row the number of the data row, from 1; a header is not counted
 * @param column the column that was looked at; several are joined by a comma
 * @param value the value as it was read, or {@code "(missing)"}; masked when the column is sensitive
 * @param position the line and the byte of the file at which the row starts, where the source knows them
 */
public record FailingRow(long row, String column, String value, Optional<RowPosition> position) {
    /**
     * Checks that nothing is null.
     *
     * @param row the number of the data row, from 1; a header is not counted
     * @param column the column that was looked at; several are joined by a comma
     * @param value the value as it was read, or {@code "(missing)"}; masked when the column is sensitive
     * @param position the line and the byte of the file at which the row starts, where the source knows them
     */
    public FailingRow {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(position, "position");
    }

    /**
     * Makes a row whose position is not known.
     *
     * @param row the number of the data row, from 1; a header is not counted
     * @param column the column that was looked at; several are joined by a comma
     * @param value the value as it was read, or {@code "(missing)"}; masked when the column is sensitive
     */
    public FailingRow(long row, String column, String value) {
        this(row, column, value, Optional.empty());
    }

    /** Returns the row for a person: control characters of the value are shown by their code points. */
    @Override
    public String toString() {
        return "row " + row
                + position.map(p -> " (" + Texts.visible(p.toString()) + ")").orElse("") + ", " + Texts.visible(column)
                + ": '" + Texts.visible(value) + "'";
    }
}
