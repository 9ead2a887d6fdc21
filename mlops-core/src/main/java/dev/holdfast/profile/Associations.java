// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What pairs of columns have to do with each other: where values are missing together, how numbers correlate,
 * and how categories go together.
 *
 * <p>It is apart from {@link Profile} because its cost grows with the square of the number of columns. Numbers, integers
 * and truth values (as 0 and 1) can correlate; a pair is taken from the rows in which both values are there and finite.
 * Memory does not depend on the number of rows. The way in which rows are cut into batches changes correlations by no more
 * than rounding: about 1e-12, or more where numbers are a million times as far from zero as from each other. Immutable
 * and thread-safe.
 *
 * <pre>{@code
 * Associations pairs = Associations.of(loans);
 * Measurement correlation = pairs.correlation("Amount", "Price");
 * }</pre>
 */
public final class Associations {
    /** Beyond, the table of pairs would grow larger than the data's profile by orders of magnitude. */
    private static final int MOST_COLUMNS = 1000;

    private final List<Field> fields;
    private final long[][] missingTogether;
    private final Pair[][] pairs;
    private final Contingency categories;

    /**
     * The moments of two columns.
     *
     * @param n in how many rows both are finite
     * @param meanA the mean of the first
     * @param meanB the mean of the second
     * @param a the sum of squared distances of the first from its mean
     * @param b the same of the second
     * @param ab the sum of products of both distances
     */
    private record Pair(long n, double meanA, double meanB, double a, double b, double ab) {
        static final Pair NONE = new Pair(0, 0, 0, 0, 0, 0);

        static Pair of(double[] x, double[] y) {
            long n = 0;
            double sumX = 0;
            double sumY = 0;
            for (int i = 0; i < x.length; i++) {
                if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                    n++;
                    sumX += x[i];
                    sumY += y[i];
                }
            }
            double meanX = sumX / n;
            double meanY = sumY / n;
            double a = 0;
            double b = 0;
            double ab = 0;
            double restX = 0;
            double restY = 0;
            for (int i = 0; i < x.length; i++) {
                if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                    double dx = x[i] - meanX;
                    double dy = y[i] - meanY;
                    a += dx * dx;
                    b += dy * dy;
                    ab += dx * dy;
                    restX += dx;
                    restY += dy;
                }
            }
            // The means are rounded; what is left of the distances' sums takes that rounding out again.
            return n == 0
                    ? NONE
                    : new Pair(
                            n,
                            meanX + restX / n,
                            meanY + restY / n,
                            Math.max(0, a - restX * restX / n),
                            Math.max(0, b - restY * restY / n),
                            ab - restX * restY / n);
        }

        Pair merge(Pair other) {
            if (n == 0 || other.n == 0) {
                return n == 0 ? other : this;
            }
            double all = (double) n + other.n;
            double dx = other.meanA - meanA;
            double dy = other.meanB - meanB;
            double weight = n * (other.n / all);
            return new Pair(
                    n + other.n,
                    meanA + dx * other.n / all,
                    meanB + dy * other.n / all,
                    a + other.a + dx * dx * weight,
                    b + other.b + dy * dy * weight,
                    ab + other.ab + dx * dy * weight);
        }
    }

    private Associations(Schema schema) {
        this.fields = schema.fields();
        if (fields.size() > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                    "at most " + MOST_COLUMNS + " columns can be associated, got " + fields.size() + "; select some");
        }
        this.missingTogether = new long[fields.size()][fields.size()];
        this.pairs = new Pair[fields.size()][fields.size()];
        this.categories = new Contingency(fields);
        for (Pair[] row : pairs) {
            java.util.Arrays.fill(row, Pair.NONE);
        }
    }

    /**
     * Associates the columns of a table with each other.
     *
     * @param table the table
     * @return the associations of all pairs
     * @throws IllegalArgumentException when there are more than 1000 columns
     */
    public static Associations of(Table table) {
        return of(TableSource.of(table));
    }

    /**
     * Associates the columns of a data set with each other, in one pass.
     *
     * @param source the data set
     * @return the associations of all pairs
     * @throws IllegalArgumentException when there are more than 1000 columns
     * @throws dev.holdfast.data.DataException when the data cannot be read
     */
    public static Associations of(TableSource source) {
        return source.read(Associations::collect);
    }

    private static Associations collect(Schema schema, Stream<Supplier<Table>> pieces) {
        Associations all = new Associations(schema);
        pieces.forEachOrdered(piece -> all.add(piece.get()));
        return all;
    }

    private void add(Table batch) {
        categories.add(batch);
        double[][] numbers = new double[fields.size()][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers(batch.column(fields.get(i).name()));
        }
        for (int i = 0; i < numbers.length; i++) {
            Column first = batch.column(fields.get(i).name());
            for (int j = i; j < numbers.length; j++) {
                Column second = batch.column(fields.get(j).name());
                missingTogether[i][j] += missingTogether(first, second);
                if (isNumeric(i) && isNumeric(j)) {
                    pairs[i][j] = pairs[i][j].merge(Pair.of(numbers[i], numbers[j]));
                }
            }
        }
    }

    private static double[] numbers(Column column) {
        if (column.type() == ColumnType.TEXT || column.type() == ColumnType.TIME) {
            return new double[0];
        }
        double[] numbers = new double[column.size()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = column.isMissing(row) ? Double.NaN : number(column, row);
        }
        return numbers;
    }

    private static double number(Column column, int row) {
        return column instanceof BooleanColumn flags ? (flags.get(row) ? 1 : 0) : column.number(row);
    }

    private static long missingTogether(Column first, Column second) {
        if (first.missingCount() == 0 || second.missingCount() == 0) {
            return 0;
        }
        long count = 0;
        for (int row = 0; row < first.size(); row++) {
            count += first.isMissing(row) && second.isMissing(row) ? 1 : 0;
        }
        return count;
    }

    private boolean isNumeric(int index) {
        ColumnType type = fields.get(index).type();
        return type != ColumnType.TEXT && type != ColumnType.TIME;
    }

    private int index(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column '" + name + "'; there are "
                + fields.stream().map(Field::name).toList());
    }

    /**
     * Returns in how many rows both values are missing; of a column and itself, how many values are missing.
     *
     * @param first a column
     * @param second a column
     * @return the number of rows
     * @throws IllegalArgumentException when there is no such column
     */
    public long missingTogether(String first, String second) {
        int i = index(first);
        int j = index(second);
        return missingTogether[Math.min(i, j)][Math.max(i, j)];
    }

    /**
     * Returns Pearson's correlation, {@code sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 sum (b - mean b)^2)},
     * of the rows in which both values are finite.
     *
     * @param first a column
     * @param second a column
     * @return a number from -1 to 1; undefined when one is TEXT or TIME, with fewer than two rows, when one of the two
     *     does not vary in those rows, and beyond the range of double
     * @throws IllegalArgumentException when there is no such column
     */
    public Measurement correlation(String first, String second) {
        int i = index(first);
        int j = index(second);
        if (!isNumeric(i) || !isNumeric(j)) {
            String text = isNumeric(i) ? second : first;
            return new Undefined(
                    "column '" + text + "' is " + fields.get(index(text)).type() + ", which has no correlation");
        }
        Pair pair = pairs[Math.min(i, j)][Math.max(i, j)];
        if (pair.n < 2) {
            return new Undefined("columns '" + first + "' and '" + second + "' have " + pair.n
                    + (pair.n == 1 ? " row" : " rows") + " with both values, and a correlation needs 2");
        }
        if (pair.a == 0 || pair.b == 0) {
            return new Undefined("columns '" + first + "' and '" + second + "' do not both vary where both are there");
        }
        double r = pair.ab / Math.sqrt(pair.a) / Math.sqrt(pair.b);
        return Double.isFinite(r)
                ? Estimate.exact(Math.max(-1, Math.min(1, r)), pair.n)
                : new Undefined("the correlation of columns '" + first + "' and '" + second
                        + "' is beyond the range of double");
    }

    /**
     * Returns Cramér's V, {@code sqrt(chi^2 / n / (k - 1))} with the chi-squared statistic of the rows in which both values
     * are there and the smaller number {@code k} of their distinct values; without a correction for small samples
     * (Cramér, Mathematical Methods of Statistics, 1946, section 21.9).
     *
     * @param first a column
     * @param second a column
     * @return a number from 0 to 1; undefined unless both are TEXT or BOOLEAN and have at most 32 distinct values each, for
     *     columns behind the first 64 of these types, and when one of the two does not vary in those rows
     * @throws IllegalArgumentException when there is no such column
     */
    public Measurement cramersV(String first, String second) {
        return categories.cramersV(fields.get(index(first)), fields.get(index(second)));
    }

    @Override
    public String toString() {
        return "Associations" + fields.stream().map(Field::name).toList();
    }
}
