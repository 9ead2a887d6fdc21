// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.util.List;
import java.util.Objects;

/**
 * A row that was set aside, and why.
 *
 * @param number the number of the data row, from 1
 * @param row its values as they were read, those of sensitive columns too, for it is the data itself
 * @param breaches the rules that it breaks, at least one
 */
public record QuarantinedRow(long number, Row row, List<Breach> breaches) {
    /**
     * Copies the list.
     *
     * @param number the number of the data row
     * @param row its values
     * @param breaches the rules that it breaks
     */
    public QuarantinedRow {
        Objects.requireNonNull(row, "row");
        breaches = List.copyOf(breaches);
    }
}
