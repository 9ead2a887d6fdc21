// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final Table LOANS = loans();

    private static Table loans() {
        SplittableRandom random = new SplittableRandom(5);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        IntegerColumn.Builder age = IntegerColumn.builder("Age");
        TextColumn.Builder home = TextColumn.builder("Home");
        BooleanColumn.Builder paid = BooleanColumn.builder("Paid");
        TimeColumn.Builder at = TimeColumn.builder("At");
        for (int i = 0; i < 2_000; i++) {
            if (i % 5 == 0) {
                income.addMissing();
            } else {
                income.add(random.nextInt(10) == 0 ? 0 : 1_000 * random.nextDouble() * random.nextDouble());
            }
            age.add(random.nextLong(18, 70));
            home.add(random.nextInt(10) == 0 ? "rent" : "owner");
            paid.add(random.nextInt(4) > 0);
            at.add(Instant.ofEpochSecond(1_600_000_000L + random.nextInt(10_000_000)));
        }
        return Table.of(income.build(), age.build(), home.build(), paid.build(), at.build());
    }

    private static List<Row> draw(Rows rows, int count) {
        return rows.drawn().limit(count).toList();
    }

    @Test
    void rowsLikeATableHaveItsRangesCategoriesAndMissingValues() {
        List<Row> drawn = draw(Rows.like(LOANS).seed(1), 4_000);

        long missing = drawn.stream().filter(row -> row.isMissing("Income")).count();
        assertThat(missing / 4_000.0).isCloseTo(0.2, within(0.03));
        List<Double> incomes = drawn.stream()
                .filter(row -> !row.isMissing("Income"))
                .map(row -> row.number("Income"))
                .sorted()
                .toList();
        assertThat(incomes).allMatch(value -> value >= 0 && value <= 1_000);
        assertThat(incomes.stream().filter(value -> value == 0).count() / (double) incomes.size())
                .as("the atom at zero")
                .isCloseTo(0.1, within(0.03));
        double[] seen = LOANS.rows()
                .filter(row -> !row.isMissing("Income"))
                .mapToDouble(row -> row.number("Income"))
                .sorted()
                .toArray();
        assertThat(incomes.get(incomes.size() / 2)).isCloseTo(seen[seen.length / 2], within(20.0));
        Map<Object, Long> homes = drawn.stream()
                .collect(Collectors.groupingBy(row -> row.value("Home").orElseThrow(), Collectors.counting()));
        assertThat(homes.keySet()).containsExactlyInAnyOrder("owner", "rent");
        assertThat(homes.getOrDefault("rent", 0L) / 4_000.0).isCloseTo(0.1, within(0.03));
        assertThat(drawn).allSatisfy(row -> {
            assertThat(row.value("Age").orElseThrow()).isInstanceOf(Long.class);
            assertThat(row.number("Age")).isBetween(18.0, 69.0);
            assertThat(row.value("Paid").orElseThrow()).isInstanceOf(Boolean.class);
            assertThat((Instant) row.value("At").orElseThrow())
                    .isBetween(Instant.ofEpochSecond(1_600_000_000L), Instant.ofEpochSecond(1_610_000_000L));
        });
    }

    @Test
    void edgeCasesComeFirstAndDifferFromTheTypicalRowInOneColumn() {
        Rows rows = Rows.like(LOANS).seed(1);
        List<Row> edges = rows.edgeCases();

        Row typical = rows.typical();
        assertThat(typical.value("Home")).contains("owner");
        assertThat(typical.value("Paid")).contains(true);
        assertThat(edges.get(0)).isEqualTo(typical);
        assertThat(edges.subList(1, edges.size()))
                .allSatisfy(edge -> assertThat(typical.names().stream()
                                .filter(name -> !edge.value(name).equals(typical.value(name))))
                        .hasSize(1));
        Function<String, List<Optional<Object>>> values =
                name -> edges.stream().map(row -> row.value(name)).distinct().toList();
        assertThat(values.apply("Income")).contains(Optional.of(0.0), Optional.empty());
        assertThat(values.apply("Age")).contains(Optional.of(18L), Optional.of(69L));
        assertThat(values.apply("Home")).contains(Optional.of("rent"));
        assertThat(values.apply("Paid")).contains(Optional.of(false));
        assertThat(rows.stream().limit(edges.size())).isEqualTo(edges);
    }

    @Test
    void theSameSeedDrawsTheSameRows() {
        Rows rows = Rows.like(LOANS);

        assertThat(draw(rows.seed(3), 50)).isEqualTo(draw(rows.seed(3), 50));
        assertThat(draw(rows.seed(3), 50)).isNotEqualTo(draw(rows.seed(4), 50));
        assertThat(rows.seed(3).stream().limit(60).toList())
                .isEqualTo(rows.seed(3).stream().limit(60).toList());
    }

    @Test
    void rowsOfASchemaTakeAnyValueOfTheirTypes() {
        Schema schema = Schema.of(
                Field.required("n", ColumnType.NUMBER),
                Field.optional("i", ColumnType.INTEGER),
                Field.required("t", ColumnType.TEXT),
                Field.required("b", ColumnType.BOOLEAN),
                Field.required("at", ColumnType.TIME));
        List<Row> drawn = Rows.of(schema).stream().limit(2_000).toList();

        assertThat(Table.of(schema, drawn).rowCount()).isEqualTo(2_000);
        assertThat(drawn).anyMatch(row -> row.number("n") < -1_000).anyMatch(row -> row.number("n") > 10_000);
        assertThat(drawn.stream().filter(row -> row.isMissing("i")).count()).isBetween(100L, 300L);
        assertThat(drawn)
                .anyMatch(row -> row.text("t").isEmpty())
                .anyMatch(row -> row.text("t").length() > 200);
    }

    @Test
    void nanAndInfinitiesAreDrawnWhereTheDataHaveThem() {
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3, 4, Double.NaN, Double.POSITIVE_INFINITY));
        Rows rows = Rows.like(table);

        List<Double> drawn =
                draw(rows, 600).stream().map(row -> row.number("x")).toList();
        assertThat(drawn).contains(Double.NaN, Double.POSITIVE_INFINITY).doesNotContain(Double.NEGATIVE_INFINITY);
        assertThat(rows.edgeCases()).anyMatch(row -> Double.isNaN(row.number("x")));
        assertThat(drawn.stream().filter(value -> !Double.isFinite(value)).count())
                .isBetween(120L, 280L);
        Rows odd = Rows.like(Table.of(NumberColumn.of("x", Double.NaN, Double.NaN)));
        assertThat(draw(odd, 10)).allMatch(row -> Double.isNaN(row.number("x")));
    }

    @Test
    void rowsAreNarrowedByColumn() {
        Rows rows = Rows.like(LOANS)
                .without("At", "Paid")
                .between("Age", 20, 22)
                .between("Income", 5, 6)
                .present("Income")
                .among("Home", "boat", "tent")
                .missing("Age", 0.5);

        List<Row> drawn = draw(rows, 400);
        assertThat(drawn).allSatisfy(row -> {
            assertThat(row.names()).containsExactly("Income", "Age", "Home");
            assertThat(row.number("Income")).isBetween(5.0, 6.0);
            assertThat(row.text("Home")).isIn("boat", "tent");
        });
        assertThat(drawn.stream().map(row -> row.value("Age")).distinct())
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of(20L), Optional.of(21L), Optional.of(22L));
        assertThat(Rows.like(LOANS)
                        .among("Income", 3)
                        .present("Income")
                        .typical()
                        .value("Income"))
                .as("a whole number in a column of numbers")
                .contains(3.0);
        assertThat(draw(Rows.like(LOANS).missing("Home", 1), 20)).allMatch(row -> row.isMissing("Home"));
        assertThat(Rows.like(LOANS).missing("Home", 1).edgeCases()).allMatch(row -> row.isMissing("Home"));
    }

    /** Simplifying ends at the typical row, and every step is simpler. */
    @Property(tries = 50)
    void simplerRowsLeadToTheTypicalRow(@ForAll long seed) {
        Rows rows = Rows.like(LOANS);
        Row row = rows.draw(new SplittableRandom(seed));
        List<Row> path = new ArrayList<>(List.of(row));
        for (Optional<Row> next = rows.simpler(row).findFirst(); next.isPresent(); ) {
            row = next.get();
            path.add(row);
            next = rows.simpler(row).findFirst();
        }
        assertThat(row).isEqualTo(rows.typical());
        for (int i = 1; i < path.size(); i++) {
            long[] before = rows.complexity(path.get(i - 1));
            assertThat(java.util.Arrays.compare(rows.complexity(path.get(i)), before))
                    .isNegative();
        }
        assertThat(rows.simpler(path.get(0)))
                .allSatisfy(each -> assertThat(
                                java.util.Arrays.compare(rows.complexity(each), rows.complexity(path.get(0))))
                        .isNegative());
    }

    @Test
    void misuseOfRowsIsTold() {
        Rows rows = Rows.like(LOANS);
        assertThatThrownBy(() -> rows.without("Incme"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'Incme'; the rows have [Income, Age, Home, Paid, At]");
        assertThatThrownBy(() -> Rows.of(Schema.of())).hasMessage("rows need at least one column, got none");
        assertThatThrownBy(() -> rows.without("Income", "Age", "Home", "Paid", "At"))
                .hasMessage("rows need at least one column, got none");
        assertThatThrownBy(() -> rows.between("Home", 1, 2))
                .hasMessage("column 'Home' must hold numbers to lie in a range, got TEXT");
        assertThatThrownBy(() -> rows.between("Income", 2, 2))
                .hasMessage("the range of column 'Income' must be finite and hold numbers, got from 2.0 to 2.0");
        assertThatThrownBy(() -> rows.between("Age", 2.2, 2.8))
                .hasMessage("the range of column 'Age' must be finite and hold a whole number, got from 2.2 to 2.8");
        assertThatThrownBy(() -> rows.among("Home")).hasMessage("column 'Home' needs at least one value, got none");
        assertThatThrownBy(() -> rows.among("Home", 3)).hasMessage("column 'Home' is TEXT, got the value '3'");
        assertThatThrownBy(() -> rows.among("Home", Optional.empty()))
                .hasMessage("a value of column 'Home' must be there, got a missing one; missing(name, share) draws"
                        + " those");
        assertThatThrownBy(() -> rows.missing("Home", 1.5))
                .hasMessage("the share of missing values must be in [0, 1], got 1.5");
        assertThatThrownBy(() -> rows.tries(0)).hasMessage("a property needs at least 1 try, got 0");
        TextColumn.Builder none = TextColumn.builder("gone");
        none.addMissing();
        assertThatThrownBy(() -> Rows.like(Table.of(none.build())))
                .hasMessage("column 'gone' has no value to draw from; leave it out with without(\"gone\")");
        assertThat(rows).hasToString("Rows[Income, Age, Home, Paid, At], 1000 tries, seed 0");
    }
}
