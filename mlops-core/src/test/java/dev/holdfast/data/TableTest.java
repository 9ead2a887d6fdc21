// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableTest {
    enum Home {
        OWN,
        RENT
    }

    record Loan(
            String id,
            double income,
            @Nullable Integer age,
            Optional<Double> debt,
            Home home,
            boolean good,
            Instant at,
            LocalDate day,
            BigDecimal amount,
            char grade) {}

    @Test
    void makesColumnsOfARecordsComponents() {
        Table table = Table.of(
                Loan.class,
                List.of(
                        new Loan(
                                "a",
                                1.5,
                                33,
                                Optional.of(2.0),
                                Home.OWN,
                                true,
                                Instant.EPOCH,
                                LocalDate.EPOCH,
                                BigDecimal.TEN,
                                'A'),
                        new Loan(
                                "b",
                                Double.NaN,
                                null,
                                Optional.empty(),
                                Home.RENT,
                                false,
                                Instant.EPOCH,
                                LocalDate.EPOCH,
                                BigDecimal.ONE,
                                'B')));

        assertThat(table.columns().stream().map(Column::type))
                .containsExactly(
                        ColumnType.TEXT,
                        ColumnType.NUMBER,
                        ColumnType.INTEGER,
                        ColumnType.NUMBER,
                        ColumnType.TEXT,
                        ColumnType.BOOLEAN,
                        ColumnType.TIME,
                        ColumnType.TIME,
                        ColumnType.NUMBER,
                        ColumnType.TEXT);
        assertThat(table.row(1).isMissing("age")).isTrue();
        assertThat(table.row(1).isMissing("debt")).isTrue();
        assertThat(table.row(1).number("income")).isNaN();
        assertThat(table.row(0).text("home")).isEqualTo("OWN");
        assertThat(table.row(0).number("age")).isEqualTo(33);
    }

    record Odd(List<String> names) {}

    @Test
    void refusesComponentsThatAreNoValues() {
        assertThatThrownBy(() -> Table.of(Odd.class, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "component 'names' of dev.holdfast.data.TableTest$Odd must be a number, text, enum, boolean, "
                                + "Instant, date or an Optional of these, got java.util.List<java.lang.String>");
    }

    private static Table people(int n) {
        TextColumn.Builder status = TextColumn.builder("Status");
        for (int i = 0; i < n; i++) {
            if (i % 10 == 9) {
                status.addMissing();
            } else {
                status.add(i % 3 == 0 ? "bad" : "good");
            }
        }
        return Table.of(
                IntegerColumn.of("id", IntStream.range(0, n).asLongStream().toArray()), status.build());
    }

    @Property(tries = 100)
    void dealsEveryRowExactlyOnceInProportionToTheShares(
            @ForAll @IntRange(max = 300) int n, @ForAll @IntRange(max = 10) int first, @ForAll long seed) {
        double share = first / 10.0;
        Split split = people(n)
                .split(Splits.random(share, (1 - share) / 2, (1 - share) / 2).seed(seed));

        long[] ids = Arrays.asList(split.train(), split.validation(), split.test()).stream()
                .flatMap(Table::rows)
                .mapToLong(row -> (long) row.number("id"))
                .sorted()
                .toArray();
        assertThat(ids).containsExactly(IntStream.range(0, n).asLongStream().toArray());
        assertThat((double) split.train().rowCount()).isBetween(n * share - 1, n * share + 1);
        assertThat((double) split.test().rowCount()).isBetween(n * (1 - share) / 2 - 1, n * (1 - share) / 2 + 1);
    }

    @Test
    void dividesEachStratumByTheLargestRemainder() {
        Split split =
                people(100).split(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42));

        // 30 bad, 60 good, 10 missing
        assertThat(counts(split.train())).containsExactly(18, 36, 6);
        assertThat(counts(split.validation())).containsExactly(6, 12, 2);
        assertThat(counts(split.test())).containsExactly(6, 12, 2);
        assertThat(people(7).split(Splits.random(0.5, 0.5)).train().rowCount()).isEqualTo(4);
    }

    private static List<Integer> counts(Table table) {
        return List.of(
                table.where(row ->
                                !row.isMissing("Status") && row.text("Status").equals("bad"))
                        .rowCount(),
                table.where(row ->
                                !row.isMissing("Status") && row.text("Status").equals("good"))
                        .rowCount(),
                table.where(row -> row.isMissing("Status")).rowCount());
    }

    @Test
    void splitsTheSameWayForTheSameSeedOnEveryJvm() {
        Table test = people(20).split(Splits.random(0.7, 0.3).seed(7)).test();

        assertThat(test.fingerprint())
                .isEqualTo(
                        people(20).split(Splits.random(0.7, 0.3).seed(7)).test().fingerprint())
                .isNotEqualTo(
                        people(20).split(Splits.random(0.7, 0.3).seed(8)).test().fingerprint());
        assertThat(people(20).sample(5, 7).rows().map(row -> row.text("id")))
                .hasSize(5)
                .isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
    }

    @Test
    void splitsByTimeWithoutPartingRowsOfOneInstant() {
        Table table = Table.of(
                IntegerColumn.of("id", 0, 1, 2, 3, 4, 5),
                IntegerColumn.of("day", 3, 1, 2, 2, 2, 5),
                TimeColumn.of(
                        "at",
                        IntStream.of(3, 1, 2, 2, 2, 5)
                                .mapToObj(Instant::ofEpochSecond)
                                .toArray(Instant[]::new)),
                NumberColumn.of("x", 3, 1, 2, 2, 2, 5));
        for (String column : List.of("day", "at", "x")) {
            Split split = table.split(Splits.byTime(column, 0.5, 0.25, 0.25));

            assertThat(ids(split.train())).containsExactly("1", "2", "3", "4");
            assertThat(ids(split.validation())).containsExactly("0");
            assertThat(ids(split.test())).containsExactly("5");
        }
    }

    private static List<String> ids(Table table) {
        return table.rows().map(row -> row.text("id")).toList();
    }

    @Test
    void refusesSplitsThatCannotBe() {
        assertThatThrownBy(() -> Splits.random(0.6, 0.6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shares must be two or three numbers from 0 to 1 with the sum 1, got [0.6, 0.6]");
        assertThatThrownBy(() -> Splits.random(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Splits.random(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> people(3).split(Splits.byTime("Status", 0.5, 0.5)))
                .hasMessage("column 'Status' must be a time, number or integer to split by time, got TEXT");
        assertThatThrownBy(() -> Table.of(NumberColumn.of("x", 1)).split(Splits.stratified("x", 0.5, 0.5)))
                .hasMessage("column 'x' must be text, boolean or integer to stratify by, got NUMBER");
        assertThatThrownBy(() ->
                        Table.of(NumberColumn.builder("x").addMissing().build()).split(Splits.byTime("x", 0.5, 0.5)))
                .hasMessage("column 'x' has no time in 1 of 1 rows; leave those rows out first");
        assertThat(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42))
                .hasToString("Splits.stratified(\"Status\", 0.6, 0.2, 0.2).seed(42)");
        assertThat(Splits.random(0.5, 0.5)).hasToString("Splits.random(0.5, 0.0, 0.5).seed(0)");
        assertThat(Splits.byTime("t", 1, 0)).hasToString("Splits.byTime(\"t\", 1.0, 0.0, 0.0).seed(0)");
    }

    @Test
    void joinsTablesWhateverTheOrderOfTheirColumns() {
        Table a = Table.of(
                TextColumn.of("t", "x", "y"),
                NumberColumn.builder("n").add(1).addMissing().build());
        Table b = Table.of(NumberColumn.of("n", 3), TextColumn.of("t", "x"));

        Table joined = a.concat(b, a);

        assertThat(joined.rowCount()).isEqualTo(5);
        assertThat(joined.column("t").text(2)).isEqualTo("x");
        assertThat(joined.column("n").missingCount()).isEqualTo(2);
        assertThat(a.concat()).isSameAs(a);
        assertThatThrownBy(() -> a.concat(Table.of(NumberColumn.of("n", 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tables must have the same columns to be joined, got {t=TEXT, n=NUMBER} and {n=NUMBER}");
    }

    @Test
    void drawsSamplesWithoutReplacement() {
        assertThat(ids(people(50).sample(50, 1))).isEqualTo(ids(people(50)));
        assertThatThrownBy(() -> people(5).sample(6, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sample must have from 0 to 5 rows, got 6");
    }

    private static String print(double... values) {
        return Table.of(NumberColumn.of("x", values)).fingerprint();
    }

    @Test
    void theFingerprintOfRowsKnowsThemInWhateverOrderAndHowOftenEachComes() {
        Table table = Table.of(IntegerColumn.of("id", 1, 2, 3, 3), TextColumn.of("t", "a", "b", "", "c"));
        String print = table.rowsFingerprint();

        assertThat(table.rows(3, 0, 2, 1).rowsFingerprint()).isEqualTo(print).hasSize(64);
        assertThat(table.rows(3, 0, 2, 1).fingerprint()).isNotEqualTo(table.fingerprint());
        assertThat(table.rows(0, 1, 2, 3, 3).rowsFingerprint()).isNotEqualTo(print);
        assertThat(table.rows(0, 1, 2, 2).rowsFingerprint()).isNotEqualTo(print);
        assertThat(table.select("t", "id").rowsFingerprint()).isNotEqualTo(print);
        assertThat(Table.of(IntegerColumn.of("id", 2, 1, 3, 3), TextColumn.of("t", "a", "b", "", "c"))
                        .rowsFingerprint())
                .isNotEqualTo(print);
        assertThat(table.slice(0, 0).rowsFingerprint())
                .isNotEqualTo(table.select("id").slice(0, 0).rowsFingerprint());
    }

    @Test
    void fingerprintsValuesAndNotTheirStorage() {
        Table selected = Table.of(TextColumn.of("t", "unused", "a", "b")).slice(1, 3);

        assertThat(selected.fingerprint())
                .isEqualTo(Table.of(TextColumn.of("t", "a", "b")).fingerprint())
                .hasSize(64);
        assertThat(print(0.0)).isNotEqualTo(print(-0.0));
        assertThat(print(Double.NaN))
                .isNotEqualTo(
                        Table.of(NumberColumn.builder("x").addMissing().build()).fingerprint())
                .isNotEqualTo(print(Double.longBitsToDouble(0x7ff8000000000001L)));
        assertThat(Table.of(TextColumn.of("t", "ab", "c")).fingerprint())
                .isNotEqualTo(Table.of(TextColumn.of("t", "a", "bc")).fingerprint());
        assertThat(Table.of(TextColumn.of("t", "\ud800")).fingerprint())
                .isNotEqualTo(Table.of(TextColumn.of("t", "?")).fingerprint());
        assertThat(print(1)).isNotEqualTo(Table.of(IntegerColumn.of("x", 1)).fingerprint());
        assertThat(Table.of(BooleanColumn.of("x", true)).fingerprint())
                .isNotEqualTo(Table.of(BooleanColumn.of("x", false)).fingerprint());
        assertThat(Table.of(TimeColumn.of("x", Instant.EPOCH)).fingerprint())
                .isNotEqualTo(
                        Table.of(TimeColumn.of("x", Instant.EPOCH.plusNanos(1))).fingerprint());
        assertThat(print(DoubleStream.iterate(0, x -> x + 1).limit(5000).toArray()))
                .hasSize(64);
    }

    @Test
    void isASourceOfOneBatch() {
        Table table = people(3);

        assertThat(TableSource.of(table).toTable()).isSameAs(table);
        assertThat(TableSource.of(table).select("id").toTable().columnNames()).containsExactly("id");
        assertThatThrownBy(() -> TableSource.of(table).select("no"))
                .hasMessage("no column 'no'; the schema has [id, Status]");
    }
}
