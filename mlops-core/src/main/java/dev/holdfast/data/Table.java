// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An immutable set of equally long, typed columns, held in memory column by column.
 *
 * <p>Thread-safe. Every method that narrows a table returns a new one and leaves this one as it is; selecting columns
 * shares them, selecting rows copies the values of those rows (8 bytes a number, 4 a text).
 */
public final class Table implements Iterable<Row> {
    private final Map<String, Column> columns;
    private final int rowCount;
    private final Positions positions;

    private Table(List<? extends Column> columns, int rowCount, Positions positions) {
        Map<String, Column> byName = new LinkedHashMap<>();
        for (Column column : columns) {
            if (column.size() != rowCount) {
                throw new IllegalArgumentException("all columns must be equally long: '" + column.name() + "' has "
                        + column.size() + " rows, '" + columns.get(0).name() + "' has " + rowCount);
            }
            if (byName.put(column.name(), column) != null) {
                throw new IllegalArgumentException("column '" + column.name() + "' is named twice in the table");
            }
        }
        this.columns = byName;
        this.rowCount = rowCount;
        this.positions = positions;
    }

    /**
     * Returns the table of these columns.
     *
     * @param columns the columns, all of one length
     * @return the table
     * @throws IllegalArgumentException when lengths differ or two columns share a name
     */
    public static Table of(Column... columns) {
        return of(Arrays.asList(columns));
    }

    /**
     * Returns the table of these columns.
     *
     * @param columns the columns, all of one length
     * @return the table
     * @throws IllegalArgumentException when lengths differ or two columns share a name
     */
    public static Table of(List<? extends Column> columns) {
        return of(columns, Positions.NONE);
    }

    /** Returns the table of columns whose rows stood at these positions. */
    static Table of(List<? extends Column> columns, Positions positions) {
        return new Table(columns, columns.isEmpty() ? 0 : columns.get(0).size(), positions);
    }

    /**
     * Returns a table without rows.
     *
     * @param schema its columns
     * @return the table
     */
    public static Table empty(Schema schema) {
        return of(schema.fields().stream()
                .map(field -> Columns.filler(field.name(), field.type()).build())
                .toList());
    }

    /**
     * Returns the table of Java records: each component is a column of its name.
     *
     * <p>{@code double}, {@code float} and {@link java.math.BigDecimal} are numbers; {@code long}, {@code int},
     * {@code short} and {@code byte} integers; text, characters and enums text; {@link java.time.Instant}, dates (as
     * their start in UTC) and times with an offset times. Null and an empty {@link java.util.Optional} are missing.
     *
     * @param <R> the record
     * @param type the record's class
     * @param records the rows
     * @return the table
     * @throws IllegalArgumentException when a component is of another type or the record is not accessible
     */
    public static <R extends Record> Table of(Class<R> type, Iterable<R> records) {
        return Records.table(type, records);
    }

    /**
     * Returns the table of rows that hold their own values, such as those of requests or maps ({@link Row#of(Map)}).
     *
     * @param schema the columns; a value that a row does not have is missing, other values of a row are left out
     * @param rows the rows
     * @return the table
     * @throws IllegalArgumentException when a value is not of its column's type
     */
    public static Table of(Schema schema, Iterable<? extends Row> rows) {
        return TableSource.of(schema, rows).toTable();
    }

    /**
     * Returns the number of rows.
     *
     * @return the number of rows
     */
    public int rowCount() {
        return rowCount;
    }

    /**
     * Returns the column names in column order.
     *
     * @return the names
     */
    public List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }

    /**
     * Returns the columns in their order.
     *
     * @return the columns
     */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /**
     * Tells whether the table has a column of this name.
     *
     * @param name the column's name
     * @return true when it has
     */
    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /**
     * Returns a column.
     *
     * @param name the column's name
     * @return the column
     * @throws IllegalArgumentException when there is no such column; the message lists those that are there
     */
    public Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("no column '" + name + "'; the table has " + columns.keySet());
        }
        return column;
    }

    /**
     * Returns the schema of this table: a field is optional when one of its values is missing.
     *
     * @return the schema
     */
    public Schema schema() {
        return Schema.of(columns.values().stream().map(Column::field).toList());
    }

    /**
     * Returns a view of a row.
     *
     * @param index the row's index, from 0
     * @return the row
     * @throws IndexOutOfBoundsException when there is no such row
     */
    public Row row(int index) {
        return new TableRow(this, java.util.Objects.checkIndex(index, rowCount));
    }

    /**
     * Returns where a row stood in the text that it was read from. The reader of CSV knows it, and it stays with the
     * row whatever columns and rows are chosen, drawn or joined; rows of other origin have none.
     *
     * <p>A position costs one or two bytes a row, and the work of telling it does not grow with the table.
     *
     * @param index the row's index, from 0
     * @return the position, or empty when the row was not read from a text
     * @throws IndexOutOfBoundsException when there is no such row
     */
    public Optional<RowPosition> position(int index) {
        return positions.of(java.util.Objects.checkIndex(index, rowCount));
    }

    Positions positions() {
        return positions;
    }

    /**
     * Returns views of all rows in their order.
     *
     * @return a sequential stream
     */
    public Stream<Row> rows() {
        return IntStream.range(0, rowCount).mapToObj(this::row);
    }

    @Override
    public Iterator<Row> iterator() {
        return rows().iterator();
    }

    /**
     * Returns the table of some columns, in the order in which they are named.
     *
     * @param names the columns
     * @return the narrower table
     * @throws IllegalArgumentException when one is not there
     */
    public Table select(String... names) {
        return new Table(Arrays.stream(names).map(this::column).toList(), rowCount, positions);
    }

    /**
     * Returns the table without some columns.
     *
     * @param names the columns to leave out
     * @return the narrower table
     * @throws IllegalArgumentException when one is not there
     */
    public Table without(String... names) {
        List<Column> left = new ArrayList<>(columns.values());
        for (String name : names) {
            left.remove(column(name));
        }
        return new Table(left, rowCount, positions);
    }

    /**
     * Returns the table with a column added, or replaced where the name is there already.
     *
     * @param column the column
     * @return the table
     * @throws IllegalArgumentException when the column has another length
     */
    public Table with(Column column) {
        Map<String, Column> byName = new LinkedHashMap<>(columns);
        byName.put(column.name(), column);
        return of(List.copyOf(byName.values()), column.size() == rowCount ? positions : Positions.NONE);
    }

    /**
     * Returns the table of the rows that a condition holds for, in their order.
     *
     * @param condition the condition
     * @return the table of those rows, perhaps empty
     */
    public Table where(Predicate<Row> condition) {
        return rows(
                IntStream.range(0, rowCount).filter(i -> condition.test(row(i))).toArray());
    }

    /**
     * Returns the table of the named rows, in the order in which they are named; a row may come more than once.
     *
     * @param indexes the row indexes
     * @return the table of those rows
     * @throws IndexOutOfBoundsException when one is not there
     */
    public Table rows(int... indexes) {
        for (int index : indexes) {
            java.util.Objects.checkIndex(index, rowCount);
        }
        return new Table(
                columns.values().stream().map(column -> column.select(indexes)).toList(),
                indexes.length,
                positions.select(indexes));
    }

    /**
     * Returns the table of consecutive rows.
     *
     * @param from the first row's index
     * @param to the index after the last row
     * @return the table of those rows
     * @throws IndexOutOfBoundsException when the range is not within the table
     */
    public Table slice(int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, rowCount);
        return rows(IntStream.range(from, to).toArray());
    }

    /**
     * Returns the table of the rows of this table and then of others.
     *
     * @param others tables with the same column names and types; the columns may come in another order
     * @return the longer table, with the columns in this table's order
     * @throws IllegalArgumentException when a table has other columns
     */
    public Table concat(Table... others) {
        if (others.length == 0) {
            return this;
        }
        for (Table other : others) {
            requireSameColumns(other);
        }
        List<Column> joined = new ArrayList<>();
        int rows = Arrays.stream(others).mapToInt(Table::rowCount).reduce(rowCount, Math::addExact);
        for (Column column : columns.values()) {
            List<Column> parts = new ArrayList<>(List.of(column));
            for (Table other : others) {
                parts.add(other.column(column.name()));
            }
            joined.add(Columns.concat(parts));
        }
        List<Table> tables = new ArrayList<>(List.of(this));
        tables.addAll(Arrays.asList(others));
        return new Table(joined, rows, Positions.join(tables));
    }

    private void requireSameColumns(Table other) {
        Map<String, ColumnType> mine = types();
        Map<String, ColumnType> theirs = other.types();
        if (!mine.equals(theirs)) {
            throw new IllegalArgumentException(
                    "tables must have the same columns to be joined, got " + mine + " and " + theirs);
        }
    }

    private Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        columns.forEach((name, column) -> types.put(name, column.type()));
        return types;
    }

    /**
     * Divides the table.
     *
     * @param splits how to divide it: {@code Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42)}
     * @return the parts
     * @throws IllegalArgumentException when the column to divide by is not there or of the wrong type
     */
    public Split split(Splits splits) {
        return splits.of(this);
    }

    /**
     * Returns rows drawn at random without replacement, in this table's order.
     *
     * @param n how many
     * @param seed the seed; the same one draws the same rows on every JVM
     * @return the table of those rows
     * @throws IllegalArgumentException when n is negative or more than the table has
     */
    public Table sample(int n, long seed) {
        if (n < 0 || n > rowCount) {
            throw new IllegalArgumentException("a sample must have from 0 to " + rowCount + " rows, got " + n);
        }
        int[] indexes = IntStream.range(0, rowCount).toArray();
        new Shuffle(seed).shuffle(indexes);
        int[] drawn = Arrays.copyOf(indexes, n);
        Arrays.sort(drawn);
        return rows(drawn);
    }

    /**
     * Returns a digest by which a data set can be recognised: two tables share it when names, types and values are the
     * same, in the same order. -0.0 and 0.0 differ, as do a missing value, NaN and the empty text.
     *
     * @return SHA-256 as 64 hexadecimal digits
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    /**
     * Returns a digest by which the rows of a data set can be recognised in whatever order they come: two tables share
     * it when names and types are the same, in the same order, and so are the rows, each as often. What differs for
     * {@link #fingerprint} differs here. Takes 64 bytes of memory a row for as long as it runs.
     *
     * @return SHA-256 as 64 hexadecimal digits
     */
    public String rowsFingerprint() {
        return Fingerprint.ofRows(this);
    }

    @Override
    public String toString() {
        return "Table[" + rowCount + " rows, columns " + columns.keySet() + "]";
    }
}
