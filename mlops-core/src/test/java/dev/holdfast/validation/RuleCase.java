// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.DistributionStatistic.UNSEEN_SHARE;
import static dev.holdfast.validation.Limit.atLeast;
import static dev.holdfast.validation.Limit.atMost;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.profile.Profiler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A rule of some kind with data that satisfy it and data that do not. The last column, "pick", tells the good rows from the
 * bad ones, so that filters and groups can be said on any rule.
 *
 * @param good rows that satisfy the rule
 * @param bad the same rows, where that makes sense, followed by rows that break it, also by themselves
 * @param failing the numbers of the failing rows; none for a rule that is not about single rows
 */
record RuleCase(
        RuleKind kind,
        String name,
        Consumer<ColumnRules> onColumn,
        Consumer<TableRules> onTable,
        Table good,
        Table bad,
        List<Long> failing) {
    static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    static final Table OTHER = Table.of(IntegerColumn.of("x", 1, 2, 3, 4), TextColumn.of("y", "a", "b", "c", "d"));

    static CheckOptions options(CheckOptions options) {
        return options.at(NOW)
                .reference("other", OTHER)
                .baseline(
                        Profiler.withDefaults().profile(Table.of(TextColumn.of("x", "a", "a", "b", "b"))),
                        d -> d.except("x"));
    }

    DataContract contract(Consumer<ColumnRules> thenOnColumn, Consumer<TableRules> thenOnTable) {
        DataContract.Builder builder = DataContract.named("one rule");
        return kind.scope() == RuleKind.Scope.COLUMN
                ? builder.column("x", c -> {
                            onColumn.accept(c);
                            thenOnColumn.accept(c);
                        })
                        .build()
                : builder.rows(r -> {
                            onTable.accept(r);
                            thenOnTable.accept(r);
                        })
                        .build();
    }

    DataContract contract() {
        return contract(c -> {}, r -> {});
    }

    @Override
    public String toString() {
        return name;
    }

    private static Table picked(Table rows, int good) {
        return rows.with(TextColumn.of(
                "pick",
                IntStream.range(0, rows.rowCount())
                        .mapToObj(row -> row < good ? "good" : "bad")
                        .toArray(String[]::new)));
    }

    private static RuleCase of(
            RuleKind kind,
            Consumer<ColumnRules> onColumn,
            Consumer<TableRules> onTable,
            Table all,
            int good,
            Long... failing) {
        String name = kind.scope() + " " + kind.json() + " " + all.column("x").type();
        Table picked = picked(all, good);
        return new RuleCase(
                kind,
                name,
                onColumn,
                onTable,
                picked.slice(0, good),
                picked,
                failing.length == 0 ? List.of() : List.of(failing));
    }

    private static RuleCase column(RuleKind kind, Consumer<ColumnRules> rule, Column all, int good, Long... failing) {
        return of(kind, rule, r -> {}, Table.of(all), good, failing);
    }

    private static RuleCase table(RuleKind kind, Consumer<TableRules> rule, Table all, int good, Long... failing) {
        return of(kind, c -> {}, rule, all, good, failing);
    }

    /** For rules that good rows satisfy for the bad ones as well: the bad data are the bad rows alone. */
    private RuleCase badAlone() {
        return new RuleCase(kind, name, onColumn, onTable, good, bad.slice(good.rowCount(), bad.rowCount()), failing);
    }

    private static RuleCase columns(RuleKind kind, Consumer<TableRules> rule, Table good, Table bad) {
        return new RuleCase(kind, kind.json(), c -> {}, rule, good, bad, List.of());
    }

    private static Column numbers(double... values) {
        return NumberColumn.of("x", values);
    }

    private static Column texts(String... values) {
        TextColumn.Builder builder = TextColumn.builder("x");
        for (String value : values) {
            if (value.equals("-")) {
                builder.addMissing();
            } else {
                builder.add(value);
            }
        }
        return builder.build();
    }

    private static Column times(String... days) {
        return TimeColumn.of(
                "x",
                Arrays.stream(days)
                        .map(day -> Instant.parse("2026-" + day + "T00:00:00Z"))
                        .toArray(Instant[]::new));
    }

    /** Two numbers a row. */
    private static Table pairs(double... values) {
        double[] x = IntStream.range(0, values.length / 2)
                .mapToDouble(i -> values[2 * i])
                .toArray();
        double[] y = IntStream.range(0, values.length / 2)
                .mapToDouble(i -> values[2 * i + 1])
                .toArray();
        return Table.of(NumberColumn.of("x", x), NumberColumn.of("y", y));
    }

    /** Two texts a row; "-" is missing. */
    private static Table textPairs(String... values) {
        Column x = texts(IntStream.range(0, values.length / 2)
                .mapToObj(i -> values[2 * i])
                .toArray(String[]::new));
        Column y = texts(IntStream.range(0, values.length / 2)
                .mapToObj(i -> values[2 * i + 1])
                .toArray(String[]::new));
        return Table.of(x, y.named("y"));
    }

    static List<RuleCase> all() {
        List<RuleCase> cases = new ArrayList<>(onValues());
        cases.addAll(onColumns());
        cases.addAll(onTables());
        cases.addAll(onWhatColumnsThereAre());
        return Collections.unmodifiableList(cases);
    }

    private static List<RuleCase> onValues() {
        Column low = numbers(1, 2, 3, 4, 50, 60);
        return List.of(
                column(RuleKind.TYPE, ColumnRules::integer, numbers(1, 2, 3, 4, 5.5, 6.5), 4, 5L, 6L),
                column(RuleKind.REQUIRED, ColumnRules::required, texts("a", "b", "c", "d", "-", "-"), 4, 5L, 6L),
                column(RuleKind.BETWEEN, c -> c.between(1, 4), low, 4, 5L, 6L),
                column(RuleKind.BETWEEN, c -> c.between(1L, 4L), IntegerColumn.of("x", 1, 2, 3, 4, 5, 0), 4, 5L, 6L),
                column(RuleKind.ABOVE, c -> c.above(0), numbers(1, 2, 3, 4, 0, -1), 4, 5L, 6L),
                column(RuleKind.FROM, c -> c.from(1), numbers(1, 2, 3, 4, 0, -1), 4, 5L, 6L),
                column(RuleKind.BELOW, c -> c.below(5), numbers(1, 2, 3, 4, 5, 6), 4, 5L, 6L),
                column(RuleKind.UP_TO, c -> c.upTo(4), low, 4, 5L, 6L),
                column(
                        RuleKind.DURING,
                        c -> c.during(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-31T00:00:00Z")),
                        times("01-01", "01-02", "01-03", "01-31", "02-01", "02-02"),
                        4,
                        5L,
                        6L),
                column(RuleKind.IN, c -> c.in("a", "b"), texts("a", "b", "a", "b", "A", "c"), 4, 5L, 6L),
                column(
                        RuleKind.IN,
                        c -> c.in(1, 2, 9_007_199_254_740_993L),
                        IntegerColumn.of("x", 1, 2, 1, 9_007_199_254_740_993L, 9_007_199_254_740_992L, 3),
                        4,
                        5L,
                        6L),
                column(RuleKind.NOT_IN, c -> c.notIn("?"), texts("a", "b", "a", "b", "?", "?"), 4, 5L, 6L),
                column(RuleKind.NOT_IN, c -> c.notIn(9999.0), numbers(1, 2, 3, 4, 9999, 9999), 4, 5L, 6L),
                column(
                        RuleKind.NOT_IN,
                        c -> c.notIn(9_007_199_254_740_993L),
                        IntegerColumn.of(
                                "x", 1, 2, 3, 9_007_199_254_740_992L, 9_007_199_254_740_993L, 9_007_199_254_740_993L),
                        4,
                        5L,
                        6L),
                column(RuleKind.MATCHES, c -> c.matches("[a-z]+"), texts("a", "b", "cc", "d", "A", "a1"), 4, 5L, 6L),
                column(RuleKind.CONTAINS, c -> c.contains("a"), texts("a", "ba", "ab", "bab", "b", "c"), 4, 5L, 6L),
                column(
                        RuleKind.LENGTH,
                        c -> c.length(1, 2),
                        texts("a", "bb", "\uD83D\uDE00\uD83D\uDE00", "d", "", "eee"),
                        4,
                        5L,
                        6L),
                column(
                        RuleKind.NOT_NAN,
                        ColumnRules::notNan,
                        numbers(1, 2, 3, 1 / 0.0, Double.NaN, Double.NaN),
                        4,
                        5L,
                        6L),
                column(RuleKind.FINITE, ColumnRules::finite, numbers(1, 2, 3, 4, Double.NaN, 1 / 0.0), 4, 5L, 6L),
                column(
                        RuleKind.STARTS_WITH,
                        c -> c.startsWith("a"),
                        texts("a", "ab", "abc", "a ", "ba", ""),
                        4,
                        5L,
                        6L),
                column(RuleKind.ENDS_WITH, c -> c.endsWith("a"), texts("a", "ba", "cba", " a", "ab", ""), 4, 5L, 6L),
                column(RuleKind.NOT_MATCHES, c -> c.notMatches("z+"), texts("a", "b", "c", "az", "z", "zz"), 4, 5L, 6L),
                column(
                        RuleKind.LIKE,
                        c -> c.like("A%\\_1"),
                        texts("A_1", "Ab_1", "A%_1", "A__1", "A1", "a_1"),
                        4,
                        5L,
                        6L),
                column(
                        RuleKind.FORMAT,
                        c -> c.format(TextFormat.IPV4),
                        texts("1.2.3.4", "0.0.0.0", "255.255.255.255", "10.0.0.1", "256.1.1.1", "1.2.3"),
                        4,
                        5L,
                        6L),
                column(
                        RuleKind.DATE_FORMAT,
                        c -> c.dateFormat("yyyy-MM-dd"),
                        texts("2024-02-29", "2024-01-01", "2023-12-31", "1970-01-01", "2023-02-29", "1.1.2024"),
                        4,
                        5L,
                        6L),
                column(
                        RuleKind.JSON_SCHEMA,
                        c -> c.jsonSchema("{\"type\": \"object\", \"required\": [\"a\"]}"),
                        texts("{\"a\":1}", "{\"a\":null}", "{\"a\":1,\"b\":2}", "{\"a\":[]}", "{}", "no json"),
                        4,
                        5L,
                        6L),
                column(RuleKind.NOT_BLANK, ColumnRules::notBlank, texts("a", " b", "c ", "d", "", "  "), 4, 5L, 6L));
    }

    private static List<RuleCase> onColumns() {
        return List.of(
                column(
                        RuleKind.MISSING,
                        c -> c.missing(atMost(0.25)),
                        texts("a", "b", "c", "-", "-", "-"),
                        4,
                        4L,
                        5L,
                        6L),
                column(RuleKind.UNIQUE, ColumnRules::unique, texts("a", "b", "-", "-", "e", "e"), 4, 6L),
                column(RuleKind.UNIQUE, ColumnRules::unique, numbers(1, 2, 3, 4, 5, 5), 4, 6L),
                column(RuleKind.INCREASING, ColumnRules::increasing, numbers(1, 2, 2, 4, 3, 2), 4, 5L, 6L),
                column(
                        RuleKind.INCREASING,
                        ColumnRules::strictlyIncreasing,
                        times("01-01", "01-02", "01-03", "01-04", "01-04", "01-01"),
                        4,
                        5L,
                        6L),
                column(RuleKind.DECREASING, ColumnRules::decreasing, numbers(9, 8, 8, 4, 5, 6), 4, 5L, 6L),
                column(
                        RuleKind.DECREASING,
                        ColumnRules::strictlyDecreasing,
                        IntegerColumn.of("x", 9, 8, 7, 4, 4, 6),
                        4,
                        5L,
                        6L),
                column(RuleKind.REFERENCE, c -> c.referencedIn("other", "x"), numbers(1, 2, 3, 4, 5, 6), 4, 5L, 6L),
                column(RuleKind.MEASURE, c -> c.mean(atMost(10)), numbers(1, 2, 3, 4, 500, 600), 4),
                column(RuleKind.MEASURE, c -> c.quantile(0.9, atMost(10)), numbers(1, 2, 3, 4, 500, 600), 4),
                column(RuleKind.MEASURE, c -> c.topShare(atMost(0.25)), texts("a", "b", "c", "d", "e", "e"), 4),
                column(
                        RuleKind.DISTRIBUTION,
                        c -> c.distribution(Map.of("a", 0.5, "b", 0.5), atMost(0.1)),
                        texts("a", "b", "a", "b", "z", "z"),
                        4),
                column(
                        RuleKind.DISTRIBUTION,
                        c -> c.distribution(
                                new double[] {0, 5, 10},
                                new double[] {0.5, 0.5},
                                DistributionStatistic.KOLMOGOROV_SMIRNOV,
                                atMost(0.1)),
                        numbers(0, 4.9, 5, 10, 4, 4),
                        4),
                column(RuleKind.DRIFT, c -> c.drift(UNSEEN_SHARE, atMost(0)), texts("a", "b", "a", "b", "z", "z"), 4),
                column(
                        RuleKind.COLUMN_METRIC,
                        c -> c.metric("largest", 1, CustomMetric.largest(RuleCase::largest), atMost(10)),
                        numbers(1, 2, 3, 4, 50, 60),
                        4),
                column(RuleKind.CONTAINS_ALL, c -> c.containsAll("a", "b"), texts("a", "b", "c", "-", "a", "c"), 4)
                        .badAlone(),
                column(
                                RuleKind.FRESH,
                                c -> c.fresh(Duration.ofDays(2)),
                                times("01-01", "02-27", "02-28", "02-28", "01-01", "01-02"),
                                4)
                        .badAlone());
    }

    static double largest(Table rows) {
        return IntStream.range(0, rows.rowCount())
                .mapToDouble(row -> rows.column("x").number(row))
                .max()
                .orElseThrow();
    }

    private static List<RuleCase> onTables() {
        Table keyed = textPairs("a", "1", "a", "2", "b", "1", "-", "1", "c", "9", "c", "9");
        return List.of(
                table(RuleKind.ROW_COUNT, r -> r.between(4, 4), pairs(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6), 4),
                table(RuleKind.UNIQUE_KEY, r -> r.unique("x", "y"), keyed, 4, 6L),
                table(
                        RuleKind.PRIMARY_KEY,
                        r -> r.primaryKey("x", "y"),
                        textPairs("a", "1", "a", "2", "b", "1", "b", "2", "-", "9", "c", "-"),
                        4,
                        5L,
                        6L),
                table(RuleKind.NO_DUPLICATE_ROWS, TableRules::noDuplicateRows, keyed, 4, 6L),
                table(
                        RuleKind.ALL_OR_NONE,
                        r -> r.allOrNone("x", "y"),
                        textPairs("a", "1", "-", "-", "b", "1", "b", "2", "-", "9", "c", "-"),
                        4,
                        5L,
                        6L),
                table(
                        RuleKind.EXACTLY_ONE,
                        r -> r.exactlyOne("x", "y"),
                        textPairs("a", "-", "-", "1", "b", "-", "-", "2", "-", "-", "c", "1"),
                        4,
                        5L,
                        6L),
                table(
                        RuleKind.SUM,
                        r -> r.sumEquals("y", 0.01, "x"),
                        pairs(1, 1, 2, 2.005, 3, 3, 4, 4, 5, 6, 6, Double.NaN),
                        4,
                        5L,
                        6L),
                table(
                        RuleKind.DETERMINES,
                        r -> r.determined("y", "x"),
                        textPairs("a", "1", "a", "1", "b", "2", "-", "3", "c", "4", "c", "5"),
                        4,
                        6L),
                table(
                        RuleKind.ASSOCIATION,
                        r -> r.correlation("x", "y", atLeast(0.9)),
                        pairs(1, 1, 2, 2, 3, 3, 4, 4, 10, -10, 20, -20),
                        4),
                table(RuleKind.ROWS_MATCH, r -> r.rowsMatch("other", "x"), matching(), 4)
                        .matchAll(),
                table(
                        RuleKind.METRIC,
                        r -> r.metric("largest", 2, CustomMetric.largest(RuleCase::largest), atMost(10)),
                        pairs(1, 1, 2, 2, 3, 3, 4, 4, 50, 5, 60, 6),
                        4),
                table(
                        RuleKind.CUSTOM,
                        r -> r.custom("small-1", row -> row.number("x") < 10),
                        pairs(1, 1, 2, 2, 3, 3, 4, 4, 50, 5, 60, 6),
                        4,
                        5L,
                        6L),
                table(
                        RuleKind.CHECK,
                        r -> r.check("order", when("x").nearColumn("y", 0.5)),
                        pairs(1, 1, 2, 2.5, 3, 2.5, 4, 4, 50, 5, 60, Double.NaN),
                        4,
                        5L,
                        6L));
    }

    private static Table matching() {
        return Table.of(NumberColumn.of("x", 4, 3, 2, 1, 2, 9), TextColumn.of("y", "d", "c", "b", "a", "z", "z"));
    }

    /** The other table has no column "pick", so the data must have none either. */
    private RuleCase matchAll() {
        return new RuleCase(
                kind,
                name,
                onColumn,
                r -> r.rowsMatch("other", "x"),
                good.without("pick"),
                bad.without("pick"),
                List.of(5L, 6L));
    }

    private static List<RuleCase> onWhatColumnsThereAre() {
        Table xy = pairs(1, 1, 2, 2);
        Table more = xy.with(BooleanColumn.of("Z", true, false));
        return List.of(
                columns(RuleKind.COLUMNS, r -> r.columnsExactly("y", "x"), xy, more),
                columns(RuleKind.COLUMNS_IN_ORDER, r -> r.columnsInOrder("x", "y"), xy, xy.select("y", "x")),
                columns(RuleKind.COLUMN_COUNT, r -> r.columnCount(atMost(2)), xy, more),
                columns(RuleKind.COLUMN_NAMES, r -> r.columnNames("[a-z]"), xy, more),
                columns(RuleKind.NO_EXTRA_COLUMNS, TableRules::noExtraColumns, Table.of(), xy));
    }
}
