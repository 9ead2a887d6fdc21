// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsMatchTest {
    private static final Table YESTERDAY = Table.of(
            IntegerColumn.of("id", 1, 2, 3, 4),
            NumberColumn.of("amount", 1.0, 2.0, Double.NaN, 4.0),
            TextColumn.builder("note").add("a").addMissing().add("c").add("d").build());

    private static Finding matched(Table here, Table there) {
        return matched(
                DataContract.named("x").rows(r -> r.rowsMatch("there", "id")).build(), here, there);
    }

    private static Finding matched(DataContract contract, Table here, Table there) {
        return contract.check(here, o -> o.reference("there", there)).findings().get(0);
    }

    @Test
    void rowsInAnotherOrderAndTypeMatch() {
        Table here = YESTERDAY.rows(3, 2, 1, 0).with(NumberColumn.of("id", 4, 3, 2, 1));
        Finding finding = matched(here, YESTERDAY);
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.sentence()).isEqualTo("the 4 rows are those of 'there'");
    }

    @Test
    void namesWhatIsOnlyHereOnlyThereAndDifferent() {
        Table here = Table.of(
                IntegerColumn.of("id", 1, 2, 9, 1, 3),
                NumberColumn.of("amount", 1.5, 2.0, 9, 1.0, 3),
                TextColumn.of("note", "A", "b", "x", "a", "c"));
        Finding finding = matched(here, YESTERDAY);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.checked()).isEqualTo(6);
        assertThat(finding.failing()).isEqualTo(6);
        assertThat(finding.sentence())
                .isEqualTo(
                        "1 rows are only here, 1 only in 'there' (such as 4), 3 differ in a cell and 1 repeat a key, of 5"
                                + " here");
        assertThat(finding.sample())
                .containsExactly(
                        new FailingRow(1, "amount, note", "1.5, A"),
                        new FailingRow(2, "note", "b"),
                        new FailingRow(3, "id", "9"),
                        new FailingRow(4, "id", "1"),
                        new FailingRow(5, "amount", "3"));
    }

    @Test
    void numbersMayDifferByATolerance() {
        DataContract contract = DataContract.named("x")
                .rows(r -> r.rowsMatch("there", 0.01, "id"))
                .build();
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        Table near = YESTERDAY.with(NumberColumn.of("amount", 1.005, 2.0, Double.NaN, 4.0));
        assertThat(matched(contract, near, YESTERDAY).verdict()).isEqualTo(Verdict.PASS);
        Table far = YESTERDAY.with(NumberColumn.of("amount", 1.02, 2.0, 3.0, 4.0));
        assertThat(matched(contract, far, YESTERDAY).failing()).isEqualTo(2);
        assertThatThrownBy(() -> DataContract.named("x").rows(r -> r.rowsMatch("there", -1, "id")))
                .hasMessageContaining("needs a tolerance of at least 0");
    }

    @Test
    void wholeNumbersBeyondTheReachOfDoublesAreComparedExactly() {
        Table a = Table.of(IntegerColumn.of("id", 1), IntegerColumn.of("v", 9_007_199_254_740_993L));
        Table b = Table.of(IntegerColumn.of("id", 1), IntegerColumn.of("v", 9_007_199_254_740_992L));
        assertThat(matched(a, b).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(matched(a, a).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aColumnThatOnlyOneOfBothHasIsADifference() {
        Finding finding = matched(YESTERDAY.without("note"), YESTERDAY);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.sentence())
                .isEqualTo("the 4 rows are those of 'there'; columns that only one of both has: [note]");
    }

    @Test
    void theOtherTableMustBeThereWithItsKey() {
        DataContract contract =
                DataContract.named("x").rows(r -> r.rowsMatch("there", "id")).build();
        Finding without = contract.check(YESTERDAY).findings().get(0);
        assertThat(without.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(without.sentence()).startsWith("nobody brought the table 'there'");
        Finding noKey = matched(YESTERDAY, YESTERDAY.without("id"));
        assertThat(noKey.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(noKey.sentence()).isEqualTo("the table 'there' has no column 'id'; it has [amount, note]");
        Finding twice = matched(YESTERDAY, YESTERDAY.concat(YESTERDAY));
        assertThat(twice.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(twice.sentence()).isEqualTo("[id] is no key of the table 'there': its rows 1 and 5 have the same");
    }

    @Test
    void aFilterChoosesRowsOfBoth() {
        DataContract contract = DataContract.named("x")
                .rows(r -> r.rowsMatch("there", "id").where(when("id").atMost(2)))
                .build();
        assertThat(matched(contract, YESTERDAY.rows(0, 1), YESTERDAY).verdict()).isEqualTo(Verdict.PASS);
        assertThat(matched(contract, YESTERDAY.rows(0), YESTERDAY).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(matched(contract, YESTERDAY.rows(2), YESTERDAY.rows(3)).verdict())
                .isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void hidesTheKeysOfSensitiveColumns() {
        DataContract contract = DataContract.named("x")
                .column("id", c -> c.sensitive(Redaction.OMIT))
                .rows(r -> r.rowsMatch("there", "id"))
                .build();
        ContractReport report = contract.check(YESTERDAY.rows(0), o -> o.reference("there", YESTERDAY));
        assertThat(report.findings(Verdict.FAIL).get(0).sentence())
                .contains("3 only in 'there' (such as (hidden); (hidden); (hidden))");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everySplitGivesTheSameFinding(long seed) {
        Random random = new Random(seed);
        List<Integer> rows = new ArrayList<>();
        IntStream.range(0, 60).forEach(i -> rows.add(random.nextInt(40)));
        Column ids = IntegerColumn.of("id", rows.stream().mapToLong(i -> i).toArray());
        Column values = IntegerColumn.of(
                "v",
                rows.stream().mapToLong(i -> random.nextInt(4) == 0 ? -1 : i).toArray());
        Table there = Table.of(
                IntegerColumn.of("id", IntStream.range(0, 35).asLongStream().toArray()),
                IntegerColumn.of("v", IntStream.range(0, 35).asLongStream().toArray()));
        Table here = Table.of(ids, values);
        DataContract contract =
                DataContract.named("x").rows(r -> r.rowsMatch("there", "id")).build();
        List<ContractCheck> parts = new ArrayList<>();
        for (int from = 0; from < 60; from += 12) {
            int first = from;
            parts.add(contract.start(
                            o -> o.reference("there", there).sampleSize(100).firstRow(first + 1L))
                    .add(here.slice(from, from + 12)));
        }
        Collections.shuffle(parts, random);
        ContractCheck merged = parts.get(0);
        parts.subList(1, parts.size()).forEach(merged::merge);
        assertThat(merged.report().findings())
                .isEqualTo(contract.check(here, o -> o.reference("there", there).sampleSize(100))
                        .findings());
    }
}
