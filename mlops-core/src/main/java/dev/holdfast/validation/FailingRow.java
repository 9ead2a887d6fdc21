// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Objects;

/**
 * One row that broke a rule.
 *
 * @param row the number of the data row, from 1; a header is not counted
 * @param column the column that was looked at; several are joined by a comma
 * @param value the value as it was read, or {@code "(missing)"}; masked when the column is sensitive
 */
public record FailingRow(long row, String column, String value) {
    /**
     * Checks that nothing is null.
     *
     * @param row the number of the data row, from 1; a header is not counted
     * @param column the column that was looked at; several are joined by a comma
     * @param value the value as it was read, or {@code "(missing)"}; masked when the column is sensitive
     */
    public FailingRow {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(value, "value");
    }
}
