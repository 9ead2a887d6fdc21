// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Objects;

/**
 * One column of a {@link Schema}: its name, its type and whether values may be missing.
 *
 * @param name the column's name, not empty
 * @param type the type of its values
 * @param optional true when values may be missing
 */
public record Field(String name, ColumnType type, boolean optional) {
    /**
     * Checks the name.
     *
     * @param name the column's name, not empty
     * @param type the type of its values
     * @param optional true when values may be missing
     * @throws IllegalArgumentException when the name is empty
     */
    public Field {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a field needs a name, got an empty text");
        }
    }

    /**
     * Returns a field whose values are always there.
     *
     * @param name the column's name
     * @param type the type of its values
     * @return the field
     */
    public static Field required(String name, ColumnType type) {
        return new Field(name, type, false);
    }

    /**
     * Returns a field whose values may be missing.
     *
     * @param name the column's name
     * @param type the type of its values
     * @return the field
     */
    public static Field optional(String name, ColumnType type) {
        return new Field(name, type, true);
    }
}
