// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

/** What happens to a row of delimited text that has another number of cells than the header. */
public enum Ragged {
    /** The reading fails with a {@link DataException} that names the line. */
    FAIL,
    /** The cells that a shorter row lacks are missing; a longer row fails, for cutting it would lose data. */
    PAD,
    /** The row is left out and handed to {@link CsvFormat#rejected}. */
    QUARANTINE
}
