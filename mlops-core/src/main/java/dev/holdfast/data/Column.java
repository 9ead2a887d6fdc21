// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

/**
 * A named, typed, immutable sequence of values, some of which may be missing.
 *
 * <p>Row indexes run from 0 to {@link #size()} - 1; reading a value outside throws
 * {@link IndexOutOfBoundsException}, reading a missing one {@link IllegalStateException}. Thread-safe.
 */
public sealed interface Column permits NumberColumn, IntegerColumn, TextColumn, BooleanColumn, TimeColumn {
    /**
     * Returns the column's name.
     *
     * @return the name
     */
    String name();

    /**
     * Returns the type of the values.
     *
     * @return the type
     */
    ColumnType type();

    /**
     * Returns the number of rows, missing ones included.
     *
     * @return the number of rows
     */
    int size();

    /**
     * Tells whether the value of a row is missing.
     *
     * @param row the row's index
     * @return true when there is no value
     */
    boolean isMissing(int row);

    /**
     * Returns the number of missing values.
     *
     * @return a number from 0 to {@link #size()}
     */
    int missingCount();

    /**
     * Returns the value of a row as a number.
     *
     * @param row the row's index
     * @return the value; NaN and infinities as they are
     * @throws IllegalStateException when the value is missing or the column is not numeric
     */
    double number(int row);

    /**
     * Returns the value of a row as text: the text itself, or the value in the form in which it is printed.
     *
     * @param row the row's index
     * @return the text
     * @throws IllegalStateException when the value is missing
     */
    String text(int row);

    /**
     * Returns the value of a row as an object: {@link Double}, {@link Long}, {@link String}, {@link Boolean} or
     * {@link java.time.Instant}.
     *
     * @param row the row's index
     * @return the value
     * @throws IllegalStateException when the value is missing
     */
    Object value(int row);

    /**
     * Returns the column of the named rows, in their order; a row may be named more than once.
     *
     * @param rows the row indexes
     * @return the new column
     */
    Column select(int[] rows);

    /**
     * Returns this column under another name; the values are shared.
     *
     * @param newName the new name
     * @return the renamed column
     */
    Column named(String newName);

    /**
     * Returns the field that describes this column in a schema; it is optional when a value is missing.
     *
     * @return the field
     */
    default Field field() {
        return new Field(name(), type(), missingCount() > 0);
    }
}
