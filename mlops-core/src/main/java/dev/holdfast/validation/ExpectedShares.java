// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.TextColumn;
import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.Histogram;
import dev.holdfast.profile.TopValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;

/**
 * The shares that are expected, of values or of numbers in bins, and how exactly they are known.
 *
 * <p>A value belongs to a cell. With values the cells are those values and one for any other; with k bins they are what lies
 * below the first edge, the k bins (each holds its left edge, the last one its right edge too), what lies above the last edge,
 * and what is no finite number. The last cell is for missing values, which count only against a sample.
 */
final class ExpectedShares {
    /** Up to so many distinct numbers each is a value of its own, so that a new one is seen as such. */
    private static final int FEW = 20;

    private static final int MOST_VALUES = 512;

    private final List<String> values;
    private final Map<String, Integer> cells = new LinkedHashMap<>();
    private final double[] edges;
    private final double[] shares;
    private final double error;
    private final long rows;
    private final boolean numbers;
    private final boolean complete;
    private final double tolerated;

    private ExpectedShares(Parts parts) {
        this.values = parts.values;
        this.edges = parts.edges;
        this.shares = parts.shares;
        this.error = parts.error;
        this.rows = parts.rows;
        this.numbers = parts.numbers;
        this.complete = parts.complete;
        this.tolerated = parts.tolerated;
        for (int i = 0; i < values.size(); i++) {
            cells.put(values.get(i), i);
        }
    }

    private static final class Parts {
        private List<String> values = List.of();
        private double[] edges = {};
        private double[] shares = {};
        private double error;
        private long rows;
        private boolean numbers;
        private boolean complete = true;
        private double tolerated;
    }

    /** Those of a rule that names values or edges and their shares. */
    static ExpectedShares of(Rule rule) {
        Parts parts = new Parts();
        double[] given = rule.values("shares").stream()
                .mapToDouble(share -> ((Number) share).doubleValue())
                .toArray();
        parts.rows = rule.arguments().containsKey("rows") ? rule.whole("rows") : 0;
        parts.error = rule.arguments().containsKey("error") ? rule.decimal("error") : 0;
        if (rule.arguments().containsKey("edges")) {
            parts.edges = rule.values("edges").stream()
                    .mapToDouble(edge -> ((Number) edge).doubleValue())
                    .toArray();
            parts.numbers = true;
            parts.shares = new double[given.length + 4];
            System.arraycopy(given, 0, parts.shares, 1, given.length);
        } else {
            parts.values = rule.values("values").stream().map(Texts::value).toList();
            parts.numbers = rule.values("values").stream().allMatch(Number.class::isInstance);
            parts.shares = Arrays.copyOf(given, given.length + 2);
            // What a sample knows only in sum.
            parts.shares[given.length] = Math.max(0, 1 - Arrays.stream(given).sum());
            parts.complete = parts.shares[given.length] <= 1e-6;
            if (parts.complete) {
                parts.shares[given.length] = 0;
            }
        }
        return new ExpectedShares(parts);
    }

    /** Tells whether a profile of a column can be compared with: times move on by themselves. */
    static boolean isComparable(ColumnProfile column) {
        return column.type() != ColumnType.TIME && column.rows() > 0;
    }

    /** Tells whether the column's numbers or texts are few enough to be values, each with a share of its own. */
    static boolean isOfValues(ColumnProfile column) {
        return !column.type().isNumeric()
                || (column.isExact() && column.topValues(FEW + 1).size() <= FEW);
    }

    /** Tells whether every value of the column is known, so that one that is not among them is new. */
    static boolean knowsEveryValue(ColumnProfile column) {
        return isOfValues(column)
                && column.isExact()
                && column.nan() + column.positiveInfinities() + column.negativeInfinities() == 0;
    }

    /** Those of a sample, missing values included. */
    static ExpectedShares of(ColumnProfile column, DistributionStatistic statistic) {
        Parts parts = new Parts();
        parts.rows = column.rows();
        parts.numbers = column.type().isNumeric();
        boolean asValues = !column.type().isNumeric() || (isOfValues(column) && !statistic.isOrdered());
        if (asValues) {
            values(column, parts);
        } else {
            bins(column, statistic, parts);
        }
        parts.shares[parts.shares.length - 1] = column.missing();
        for (int i = 0; i < parts.shares.length; i++) {
            parts.shares[i] /= column.rows();
        }
        return new ExpectedShares(parts);
    }

    private static void values(ColumnProfile column, Parts parts) {
        List<TopValue> top = column.topValues(MOST_VALUES);
        parts.values = top.stream().map(t -> Texts.value(t.value())).toList();
        parts.shares = new double[top.size() + 2];
        double known = 0;
        long once = 0;
        for (int i = 0; i < top.size(); i++) {
            TopValue each = top.get(i);
            parts.shares[i] = each.count() + (each.atMost() - each.count()) / 2.0;
            parts.error = Math.max(parts.error, (each.atMost() - each.count()) / 2.0 / column.rows());
            known += parts.shares[i];
            once += each.count() == 1 ? 1 : 0;
        }
        parts.shares[top.size()] = Math.max(0, column.count() - known);
        parts.complete = knowsEveryValue(column);
        // Good (1953): the share of values not seen yet is about that of the values that were seen once.
        parts.tolerated = column.count() == 0 ? 0 : (double) once / column.count();
    }

    private static void bins(ColumnProfile column, DistributionStatistic statistic, Parts parts) {
        Histogram histogram = column.isExact()
                        && column.topValues(statistic.bins() + 1).size() <= statistic.bins()
                ? ofEachValue(column)
                : column.quantileHistogram(statistic.bins()).orElseGet(() -> new Histogram(List.of(0.0), List.of()));
        parts.edges = histogram.edges().stream().mapToDouble(edge -> edge + 0.0).toArray();
        parts.shares = new double[histogram.counts().size() + 4];
        double finite = 0;
        for (int i = 0; i < histogram.counts().size(); i++) {
            parts.shares[i + 1] = histogram.counts().get(i);
            finite += parts.shares[i + 1];
        }
        parts.shares[parts.shares.length - 2] = Math.max(0, column.count() - finite);
        parts.error = column.rankError();
    }

    /** A bin from every value to the next, so that the distribution function is known at every step. */
    private static Histogram ofEachValue(ColumnProfile column) {
        List<Double> edges = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        List<TopValue> all = new ArrayList<>(column.topValues(MOST_VALUES));
        all.sort((a, b) -> Double.compare(((Number) a.value()).doubleValue(), ((Number) b.value()).doubleValue()));
        for (TopValue each : all) {
            double value = ((Number) each.value()).doubleValue();
            if (!edges.isEmpty() && edges.get(edges.size() - 1) == value) {
                counts.set(counts.size() - 1, counts.get(counts.size() - 1) + each.count());
            } else {
                edges.add(value);
                counts.add((double) each.count());
            }
        }
        if (!edges.isEmpty()) {
            edges.add(Math.nextUp(edges.get(edges.size() - 1)));
        }
        return new Histogram(edges.isEmpty() ? List.of(0.0) : edges, counts);
    }

    /** The cell of every row of a column that has a value there; a text counts by the number it reads as. */
    IntUnaryOperator cells(Column column) {
        if (column instanceof TextColumn text) {
            int[] known = new int[text.dictionary().size()];
            return row -> {
                int code = text.code(row);
                if (known[code] == 0) {
                    known[code] = 1 + cell(text.dictionary().get(code));
                }
                return known[code] - 1;
            };
        }
        if (edges.length > 0 && column.type().isNumeric()) {
            return row -> cell(column.number(row));
        }
        return row -> cells.getOrDefault(Texts.value(column.value(row)), otherCell());
    }

    private int cell(String text) {
        if (!numbers) {
            return cells.getOrDefault(text, otherCell());
        }
        OptionalDouble number = Texts.parseNumber(text);
        if (edges.length > 0) {
            return cell(number.orElse(Double.NaN));
        }
        return number.isPresent() ? cells.getOrDefault(Texts.number(number.getAsDouble()), otherCell()) : otherCell();
    }

    private int cell(double value) {
        if (!Double.isFinite(value)) {
            return shares.length - 2;
        }
        if (value == edges[edges.length - 1] && edges.length > 1) {
            return edges.length - 1;
        }
        int at = Arrays.binarySearch(edges, value + 0.0);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /** The cell of what was not expected: another value, or no finite number. */
    private int otherCell() {
        return shares.length - 2;
    }

    int size() {
        return shares.length;
    }

    int missingCell() {
        return shares.length - 1;
    }

    boolean isSample() {
        return rows > 0;
    }

    boolean isBinned() {
        return edges.length > 0;
    }

    /** Tells whether every value is known, so that another one is new. */
    boolean isComplete() {
        return complete;
    }

    long rows() {
        return rows;
    }

    /** The number of values of the sample that are there. */
    long values() {
        return Math.round(rows * (1 - shares[missingCell()]));
    }

    /** By how much the share of all that lies below an edge, or of one value, may be off. */
    double error() {
        return error;
    }

    /** The share of new values that the values which a sample saw once lead one to expect. */
    double tolerated() {
        return tolerated;
    }

    double[] edges() {
        return edges.clone();
    }

    double share(int cell) {
        return shares[cell];
    }

    /** Tells whether what falls in a cell was not expected at all. */
    boolean isUnexpected(int cell) {
        return cell == otherCell()
                ? isBinned() || complete
                : isBinned() && !isSample() && (cell == 0 || cell == edges.length);
    }

    /**
     * The cell that another one counts with where cells are compared: a sample does not know its outermost values, so what lies
     * beyond them belongs to its outermost bins.
     */
    int merged(int cell) {
        if (!isBinned() || !isSample() || edges.length < 2) {
            return cell;
        }
        return cell == 0 ? 1 : cell == edges.length ? edges.length - 1 : cell;
    }

    String name(int cell) {
        if (cell == missingCell()) {
            return "missing values";
        }
        if (!isBinned()) {
            return cell == otherCell() ? "other values" : "'" + values.get(cell) + "'";
        }
        if (cell == otherCell()) {
            return "values that are no finite numbers";
        }
        if (cell == 0) {
            return "values below " + Texts.number(edges[0]);
        }
        return cell == edges.length
                ? "values above " + Texts.number(edges[edges.length - 1])
                : "values from " + Texts.number(edges[cell - 1]) + " to " + Texts.number(edges[cell]);
    }

    /** The arguments of a rule that expects what a sample has, its missing values left out. */
    static Object[] arguments(ColumnProfile column, DistributionStatistic statistic) {
        ExpectedShares all = of(column, statistic);
        double present = 1 - all.shares[all.missingCell()];
        if (!(present > 0) || (all.isBinned() && all.edges.length < 2)) {
            throw new IllegalArgumentException(
                    "the profile of column '" + column.name() + "' has no values to expect; got " + column);
        }
        List<Object> shares = new ArrayList<>();
        int from = all.isBinned() ? 1 : 0;
        int upTo = all.isBinned() ? all.edges.length : all.values.size();
        for (int i = from; i < upTo; i++) {
            shares.add(Rule.number(all.shares[i] / present));
        }
        List<Object> places = new ArrayList<>();
        if (all.isBinned()) {
            Arrays.stream(all.edges).forEach(edge -> places.add(Rule.number(edge)));
        } else if (all.numbers) {
            all.values.forEach(value -> places.add(Rule.number(Double.parseDouble(value))));
        } else {
            places.addAll(all.values);
        }
        return new Object[] {
            all.isBinned() ? "edges" : "values",
            Collections.unmodifiableList(places),
            "shares",
            Collections.unmodifiableList(shares),
            "rows",
            all.values(),
            "error",
            Rule.number(all.error / present)
        };
    }
}
