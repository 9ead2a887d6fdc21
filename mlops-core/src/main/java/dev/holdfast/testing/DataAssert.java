// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Table;
import dev.holdfast.evaluation.leakage.Leakage;
import dev.holdfast.evaluation.leakage.LeakageFinding;
import dev.holdfast.evaluation.leakage.LeakageReport;
import dev.holdfast.report.Outcome;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import dev.holdfast.validation.FailingRow;
import dev.holdfast.validation.Finding;
import dev.holdfast.validation.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Assertions on data; each returns them again, so that they chain.
 *
 * <p>Immutable and thread-safe.
 */
public final class DataAssert {
    private static final int SHOWN_FINDINGS = 8;
    private static final int SHOWN_ROWS = 3;

    private final Table data;
    private final String name;
    private final boolean inconclusiveAllowed;
    private final Verdicts verdicts;

    DataAssert(Table data, Verdicts verdicts) {
        this(data, "data", false, verdicts);
    }

    private DataAssert(Table data, String name, boolean inconclusiveAllowed, Verdicts verdicts) {
        this.data = Objects.requireNonNull(data, "data");
        this.name = name;
        this.inconclusiveAllowed = inconclusiveAllowed;
        this.verdicts = verdicts;
    }

    /**
     * Names the data in messages and in the report.
     *
     * @param newName the name, such as {@code "loans of May"}
     * @return the same assertions under this name
     */
    public DataAssert as(String newName) {
        return new DataAssert(data, Objects.requireNonNull(newName, "newName"), inconclusiveAllowed, verdicts);
    }

    /**
     * Lets assertions pass that the rows at hand cannot decide.
     *
     * @return the same assertions, more lenient
     */
    public DataAssert allowInconclusive() {
        return new DataAssert(data, name, true, verdicts);
    }

    /**
     * Asserts that no rule of a contract fails or breaks, and that every one can be decided. Warnings pass.
     *
     * @param contract the contract
     * @return these assertions
     */
    public DataAssert satisfies(DataContract contract) {
        return satisfies(contract.check(data));
    }

    /**
     * Asserts the same for the columns and rules of one environment.
     *
     * @param contract the contract
     * @param environment the environment, such as {@code "TRAINING"}
     * @return these assertions
     */
    public DataAssert satisfies(DataContract contract, String environment) {
        return satisfies(contract.check(data, environment));
    }

    private DataAssert satisfies(ContractReport report) {
        CheckResult result = CheckResult.of(
                data.rowCount() == 0 ? Outcome.INCONCLUSIVE : report.outcome(),
                name + " of " + Words.rows(data.rowCount()),
                "contract '" + report.contract() + "' version " + report.version() + " to hold",
                report.summary());
        List<Finding> bad = report.findings().stream()
                .filter(finding -> finding.verdict() != Verdict.PASS && finding.verdict() != Verdict.WARN)
                .sorted((a, b) -> b.verdict().compareTo(a.verdict()))
                .toList();
        for (Finding finding : bad.subList(0, Math.min(SHOWN_FINDINGS, bad.size()))) {
            result = result.with(finding.verdict() + " " + finding.name(), sentence(finding));
        }
        if (bad.size() > SHOWN_FINDINGS) {
            result = result.with("and", (bad.size() - SHOWN_FINDINGS) + " more rules");
        }
        verdicts.take(result.allowing(inconclusiveAllowed));
        return this;
    }

    /**
     * Asserts that training rows tell nothing of test rows: hardly any is in both.
     *
     * @param test the rows that models are measured on; these are those that they learn from
     * @return these assertions
     * @throws IllegalArgumentException when the tables have no column in common
     */
    public DataAssert doesNotLeakInto(Table test) {
        return doesNotLeakInto(test, leakage -> leakage);
    }

    /**
     * Asserts that training rows tell nothing of test rows, and features of the target no more than is believable:
     * {@code doesNotLeakInto(test, leakage -> leakage.target("Status").key("customer").time("opened"))}.
     *
     * @param test the rows that models are measured on; these are those that they learn from
     * @param options says more of the data; see {@link Leakage}
     * @return these assertions
     * @throws IllegalArgumentException when the tables have no column in common, or lack one that is named
     */
    public DataAssert doesNotLeakInto(Table test, UnaryOperator<Leakage> options) {
        LeakageReport report = options.apply(Leakage.between(data, test)).check();
        CheckResult result = CheckResult.of(
                report.outcome(),
                name + " of " + Words.rows(data.rowCount()),
                "no leak into " + Words.rows(test.rowCount()) + " of the test",
                report.summary());
        List<LeakageFinding> bad = report.findings().stream()
                .filter(finding -> finding.outcome() != Outcome.PASSED)
                .toList();
        for (LeakageFinding finding : bad.subList(0, Math.min(SHOWN_FINDINGS, bad.size()))) {
            String about = finding.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            result = result.with(finding.outcome() + " " + about + " of " + finding.subject(), finding.detail());
        }
        if (bad.size() > SHOWN_FINDINGS) {
            result = result.with("and", (bad.size() - SHOWN_FINDINGS) + " more findings");
        }
        verdicts.take(result.allowing(inconclusiveAllowed));
        return this;
    }

    private static String sentence(Finding finding) {
        return finding.sentence()
                + finding.because().map(why -> " (because " + why + ")").orElse("")
                + finding.sample().stream()
                        .limit(SHOWN_ROWS)
                        .map(FailingRow::toString)
                        .map(row -> '\n' + "    " + row)
                        .collect(Collectors.joining());
    }
}
