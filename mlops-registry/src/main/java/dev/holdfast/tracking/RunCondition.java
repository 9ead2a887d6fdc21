// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a search asks of a run: {@code metric("auc").atLeast(0.8).and(parameter("penalty").below(0.1))}.
 *
 * <p>A metric is the value that was recorded last. What was not recorded, and NaN, is neither above nor below anything;
 * so a condition and its {@linkplain #not() negation} divide all runs in two, and the second holds those that lack the
 * metric. Immutable and thread-safe; prints as one line of text.
 */
public final class RunCondition {
    private final String sql;
    private final List<Object> arguments;
    private final String text;

    private RunCondition(String sql, List<Object> arguments, String text) {
        this.sql = sql;
        this.arguments = List.copyOf(arguments);
        this.text = text;
    }

    /**
     * Starts a condition on a metric.
     *
     * @param name the metric
     * @return what can be asked of it
     */
    public static Operand metric(String name) {
        return new Operand("metric", "hf_metric", name);
    }

    /**
     * Starts a condition on a parameter.
     *
     * @param name the parameter
     * @return what can be asked of it
     */
    public static Operand parameter(String name) {
        return new Operand("parameter", "hf_parameter", name);
    }

    /**
     * Returns the condition that a tag has a value.
     *
     * @param name the tag
     * @param value its value
     * @return the condition
     */
    public static RunCondition tag(String name, String value) {
        return new RunCondition(
                "r.seq IN (SELECT run FROM hf_tag WHERE name = ? AND value = ?)",
                List.of(name, value),
                "tag " + Json.canonical(name) + " = " + Json.canonical(value));
    }

    /**
     * Returns the condition that a run is of an experiment.
     *
     * @param name the experiment
     * @return the condition
     */
    public static RunCondition experiment(String name) {
        return new RunCondition("e.name = ?", List.of(name), "experiment = " + Json.canonical(name));
    }

    /**
     * Returns the condition that a run stands so.
     *
     * @param status the status
     * @return the condition
     */
    public static RunCondition status(RunStatus status) {
        return new RunCondition("r.status = ?", List.of(status.name()), "status = " + status);
    }

    /**
     * Returns the condition that a run used a data set, under whatever name and in whatever role.
     *
     * @param fingerprint the data set's fingerprint
     * @return the condition
     */
    public static RunCondition dataset(String fingerprint) {
        return new RunCondition(
                "r.seq IN (SELECT run FROM hf_dataset WHERE fingerprint = ?)",
                List.of(fingerprint),
                "dataset = " + Json.canonical(fingerprint));
    }

    /**
     * Returns the condition that a run is a part of another.
     *
     * @param runId the other run's id
     * @return the condition
     */
    public static RunCondition childOf(String runId) {
        return new RunCondition("r.parent_id = ?", List.of(runId), "parent = " + Json.canonical(runId));
    }

    /**
     * Returns the condition that both hold.
     *
     * @param other the other condition
     * @return both
     */
    public RunCondition and(RunCondition other) {
        return both("AND", other);
    }

    /**
     * Returns the condition that at least one holds.
     *
     * @param other the other condition
     * @return either
     */
    public RunCondition or(RunCondition other) {
        return both("OR", other);
    }

    /**
     * Returns the condition that this one does not hold.
     *
     * @return the negation
     */
    public RunCondition not() {
        return new RunCondition("NOT (" + sql + ")", arguments, "not (" + text + ")");
    }

    private RunCondition both(String word, RunCondition other) {
        List<Object> joined = new ArrayList<>(arguments);
        joined.addAll(other.arguments);
        return new RunCondition(
                "(" + sql + " " + word + " " + other.sql + ")",
                joined,
                "(" + text + " " + word.toLowerCase(java.util.Locale.ROOT) + " " + other.text + ")");
    }

    String sql() {
        return sql;
    }

    List<Object> arguments() {
        return arguments;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunCondition that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** A metric or a parameter of which something is asked, or by which runs are put in order. Immutable. */
    public static final class Operand {
        private final String kind;
        private final String table;
        private final String name;

        private Operand(String kind, String table, String name) {
            this.kind = kind;
            this.table = table;
            this.name = Objects.requireNonNull(name, "name");
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
            if (kind.equals("metric")) {
                throw new IllegalStateException(
                        "a metric is a number; compare '" + name + "' with one, got the text '" + value + "'");
            }
            return new RunCondition(
                    "r.seq IN (SELECT run FROM hf_parameter WHERE name = ? AND text = ? AND type IN ('TEXT', 'BOOLEAN'))",
                    List.of(name, value),
                    this + " = " + Json.canonical(value));
        }

        /**
         * Asks that it was recorded.
         *
         * @return the condition
         */
        public RunCondition exists() {
            return new RunCondition(
                    "r.seq IN (SELECT run FROM " + table + " WHERE name = ?)", List.of(name), this + " exists");
        }

        /**
         * Puts the runs with the greatest values first; those without a value, and NaN, come last.
         *
         * @return the order
         */
        public RunOrder descending() {
            return new RunOrder(table, name, true);
        }

        /**
         * Puts the runs with the least values first; those without a value, and NaN, come last.
         *
         * @return the order
         */
        public RunOrder ascending() {
            return new RunOrder(table, name, false);
        }

        private RunCondition compare(String operator, double bound) {
            if (Double.isNaN(bound)) {
                throw new IllegalArgumentException("a bound must be a number, got NaN");
            }
            return new RunCondition(
                    "r.seq IN (SELECT run FROM " + table + " WHERE name = ? AND number " + operator + " ?)",
                    List.of(name, bound),
                    this + " " + operator + " " + bound);
        }

        @Override
        public String toString() {
            return kind + " " + Json.canonical(name);
        }
    }
}
