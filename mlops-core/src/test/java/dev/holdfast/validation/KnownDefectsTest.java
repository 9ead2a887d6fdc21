// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Defects that are known of other tools, each with the data that shows it: here the answer is the right one. */
class KnownDefectsTest {
    private static Finding only(DataContract contract, Table table) {
        ContractReport report = contract.check(table);
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    /** Deequ's row-level validator: a null in a nullable column with a minimum is in neither output. */
    @Test
    void defect1ARowWithAMissingValueIsNotLostBetweenGoodAndBad() {
        Table table = Table.of(
                IntegerColumn.builder("n").add(1).addMissing().add(-5).add(7).build());
        DataContract contract =
                DataContract.named("d").column("n", c -> c.integer().from(0)).build();
        List<Long> bad = new ArrayList<>();
        Table good = contract.filter(TableSource.of(table), QuarantineSink.to(row -> bad.add(row.number())))
                .toTable();
        assertThat(good.rowCount()).isEqualTo(3);
        assertThat(bad).containsExactly(3L);
    }

    /** Deequ's suggestion of a mean reads the maximum: 1..100 has the mean 50.5. */
    @Test
    void defect2AMeanIsAMeanAndNotTheMaximum() {
        Table table = Table.of(IntegerColumn.of(
                "x", IntStream.rangeClosed(1, 100).asLongStream().toArray()));
        DataContract contract = DataContract.named("d")
                .column("x", c -> c.mean(Limit.within(50.5, 50.5)))
                .build();
        assertThat(only(contract, table).verdict()).isEqualTo(Verdict.PASS);
        for (ContractSuggestion.Proposal proposal :
                ContractSuggestion.from("s", table).proposals()) {
            assertThat(proposal.rule()).doesNotContain("mean(exactly");
        }
    }

    /** Deequ's histogram makes a null the text "NullValue". */
    @Test
    void defect3AMissingValueIsNoText() {
        TextColumn.Builder text = TextColumn.builder("t");
        for (int i = 0; i < 50; i++) {
            text.add("NullValue").addMissing();
        }
        Table table = Table.of(text.build());
        DataContract contract = DataContract.named("d")
                .column(
                        "t",
                        c -> c.distribution(Map.of("NullValue", 1.0), Limit.atMost(0))
                                .missing(Limit.atMost(0.4)))
                .build();
        ContractReport report = contract.check(table);
        assertThat(report.findings().get(0).checked()).isEqualTo(50);
        assertThat(report.findings().get(0).verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.findings().get(1).verdict()).isEqualTo(Verdict.FAIL);
        DataContract grouped = DataContract.named("d")
                .column("t", c -> c.in("NullValue").groupBy("t"))
                .build();
        assertThat(grouped.check(table).findings())
                .extracting(Finding::name)
                .containsExactly("t: in(NullValue) [t=(missing)]", "t: in(NullValue) [t=NullValue]");
    }

    /** Deequ's online strategy counts the tested point in: nine normal points and 1e9 raise no alarm, ever. */
    @Test
    void defect4TheTestedValueIsNotAmongThoseItIsComparedWith() {
        List<Double> nine = List.of(10.0, 10.1, 9.9, 10.2, 9.8, 10.0, 10.1, 9.9, 10.0);
        assertThat(HistoryDetector.of(0.01).judge("m", nine, 1e9).verdict()).isEqualTo(Verdict.WARN);
        assertThat(HistoryDetector.of(0.01).judge("m", nine, 10.05).verdict()).isEqualTo(Verdict.PASS);
    }

    /** Deequ: completeness 1.0 of NaN, and NaN for every measure; an empty frame is an exception. */
    @Test
    void defect5NaNAndNoRowsLeaveAMeasureOpenWithTheReason() {
        DataContract contract = DataContract.named("d")
                .column("x", c -> c.mean(Limit.atMost(5)).required().notNan())
                .build();
        List<Finding> nan =
                contract.check(Table.of(NumberColumn.of("x", 1, Double.NaN))).findings();
        assertThat(nan).extracting(Finding::verdict).containsExactly(Verdict.UNDECIDED, Verdict.PASS, Verdict.FAIL);
        assertThat(nan.get(0).sentence())
                .isEqualTo("x: 1 of 2 values are NaN or no numbers, which leaves mean(at most 5) undefined");
        List<Finding> none = contract.check(Table.of(NumberColumn.of("x"))).findings();
        assertThat(none).extracting(Finding::verdict).doesNotContain(Verdict.PASS, Verdict.FAIL, Verdict.ERROR);
    }

    /** Deequ's Holt-Winters bands of "95 %" raise some 24 % alarms; its PSI is infinite for an empty bucket. */
    @Test
    void defect7NewAndEmptyCategoriesMoveADistance() {
        Table table = Table.of(TextColumn.of("x", "a", "a", "new", "new"));
        DataContract contract = DataContract.named("d")
                .column("x", c -> c.distribution(Map.of("a", 0.5, "gone", 0.5), Limit.atMost(0.4)))
                .build();
        Finding finding = only(contract, table);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.measured().orElseThrow().value().orElseThrow()).isCloseTo(0.5, within(1e-12));
        HistoryTest.falseAlarmRateIsWithin(0.01, 40, 0.05, 1, 5_000);
    }

    /** Deequ keys states by a 32-bit hash: these two names have the same String hash. */
    @Test
    void defect8KeysOfTheSameHashAreDifferentKeys() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        Table table = Table.of(TextColumn.of("k", "AaAa", "BBBB", "AaBB", "BBAa"));
        assertThat(only(DataContract.named("d").column("k", ColumnRules::unique).build(), table)
                        .failing())
                .isZero();
    }

    /** Deequ reports a filter that no row matches as success. */
    @Test
    void defect9AFilterThatMatchesNothingIsNoSuccess() {
        Table table = Table.of(IntegerColumn.of("x", 1, 2), TextColumn.of("kind", "sale", "sale"));
        DataContract contract = DataContract.named("d")
                .column("x", c -> c.below(0).where(when("kind").is("reufnd")))
                .rows(r -> r.unique("x").where(when("kind").is("reufnd")))
                .build();
        ContractReport report = contract.check(table);
        assertThat(report.findings()).extracting(Finding::verdict).containsOnly(Verdict.SKIPPED);
        assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    }

    /** Deequ takes a column with 92 % distinct values for a unique one, since its sketch may err by that much. */
    @Test
    void defect9AlmostUniqueIsNotUnique() {
        Table table = Table.of(IntegerColumn.of(
                "id",
                IntStream.range(0, 100_000).mapToLong(i -> i == 77_777 ? 5 : i).toArray()));
        Finding finding =
                only(DataContract.named("d").column("id", ColumnRules::unique).build(), table);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.sample()).containsExactly(new FailingRow(77_778, "id", "5"));
    }

    /** whylogs-java counts NaN and infinities as null; tools treat "" or "NA" as missing without being told. */
    @Test
    void anOddValueIsNotAMissingOne() {
        DataContract contract =
                DataContract.named("d").column("x", ColumnRules::required).build();
        assertThat(contract.check(Row.of("x", Double.NaN)).passed()).isTrue();
        assertThat(contract.check(Row.of("x", "")).passed()).isTrue();
        assertThat(contract.check(Row.of("x", java.util.Optional.empty())).passed())
                .isFalse();
    }
}
