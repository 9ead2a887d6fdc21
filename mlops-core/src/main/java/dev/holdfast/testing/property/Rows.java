// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A description of rows to try a model on, from which any number of them is drawn.
 *
 * <p>Each column is drawn by itself: from the quantiles of its numbers, in proportion to the counts of its texts, missing
 * as often as it is. That reaches rows that the data do not have, which is the point; what columns have to do with each
 * other is lost. Numbers are rounded to about a thousandth of their range. Edge cases come first: the typical row (medians
 * and most frequent values), then the typical row with one column at its smallest, largest, zero, missing, NaN or at each
 * of its other texts.
 *
 * <p>The same seed draws the same rows on every JVM. Immutable and thread-safe; each method returns another description.
 *
 * <pre>{@code
 * Rows loans = Rows.like(train).without("Status").present("Income").seed(7);
 * }</pre>
 */
public final class Rows {
    private static final int DEFAULT_TRIES = 1_000;

    private final Map<String, ColumnRows> columns;
    private final int tries;
    private final long seed;

    private Rows(Map<String, ColumnRows> columns, int tries, long seed) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("rows need at least one column, got none");
        }
        this.columns = columns;
        this.tries = tries;
        this.seed = seed;
    }

    private static Rows of(List<ColumnRows> columns) {
        Map<String, ColumnRows> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        return new Rows(byName, DEFAULT_TRIES, 0);
    }

    /**
     * Returns rows of any values that the types of a schema allow: numbers up to a million, short texts and odd ones, times
     * from 1970 to 2096; every tenth value of an optional column is missing. Narrow them with {@link #between} and
     * {@link #among}.
     *
     * @param schema the columns
     * @return the rows
     * @throws IllegalArgumentException when the schema has no column
     */
    public static Rows of(Schema schema) {
        return of(schema.fields().stream().map(ColumnRows::of).toList());
    }

    /**
     * Returns rows like those that were profiled.
     *
     * @param profile the profile, such as that of the training data
     * @return the rows
     * @throws IllegalArgumentException when there is no column, or one has no value
     */
    public static Rows like(Profile profile) {
        return of(profile.columns().stream().map(ColumnRows::like).toList());
    }

    /**
     * Returns rows like those of a table.
     *
     * @param table the table
     * @return the rows
     * @throws IllegalArgumentException when there is no column, or one has no value
     */
    public static Rows like(Table table) {
        return like(Profiler.withDefaults().profile(table));
    }

    /**
     * Leaves columns out, such as the target.
     *
     * @param names the columns
     * @return the rows without them
     * @throws IllegalArgumentException when there is no such column, or none would be left
     */
    public Rows without(String... names) {
        Map<String, ColumnRows> left = new LinkedHashMap<>(columns);
        for (String name : names) {
            column(name);
            left.remove(name);
        }
        return new Rows(left, tries, seed);
    }

    /**
     * Draws a column's numbers evenly from a range; how often they are missing stays.
     *
     * @param name a column of numbers or whole numbers
     * @param low the smallest number
     * @param high the largest number, above the smallest
     * @return the rows
     * @throws IllegalArgumentException when there is no such column, it is of another type, or the range is empty or not
     *     finite
     */
    public Rows between(String name, double low, double high) {
        if (!column(name).type().isNumeric()) {
            throw new IllegalArgumentException("column '" + name + "' must hold numbers to lie in a range, got "
                    + column(name).type());
        }
        boolean whole = column(name).type() == ColumnType.INTEGER;
        if (!(low < high) || Double.isInfinite(high - low) || (whole && Math.ceil(low) > Math.floor(high))) {
            throw new IllegalArgumentException("the range of column '" + name + "' must be finite and hold "
                    + (whole ? "a whole number" : "numbers") + ", got from " + low + " to " + high);
        }
        return with(name, column -> column.between(low, high));
    }

    /**
     * Draws a column's values from some, each as often as the others; how often they are missing stays.
     *
     * @param name the column
     * @param values the values, the most typical first; one to hold it fixed
     * @return the rows
     * @throws IllegalArgumentException when there is no such column, no value, or one is not of the column's type
     */
    public Rows among(String name, Object... values) {
        ColumnRows column = column(name);
        if (values.length == 0) {
            throw new IllegalArgumentException("column '" + name + "' needs at least one value, got none");
        }
        List<Object> normal = new ArrayList<>();
        for (Object value : values) {
            Object same = Row.of(name, value)
                    .value(name)
                    .orElseThrow(() -> new IllegalArgumentException("a value of column '" + name
                            + "' must be there, got a missing one; missing(name, share) draws those"));
            Object fitting = column.type() == ColumnType.NUMBER && same instanceof Long whole
                    ? (Object) whole.doubleValue()
                    : same;
            if (!fits(column.type(), fitting)) {
                throw new IllegalArgumentException(
                        "column '" + name + "' is " + column.type() + ", got the value '" + value + "'");
            }
            if (!normal.contains(fitting)) {
                normal.add(fitting);
            }
        }
        return with(name, each -> each.among(normal));
    }

    private static boolean fits(ColumnType type, Object value) {
        return switch (type) {
            case NUMBER -> value instanceof Double;
            case INTEGER -> value instanceof Long;
            case TEXT -> value instanceof String;
            case BOOLEAN -> value instanceof Boolean;
            case TIME -> value instanceof java.time.Instant;
        };
    }

    /**
     * Sets how often a column's value is missing.
     *
     * @param name the column
     * @param share the share of rows, in [0, 1]
     * @return the rows
     * @throws IllegalArgumentException when there is no such column or the share is out of range
     */
    public Rows missing(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share of missing values must be in [0, 1], got " + share);
        }
        return with(name, column -> column.missing(share));
    }

    /**
     * Lets columns always have a value.
     *
     * @param names the columns
     * @return the rows
     * @throws IllegalArgumentException when there is no such column
     */
    public Rows present(String... names) {
        Rows rows = this;
        for (String name : names) {
            rows = rows.missing(name, 0);
        }
        return rows;
    }

    /**
     * Sets how many rows a property is tried on.
     *
     * @param newTries the number of rows, at least 1; 1,000 by default
     * @return the rows
     * @throws IllegalArgumentException when it is below 1
     */
    public Rows tries(int newTries) {
        if (newTries < 1) {
            throw new IllegalArgumentException("a property needs at least 1 try, got " + newTries);
        }
        return new Rows(columns, newTries, seed);
    }

    /**
     * Sets the seed.
     *
     * @param newSeed the seed; 0 by default
     * @return the rows
     */
    public Rows seed(long newSeed) {
        return new Rows(columns, tries, newSeed);
    }

    private Rows with(String name, UnaryOperator<ColumnRows> change) {
        Map<String, ColumnRows> changed = new LinkedHashMap<>(columns);
        changed.put(name, change.apply(column(name)));
        return new Rows(changed, tries, seed);
    }

    private ColumnRows column(String name) {
        ColumnRows column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("no column '" + name + "'; the rows have " + columns.keySet());
        }
        return column;
    }

    /**
     * Returns the names of the columns.
     *
     * @return the names in their order
     */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /**
     * Returns how many rows a property is tried on.
     *
     * @return the number, at least 1
     */
    public int tries() {
        return tries;
    }

    /**
     * Returns the seed.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }

    /**
     * Returns the row of medians and most frequent values, towards which a failing row is simplified.
     *
     * @return the row
     */
    public Row typical() {
        Map<String, Object> values = new LinkedHashMap<>();
        columns.values().forEach(column -> values.put(column.name(), column.typical()));
        return Row.of(values);
    }

    /**
     * Returns the rows to try before any is drawn.
     *
     * @return the typical row, then rows that differ from it in one column
     */
    public List<Row> edgeCases() {
        Row typical = typical();
        List<Row> rows = new ArrayList<>(List.of(typical));
        for (ColumnRows column : columns.values()) {
            column.edges().forEach(edge -> rows.add(typical.with(column.name(), edge)));
        }
        return rows;
    }

    /**
     * Draws one row.
     *
     * @param random where the chance comes from
     * @return the row
     */
    public Row draw(SplittableRandom random) {
        Map<String, Object> values = new LinkedHashMap<>();
        columns.values().forEach(column -> values.put(column.name(), column.draw(random)));
        return Row.of(values);
    }

    /**
     * Draws a value of one column.
     *
     * @param name the column
     * @param random where the chance comes from
     * @return the value, or empty when it came out as missing
     * @throws IllegalArgumentException when there is no such column
     */
    public Optional<Object> draw(String name, SplittableRandom random) {
        return column(name).draw(random);
    }

    /**
     * Returns the edge cases and then rows drawn with the seed, without end.
     *
     * @return a sequential stream, the same every time
     */
    public Stream<Row> stream() {
        return Stream.concat(edgeCases().stream(), drawn());
    }

    /**
     * Returns rows drawn with the seed, without end and without the edge cases: what a share of rows is estimated from.
     *
     * @return a sequential stream, the same every time
     */
    public Stream<Row> drawn() {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> draw(random));
    }

    /**
     * Returns rows that differ from a row in one column, in which they are nearer to the typical row or have fewer digits.
     *
     * @param row the row; its other columns stay as they are
     * @return the simpler rows, the simplest of each column first; empty for the typical row
     */
    public Stream<Row> simpler(Row row) {
        return columns.values().stream()
                .filter(column -> row.has(column.name()))
                .flatMap(column ->
                        column.simpler(row.value(column.name())).stream().map(value -> row.with(column.name(), value)));
    }

    /** How far a row is from the typical one: columns that differ, then how much they do. */
    long[] complexity(Row row) {
        long differing = 0;
        long sum = 0;
        for (ColumnRows column : columns.values()) {
            long complexity = column.complexity(row.value(column.name()));
            differing += complexity == 0 ? 0 : 1;
            sum += complexity;
        }
        return new long[] {differing, sum};
    }

    @Override
    public String toString() {
        return "Rows" + Arrays.toString(columns.keySet().toArray()) + ", " + tries + " tries, seed " + seed;
    }
}
