// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Named values that belong together: a view of one row of a {@link Table}, or the values of one request.
 *
 * <p>A column that the row does not have at all and a value that is missing are two things: {@link #has} tells them
 * apart, {@link #isMissing} is true for both. Immutable and thread-safe.
 */
public sealed interface Row permits TableRow, MapRow {
    /**
     * Returns a row of the given values.
     *
     * @param values name to value: a {@link Number}, {@link CharSequence}, {@link Boolean} or
     *     {@link java.time.Instant}; null and an empty {@link Optional} mean missing
     * @return the row
     * @throws IllegalArgumentException when a value is of another type
     */
    static Row of(Map<String, ?> values) {
        return MapRow.of(values);
    }

    /**
     * Returns a row of the given values: {@code Row.of("Age", 33, "Income", 120.5, "Home", "rent")}.
     *
     * @param namesAndValues names and values in turn; values as in {@link #of(Map)}
     * @return the row
     * @throws IllegalArgumentException when the number of arguments is odd, a name is no text or named twice, or a
     *     value is of another type
     */
    static Row of(@Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "names and values must come in pairs, got " + namesAndValues.length + " arguments");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!(namesAndValues[i] instanceof String name)) {
                throw new IllegalArgumentException(
                        "argument " + i + " must be a column name, got " + namesAndValues[i]);
            }
            if (values.containsKey(name)) {
                throw new IllegalArgumentException("column '" + name + "' is given twice");
            }
            values.put(name, namesAndValues[i + 1]);
        }
        return MapRow.of(values);
    }

    /**
     * Returns the names of the columns that this row has, missing values included.
     *
     * @return the names in column order
     */
    List<String> names();

    /**
     * Tells whether the row has a column of this name, be its value missing or not.
     *
     * @param name the column's name
     * @return true when it has
     */
    boolean has(String name);

    /**
     * Tells whether there is no value: the column is not there, or its value is missing.
     *
     * @param name the column's name
     * @return true when {@link #value} is empty
     */
    boolean isMissing(String name);

    /**
     * Returns a value as a number.
     *
     * @param name the column's name
     * @return the value; NaN and infinities as they are
     * @throws IllegalStateException when there is no value or it is not a number
     */
    double number(String name);

    /**
     * Returns a value as text: the text itself, or the value in the form in which it is printed.
     *
     * @param name the column's name
     * @return the text
     * @throws IllegalStateException when there is no value
     */
    String text(String name);

    /**
     * Returns a value as {@link Double}, {@link Long}, {@link String}, {@link Boolean} or {@link java.time.Instant}.
     *
     * @param name the column's name
     * @return the value, or empty when there is none
     */
    Optional<Object> value(String name);

    /**
     * Returns a copy of this row in which one value is another.
     *
     * @param name the column's name; it is added when the row does not have it
     * @param value the new value, as in {@link #of(Map)}
     * @return the new row
     */
    default Row with(String name, Object value) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String each : names()) {
            values.put(each, value(each));
        }
        values.put(name, value);
        return of(values);
    }
}
