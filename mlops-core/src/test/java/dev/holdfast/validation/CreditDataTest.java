// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atMost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The contract of the README on the loans of the Polytechnic University of Catalonia, 4,454 rows. */
class CreditDataTest {
    static Table loans() {
        try (InputStream in = Objects.requireNonNull(
                CreditDataTest.class.getResourceAsStream("/dev/holdfast/data/credit_data.csv.gz"))) {
            return Csv.with(csv -> csv.missing("", "NA")).read(in, "credit_data.csv");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void namesTheRealMissingValues() {
        DataContract.Builder builder = DataContract.named("complete");
        Table loans = loans();
        loans.columnNames().forEach(name -> builder.column(name, ColumnRules::required));
        ContractReport report = builder.build().check(loans);
        assertThat(report.findings(Verdict.FAIL))
                .extracting(Finding::sentence)
                .containsExactlyInAnyOrder(
                        "Income: 381 of 4454 values are missing (8.55 %); none may be",
                        "Assets: 47 of 4454 values are missing (1.06 %); none may be",
                        "Debt: 18 of 4454 values are missing (0.4 %); none may be",
                        "Home: 6 of 4454 values are missing (0.13 %); none may be",
                        "Job: 2 of 4454 values are missing (0.04 %); none may be",
                        "Marital: 1 of 4454 values are missing (0.02 %); none may be");
        assertThat(report.findings(Verdict.PASS)).hasSize(8);
        assertThat(report.findings("Marital").get(0).sample()).hasSize(1);
    }

    @Test
    void theContractOfTheReadmeHolds() {
        DataContract contract = DataContract.named("loans")
                .version(2)
                .column("Income", c -> c.number().between(0, 1_000).missing(atMost(0.10)))
                .column("Age", c -> c.integer().required().between(18, 100))
                .column("Status", c -> c.text().in("good", "bad").environment("TRAINING"))
                .rows(r -> r.atLeast(1_000)
                        .check(
                                "debt-below-assets",
                                when("Debt").above(0).then("Assets").above(0))
                        .severity(Severity.WARN))
                .build();
        ContractReport report = contract.check(loans());
        assertThat(report.findings()).extracting(Finding::verdict).containsOnly(Verdict.PASS);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.findings().get(0).checked()).isEqualTo(4073);
    }

    @Test
    void profilesInTheSamePass() {
        Table loans = loans();
        DataContract contract = DataContract.named("x")
                .column("Income", ColumnRules::number)
                .column("Status", ColumnRules::sensitive)
                .build();
        ContractReport report = contract.start()
                .add(loans.slice(0, 1000))
                .add(loans.slice(1000, 4454))
                .report();
        assertThat(report.profile().orElseThrow().column("Income").missing()).isEqualTo(381);
        assertThat(report.profile().orElseThrow().has("Status")).isFalse();
        ContractReport merged = contract.start(o -> o.firstRow(1001))
                .add(loans.slice(1000, 4454))
                .merge(contract.start().add(loans.slice(0, 1000)))
                .report();
        assertThat(merged.profile().orElseThrow().column("Income").missing()).isEqualTo(381);
        assertThat(contract.start(o -> o.withoutProfile()).add(loans).report().profile())
                .isEmpty();
        assertThat(contract.start()
                        .add(loans)
                        .add(loans.select("Income"))
                        .report()
                        .profile())
                .isEmpty();
    }

    @Test
    void aRowThatPassesCostsNoObject() {
        DataContract contract = DataContract.named("x")
                .column("Income", c -> c.number().required().between(0, 1_000).finite())
                .column("Home", c -> c.text().required().in("rent", "owner").matches("[a-z]+"))
                .rows(r -> r.check("c", when("Income").above(0).then("Home").in("rent")))
                .build();
        Row row = Row.of("Income", 100, "Home", "rent");
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long passed = passes(contract, row, 20_000);
        long before = threads.getThreadAllocatedBytes(id);
        passed += passes(contract, row, 20_000);
        long each = (threads.getThreadAllocatedBytes(id) - before) / 20_000;
        assertThat(passed).isEqualTo(40_000);
        assertThat(each).isZero();
    }

    private static long passes(DataContract contract, Row row, int times) {
        long passed = 0;
        for (int i = 0; i < times; i++) {
            passed += contract.check(row).passed() ? 1 : 0;
        }
        return passed;
    }
}
