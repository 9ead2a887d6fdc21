// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

/** The type of a column's values. */
public enum ColumnType {
    /** Double precision numbers; NaN and infinities are values, not missing. */
    NUMBER,
    /** Whole numbers that fit in 64 bits. */
    INTEGER,
    /** Unicode text; the empty text is a value, not missing. */
    TEXT,
    /** True or false. */
    BOOLEAN,
    /** Instants on the time line. */
    TIME;

    /**
     * Tells whether values of this type can be read as a {@code double}.
     *
     * @return true for {@link #NUMBER} and {@link #INTEGER}
     */
    public boolean isNumeric() {
        return this == NUMBER || this == INTEGER;
    }
}
