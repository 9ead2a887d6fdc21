// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** How a property changes a row. Immutable. */
sealed interface RowEdit {
    /** What is done, as a message says it: {@code "raising 'Income'"}. */
    String told();

    /** The changed rows; none when the row cannot be changed so, which does not exercise the property. */
    List<Row> apply(Row row, RowSource source, SplittableRandom random);

    /** The changed row of another, simpler row; none when the edit is none of that row. */
    Optional<Row> again(Row simpler, Row changed);

    /** Simpler changed rows of the same row, by simpler values of the edit. */
    List<Row> simpler(Row row, Row changed, RowSource source);

    /** The column that is edited, where it is one. */
    Optional<String> column();

    /** Nothing is changed: the property is one of single answers. */
    record None() implements RowEdit {
        @Override
        public String told() {
            return "";
        }

        @Override
        public List<Row> apply(Row row, RowSource source, SplittableRandom random) {
            return List.of(row);
        }

        @Override
        public Optional<Row> again(Row simpler, Row changed) {
            return Optional.of(simpler);
        }

        @Override
        public List<Row> simpler(Row row, Row changed, RowSource source) {
            return List.of();
        }

        @Override
        public Optional<String> column() {
            return Optional.empty();
        }
    }

    /** A function of the host. */
    record Any(String told, UnaryOperator<Row> change) implements RowEdit {
        @Override
        public List<Row> apply(Row row, RowSource source, SplittableRandom random) {
            Row changed = change.apply(row);
            return isSame(row, changed) ? List.of() : List.of(changed);
        }

        @Override
        public Optional<Row> again(Row simpler, Row changed) {
            Row other = change.apply(simpler);
            return isSame(simpler, other) ? Optional.empty() : Optional.of(other);
        }

        @Override
        public List<Row> simpler(Row row, Row changed, RowSource source) {
            return List.of();
        }

        @Override
        public Optional<String> column() {
            return Optional.empty();
        }

        private static boolean isSame(Row one, Row other) {
            return one.names().equals(other.names())
                    && one.names().stream().allMatch(name -> one.value(name).equals(other.value(name)));
        }
    }

    /** How the value of one column becomes another. */
    enum Kind {
        /** A larger value. */
        RAISE,
        /** A smaller value. */
        LOWER,
        /** A value nearby, on either side. */
        MOVE,
        /** Any other value. */
        REPLACE
    }

    /** Another value in one column; {@code values} of a replacement that names them. */
    record OneColumn(String told, String name, Kind kind, List<Object> values) implements RowEdit {
        /** The shares of its size by which a value is moved, from far to near. */
        private static final double[] MOVES = {0.3, 0.1, 0.01, 0.001};

        @Override
        public List<Row> apply(Row row, RowSource source, SplittableRandom random) {
            Optional<Object> value = row.value(name);
            if (value.isEmpty() || (kind != Kind.REPLACE && !Steps.isOrdered(value.get()))) {
                return List.of();
            }
            List<Row> changed = new ArrayList<>();
            for (Object other : others(value.get(), source, random)) {
                changed.add(row.with(name, other));
            }
            return changed;
        }

        private List<Object> others(Object value, RowSource source, SplittableRandom random) {
            return switch (kind) {
                case RAISE -> source.beyond(name, value, true, random);
                case LOWER -> source.beyond(name, value, false, random);
                case MOVE -> moved(value, random);
                case REPLACE ->
                    values.isEmpty()
                            ? source.others(name, value, random)
                            : values.stream()
                                    .filter(each -> !each.equals(value))
                                    .toList();
            };
        }

        private static List<Object> moved(Object value, SplittableRandom random) {
            List<Object> moved = new ArrayList<>();
            boolean up = random.nextBoolean();
            for (double share : MOVES) {
                Steps.step(value, up ? share : -share).ifPresent(moved::add);
            }
            return moved;
        }

        @Override
        public Optional<Row> again(Row simpler, Row changed) {
            Optional<Object> before = simpler.value(name);
            Optional<Object> after = changed.value(name);
            return isEdit(before, after) ? Optional.of(simpler.with(name, after)) : Optional.empty();
        }

        private boolean isEdit(Optional<Object> before, Optional<Object> after) {
            if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
                return false;
            }
            return switch (kind) {
                case RAISE -> Steps.isBeyond(after.get(), before.get(), true);
                case LOWER -> Steps.isBeyond(after.get(), before.get(), false);
                case MOVE -> Steps.isOrdered(before.get()) && Steps.isOrdered(after.get());
                case REPLACE -> true;
            };
        }

        @Override
        public List<Row> simpler(Row row, Row changed, RowSource source) {
            if (!values.isEmpty() || !source.columns().contains(name)) {
                return List.of();
            }
            return source.simpler(changed)
                    .filter(each -> !each.value(name).equals(changed.value(name)))
                    .filter(each -> isEdit(row.value(name), each.value(name)))
                    .toList();
        }

        @Override
        public Optional<String> column() {
            return Optional.of(name);
        }
    }

    /** A fixed amount added to the numbers of one column. */
    record Amount(String told, String name, double amount) implements RowEdit {
        @Override
        public List<Row> apply(Row row, RowSource source, SplittableRandom random) {
            return again(row, row).stream().toList();
        }

        @Override
        public Optional<Row> again(Row simpler, Row changed) {
            return simpler.value(name)
                    .filter(value -> value instanceof Number && Steps.isOrdered(value))
                    .flatMap(value -> Steps.plus(value, amount))
                    .map(other -> simpler.with(name, other));
        }

        @Override
        public List<Row> simpler(Row row, Row changed, RowSource source) {
            return List.of();
        }

        @Override
        public Optional<String> column() {
            return Optional.of(name);
        }
    }

    /** Two values of one column, each for the other. */
    record Swap(String told, String name, Object one, Object other) implements RowEdit {
        @Override
        public List<Row> apply(Row row, RowSource source, SplittableRandom random) {
            return again(row, row).stream().toList();
        }

        @Override
        public Optional<Row> again(Row simpler, Row changed) {
            Optional<Object> value = simpler.value(name);
            if (value.equals(Optional.of(one))) {
                return Optional.of(simpler.with(name, other));
            }
            return value.equals(Optional.of(other)) ? Optional.of(simpler.with(name, one)) : Optional.empty();
        }

        @Override
        public List<Row> simpler(Row row, Row changed, RowSource source) {
            return List.of();
        }

        @Override
        public Optional<String> column() {
            return Optional.of(name);
        }
    }
}
