// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

/**
 * The cells into which the values of one column are counted.
 *
 * <p>A column's counts are one array: first {@link #body()} cells of ordinary values, then the special cells below, which
 * every column has so that all counts are handled alike.
 */
sealed interface Bins permits Grid, Levels {
    /** A number below the smallest of the reference; for texts a level that the reference had among its rare ones. */
    int LOW = 0;
    /** A number above the largest of the reference; for texts a level that the reference never had. */
    int HIGH = 1;
    /** Not a number, which is a value and not missing. */
    int NAN = 2;
    /** Negative infinity. */
    int NEGATIVE_INFINITY = 3;
    /** Positive infinity. */
    int POSITIVE_INFINITY = 4;
    /** The column is there and the value is not. */
    int MISSING = 5;
    /** The row does not have the column at all. */
    int ABSENT = 6;
    /** A value of a type that the column never had. */
    int MISTYPED = 7;
    /** The number of special cells. */
    int SPECIAL = 8;

    /** Returns what the values of a special cell from {@link #NAN} on are called. */
    static String name(int special) {
        return switch (special) {
            case NAN -> "NaN";
            case NEGATIVE_INFINITY -> "-∞";
            case POSITIVE_INFINITY -> "+∞";
            case MISSING -> "missing";
            case ABSENT -> "of rows without the column";
            default -> "of another type";
        };
    }

    /** Returns the number of ordinary cells. */
    int body();

    /** Returns what the values of an ordinary cell have in common, in words. */
    String describe(int cell);
}
