// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersShownTest {
    private static Finding only(DataContract contract, Table table) {
        ContractReport report = contract.check(table);
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "3000000, 3000000",
        "1.0E7, 10000000",
        "-5, -5",
        "0.5, 0.5",
        "12345678.25, 12345678.25",
        "999999999999999.5, 999999999999999.5",
        "1.0E-3, 0.001",
        "1.0E-4, 0.0001",
        "1.0E-7, 1E-7",
        "1.0E15, 1E+15",
        "-1.7976931348623157E308, -1.7976931348623157E+308",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void aCellIsShownExactlyAndWithoutAnExponentWherePeopleWriteNone(double value, String shown) {
        assertThat(Texts.number(value)).isEqualTo(shown);
    }

    @Test
    void everyNumberIsReadBackFromWhatIsShown() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20_000; i++) {
            double value = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextDouble(-1e9, 1e9);
            String shown = Texts.number(value);
            assertThat(Double.valueOf(shown)).isEqualTo(Double.valueOf(value));
            assertThat(Math.abs(value) >= 1e-3 && Math.abs(value) < 1e15 && shown.contains("E"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "27.243041420852748, 27.243",
        "0.30000000000000004, 0.3",
        "1234567.8, 1234568",
        "3000000, 3000000",
        "0.000123456789, 0.000123457",
        "1.23456789E-9, 1.23457E-9",
        "Infinity, Infinity"
    })
    void aComputedNumberIsShownWithSixDigits(double value, String shown) {
        assertThat(Texts.rounded(value)).isEqualTo(shown);
    }

    @Test
    void roundingNeverContradictsTheVerdict() {
        assertThat(Texts.measure(5.000000001, Limit.atMost(5))).isEqualTo("5.000000001");
        assertThat(Texts.measure(4.999999999, Limit.atMost(4.9999999995))).isEqualTo("4.999999999");
        assertThat(Texts.measure(4.999999999, Limit.atMost(6))).isEqualTo("5");
        assertThat(Texts.measure(4.999999999, Limit.atLeast(5))).isEqualTo("4.999999999");
        assertThat(Texts.measure(5, Limit.within(5, 6))).isEqualTo("5");
    }

    @Test
    void sentencesAndSamplesOfAReportAreWrittenSo() {
        Table table = Table.of(NumberColumn.of("x", 1e7, 3_000_000, 0.25, 1.0 / 3));
        Finding rows =
                only(DataContract.named("c").column("x", c -> c.between(0, 5)).build(), table);
        assertThat(rows.sample()).extracting(FailingRow::value).containsExactly("10000000", "3000000");
        assertThat(rows.sentence())
                .isEqualTo("x: 2 of 4 checked rows (50 %) break between(0, 5); for instance '10000000' in row 1");
        Finding mean = only(
                DataContract.named("c")
                        .column("x", c -> c.standardDeviation(Limit.atMost(5)))
                        .build(),
                table);
        assertThat(mean.sentence()).isEqualTo("x: standardDeviation is 4716990; wanted is at most 5");
    }

    @Test
    void groupsOfNumbersAreNamedSo() {
        Table table = Table.of(NumberColumn.of("g", 2, 2, 0.5, 1e8), TextColumn.of("t", "a", "a", "a", "b"));
        ContractReport report = DataContract.named("c")
                .column("t", c -> c.in("a").groupBy("g"))
                .build()
                .check(table);
        assertThat(report.findings())
                .extracting(finding -> finding.group().orElseThrow())
                .containsExactlyInAnyOrder("g=2", "g=0.5", "g=100000000");
    }

    @Test
    void aSensitiveNumberIsHiddenAsItIsInTheRow() {
        Table table = Table.of(NumberColumn.of("x", 7, 8));
        DataContract contract = DataContract.named("c")
                .column("x", c -> c.sensitive(Redaction.MASK).upTo(7))
                .build();
        assertThat(only(contract, table).sample()).extracting(FailingRow::value).containsExactly("*.*");
    }
}
