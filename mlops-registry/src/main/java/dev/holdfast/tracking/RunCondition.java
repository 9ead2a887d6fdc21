// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Names;
import java.time.Instant;
import java.util.List;

/**
 * What a search asks of a run: {@code metric("auc").atLeast(0.8).and(parameter("penalty").below(0.1))}.
 *
 * <p>A metric is the value that was recorded last. What was not recorded, and NaN, is neither above nor below anything;
 * so a condition and its {@linkplain #not() negation} divide all runs in two, and the second holds those that lack the
 * metric.
 *
 * <p>A condition prints as one line of text, and {@link #parse} reads that text: the condition above is
 * {@code metric("auc") >= 0.8 and parameter("penalty") < 0.1}. {@code and} holds tighter than {@code or}, and
 * {@code not} tightest:
 *
 * <pre>
 * condition   = conjunction { "or" conjunction }
 * conjunction = negation { "and" negation }
 * negation    = "not" negation | "(" condition ")" | question
 * question    = "metric" "(" text ")" ( comparison number | "exists" )
 *             | "parameter" "(" text ")" ( comparison number | "=" text | "exists" )
 *             | "tag" "(" text ")" ( "=" text | "exists" )
 *             | ( "experiment" | "name" | "parent" | "dataset" ) "=" text
 *             | "status" "=" ( "RUNNING" | "COMPLETED" | "FAILED" | "LOST" )
 *             | "started" ( "&gt;=" | "&lt;" ) text
 * comparison  = "&gt;=" | "&lt;=" | "&gt;" | "&lt;" | "="
 * text        = a text in quotation marks, as JSON writes it
 * number      = a decimal number, perhaps with an exponent, or "Infinity" or "-Infinity"
 * </pre>
 *
 * <p>A condition asks at most 500 questions, at most 100 of them within one another. A text in it that cannot be stored, because
 * it has the character NUL or half of a surrogate pair, is an {@link IllegalArgumentException}. Immutable and thread-safe.
 */
public final class RunCondition {
    private static final int MOST_QUESTIONS = 500;
    private static final int DEEPEST = 100;

    private final Criterion criterion;

    RunCondition(Criterion criterion) {
        if (criterion.size() > MOST_QUESTIONS || criterion.depth() > DEEPEST) {
            throw new IllegalArgumentException("a condition asks at most " + MOST_QUESTIONS + " questions, at most "
                    + DEEPEST + " of them within one another, got " + criterion.size() + " and " + criterion.depth());
        }
        this.criterion = criterion;
    }

    /**
     * Reads a condition from its text.
     *
     * @param text the text, in the grammar above; between words there may be any white space
     * @return the condition, equal to the one that prints so
     * @throws IllegalArgumentException when it is no condition; the message tells the position, what was expected
     *     there and what was found
     */
    public static RunCondition parse(String text) {
        return new ConditionParser(text).parse();
    }

    /**
     * Starts a condition on a metric.
     *
     * @param name the metric
     * @return what can be asked of it
     */
    public static Operand metric(String name) {
        return new Operand(Criterion.Kind.METRIC, name);
    }

    /**
     * Starts a condition on a parameter.
     *
     * @param name the parameter
     * @return what can be asked of it
     */
    public static Operand parameter(String name) {
        return new Operand(Criterion.Kind.PARAMETER, name);
    }

    /**
     * Returns the condition that a tag has a value.
     *
     * @param name the tag
     * @param value its value
     * @return the condition
     */
    public static RunCondition tag(String name, String value) {
        return new RunCondition(new Criterion.Text(Criterion.Kind.TAG, name, value));
    }

    /**
     * Returns the condition that a tag is set, to whatever value.
     *
     * @param name the tag
     * @return the condition
     */
    public static RunCondition hasTag(String name) {
        return new RunCondition(new Criterion.Exists(Criterion.Kind.TAG, name));
    }

    /**
     * Returns the condition that a run is of an experiment.
     *
     * @param name the experiment
     * @return the condition
     */
    public static RunCondition experiment(String name) {
        return new RunCondition(new Criterion.Own(Criterion.Property.EXPERIMENT, name));
    }

    /**
     * Returns the condition that a run is called so.
     *
     * @param name what the host called it
     * @return the condition
     */
    public static RunCondition named(String name) {
        return new RunCondition(new Criterion.Own(Criterion.Property.NAME, name));
    }

    /**
     * Returns the condition that a run stands so.
     *
     * @param status the status
     * @return the condition
     */
    public static RunCondition status(RunStatus status) {
        return new RunCondition(new Criterion.Status(status));
    }

    /**
     * Returns the condition that a run began then or later.
     *
     * @param instant when, down to a microsecond
     * @return the condition
     */
    public static RunCondition startedFrom(Instant instant) {
        return new RunCondition(new Criterion.Started(">=", instant));
    }

    /**
     * Returns the condition that a run began earlier.
     *
     * @param instant when, down to a microsecond
     * @return the condition
     */
    public static RunCondition startedBefore(Instant instant) {
        return new RunCondition(new Criterion.Started("<", instant));
    }

    /**
     * Returns the condition that a run used a data set, under whatever name and in whatever role.
     *
     * @param fingerprint the data set's fingerprint
     * @return the condition
     */
    public static RunCondition dataset(String fingerprint) {
        return new RunCondition(new Criterion.Own(Criterion.Property.DATASET, fingerprint));
    }

    /**
     * Returns the condition that a run is a part of another.
     *
     * @param runId the other run's id
     * @return the condition
     */
    public static RunCondition childOf(String runId) {
        return new RunCondition(new Criterion.Own(Criterion.Property.PARENT, runId));
    }

    /**
     * Returns the condition that both hold.
     *
     * @param other the other condition
     * @return both
     * @throws IllegalArgumentException when the condition grows too large
     */
    public RunCondition and(RunCondition other) {
        return new RunCondition(new Criterion.Both(true, criterion, other.criterion));
    }

    /**
     * Returns the condition that at least one holds.
     *
     * @param other the other condition
     * @return either
     * @throws IllegalArgumentException when the condition grows too large
     */
    public RunCondition or(RunCondition other) {
        return new RunCondition(new Criterion.Both(false, criterion, other.criterion));
    }

    /**
     * Returns the condition that this one does not hold.
     *
     * @return the negation
     * @throws IllegalArgumentException when the condition grows too large
     */
    public RunCondition not() {
        return new RunCondition(new Criterion.Not(criterion));
    }

    String sql(List<Object> arguments, long now) {
        return criterion.sql(arguments, now);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunCondition that && criterion.equals(that.criterion);
    }

    @Override
    public int hashCode() {
        return criterion.hashCode();
    }

    @Override
    public String toString() {
        return criterion.toString();
    }

    /** A metric or a parameter of which something is asked, or by which runs are put in order. Immutable. */
    public static final class Operand {
        private final Criterion.Kind kind;
        private final String name;

        private Operand(Criterion.Kind kind, String name) {
            this.kind = kind;
            this.name = Names.checkText(Criterion.ASKED, name);
        }

        /**
         * Asks for a value of at least a bound.
         *
         * @param bound the bound, not NaN
         * @return the condition
         * @throws IllegalArgumentException when the bound is NaN
         */
        public RunCondition atLeast(double bound) {
            return compare(">=", bound);
        }

        /**
         * Asks for a value of at most a bound.
         *
         * @param bound the bound, not NaN
         * @return the condition
         * @throws IllegalArgumentException when the bound is NaN
         */
        public RunCondition atMost(double bound) {
            return compare("<=", bound);
        }

        /**
         * Asks for a value greater than a bound.
         *
         * @param bound the bound, not NaN
         * @return the condition
         * @throws IllegalArgumentException when the bound is NaN
         */
        public RunCondition above(double bound) {
            return compare(">", bound);
        }

        /**
         * Asks for a value less than a bound.
         *
         * @param bound the bound, not NaN
         * @return the condition
         * @throws IllegalArgumentException when the bound is NaN
         */
        public RunCondition below(double bound) {
            return compare("<", bound);
        }

        /**
         * Asks for exactly a number; of parameters, whole and floating-point numbers that are equal count as equal.
         *
         * @param value the number, not NaN
         * @return the condition
         * @throws IllegalArgumentException when the number is NaN
         */
        public RunCondition is(double value) {
            return compare("=", value);
        }

        /**
         * Asks for exactly a text: the text of a parameter, or {@code "true"} and {@code "false"} of a boolean one.
         *
         * @param value the text
         * @return the condition
         * @throws IllegalStateException when this is a metric, which is no text
         */
        public RunCondition is(String value) {
            if (kind == Criterion.Kind.METRIC) {
                throw new IllegalStateException(
                        "a metric is a number; compare '" + name + "' with one, got the text '" + value + "'");
            }
            return new RunCondition(new Criterion.Text(kind, name, value));
        }

        /**
         * Asks that it was recorded.
         *
         * @return the condition
         */
        public RunCondition exists() {
            return new RunCondition(new Criterion.Exists(kind, name));
        }

        /**
         * Puts the runs with the greatest values first; those without a value, and NaN, come last.
         *
         * @return the order
         */
        public RunOrder descending() {
            return new RunOrder(kind, name, true);
        }

        /**
         * Puts the runs with the least values first; those without a value, and NaN, come last.
         *
         * @return the order
         */
        public RunOrder ascending() {
            return new RunOrder(kind, name, false);
        }

        private RunCondition compare(String operator, double bound) {
            if (Double.isNaN(bound)) {
                throw new IllegalArgumentException("a bound must be a number, got NaN");
            }
            return new RunCondition(new Criterion.NumberBeside(kind, name, operator, bound));
        }

        @Override
        public String toString() {
            return kind.of(name);
        }
    }
}
