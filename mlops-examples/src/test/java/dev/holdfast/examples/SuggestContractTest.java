// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Table;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import dev.holdfast.validation.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SuggestContractTest {
    @Test
    void theLoansProposeAContractWithItsFalseAlarms() {
        Table loans = DataSets.LENDING_CLUB.read();
        String text = SuggestContract.text("lending-club", loans, 1_000);
        assertThat(text)
                .contains(" rules are proposed by 5914 rows and scored on 3943 others, for batches of 1000 rows.\n")
                .contains("Left out: revol_util: between(0, 130), false alarms 0.224 [0.0064, 0.7566]\n")
                .contains(".in(\"term_36\", \"term_60\") // 2 values, the rarest ")
                .contains(".check(\"open_il_24m at least open_il_12m\", Condition.when(\"open_il_24m\")");
        DataContract contract = DataContract.parse(text.substring(text.indexOf("\n{") + 1));
        assertThat(contract.check(loans).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void theFlightsTellThatTheirLengthFollowsFromTheAirports() {
        String text = SuggestContract.text("flights", DataSets.FLIGHTS.read(), 1_000);
        assertThat(text)
                .contains(".dateFormat(\"yyyy/MM/dd HH:mm\") //")
                .contains(".matches(\"[A-Z]{3}\") //")
                .contains(".determined(\"distance\", \"origin\", \"destination\") //");
    }

    @Test
    void theReportOfACorruptedCopyCanBeRead() throws Exception {
        Table loans = Corruption.of(0.05, 1).times(DataSets.LENDING_CLUB.read(), "annual_inc", 100);
        loans = Corruption.of(0.1, 3).texts(loans, "term", term -> term.substring("term_".length()));
        ContractReport report = Contracts.of(DataSets.LENDING_CLUB).check(loans);
        Path reports = Files.createDirectories(Path.of("target", "suggestions"));
        Files.writeString(
                reports.resolve("lending-club-contract.html"), report.report().toHtml());
        Files.writeString(
                reports.resolve("lending-club-contract.md"), report.report().toMarkdown());
        assertThat(report.report().toMarkdown())
                .contains("| term | in(term_36, term_60) | FAIL | 973 | 9857 | 9.87\u00a0% |")
                .contains("**20 of 973 failing rows, by value of term**")
                .contains("| 36 | 685, 909, ");
    }
}
