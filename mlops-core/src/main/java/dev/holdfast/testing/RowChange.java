// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.model.Prediction;
import dev.holdfast.stats.Estimate;

/**
 * What must follow from a change of rows; each assertion returns the change again, so that they chain.
 *
 * <p>A change of an output of up to the tolerance counts as none. An output that is NaN breaks every property. Immutable;
 * as thread-safe as the model.
 *
 * @param <O> the model's answers
 */
public final class RowChange<O extends Prediction> {
    private static final double ROUNDING = 1e-9;

    private final GivenRows<O> given;
    private final RowEdit edit;
    private final double tolerance;

    RowChange(GivenRows<O> given, RowEdit edit) {
        this(given, edit, ROUNDING);
    }

    private RowChange(GivenRows<O> given, RowEdit edit, double tolerance) {
        this.given = given;
        this.edit = edit;
        this.tolerance = tolerance;
    }

    static void requireNumber(String what, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("the " + what + " must be a number, got NaN");
        }
    }

    /**
     * Sets what counts as no change of an output.
     *
     * @param newTolerance the largest change, at least 0; 1e-9 by default
     * @return the same change
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public RowChange<O> tolerating(double newTolerance) {
        if (!(newTolerance >= 0)) {
            throw new IllegalArgumentException("the tolerance must be at least 0, got " + newTolerance);
        }
        return new RowChange<>(given, edit, newTolerance);
    }

    /**
     * Asserts that an output is never larger after the change.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @return this change
     */
    public RowChange<O> neverRaises(String output) {
        return check(
                "never to raise '" + output + "'",
                output,
                (row, changed, before, after) -> rise(before, after, output) - tolerance);
    }

    /**
     * Asserts that an output is never smaller after the change.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @return this change
     */
    public RowChange<O> neverLowers(String output) {
        return check(
                "never to lower '" + output + "'",
                output,
                (row, changed, before, after) -> -rise(before, after, output) - tolerance);
    }

    /**
     * Asserts that an output is larger after the change, by an amount at least.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @param least the least rise, at least 0
     * @return this change
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public RowChange<O> raises(String output, double least) {
        requireRise(least);
        return check(
                "to raise '" + output + "' by at least " + Estimate.number(least),
                output,
                (row, changed, before, after) -> least - rise(before, after, output));
    }

    /**
     * Asserts that an output is smaller after the change, by an amount at least.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @param least the least fall, at least 0
     * @return this change
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public RowChange<O> lowers(String output, double least) {
        requireRise(least);
        return check(
                "to lower '" + output + "' by at least " + Estimate.number(least),
                output,
                (row, changed, before, after) -> least + rise(before, after, output));
    }

    /**
     * Asserts that no score, or not the quantity, is another after the change, beyond the tolerance.
     *
     * @return this change
     */
    public RowChange<O> neverChangesTheAnswer() {
        return check(
                "never to change the answer",
                "",
                (row, changed, before, after) -> Answer.distance(before, after) - tolerance);
    }

    /**
     * Asserts that the class with the highest score stays the same, whatever the scores are.
     *
     * @return this change
     * @throws IllegalStateException when the model predicts a quantity
     */
    public RowChange<O> neverChangesTheClass() {
        return check(
                "never to change the class",
                "",
                (row, changed, before, after) ->
                        Answer.best(before).equals(Answer.best(after)) ? 0 : Double.POSITIVE_INFINITY);
    }

    /**
     * Asserts that an output changes by no more than a slope allows: {@code |f(x') - f(x)| <= slope |x' - x|}, beyond the
     * tolerance. Small steps find steep places, so {@link GivenRows#moving} goes well with it.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @param slope the largest change of the output for each unit of the column, at least 0; times count in seconds
     * @return this change
     * @throws IllegalArgumentException when the slope is negative or NaN
     * @throws IllegalStateException when the change is not one of the numbers, times or truth values of one column
     */
    public RowChange<O> changesAtMost(String output, double slope) {
        if (!(slope >= 0)) {
            throw new IllegalArgumentException("the slope must be at least 0, got " + slope);
        }
        String column = edit.column()
                .orElseThrow(() -> new IllegalStateException(
                        "a slope is that of one column; raise, lower or move one instead of changing rows"));
        return check(
                "to change '" + output + "' by at most " + Estimate.number(slope) + " a unit",
                output,
                (row, changed, before, after) -> Math.abs(rise(before, after, output))
                        - slope * Math.abs(number(changed, column) - number(row, column))
                        - tolerance);
    }

    private static double number(Row row, String column) {
        Object value = row.value(column).orElseThrow();
        if (!Steps.isOrdered(value)) {
            throw new IllegalStateException("a slope needs numbers, got '" + value + "' in column '" + column + "'");
        }
        return Steps.number(value);
    }

    private static double rise(Prediction before, Prediction after, String output) {
        double first = Answer.score(before, output);
        double second = Answer.score(after, output);
        return first == second ? 0 : second - first;
    }

    private static void requireRise(double least) {
        if (!(least >= 0)) {
            throw new IllegalArgumentException("the least change must be at least 0, got " + least);
        }
    }

    private RowChange<O> check(String told, String output, Expectation.Excess excess) {
        given.check(edit, new Expectation(told, excess, output));
        return this;
    }
}
