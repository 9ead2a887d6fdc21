// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Times;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The tree beneath a {@link RunCondition}: what it prints as, and what a database is asked. */
sealed interface Criterion {
    /** What messages call a text that cannot be stored, and so is nowhere. */
    String ASKED = "a text in a condition";

    /** Writes the SQL that holds for the runs {@code r} of experiments {@code e}; adds its arguments to the list. */
    String sql(List<Object> arguments, long now);

    /** How tightly the text holds together: 1 for an alternative, 2 for a conjunction, 3 for anything else. */
    default int binding() {
        return 3;
    }

    /** How many questions are asked. */
    default int size() {
        return 1;
    }

    /** How many conditions stand within one another. */
    default int depth() {
        return 1;
    }

    /** Both or either of two. */
    record Both(boolean all, Criterion left, Criterion right) implements Criterion {
        @Override
        public String sql(List<Object> arguments, long now) {
            String first = left.sql(arguments, now);
            return "(" + first + (all ? " AND " : " OR ") + right.sql(arguments, now) + ")";
        }

        @Override
        public int binding() {
            return all ? 2 : 1;
        }

        @Override
        public int size() {
            return left.size() + right.size();
        }

        @Override
        public int depth() {
            return 1 + Math.max(left.depth(), right.depth());
        }

        @Override
        public String toString() {
            return within(left, binding()) + (all ? " and " : " or ") + within(right, binding() + 1);
        }
    }

    /** What does not hold. */
    record Not(Criterion inner) implements Criterion {
        @Override
        public String sql(List<Object> arguments, long now) {
            return "NOT (" + inner.sql(arguments, now) + ")";
        }

        @Override
        public int size() {
            return inner.size();
        }

        @Override
        public int depth() {
            return 1 + inner.depth();
        }

        @Override
        public String toString() {
            return "not " + within(inner, 3);
        }
    }

    /** What has a name: where it is stored and what the text calls it. */
    enum Kind {
        METRIC("hf_metric"),
        PARAMETER("hf_parameter"),
        TAG("hf_tag");

        private final String table;

        Kind(String table) {
            this.table = table;
        }

        String table() {
            return table;
        }

        String of(String name) {
            return name().toLowerCase(Locale.ROOT) + "(" + Json.canonical(name) + ")";
        }
    }

    /** A number beside a bound. */
    record NumberBeside(Kind kind, String name, String operator, double bound) implements Criterion {
        public NumberBeside {
            Names.checkText(ASKED, name);
        }

        @Override
        public String sql(List<Object> arguments, long now) {
            arguments.addAll(List.of(name, bound));
            return "r.seq IN (SELECT run FROM " + kind.table() + " WHERE name = ? AND number " + operator + " ?)";
        }

        @Override
        public String toString() {
            return kind.of(name) + " " + operator + " " + bound;
        }
    }

    /** A text beside another. */
    record Text(Kind kind, String name, String value) implements Criterion {
        public Text {
            Names.checkText(ASKED, name);
            Names.checkText(ASKED, value);
        }

        @Override
        public String sql(List<Object> arguments, long now) {
            arguments.addAll(List.of(name, value, value));
            // The index holds the first hundred characters.
            return kind == Kind.TAG
                    ? "r.seq IN (SELECT run FROM hf_tag WHERE name = ? AND substr(value, 1, 100) = substr(?, 1, 100)"
                            + " AND value = ?)"
                    : "r.seq IN (SELECT run FROM hf_parameter WHERE name = ? AND substr(text, 1, 100)"
                            + " = substr(?, 1, 100) AND text = ? AND type IN ('TEXT', 'BOOLEAN'))";
        }

        @Override
        public String toString() {
            return kind.of(name) + " = " + Json.canonical(value);
        }
    }

    /** That something was recorded. */
    record Exists(Kind kind, String name) implements Criterion {
        public Exists {
            Names.checkText(ASKED, name);
        }

        @Override
        public String sql(List<Object> arguments, long now) {
            arguments.add(name);
            return "r.seq IN (SELECT run FROM " + kind.table() + " WHERE name = ?)";
        }

        @Override
        public String toString() {
            return kind.of(name) + " exists";
        }
    }

    /** What is asked of the run itself. */
    enum Property {
        EXPERIMENT("e.name = ?"),
        NAME("r.name = ?"),
        PARENT("r.parent_id = ?"),
        DATASET("r.seq IN (SELECT run FROM hf_dataset WHERE fingerprint = ?)");

        private final String sql;

        Property(String sql) {
            this.sql = sql;
        }
    }

    /** A property of the run itself. */
    record Own(Property property, String value) implements Criterion {
        public Own {
            Names.checkText(ASKED, value);
        }

        @Override
        public String sql(List<Object> arguments, long now) {
            arguments.add(value);
            return property.sql;
        }

        @Override
        public String toString() {
            return property.name().toLowerCase(Locale.ROOT) + " = " + Json.canonical(value);
        }
    }

    /** How the run stands; one whose lease is over is lost. */
    record Status(RunStatus status) implements Criterion {
        @Override
        public String sql(List<Object> arguments, long now) {
            arguments.add(status.name());
            return switch (status) {
                case RUNNING -> {
                    arguments.add(now);
                    yield "(r.status = ? AND r.lease_until >= ?)";
                }
                case LOST -> {
                    arguments.add(now);
                    yield "(r.status = ? OR (r.status = 'RUNNING' AND r.lease_until < ?))";
                }
                default -> "r.status = ?";
            };
        }

        @Override
        public String toString() {
            return "status = " + status;
        }
    }

    /** When the run began. */
    record Started(String operator, Instant bound) implements Criterion {
        @Override
        public String sql(List<Object> arguments, long now) {
            arguments.add(Times.toMicros(bound));
            return "r.started_at " + operator + " ?";
        }

        @Override
        public String toString() {
            return "started " + operator + " " + Json.canonical(bound.toString());
        }
    }

    private static String within(Criterion inner, int binding) {
        return inner.binding() < binding ? "(" + inner + ")" : inner.toString();
    }
}
