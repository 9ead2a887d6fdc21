// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tree that a {@link Condition} is; data, so that it can be stored, shown and compared. */
sealed interface Predicate permits Comparison, Predicate.All, Predicate.Any, Predicate.Not, Predicate.Implication {
    /** The columns that it reads. */
    Set<String> columns();

    /** Binds it to a table that has all of its columns. */
    RowTest bind(Table table);

    /** Makes it ready for single rows; a column that is not there is a missing value. */
    OnRow compile();

    /** A condition made ready for single rows. */
    interface OnRow {
        /** Tells whether it holds for the row. */
        Truth test(Row row);
    }

    private static OnRow[] compiled(List<Predicate> parts) {
        return parts.stream().map(Predicate::compile).toArray(OnRow[]::new);
    }

    /** Every part holds. */
    record All(List<Predicate> parts) implements Predicate {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public Set<String> columns() {
            return union(parts);
        }

        @Override
        public RowTest bind(Table table) {
            List<RowTest> bound = parts.stream().map(p -> p.bind(table)).toList();
            return row -> {
                Truth truth = Truth.TRUE;
                for (RowTest test : bound) {
                    truth = truth.and(test.test(row));
                }
                return truth;
            };
        }

        @Override
        public OnRow compile() {
            OnRow[] compiled = Predicate.compiled(parts);
            return row -> {
                Truth truth = Truth.TRUE;
                for (OnRow part : compiled) {
                    truth = truth.and(part.test(row));
                }
                return truth;
            };
        }

        @Override
        public String toString() {
            return parts.stream().map(Object::toString).collect(Collectors.joining(" and ", "(", ")"));
        }
    }

    /** At least one part holds. */
    record Any(List<Predicate> parts) implements Predicate {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public Set<String> columns() {
            return union(parts);
        }

        @Override
        public RowTest bind(Table table) {
            List<RowTest> bound = parts.stream().map(p -> p.bind(table)).toList();
            return row -> {
                Truth truth = Truth.FALSE;
                for (RowTest test : bound) {
                    truth = truth.or(test.test(row));
                }
                return truth;
            };
        }

        @Override
        public OnRow compile() {
            OnRow[] compiled = Predicate.compiled(parts);
            return row -> {
                Truth truth = Truth.FALSE;
                for (OnRow part : compiled) {
                    truth = truth.or(part.test(row));
                }
                return truth;
            };
        }

        @Override
        public String toString() {
            return parts.stream().map(Object::toString).collect(Collectors.joining(" or ", "(", ")"));
        }
    }

    /** The part does not hold. */
    record Not(Predicate part) implements Predicate {
        @Override
        public Set<String> columns() {
            return part.columns();
        }

        @Override
        public RowTest bind(Table table) {
            RowTest bound = part.bind(table);
            return row -> bound.test(row).not();
        }

        @Override
        public OnRow compile() {
            OnRow compiled = part.compile();
            return row -> compiled.test(row).not();
        }

        @Override
        public String toString() {
            return "not " + part;
        }
    }

    /** Where the first part holds, the second holds as well. Rows where the first does not hold are not looked at. */
    record Implication(Predicate when, Predicate then) implements Predicate {
        @Override
        public Set<String> columns() {
            return union(List.of(when, then));
        }

        @Override
        public RowTest bind(Table table) {
            RowTest first = when.bind(table);
            RowTest second = then.bind(table);
            return row -> first.test(row) == Truth.TRUE ? second.test(row) : Truth.UNKNOWN;
        }

        @Override
        public OnRow compile() {
            OnRow first = when.compile();
            OnRow second = then.compile();
            return row -> first.test(row) == Truth.TRUE ? second.test(row) : Truth.UNKNOWN;
        }

        @Override
        public String toString() {
            return "when " + when + " then " + then;
        }
    }

    private static Set<String> union(List<Predicate> parts) {
        Set<String> columns = new LinkedHashSet<>();
        parts.forEach(p -> columns.addAll(p.columns()));
        return columns;
    }
}
