// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Objects;

/**
 * One way in which a schema differs from an earlier one.
 *
 * @param column the column's name
 * @param kind what changed
 * @param breaking true when whoever relies on the earlier schema may fail or read something else
 * @param why the reason, in words for a person
 */
public record SchemaChange(String column, Kind kind, boolean breaking, String why) {
    /** What may change about a column. */
    public enum Kind {
        /** It was not there before. */
        ADDED,
        /** It is not there any more. */
        REMOVED,
        /** Its values are of another type. */
        RETYPED,
        /** Its values may be missing now, and could not before. */
        BECAME_OPTIONAL,
        /** Its values are always there now, and could be missing before. */
        BECAME_REQUIRED,
        /** It belongs to other environments. */
        MOVED
    }

    /**
     * Checks that nothing is null.
     *
     * @param column the column's name
     * @param kind what changed
     * @param breaking true when whoever relies on the earlier schema may fail or read something else
     * @param why the reason, in words for a person
     */
    public SchemaChange {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(why, "why");
    }
}
