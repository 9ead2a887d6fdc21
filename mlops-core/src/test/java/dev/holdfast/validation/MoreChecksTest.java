// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Limit.atLeast;
import static dev.holdfast.validation.Limit.atMost;
import static dev.holdfast.validation.Limit.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoreChecksTest {
    private static Finding column(Table table, String column, Consumer<ColumnRules> rules) {
        DataContract contract = DataContract.named("x").column(column, rules).build();
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        return contract.check(table).findings().get(0);
    }

    private static Finding table(Table table, Consumer<TableRules> rules) {
        DataContract contract = DataContract.named("x").rows(rules).build();
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        return contract.check(table).findings().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "EMAIL, ada@example.org, true",
        "EMAIL, ada@example, false",
        "URL, https://example.org/a?b=c, true",
        "URL, example.org, false",
        "URL, 'http://a b', false",
        "UUID, 123e4567-e89b-12d3-a456-426614174000, true",
        "UUID, 123e4567, false",
        "IPV4, 192.168.0.1, true",
        "IPV4, 192.168.0.256, false",
        "IPV4, 192.168.00.1, false",
        "IPV6, 2001:db8::1, true",
        "IPV6, ::, true",
        "IPV6, ::ffff:192.168.0.1, true",
        "IPV6, 1:2:3:4:5:6:7, false",
        "IPV6, 1::2::3, false",
        "IPV6, g::1, false",
        "CARD, 4111 1111 1111 1111, true",
        "CARD, 4111 1111 1111 1112, false",
        "CARD, 4111x, false",
        "IBAN, GB82 WEST 1234 5698 7654 32, true",
        "IBAN, GB82 WEST 1234 5698 7654 33, false",
        "IBAN, nonsense, false",
        "JSON, '{\"a\": [1]}', true",
        "JSON, '{\"a\": ', false",
        "JSON, '1 2', false",
    })
    void knowsFormats(TextFormat format, String text, boolean valid) {
        Finding finding = column(Table.of(TextColumn.of("x", text)), "x", c -> c.format(format));
        assertThat(finding.verdict()).isEqualTo(valid ? Verdict.PASS : Verdict.FAIL);
    }

    @Test
    void readsDatesStrictly() {
        Table table = Table.of(TextColumn.of("d", "2024-02-29", "2024-02-30", "24-02-01", "2023-02-29"));
        assertThat(column(table, "d", c -> c.dateFormat("yyyy-MM-dd")).sample())
                .extracting(FailingRow::row)
                .containsExactly(2L, 3L, 4L);
        assertThatThrownBy(() -> column(table, "d", c -> c.dateFormat("b")))
                .hasMessageStartingWith("column 'd': dateFormat(b) has a pattern that is no date format");
    }

    @Test
    void looksIntoTexts() {
        Table table = Table.of(TextColumn.of("t", "abc", "abd", "  "));
        assertThat(column(table, "t", c -> c.startsWith("ab")).failing()).isEqualTo(1);
        assertThat(column(table, "t", c -> c.endsWith("c")).failing()).isEqualTo(2);
        assertThat(column(table, "t", c -> c.notMatches("ab.")).failing()).isEqualTo(2);
        assertThat(column(table, "t", ColumnRules::notBlank).failing()).isEqualTo(1);
        assertThat(column(table, "t", c -> c.containsAll("abc", "xyz")).sentence())
                .isEqualTo("t: values that do not occur: [xyz]");
        assertThat(column(table, "t", c -> c.containsAll("abc")).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void comparesMeasuresWithLimits() {
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3, 4, 5, 6, 7, 8, 9, 100));
        assertThat(column(table, "x", c -> c.mean(within(14, 15)))
                        .measured()
                        .orElseThrow()
                        .value())
                .hasValue(14.5);
        assertThat(column(table, "x", c -> c.sum(within(145, 145))).verdict()).isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.median(within(5.5, 5.5))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.quantile(0.25, within(3.25, 3.25))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.interquartileRange(within(4.5, 4.5)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.minimum(atLeast(1))).verdict()).isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.maximum(atMost(99))).sentence())
                .isEqualTo("x: maximum is 100; wanted is at most 99");
        assertThat(column(table, "x", c -> c.outliers(5, atMost(0.1))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.outliers(5, atMost(0.05))).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(column(table, "x", c -> c.distinct(within(10, 10))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.distinctShare(atMost(0.5))).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(column(table, "x", c -> c.topShare(atMost(0.1))).verdict()).isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.entropy(within(3.32, 3.33))).verdict())
                .isEqualTo(Verdict.PASS);
        // 2.6301, 4.9976, 909.1667 and 30.1524 by the definitions, computed apart
        assertThat(column(table, "x", c -> c.skewness(within(2.6, 2.65))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.kurtosis(within(4.9, 5.0))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.variance(within(909.1, 909.2))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(column(table, "x", c -> c.standardDeviation(within(30.1, 30.2)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aMeasureThatIsNotDefinedIsUndecided() {
        Table one = Table.of(NumberColumn.of("x", 1), NumberColumn.of("nan", Double.NaN));
        assertThat(column(one, "x", c -> c.variance(atMost(5))).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(column(one, "nan", c -> c.mean(atMost(5))).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(column(one.slice(0, 0), "x", c -> c.mean(atMost(5))).verdict())
                .isEqualTo(Verdict.UNDECIDED);
        Table constant = Table.of(NumberColumn.of("x", 2, 2, 2, 2, 2));
        assertThat(column(constant, "x", c -> c.skewness(atMost(5))).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void aLimitWithinTheRankErrorIsUndecidedUntilASecondPass() {
        Table table = Table.of(
                IntegerColumn.of("x", IntStream.range(0, 10_000).asLongStream().toArray()));
        DataContract contract = DataContract.named("x")
                .column(
                        "x",
                        c -> c.median(atMost(4999.5))
                                .quantile(0.9, atMost(5_000))
                                .distinct(atLeast(9_000)))
                .build();
        ContractReport first = contract.check(TableSource.of(table), o -> o.capacity(1_000));
        assertThat(first.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.UNDECIDED, Verdict.FAIL, Verdict.UNDECIDED);
        ContractReport exact = contract.checkExactly(TableSource.of(table), o -> o.capacity(1_000));
        assertThat(exact.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.PASS, Verdict.FAIL, Verdict.PASS);
        assertThat(contract.check(TableSource.of(table)).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void comparesSharesWithExpectedOnes() {
        Table table = Table.of(TextColumn.of("x", "a", "a", "b", "c"));
        Finding finding = column(table, "x", c -> c.distribution(Map.of("a", 0.5, "b", 0.5), atMost(0.2)));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.measured().orElseThrow().value()).hasValue(0.25);
        assertThatThrownBy(() -> column(table, "x", c -> c.distribution(Map.of("a", 0.4), atMost(0.2))))
                .hasMessageEndingWith("needs shares that add up to 1, got 0.4");
    }

    @Test
    void followsTheOrderOfRowsOverBatchesAndParts() {
        Table table = Table.of(IntegerColumn.of("x", 1, 2, 2, 5, 4, 6));
        DataContract contract =
                DataContract.named("x").column("x", c -> c.increasing()).build();
        Finding whole = contract.check(table).findings().get(0);
        assertThat(whole.sample()).containsExactly(new FailingRow(5, "x", "4"));
        ContractCheck second = contract.start(o -> o.firstRow(5)).add(table.slice(4, 6));
        Finding parts = second.merge(contract.start().add(table.slice(0, 2)).add(table.slice(2, 4)))
                .report()
                .findings()
                .get(0);
        assertThat(parts).isEqualTo(whole);
        assertThat(column(table, "x", ColumnRules::strictlyIncreasing).failing())
                .isEqualTo(2);
        assertThat(column(table, "x", ColumnRules::decreasing).failing()).isEqualTo(3);
        assertThat(column(table, "x", ColumnRules::strictlyDecreasing).failing())
                .isEqualTo(4);
    }

    @Test
    void looksIntoTablesThatTheCallerBrings() {
        Table orders = Table.of(IntegerColumn.of("customer", 1, 2, 9));
        Table customers = Table.of(IntegerColumn.of("id", 1, 2, 3));
        DataContract contract = DataContract.named("x")
                .column("customer", c -> c.referencedIn("customers", "id"))
                .build();
        assertThat(contract.check(orders).verdict()).isEqualTo(Verdict.UNDECIDED);
        ContractReport report = contract.check(TableSource.of(orders), o -> o.reference("customers", customers));
        assertThat(report.findings().get(0).sample()).containsExactly(new FailingRow(3, "customer", "9"));
    }

    @Test
    void asksForFreshData() {
        Instant noon = Instant.parse("2026-01-31T12:00:00Z");
        TableSource table = TableSource.of(Table.of(TimeColumn.of("at", noon, noon.minusSeconds(60))));
        DataContract contract = DataContract.named("x")
                .column("at", c -> c.fresh(Duration.ofHours(1)))
                .build();
        assertThat(contract.check(table).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(contract.check(table, o -> o.at(noon.plusSeconds(3600))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(contract.check(table, o -> o.at(noon.plusSeconds(3601))).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void checksSeveralColumnsTogether() {
        Table table = Table.of(
                NumberColumn.builder("a").add(1).add(2).addMissing().add(1).build(),
                NumberColumn.builder("b")
                        .add(2)
                        .addMissing()
                        .addMissing()
                        .add(2)
                        .build(),
                NumberColumn.of("sum", 3, 2, 0, 4),
                TextColumn.of("town", "x", "x", "y", "z"),
                TextColumn.of("code", "1", "1", "1", "2"));
        assertThat(table(table, r -> r.allOrNone("a", "b")).sample())
                .extracting(FailingRow::row)
                .containsExactly(2L);
        assertThat(table(table, r -> r.exactlyOne("a", "b")).failing()).isEqualTo(3);
        assertThat(table(table, r -> r.sumEquals("sum", 0, "a", "b")).sample())
                .extracting(FailingRow::row)
                .containsExactly(4L);
        assertThat(table(table, r -> r.determined("town", "code")).sample())
                .containsExactly(new FailingRow(3, "town", "y"));
        assertThat(table(table, r -> r.primaryKey("a")).failing()).isEqualTo(2);
        assertThat(table(table, r -> r.noDuplicateRows()).verdict()).isEqualTo(Verdict.PASS);
        assertThat(table(table.rows(0, 1, 1), r -> r.noDuplicateRows()).failing())
                .isEqualTo(1);
        assertThat(table(table, r -> r.sumEquals("sum", 0, "town")).verdict()).isEqualTo(Verdict.ERROR);
    }

    @Test
    void measuresHowColumnsGoTogether() {
        Table table = Table.of(
                NumberColumn.of("x", 1, 2, 3, 4),
                NumberColumn.of("y", 2, 4, 6, 8),
                TextColumn.of("c", "a", "a", "b", "b"),
                NumberColumn.of("k", 1, 1, 1, 1));
        assertThat(table(table, r -> r.correlation("x", "y", atLeast(0.999))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(table(table, r -> r.correlation("x", "k", atLeast(0.9))).verdict())
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(table(table, r -> r.cramersV("x", "c", atLeast(0.99))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(table(table, r -> r.mutualInformation("x", "c", within(1, 1)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void asksForColumnsByNumberNameAndOrder() {
        Table table = Table.of(NumberColumn.of("a", 1), NumberColumn.of("b", 1));
        assertThat(table(table, r -> r.columnsInOrder("b", "a")).sentence())
                .isEqualTo("the columns are [a, b]; wanted are [b, a] in this order");
        assertThat(table(table, r -> r.columnCount(atLeast(3))).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(table(table, r -> r.columnNames("[a-z]")).verdict()).isEqualTo(Verdict.PASS);
        assertThat(table(table, r -> r.columnNames("a")).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(DataContract.named("x")
                        .schema(table.schema())
                        .build()
                        .check(table)
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void codeThatThrowsIsAnErrorOfItsOwn() {
        Table table = Table.of(NumberColumn.of("a", 1, 2), TextColumn.of("b", "x", "y"));
        DataContract contract = DataContract.named("x")
                .rows(r -> r.custom("small-1", row -> row.number("a") < 2)
                        .custom("broken-1", row -> row.number("b") > 0)
                        .atLeast(1))
                .build();
        ContractReport report = contract.check(table);
        assertThat(report.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL, Verdict.ERROR, Verdict.PASS);
        assertThat(report.findings().get(1).sentence()).startsWith("the custom check 'broken-1' threw in row 1: ");
        DataContract read = DataContract.parse(contract.toJson());
        assertThat(contract.toJson()).contains("{\"rule\":\"custom\",\"id\":\"small-1\",\"portable\":false}");
        assertThat(read.check(table).findings().get(0).sentence())
                .isEqualTo("no code is bound to the custom check 'small-1'; code is not stored with a contract, bind it"
                        + " with withCustom(id, predicate)");
        assertThat(read.withCustom("small-1", row -> true)
                        .check(table)
                        .findings()
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThatThrownBy(() -> read.withCustom("other", row -> true))
                .hasMessage("contract 'x' version 1 has no custom check 'other'; it has [small-1, broken-1]");
    }

    @Test
    void showsNothingOfSensitiveColumns() {
        Table table = Table.of(TextColumn.of("iban", "DE89-secret1", "DE89-secret1"), NumberColumn.of("x", 5, 6));
        byte[] key = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (Redaction redaction : Redaction.values()) {
            DataContract contract = DataContract.named("x")
                    .column(
                            "iban",
                            c -> c.matches("[0-9]+")
                                    .unique()
                                    .topShare(atMost(0.1))
                                    .sensitive(redaction))
                    .column("x", c -> c.below(0).groupBy("iban"))
                    .rows(r -> r.determined("x", "iban").unique("iban").custom("boom", row -> {
                        throw new IllegalStateException(row.text("iban"));
                    }))
                    .build();
            ContractReport report = contract.check(TableSource.of(table), o -> o.hashKey(key));
            assertThat(report.report().toString() + report.findings() + report.measurements())
                    .doesNotContain("secret1");
            assertThatThrownBy(report::orThrow).hasMessageNotContaining("secret1");
            assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        }
    }
}
