// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTestTest {
    /** Whatever the expression costs, the check ends, and says either what it found or that it gave up. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "(a+)+$, a, !",
                "(a|aa)+$, a, !",
                "(a|a?)+$, a, !",
                "([a-zA-Z]+)*$, a, !",
                "(.*a){12}, a, !",
                "^(([a-z])+.)+[A-Z]([a-z])+$, a, !",
                "(x+x+)+y, x, !",
                "(?=(a+)+$)b, a, !",
                "(a*)*\\1b, a, !",
                "(.*)(.*)(.*)(.*)(.*)(.*)b, a, !"
            })
    void edgeCase15AnExpressionThatExplodesEndsAsAClearOutcome(String regex, String letter, String end) {
        Table table = Table.of(TextColumn.of("x", letter.repeat(5_000) + end, "ok"));
        DataContract contract = DataContract.named("r")
                .column("x", c -> c.matches(regex).length(1, 6_000))
                .build();
        ContractReport report = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> contract.check(table));
        Finding finding = report.findings().get(0);
        assertThat(report.findings().get(1).verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.verdict()).isIn(Verdict.ERROR, Verdict.FAIL);
        if (finding.verdict() == Verdict.ERROR) {
            assertThat(finding.sentence())
                    .startsWith("x: the regular expression " + regex)
                    .endsWith(
                            " on a text of 5001 characters; write it without nested repetition, or make the repetition"
                                    + " possessive (a++)");
        } else {
            assertThat(finding.failing()).isEqualTo(2);
        }
    }

    @Test
    void edgeCase15AMatchIsOfTheWholeTextAndAFindIsNot() {
        Table table = Table.of(TextColumn.of("x", "abc", "b", "a\nb"));
        DataContract contract = DataContract.named("r")
                .column("x", c -> c.matches("b").contains("b"))
                .build();
        assertThat(contract.check(table).findings())
                .extracting(Finding::failing)
                .containsExactly(2L, 0L);
    }

    @Test
    void aSingleRowIsAnErrorWhenItsTestOrItsFilterExplodes() {
        String bomb = "(.*)(.*)(.*)(.*)(.*)(.*)b";
        Row row = Row.of("x", "a".repeat(100), "y", "z");
        DataContract test =
                DataContract.named("r").column("x", c -> c.matches(bomb)).build();
        RowCheck check = test.check(row);
        assertThat(check.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(check.breaches()).extracting(Breach::rule).containsExactly("matches(" + bomb + ") broke");
        DataContract filter = DataContract.named("r")
                .column("y", c -> c.in("a").where(when("x").matches(bomb)))
                .rows(r -> r.exactlyOne("x", "y").where(when("x").matches(bomb)))
                .build();
        assertThat(filter.check(row).passed()).isFalse();
        assertThat(filter.check(Table.of(TextColumn.of("x", "a".repeat(100)), TextColumn.of("y", "z")))
                        .findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.ERROR, Verdict.ERROR);
    }

    @Test
    void anExpressionThatDoesNotCompileIsRefusedWithContractColumnAndPosition() {
        assertThatThrownBy(() -> DataContract.named("loans").column("Name", c -> c.matches("ab(c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "contract 'loans': column 'Name': matches has a regular expression that does not compile: ab(c"
                                + " (Unclosed group near index 4)");
        assertThatThrownBy(() -> DataContract.named("loans").rows(r -> r.columnNames("*")))
                .hasMessage("contract 'loans': table: columnNames has a regular expression that does not compile: *"
                        + " (Dangling meta character '*' near index 0)");
        assertThatThrownBy(() -> DataContract.parse("""
                        {"contract": 1, "name": "loans", "version": 3, "columns": [
                          {"name": "Name", "rules": [{"rule": "notMatches", "regex": "[a"}]}]}"""))
                .hasMessage(
                        "contract 'loans': column 'Name': notMatches has a regular expression that does not compile: [a"
                                + " (Unclosed character class near index 1)");
    }
}
