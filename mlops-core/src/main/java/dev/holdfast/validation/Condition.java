// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A condition on the values of one row, held as data: {@code when("Debt").above(0).then("Assets").above(0)}.
 *
 * <p>A comparison with a missing value is neither true nor false; {@code and}, {@code or} and {@code not} follow
 * Kleene's three-valued logic. As a check, a row whose condition is unknown is not counted as checked; as a filter, it
 * is left out. {@code when(..).then(..)} looks only at rows where the first part is true. A text is compared with a
 * number by its value when it reads as one. Immutable and thread-safe; equal conditions are equal.
 */
public final class Condition {
    private final Predicate predicate;
    private final Predicate.OnRow onRow;

    Condition(Predicate predicate) {
        this.predicate = predicate;
        this.onRow = predicate.compile();
    }

    Truth truth(Row row) {
        return onRow.test(row);
    }

    Predicate predicate() {
        return predicate;
    }

    /**
     * Starts a condition on a column.
     *
     * @param column the column's name
     * @return what the column is asked
     */
    public static Subject when(String column) {
        return new Subject(column, UnaryOperator.identity());
    }

    /**
     * Goes on to what must hold where this condition holds.
     *
     * @param column the column that the second part asks
     * @return what that column is asked
     */
    public Subject then(String column) {
        return new Subject(column, second -> new Predicate.Implication(predicate, second));
    }

    /**
     * Returns the condition that where this one holds, another one holds as well.
     *
     * @param second the other condition
     * @return the implication
     */
    public Condition then(Condition second) {
        return new Condition(new Predicate.Implication(predicate, second.predicate));
    }

    /**
     * Goes on to a second part, which must hold too.
     *
     * @param column the column that the second part asks
     * @return what that column is asked
     */
    public Subject and(String column) {
        return new Subject(column, second -> new Predicate.All(List.of(predicate, second)));
    }

    /**
     * Returns the condition that this one and another one hold.
     *
     * @param other the other condition
     * @return the conjunction
     */
    public Condition and(Condition other) {
        return new Condition(new Predicate.All(List.of(predicate, other.predicate)));
    }

    /**
     * Goes on to an alternative.
     *
     * @param column the column that the alternative asks
     * @return what that column is asked
     */
    public Subject or(String column) {
        return new Subject(column, second -> new Predicate.Any(List.of(predicate, second)));
    }

    /**
     * Returns the condition that this one or another one holds.
     *
     * @param other the other condition
     * @return the disjunction
     */
    public Condition or(Condition other) {
        return new Condition(new Predicate.Any(List.of(predicate, other.predicate)));
    }

    /**
     * Returns the opposite of this condition.
     *
     * @return the negation
     */
    public Condition negate() {
        return new Condition(new Predicate.Not(predicate));
    }

    /**
     * Tells whether the condition is known to hold for a row.
     *
     * @param row the row; a column that it does not have is a missing value
     * @return true when it holds; false when it does not, or when a value that decides it is missing
     */
    public boolean holdsFor(Row row) {
        return truth(row) == Truth.TRUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition that && predicate.equals(that.predicate);
    }

    @Override
    public int hashCode() {
        return predicate.hashCode();
    }

    @Override
    public String toString() {
        return predicate.toString();
    }

    /** A column that is about to be asked something; each method completes the condition. */
    public static final class Subject {
        private final String column;
        private final UnaryOperator<Predicate> completed;

        private Subject(String column, UnaryOperator<Predicate> completed) {
            this.column = Rule.requireName(column, "a condition");
            this.completed = completed;
        }

        private Condition is(Comparison.Operator operator, Object... operands) {
            return new Condition(completed.apply(new Comparison(column, operator, Arrays.asList(operands))));
        }

        private Object bound(Comparison.Operator operator, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "condition on '" + column + "': " + operator.json() + " needs a finite number, got " + value);
            }
            return Rule.number(value);
        }

        /**
         * Asks for a value above a bound.
         *
         * @param bound the bound, not reached
         * @return the condition
         * @throws IllegalArgumentException when the bound is not finite
         */
        public Condition above(double bound) {
            return is(Comparison.Operator.ABOVE, bound(Comparison.Operator.ABOVE, bound));
        }

        /**
         * Asks for a value that is not below a bound.
         *
         * @param bound the smallest value
         * @return the condition
         * @throws IllegalArgumentException when the bound is not finite
         */
        public Condition atLeast(double bound) {
            return is(Comparison.Operator.AT_LEAST, bound(Comparison.Operator.AT_LEAST, bound));
        }

        /**
         * Asks for a value below a bound.
         *
         * @param bound the bound, not reached
         * @return the condition
         * @throws IllegalArgumentException when the bound is not finite
         */
        public Condition below(double bound) {
            return is(Comparison.Operator.BELOW, bound(Comparison.Operator.BELOW, bound));
        }

        /**
         * Asks for a value that is not above a bound.
         *
         * @param bound the largest value
         * @return the condition
         * @throws IllegalArgumentException when the bound is not finite
         */
        public Condition atMost(double bound) {
            return is(Comparison.Operator.AT_MOST, bound(Comparison.Operator.AT_MOST, bound));
        }

        /**
         * Asks for one of some texts.
         *
         * @param values the texts, at least one
         * @return the condition
         * @throws IllegalArgumentException when there is none
         */
        public Condition in(String... values) {
            return is(Comparison.Operator.IN, (Object[]) Rule.requireSome(values, "condition on '" + column + "': in"));
        }

        /**
         * Asks for one text.
         *
         * @param value the text
         * @return the condition
         */
        public Condition is(String value) {
            return in(value);
        }

        /**
         * Asks for one number.
         *
         * @param value the number
         * @return the condition
         * @throws IllegalArgumentException when it is not finite
         */
        public Condition is(double value) {
            return is(Comparison.Operator.IN, bound(Comparison.Operator.IN, value));
        }

        /**
         * Asks for anything but some texts.
         *
         * @param values the texts, at least one
         * @return the condition
         * @throws IllegalArgumentException when there is none
         */
        public Condition notIn(String... values) {
            return is(Comparison.Operator.NOT_IN, (Object[])
                    Rule.requireSome(values, "condition on '" + column + "': notIn"));
        }

        /**
         * Asks for a text that a regular expression matches as a whole.
         *
         * @param regex the expression
         * @return the condition
         * @throws IllegalArgumentException when it does not compile
         */
        public Condition matches(String regex) {
            return is(Comparison.Operator.MATCHES, Rule.requireRegex(regex, "condition on '" + column + "'"));
        }

        /**
         * Asks for a missing value.
         *
         * @return the condition, which is never unknown
         */
        public Condition isMissing() {
            return is(Comparison.Operator.MISSING);
        }

        /**
         * Asks for a value that is there.
         *
         * @return the condition, which is never unknown
         */
        public Condition isPresent() {
            return is(Comparison.Operator.PRESENT);
        }

        /**
         * Asks for a value above that of another column: numbers, times or texts by their order.
         *
         * @param other the other column
         * @return the condition
         */
        public Condition aboveColumn(String other) {
            return is(Comparison.Operator.ABOVE_COLUMN, other);
        }

        /**
         * Asks for a value that is not below that of another column.
         *
         * @param other the other column
         * @return the condition
         */
        public Condition atLeastColumn(String other) {
            return is(Comparison.Operator.AT_LEAST_COLUMN, other);
        }

        /**
         * Asks for the value of another column.
         *
         * @param other the other column
         * @return the condition
         */
        public Condition equalsColumn(String other) {
            return is(Comparison.Operator.EQUAL_COLUMN, other);
        }

        /**
         * Asks for a number that is close to that of another column; NaN is close to nothing.
         *
         * @param other the other column
         * @param tolerance how far both may be apart, at least 0
         * @return the condition
         * @throws IllegalArgumentException when the tolerance is negative or not finite
         */
        public Condition nearColumn(String other, double tolerance) {
            if (tolerance < 0) {
                throw new IllegalArgumentException(
                        "condition on '" + column + "': nearColumn needs a tolerance of at least 0, got " + tolerance);
            }
            return is(Comparison.Operator.NEAR_COLUMN, other, bound(Comparison.Operator.NEAR_COLUMN, tolerance));
        }

        /**
         * Asks for another value than that of another column.
         *
         * @param other the other column
         * @return the condition
         */
        public Condition differsFromColumn(String other) {
            return is(Comparison.Operator.NOT_EQUAL_COLUMN, other);
        }
    }
}
