// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.ColumnType;

/**
 * The reference of one column.
 *
 * @param name the column's name; for a score of the model, the class that it is the score of
 * @param source where its values come from
 * @param type the type of the values
 * @param counts the reference counts in the column's bins
 * @param singletons how many distinct values the reference has exactly once: by Good and Turing the share that a fresh
 *     sample can be expected to bring unseen
 * @param dependence by how much shares of blocks of neighbouring rows vary more than those of independent rows do, at
 *     least 1: so many rows tell as much as one independent row
 */
record ColumnBaseline(
        String name, Source source, ColumnType type, ColumnCounts counts, long singletons, double dependence) {
    /** Where the values of a column come from. */
    enum Source {
        /** An input of the model. */
        INPUT,
        /** The score that the model gave a class. */
        SCORE,
        /** The class with the highest score, or the predicted quantity. */
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

    ColumnBaseline with(ColumnCounts newCounts) {
        return new ColumnBaseline(name, source, type, newCounts, singletons, dependence);
    }

    ColumnBaseline with(double newDependence) {
        return new ColumnBaseline(name, source, type, counts, singletons, newDependence);
    }
}
