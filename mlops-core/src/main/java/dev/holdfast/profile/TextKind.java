// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import java.util.Arrays;

/** What a text is, each exactly one, with its code in the stored form: the place in this list. */
enum TextKind {
    INTEGER(0),
    NUMBER(1),
    BOOLEAN(2),
    TIME(3),
    PLAIN(4),
    SENTINEL(5),
    BLANK(6),
    EMPTY(7),
    MALFORMED(8);

    static final int KINDS = 9;

    private final int code;

    TextKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Returns the kind of a code, which must be one. */
    static TextKind of(int code) {
        return Arrays.stream(values())
                .filter(kind -> kind.code == code)
                .findFirst()
                .orElseThrow();
    }

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
            case TEXT -> code <= PLAIN.code;
        };
    }
}
