// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import dev.holdfast.data.RowPosition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A row that was set aside, and why.
 *
 * @param number the number of the data row, from 1
 * @param position the line and the byte of the file at which the row starts, where the source knows them
 * @param row its values as they were read; those of sensitive columns are hidden as the contract says, unless the sink takes
 *     them ({@link QuarantineSink#withSensitiveValues()})
 * @param breaches the rules that it breaks, at least one
 */
public record QuarantinedRow(long number, Optional<RowPosition> position, Row row, List<Breach> breaches) {
    /**
     * Copies the list.
     *
     * @param number the number of the data row
     * @param position the line and the byte of the file at which the row starts
     * @param row its values
     * @param breaches the rules that it breaks
     */
    public QuarantinedRow {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(row, "row");
        breaches = List.copyOf(breaches);
    }
}
