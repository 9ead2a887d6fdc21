// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.testing.property.Rows;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where the rows of a property come from, and with which values they can be changed. Immutable. */
sealed interface RowSource {
    /** A row and how a message names it. */
    record Given(Row row, String place) {}

    /** The rows in the order in which they are tried; {@code asDrawn} without edge cases, for shares. */
    Iterator<Given> rows(boolean asDrawn);

    /** How many rows must be exercised: all that are asked for, or at least one of those that are given. */
    int wanted();

    /** How many rows are looked at before it is given up. */
    long most();

    List<String> columns();

    /** Other values that a column takes, perhaps none. */
    List<Object> others(String column, Object value, SplittableRandom random);

    /** Larger values for true, smaller ones for false; perhaps none. */
    List<Object> beyond(String column, Object value, boolean larger, SplittableRandom random);

    /** Simpler rows, the simplest first; none where it is not known what is simple. */
    Stream<Row> simpler(Row row);

    /** The typical row, where it is known. */
    Optional<Row> typical();

    /** Where the rows come from, as a message says it. */
    String told();

    /** What to say so that the same rows are tried again. */
    String again();

    long seed();

    /** One row, as another framework's property hands it over: nothing is known of other rows. */
    record OneRow(Row row) implements RowSource {
        @Override
        public Iterator<Given> rows(boolean asDrawn) {
            return List.of(new Given(row, "the row")).iterator();
        }

        @Override
        public int wanted() {
            return 1;
        }

        @Override
        public long most() {
            return 1;
        }

        @Override
        public List<String> columns() {
            return row.names();
        }

        @Override
        public List<Object> others(String column, Object value, SplittableRandom random) {
            throw new IllegalStateException("one row does not tell which other values '" + column
                    + "' takes; name them: replacing(\"" + column + "\", ...)");
        }

        /** Steps of a hundredth, a tenth, once and ten times the value's size, which is 1 at least. */
        @Override
        public List<Object> beyond(String column, Object value, boolean larger, SplittableRandom random) {
            Set<Object> steps = new LinkedHashSet<>();
            for (double share : new double[] {0.01, 0.1, 1, 10}) {
                Steps.step(value, larger ? share : -share).ifPresent(steps::add);
            }
            return List.copyOf(steps);
        }

        @Override
        public Stream<Row> simpler(Row each) {
            return Stream.empty();
        }

        @Override
        public Optional<Row> typical() {
            return Optional.empty();
        }

        @Override
        public String told() {
            return "one row";
        }

        @Override
        public String again() {
            return "";
        }

        @Override
        public long seed() {
            return 0;
        }
    }

    /** All rows of a table, changed to values that its columns take. */
    record TableRows(Table table, Optional<Rows> described) implements RowSource {
        /** A column without values is never changed to one, and has no typical value. */
        static TableRows of(Table table) {
            List<Column> filled = table.columns().stream()
                    .filter(column -> column.missingCount() < column.size())
                    .toList();
            return new TableRows(table, filled.isEmpty() ? Optional.empty() : Optional.of(Rows.like(Table.of(filled))));
        }

        private Optional<Rows> describing(String column) {
            return described.filter(rows -> rows.names().contains(column));
        }

        @Override
        public Iterator<Given> rows(boolean asDrawn) {
            return IntStream.range(0, table.rowCount())
                    .mapToObj(i -> new Given(table.row(i), RowText.place(table, i)))
                    .iterator();
        }

        @Override
        public int wanted() {
            return 1;
        }

        @Override
        public long most() {
            return table.rowCount();
        }

        @Override
        public List<String> columns() {
            return table.columnNames();
        }

        @Override
        public List<Object> others(String column, Object value, SplittableRandom random) {
            return describing(column)
                    .map(rows -> drawnOther(rows, column, value, random))
                    .orElse(List.of());
        }

        @Override
        public List<Object> beyond(String column, Object value, boolean larger, SplittableRandom random) {
            return describing(column)
                    .map(rows -> drawnBeyond(rows, column, value, larger, random))
                    .orElse(List.of());
        }

        @Override
        public Stream<Row> simpler(Row row) {
            return described.stream().flatMap(rows -> rows.simpler(row));
        }

        @Override
        public Optional<Row> typical() {
            return described.map(Rows::typical);
        }

        @Override
        public String told() {
            return "given rows";
        }

        @Override
        public String again() {
            return "";
        }

        @Override
        public long seed() {
            return 0;
        }
    }

    /** Rows that are drawn. */
    record DrawnRows(Rows rows) implements RowSource {
        private static final long DRAWS = 100;

        @Override
        public Iterator<Given> rows(boolean asDrawn) {
            int[] count = {0};
            return (asDrawn ? rows.drawn() : rows.stream())
                    .map(row -> new Given(row, "row " + ++count[0]))
                    .iterator();
        }

        @Override
        public int wanted() {
            return rows.tries();
        }

        @Override
        public long most() {
            return DRAWS * rows.tries();
        }

        @Override
        public List<String> columns() {
            return rows.names();
        }

        @Override
        public List<Object> others(String column, Object value, SplittableRandom random) {
            return drawnOther(rows, column, value, random);
        }

        @Override
        public List<Object> beyond(String column, Object value, boolean larger, SplittableRandom random) {
            return drawnBeyond(rows, column, value, larger, random);
        }

        @Override
        public Stream<Row> simpler(Row row) {
            return rows.simpler(row);
        }

        @Override
        public Optional<Row> typical() {
            return Optional.of(rows.typical());
        }

        @Override
        public String told() {
            return "drawn rows";
        }

        @Override
        public String again() {
            return ", seed " + rows.seed();
        }

        @Override
        public long seed() {
            return rows.seed();
        }
    }

    private static List<Object> drawnOther(Rows rows, String column, Object value, SplittableRandom random) {
        return drawn(rows, column, random, drawn -> !drawn.equals(value));
    }

    private static List<Object> drawnBeyond(
            Rows rows, String column, Object value, boolean larger, SplittableRandom random) {
        return drawn(rows, column, random, drawn -> Steps.isBeyond(drawn, value, larger));
    }

    /** Draws values until one fits; after 30 the edges are looked at, such as the largest one. */
    private static List<Object> drawn(Rows rows, String column, SplittableRandom random, Predicate<Object> fits) {
        return Stream.concat(
                        Stream.generate(() -> rows.draw(column, random)).limit(30),
                        Stream.of(rows)
                                .flatMap(each -> each.edgeCases().stream().map(row -> row.value(column))))
                .flatMap(Optional::stream)
                .filter(fits)
                .limit(1)
                .toList();
    }

    /** Columns that are not there are a mistake of the test, not a reason to exercise nothing. */
    default void requireColumn(String column) {
        if (!columns().contains(column)) {
            throw new IllegalArgumentException("no column '" + column + "'; the rows have " + columns());
        }
    }
}
