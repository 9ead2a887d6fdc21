// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.internal.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a search asks of a version: {@code state(READY).and(metric("auc").atLeast(0.8)).and(tag("region", "eu"))}.
 *
 * <p>A metric is the point of what the version's evidence measured, as in {@link ModelVersion#metrics()}; what was not
 * measured, or is undefined, is neither above nor below anything. Immutable and thread-safe; prints as one line of text.
 */
public final class VersionCondition {
    private final String sql;
    private final List<Object> arguments;
    private final String text;
    private final List<Keys> keys;

    /**
     * A query for the keys, model and number, of all versions that can meet a condition, by an index that has them.
     *
     * @param onePerModel whether it has one version of a model at most
     */
    record Keys(String sql, List<Object> arguments, boolean onePerModel) {}

    private VersionCondition(String sql, List<Object> arguments, String text) {
        this(sql, arguments, text, List.of());
    }

    private VersionCondition(String sql, List<Object> arguments, String text, List<Keys> keys) {
        this.sql = sql;
        this.arguments = List.copyOf(arguments);
        this.text = text;
        this.keys = List.copyOf(keys);
    }

    /** A condition that a row of another table meets, which names the version. */
    private static VersionCondition found(
            String table, String number, String what, List<Object> arguments, String text) {
        String select = table.equals("hf_version_dataset") ? "SELECT DISTINCT" : "SELECT";
        // An EXISTS is made into a join or a table by databases, of a size that they guess; this is asked row by row.
        return new VersionCondition(
                "COALESCE((SELECT 1 FROM " + table + " x WHERE x.model = v.model AND x." + number + " = v.number AND "
                        + what + " LIMIT 1), 0) = 1",
                arguments,
                text,
                List.of(new Keys(
                        select + " x.model, x." + number + " AS number FROM " + table + " x WHERE " + what,
                        arguments,
                        table.equals("hf_alias"))));
    }

    /**
     * Returns the condition that holds for every version.
     *
     * @return the condition
     */
    public static VersionCondition any() {
        return new VersionCondition("1 = 1", List.of(), "any");
    }

    /**
     * Returns the condition that a version is of a model.
     *
     * @param name the model's name
     * @return the condition
     */
    public static VersionCondition model(String name) {
        return new VersionCondition(
                "v.model = (SELECT id FROM hf_model WHERE name = ?)", List.of(name), "model = " + Json.canonical(name));
    }

    /**
     * Returns the condition that a version is in a state.
     *
     * @param state the state
     * @return the condition
     */
    public static VersionCondition state(VersionState state) {
        return new VersionCondition("v.state = ?", List.of(state.name()), "state = " + state);
    }

    /**
     * Returns the condition that an alias names the version now.
     *
     * @param name the alias
     * @return the condition
     */
    public static VersionCondition alias(String name) {
        return found("hf_alias", "version", "x.name = ?", List.of(name), "alias = " + Json.canonical(name));
    }

    /**
     * Returns the condition that a tag has a value.
     *
     * @param name the tag
     * @param value its value
     * @return the condition
     */
    public static VersionCondition tag(String name, String value) {
        return found(
                "hf_version_tag",
                "number",
                "x.name = ? AND x.value = ?",
                List.of(name, value),
                "tag " + Json.canonical(name) + " = " + Json.canonical(value));
    }

    /**
     * Returns the condition that a version saw a data set, in whatever role and under whatever name.
     *
     * @param fingerprint the data set's fingerprint
     * @return the condition
     */
    public static VersionCondition dataset(String fingerprint) {
        return found(
                "hf_version_dataset",
                "number",
                "x.fingerprint = ?",
                List.of(fingerprint),
                "dataset = " + Json.canonical(fingerprint));
    }

    /**
     * Returns the condition that a version came of a run.
     *
     * @param runId the run's id
     * @return the condition
     */
    public static VersionCondition run(String runId) {
        return new VersionCondition("v.run_id = ?", List.of(runId), "run = " + Json.canonical(runId));
    }

    /**
     * Starts a condition on what the evidence measured.
     *
     * @param name the metric
     * @return what can be asked of it
     */
    public static Metric metric(String name) {
        return new Metric(name);
    }

    /** A metric that a condition is about. */
    public static final class Metric {
        private final String name;

        private Metric(String name) {
            this.name = name;
        }

        /**
         * Returns the condition that the metric is a number or greater.
         *
         * @param bound the number
         * @return the condition
         * @throws IllegalArgumentException when the number is NaN
         */
        public VersionCondition atLeast(double bound) {
            return compare(">=", bound);
        }

        /**
         * Returns the condition that the metric is a number or less.
         *
         * @param bound the number
         * @return the condition
         * @throws IllegalArgumentException when the number is NaN
         */
        public VersionCondition atMost(double bound) {
            return compare("<=", bound);
        }

        /**
         * Returns the condition that the metric is greater than a number.
         *
         * @param bound the number
         * @return the condition
         * @throws IllegalArgumentException when the number is NaN
         */
        public VersionCondition above(double bound) {
            return compare(">", bound);
        }

        /**
         * Returns the condition that the metric is less than a number.
         *
         * @param bound the number
         * @return the condition
         * @throws IllegalArgumentException when the number is NaN
         */
        public VersionCondition below(double bound) {
            return compare("<", bound);
        }

        private VersionCondition compare(String sign, double bound) {
            if (Double.isNaN(bound)) {
                throw new IllegalArgumentException(
                        "expected a number to compare the metric '" + name + "' with, got NaN");
            }
            return found(
                    "hf_version_metric",
                    "number",
                    "x.name = ? AND x.point " + sign + " ?",
                    List.of(name, bound),
                    "metric " + Json.canonical(name) + " " + sign + " " + bound);
        }
    }

    /**
     * Returns the condition that both hold.
     *
     * @param other the other condition
     * @return both
     */
    public VersionCondition and(VersionCondition other) {
        List<Keys> either = new ArrayList<>(keys);
        either.addAll(other.keys);
        return both("AND", other, either);
    }

    /**
     * Returns the condition that at least one holds.
     *
     * @param other the other condition
     * @return either
     */
    public VersionCondition or(VersionCondition other) {
        List<Keys> union = new ArrayList<>();
        if (!keys.isEmpty() && !other.keys.isEmpty()) {
            Keys one = keys.get(0);
            Keys two = other.keys.get(0);
            List<Object> joined = new ArrayList<>(one.arguments());
            joined.addAll(two.arguments());
            union.add(new Keys(one.sql() + " UNION " + two.sql(), joined, false));
        }
        return both("OR", other, union);
    }

    /**
     * Returns the condition that this one does not hold.
     *
     * @return the negation
     */
    public VersionCondition not() {
        return new VersionCondition("NOT (" + sql + ")", arguments, "not (" + text + ")");
    }

    private VersionCondition both(String word, VersionCondition other, List<Keys> either) {
        List<Object> joined = new ArrayList<>(arguments);
        joined.addAll(other.arguments);
        return new VersionCondition(
                "(" + sql + " " + word + " " + other.sql + ")",
                joined,
                "(" + text + " " + word.toLowerCase(Locale.ROOT) + " " + other.text + ")",
                either);
    }

    /** Queries of which each has all versions that meet this condition, and perhaps others; none when there is none. */
    List<Keys> keys() {
        return keys;
    }

    String sql() {
        return sql;
    }

    List<Object> arguments() {
        return arguments;
    }

    @Override
    public String toString() {
        return text;
    }
}
