// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.ColumnType;

/**
 * The reference of one column.
 *
 * @param name the column's name; for an answer of the model, the class that it is the score of
 * @param source where its values come from
 * @param type the type of the values
 * @param counts the reference counts in the column's bins
 * @param singletons how many distinct values the reference has exactly once: by Good and Turing the share that a fresh
 *     sample can be expected to bring unseen
 */
record ColumnBaseline(String name, Source source, ColumnType type, ColumnCounts counts, long singletons) {
    /** Where the values of a column come from. */
    enum Source {
        /** An input of the model. */
        INPUT,
        /** The score that the model gave a class. */
        SCORE,
        /** The class with the highest score. */
        PREDICTION
    }

    Bins bins() {
        return counts.bins;
    }

    /** Returns the name in reports. */
    String title() {
        return source == Source.SCORE ? "score(" + name + ")" : name;
    }

    /** Tells whether values of a type are counted in this column's bins. */
    boolean accepts(ColumnType other) {
        return other == type || (other.isNumeric() && type.isNumeric());
    }
}
