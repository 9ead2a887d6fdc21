// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.Sample;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How rows are cut into slices: by the values of a column, or by a condition.
 *
 * @param name the column, or the name of the slice
 * @param condition the condition; empty for the values of the column
 */
record SliceCut(String name, Optional<Predicate<Row>> condition) {
    <S extends Sample<S>> Evaluation<S> apply(Evaluation<S> evaluation) {
        return condition.map(rows -> evaluation.slice(name, rows)).orElseGet(() -> evaluation.slices(name));
    }

    /** Tells whether a row is in the slice of this name; of a column of numbers, whose slices are ranges, it never is. */
    boolean holds(String slice, Row row) {
        if (condition.isPresent()) {
            return slice.equals(name) && condition.get().test(row);
        }
        return slice.equals(name + " = "
                + (row.isMissing(name)
                        ? "missing"
                        : row.value(name).map(Object::toString).orElse("")));
    }
}
