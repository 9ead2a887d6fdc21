// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;

/** What a text is, each exactly one; the order is that of the stored form and grows at its end only. */
enum TextKind {
    INTEGER,
    NUMBER,
    BOOLEAN,
    TIME,
    PLAIN,
    SENTINEL,
    BLANK,
    EMPTY,
    MALFORMED;

    static TextKind of(ColumnType type) {
        return switch (type) {
            case INTEGER -> INTEGER;
            case NUMBER -> NUMBER;
            case BOOLEAN -> BOOLEAN;
            case TIME -> TIME;
            case TEXT -> PLAIN;
        };
    }

    /** Tells whether a text of this kind is a value of a column that holds a type. */
    boolean fits(ColumnType type) {
        return switch (type) {
            case INTEGER -> this == INTEGER;
            case NUMBER -> this == INTEGER || this == NUMBER;
            case BOOLEAN -> this == BOOLEAN;
            case TIME -> this == TIME;
            case TEXT -> compareTo(PLAIN) <= 0;
        };
    }
}
