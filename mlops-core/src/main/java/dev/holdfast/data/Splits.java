// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How to divide a table into training, validation and test rows.
 *
 * <p>The shares are those of train, validation and test, or of train and test; they sum to 1. {@code n} rows are divided
 * by the largest remainder: each part gets {@code floor(n * share)} rows, and the rows that are left go one each to the
 * parts with the largest fractions, earlier parts first. Each part keeps the rows in the table's order. The same seed
 * gives the same parts on every JVM. Immutable and thread-safe.
 *
 * <pre>{@code
 * Split split = loans.split(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42));
 * }</pre>
 */
public final class Splits {
    private enum Kind {
        RANDOM,
        STRATIFIED,
        BY_TIME
    }

    private final Kind kind;
    private final @Nullable String column;
    private final double[] shares;
    private final long seed;

    private Splits(Kind kind, @Nullable String column, double[] shares, long seed) {
        this.kind = kind;
        this.column = column;
        this.shares = shares;
        this.seed = seed;
    }

    /**
     * Returns a split that deals the rows at random.
     *
     * @param shares the shares of train, validation and test, or of train and test
     * @return the split, with seed 0
     * @throws IllegalArgumentException when they are not two or three numbers from 0 to 1 with the sum 1
     */
    public static Splits random(double... shares) {
        return new Splits(Kind.RANDOM, null, checked(shares), 0);
    }

    /**
     * Returns a split that deals the rows of each value of a column at random, so that each part has the value as often
     * as the table has it, to within one row. Missing values are a stratum like any other.
     *
     * @param column a text, boolean or integer column
     * @param shares the shares of train, validation and test, or of train and test
     * @return the split, with seed 0
     * @throws IllegalArgumentException when the shares are not two or three numbers from 0 to 1 with the sum 1
     */
    public static Splits stratified(String column, double... shares) {
        return new Splits(Kind.STRATIFIED, Objects.requireNonNull(column, "column"), checked(shares), 0);
    }

    /**
     * Returns a split at points in time: the earliest rows train, the latest test. Rows of one instant are never parted;
     * the part in which the cut falls gets them all.
     *
     * @param column a time, number or integer column without missing values
     * @param shares the shares of train, validation and test, or of train and test
     * @return the split
     * @throws IllegalArgumentException when the shares are not two or three numbers from 0 to 1 with the sum 1
     */
    public static Splits byTime(String column, double... shares) {
        return new Splits(Kind.BY_TIME, Objects.requireNonNull(column, "column"), checked(shares), 0);
    }

    private static double[] checked(double[] shares) {
        boolean valid = shares.length == 2 || shares.length == 3;
        double sum = 0;
        for (double share : shares) {
            valid &= share >= 0 && share <= 1;
            sum += share;
        }
        if (!valid || Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException(
                    "shares must be two or three numbers from 0 to 1 with the sum 1, got " + Arrays.toString(shares));
        }
        return shares.length == 3 ? shares.clone() : new double[] {shares[0], 0, shares[1]};
    }

    /**
     * Returns this split with another seed.
     *
     * @param newSeed the seed
     * @return the split
     */
    public Splits seed(long newSeed) {
        return new Splits(kind, column, shares, newSeed);
    }

    /** Divides a table; the messages of misuse name the column and what it must be. */
    Split of(Table table) {
        int[] part = new int[table.rowCount()];
        switch (kind) {
            case RANDOM -> deal(IntStream.range(0, part.length).toArray(), new Shuffle(seed), part);
            case STRATIFIED -> stratify(table.column(name()), part);
            case BY_TIME -> cut(table.column(name()), part);
        }
        return new Split(rows(table, part, 0), rows(table, part, 1), rows(table, part, 2));
    }

    private String name() {
        return Objects.requireNonNull(column);
    }

    private static Table rows(Table table, int[] part, int wanted) {
        return table.rows(
                IntStream.range(0, part.length).filter(i -> part[i] == wanted).toArray());
    }

    private void deal(int[] rows, Shuffle shuffle, int[] part) {
        shuffle.shuffle(rows);
        int[] sizes = sizes(rows.length);
        for (int i = 0; i < rows.length; i++) {
            part[rows[i]] = i < sizes[0] ? 0 : i < sizes[0] + sizes[1] ? 1 : 2;
        }
    }

    private void stratify(Column strata, int[] part) {
        if (strata.type() == ColumnType.NUMBER || strata.type() == ColumnType.TIME) {
            throw new IllegalArgumentException("column '" + strata.name()
                    + "' must be text, boolean or integer to stratify by, got " + strata.type());
        }
        Map<Optional<Object>, java.util.List<Integer>> rowsOf = IntStream.range(0, part.length)
                .boxed()
                .collect(Collectors.groupingBy(
                        row -> strata.isMissing(row) ? Optional.empty() : Optional.of(strata.value(row)),
                        LinkedHashMap::new,
                        Collectors.toList()));
        Shuffle shuffle = new Shuffle(seed);
        rowsOf.values()
                .forEach(rows -> deal(rows.stream().mapToInt(Integer::intValue).toArray(), shuffle, part));
    }

    private void cut(Column times, int[] part) {
        if (times.type() != ColumnType.TIME && !times.type().isNumeric()) {
            throw new IllegalArgumentException("column '" + times.name()
                    + "' must be a time, number or integer to split by time, got " + times.type());
        }
        if (times.missingCount() > 0) {
            throw new IllegalArgumentException("column '" + times.name() + "' has no time in " + times.missingCount()
                    + " of " + times.size() + " rows; leave those rows out first");
        }
        Integer[] order = IntStream.range(0, part.length).boxed().toArray(Integer[]::new);
        Comparator<Integer> byTime = order(times);
        Arrays.sort(order, byTime);
        int[] sizes = sizes(part.length);
        int[] ends = {sizes[0], sizes[0] + sizes[1], part.length};
        int current = 0;
        for (int i = 0; i < order.length; i++) {
            boolean tied = i > 0 && byTime.compare(order[i - 1], order[i]) == 0;
            while (i >= ends[current] && !tied) {
                current++;
            }
            part[order[i]] = current;
        }
    }

    private static Comparator<Integer> order(Column times) {
        if (times instanceof TimeColumn column) {
            Comparator<Instant> natural = Comparator.naturalOrder();
            return (a, b) -> natural.compare(column.get(a), column.get(b));
        }
        if (times instanceof IntegerColumn column) {
            return Comparator.comparingLong(column::get);
        }
        return Comparator.comparingDouble(times::number);
    }

    private int[] sizes(int n) {
        int[] sizes = new int[shares.length];
        double[] fractions = new double[shares.length];
        int left = n;
        for (int i = 0; i < shares.length; i++) {
            double exact = n * shares[i];
            // 0.7 * 10 is a hair above or below 7 in binary; what is that close to a whole number is that number.
            double whole = Math.rint(exact);
            sizes[i] = (int) (Math.abs(exact - whole) < 1e-9 * Math.max(1, n) ? whole : Math.floor(exact));
            fractions[i] = Math.max(0, exact - sizes[i]);
            left -= sizes[i];
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int i = 1; i < fractions.length; i++) {
                if (fractions[i] > fractions[largest] + 1e-12) {
                    largest = i;
                }
            }
            sizes[largest]++;
            fractions[largest] -= 1;
        }
        return sizes;
    }

    @Override
    public String toString() {
        String verb = switch (kind) {
            case RANDOM -> "random(";
            case STRATIFIED -> "stratified(\"" + column + "\", ";
            case BY_TIME -> "byTime(\"" + column + "\", ";
        };
        return "Splits." + verb
                + Arrays.stream(shares).mapToObj(String::valueOf).collect(Collectors.joining(", ")) + ").seed(" + seed
                + ")";
    }
}
