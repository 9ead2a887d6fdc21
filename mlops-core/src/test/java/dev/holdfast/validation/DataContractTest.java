// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atMost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.report.Outcome;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataContractTest {
    private static final Table LOANS = Table.of(
            NumberColumn.builder("Income")
                    .add(100)
                    .addMissing()
                    .add(2000)
                    .add(50)
                    .build(),
            IntegerColumn.of("Age", 30, 17, 45, 101),
            TextColumn.of("Status", "good", "bad", "ugly", "good"));

    private static ContractReport check(Table table, String column, Consumer<ColumnRules> rules) {
        return DataContract.named("test").column(column, rules).build().check(table);
    }

    private static Finding only(ContractReport report) {
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    @Test
    void namesTheFailingRowsWithTheirRawValues() {
        Finding finding = only(check(LOANS, "Age", c -> c.between(18, 100)));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.checked()).isEqualTo(4);
        assertThat(finding.failing()).isEqualTo(2);
        assertThat(finding.sample()).containsExactly(new FailingRow(2, "Age", "17"), new FailingRow(4, "Age", "101"));
        assertThat(finding.sentence())
                .isEqualTo("Age: 2 of 4 checked rows (50 %) break between(18, 100); for instance '17' in row 2");
        assertThat(finding.share().value()).hasValue(0.5);
    }

    @Test
    void aMissingColumnIsAFindingOfItsOwnAndSkipsTheOthers() {
        ContractReport report = check(LOANS, "Debt", c -> c.number().from(0));
        assertThat(report.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL, Verdict.SKIPPED, Verdict.SKIPPED);
        assertThat(report.findings().get(0).sentence())
                .isEqualTo("Debt: the column is not there; the table has [Income, Age, Status]");
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void anOptionalColumnMayBeAbsentButAContractThatSawNothingIsNotGreen() {
        ContractReport report = check(LOANS, "Debt", c -> c.number().optional());
        assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void missingValuesAreARuleOfTheirOwn() {
        Finding finding = only(check(LOANS, "Income", c -> c.missing(atMost(0.1))));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.sentence())
                .isEqualTo("Income: 1 of 4 values are missing (25 %); allowed is a share of at most 0.1");
        assertThat(only(check(LOANS, "Income", c -> c.missing(atMost(0.25)))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(only(check(LOANS, "Income", ColumnRules::required)).sample())
                .containsExactly(new FailingRow(2, "Income", "(missing)"));
        assertThat(only(check(LOANS, "Income", c -> c.from(0))).checked()).isEqualTo(3);
    }

    @Test
    void aShareIsComparedExactly() {
        Table hundred = Table.of(IntegerColumn.of(
                "x", IntStream.rangeClosed(1, 100).asLongStream().toArray()));
        assertThat(only(check(hundred, "x", c -> c.upTo(99).atLeast(0.99))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(only(check(hundred, "x", c -> c.upTo(98).atLeast(0.99))).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aWarningWarnsAndSaysWhy() {
        ContractReport report = check(
                LOANS, "Age", c -> c.between(18, 100).severity(Severity.WARN).because("adults"));
        assertThat(report.verdict()).isEqualTo(Verdict.WARN);
        assertThat(only(report).sentence()).endsWith("(adults)");
        assertThat(report.orThrow()).isSameAs(report);
    }

    @Test
    void aFilterThatMatchesNothingIsNeverGreen() {
        Finding finding = only(
                check(LOANS, "Age", c -> c.between(18, 100).where(when("Status").is("god"))));
        assertThat(finding.verdict()).isEqualTo(Verdict.SKIPPED);
        assertThat(only(check(
                                LOANS,
                                "Age",
                                c -> c.between(18, 100).where(when("Status").is("ugly"))))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(only(check(
                                LOANS,
                                "Age",
                                c -> c.between(18, 100).where(when("Stat").is("ugly"))))
                        .sentence())
                .contains("names columns that are not there: [Stat]");
    }

    @Test
    void anEmptyTableIsSkippedNotPassed() {
        ContractReport report =
                check(LOANS.slice(0, 0), "Age", c -> c.integer().required().between(18, 100));
        assertThat(report.findings()).extracting(Finding::verdict).containsOnly(Verdict.SKIPPED);
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void anEnvironmentLeavesOutTheRulesOfOthers() {
        DataContract contract = DataContract.named("loans")
                .column("Age", ColumnRules::integer)
                .column("Label", c -> c.text().environment("TRAINING"))
                .build();
        assertThat(contract.check(LOANS).verdict()).isEqualTo(Verdict.FAIL);
        ContractReport serving = contract.check(LOANS, "SERVING");
        assertThat(serving.verdict()).isEqualTo(Verdict.PASS);
        assertThat(serving.findings("Label")).extracting(Finding::verdict).containsExactly(Verdict.SKIPPED);
        assertThat(serving.environment()).contains("SERVING");
    }

    @Test
    void groupsAreCheckedOnTheirOwn() {
        ContractReport report = check(LOANS, "Age", c -> c.between(18, 100).groupBy("Status"));
        assertThat(report.findings())
                .extracting(Finding::name)
                .containsExactly(
                        "Age: between(18, 100) [Status=bad]",
                        "Age: between(18, 100) [Status=good]",
                        "Age: between(18, 100) [Status=ugly]");
        assertThat(report.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL, Verdict.FAIL, Verdict.PASS);
    }

    @Test
    void aColumnThatWasReadAsTextNamesTheValuesThatAreNoNumbers() {
        Table table = Table.of(TextColumn.of("x", "1", "2.5", "12x", "0x10", "NaN", " 5", "1e400"));
        Finding finding = only(check(table, "x", ColumnRules::number));
        assertThat(finding.sample()).extracting(FailingRow::value).containsExactly("12x", "0x10", "NaN", " 5");
        Table clean = Table.of(TextColumn.of("x", "1", "2"));
        assertThat(only(check(clean, "x", ColumnRules::integer)).sentence())
                .isEqualTo("x: the column is text, although every value reads as a whole number; read it as such"
                        + " before checking");
    }

    @Test
    void everyTypeAcceptsItsOwn() {
        Table table = Table.of(
                NumberColumn.of("n", 1, 2.5),
                IntegerColumn.of("i", 1, 2),
                TextColumn.of("t", "a", "b"),
                BooleanColumn.of("b", true, false),
                TimeColumn.of("w", Instant.EPOCH, Instant.EPOCH.plusSeconds(1)));
        DataContract contract = DataContract.named("types")
                .column("n", c -> c.number().finite())
                .column("i", c -> c.integer().in(1, 2).notIn(3))
                .column(
                        "t",
                        c -> c.text()
                                .matches("[ab]")
                                .contains("[ab]")
                                .length(1, 1)
                                .notIn("c"))
                .column("b", ColumnRules::bool)
                .column("w", c -> c.time().during(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)))
                .build();
        assertThat(contract.check(table).findings())
                .extracting(Finding::verdict)
                .containsOnly(Verdict.PASS);
        assertThat(contract.schema().field("w")).contains(Field.optional("w", ColumnType.TIME));
    }

    @Test
    void nanIsAValueThatIsBetweenNothing() {
        Table table = Table.of(NumberColumn.of("x", 1, Double.NaN, Double.POSITIVE_INFINITY));
        assertThat(only(check(table, "x", ColumnRules::notNan)).failing()).isEqualTo(1);
        assertThat(only(check(table, "x", ColumnRules::finite)).failing()).isEqualTo(2);
        assertThat(only(check(table, "x", c -> c.between(0, 5))).failing()).isEqualTo(2);
        assertThat(only(check(table, "x", c -> c.required())).failing()).isZero();
    }

    @Test
    void wholeNumbersBeyondTheReachOfDoublesAreComparedExactly() {
        long big = 1L << 53;
        Table table = Table.of(IntegerColumn.of("id", big, big + 1, big + 2));
        assertThat(only(check(table, "id", c -> c.between(0L, big + 1))).sample())
                .extracting(FailingRow::row)
                .containsExactly(3L);
    }

    @Test
    void aRepeatedKeyFailsWhereItRepeats() {
        Table table = Table.of(TextColumn.of("a", "a", "ab", "a", "a"), TextColumn.of("b", "bc", "c", "bc", "x"));
        DataContract contract =
                DataContract.named("k").rows(r -> r.unique("a", "b")).build();
        assertThat(only(contract.check(table)).sample()).containsExactly(new FailingRow(3, "a, b", "a, bc"));
        assertThat(only(check(table, "a", ColumnRules::unique)).failing()).isEqualTo(2);
    }

    @Test
    void conditionsLookAtTheRowsTheyAreAbout() {
        Table table = Table.of(
                NumberColumn.builder("Debt")
                        .add(10)
                        .add(10)
                        .add(0)
                        .addMissing()
                        .add(5)
                        .build(),
                NumberColumn.builder("Assets")
                        .add(1)
                        .add(0)
                        .add(0)
                        .add(0)
                        .addMissing()
                        .build());
        DataContract contract = DataContract.named("c")
                .rows(r -> r.check(
                        "debt-below-assets",
                        when("Debt").above(0).then("Assets").above(0)))
                .build();
        Finding finding = only(contract.check(table));
        assertThat(finding.checked()).isEqualTo(2);
        assertThat(finding.sample()).containsExactly(new FailingRow(2, "Debt, Assets", "10, 0"));
    }

    @Test
    void countsRowsAndColumns() {
        DataContract contract = DataContract.named("t")
                .column("Age")
                .rows(r -> r.atLeast(5).atMost(10).noExtraColumns())
                .build();
        ContractReport report = contract.check(LOANS);
        assertThat(report.findings())
                .extracting(Finding::sentence)
                .containsExactly(
                        "Age: the column is there",
                        "there are 4 rows; wanted are at least 5",
                        "there are 4 rows; wanted are at most 10",
                        "columns that the contract does not name: [Income, Status]");
        assertThat(only(DataContract.named("t")
                                .rows(r -> r.columnsExactly("Age", "Debt"))
                                .build()
                                .check(LOANS))
                        .sentence())
                .isEqualTo("columns that are not there: [Debt]; columns that the contract does not name: [Income,"
                        + " Status]");
    }

    @Test
    void anExplodingExpressionIsAnErrorOfItsOwnCheckOnly() {
        Table table = Table.of(TextColumn.of("x", "a".repeat(40), "ok"));
        ContractReport report =
                check(table, "x", c -> c.matches("(.*)(.*)(.*)(.*)(.*)(.*)b").length(1, 50));
        assertThat(report.findings()).extracting(Finding::verdict).containsExactly(Verdict.ERROR, Verdict.PASS);
        assertThat(report.findings().get(0).sentence())
                .startsWith(
                        "x: the regular expression (.*)(.*)(.*)(.*)(.*)(.*)b needs more than 1000000 steps on a text of 40");
        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void throwsOnRequestWithTheFailedFindings() {
        ContractReport report = check(LOANS, "Age", c -> c.integer().between(18, 100));
        assertThatThrownBy(report::orThrow)
                .isInstanceOfSatisfying(ContractException.class, e -> {
                    assertThat(e.contract()).isEqualTo("test");
                    assertThat(e.findings()).hasSize(1);
                })
                .hasMessage("contract 'test' is not met: Age: 2 of 4 checked rows (50 %) break between(18, 100); for"
                        + " instance '17' in row 2");
    }

    @Test
    void reportsAsEvidence() {
        ContractReport report = check(LOANS, "Age", c -> c.integer().between(18, 100));
        assertThat(report.kind()).isEqualTo("contract");
        assertThat(report.summary())
                .isEqualTo("contract 'test' version 1 on 4 rows: FAIL (1 PASS, 1 FAIL)")
                .isEqualTo(report.toString());
        assertThat(report.measurements()).containsKeys("rows", "findings-fail", "Age: between(18, 100)");
        assertThat(report.report().blocks()).hasSize(4);
        assertThat(report.contract()).isEqualTo("test");
        assertThat(report.version()).isEqualTo(1);
        assertThat(report.rowCount()).isEqualTo(4);
    }

    @Test
    void partsMergeIntoTheReportOfTheWhole() {
        DataContract contract = DataContract.named("m")
                .column("Age", c -> c.integer().between(18, 40).unique())
                .build();
        Table twice = Table.of(IntegerColumn.of("Age", 30, 17, 45, 101, 30, 17, 45, 101));
        ContractReport whole = contract.check(twice);
        ContractReport batches =
                contract.start().add(twice.slice(0, 3)).add(twice.slice(3, 8)).report();
        assertThat(batches.findings()).isEqualTo(whole.findings());
    }
}
