// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.profile.Profile;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the check of a contract found, rule by rule, with the rows that broke it.
 *
 * <p>The verdict is the worst of the findings, where a rule of severity {@link Severity#WARN} never does more than warn,
 * and rules that were passed over on purpose (another environment, an optional column that is absent) do not count. When
 * nothing counts, the verdict is {@link Verdict#SKIPPED}: a contract that looked at nothing is not green. Immutable and
 * thread-safe.
 */
public final class ContractReport implements Evidence {
    private static final int MOST_VALUES = 8;

    private final String contract;
    private final int version;
    private final Optional<String> environment;
    private final long rows;
    private final Verdict verdict;
    private final List<Finding> findings;
    private final Optional<Profile> profile;

    private ContractReport(
            String contract,
            int version,
            Optional<String> environment,
            long rows,
            Verdict verdict,
            List<Finding> findings,
            Optional<Profile> profile) {
        this.profile = profile;
        this.contract = contract;
        this.version = version;
        this.environment = environment;
        this.rows = rows;
        this.verdict = verdict;
        this.findings = findings;
    }

    static ContractReport of(
            DataContract contract,
            Optional<String> environment,
            long rows,
            List<RuleCheck.Judged> judged,
            Optional<Profile> profile) {
        Verdict verdict = judged.stream()
                .filter(RuleCheck.Judged::counts)
                .map(RuleCheck.Judged::weight)
                .reduce(Verdict::worst)
                .orElse(Verdict.SKIPPED);
        return new ContractReport(
                contract.name(),
                contract.version(),
                environment,
                rows,
                verdict,
                judged.stream().map(RuleCheck.Judged::finding).toList(),
                profile);
    }

    /**
     * Returns the name of the contract.
     *
     * @return the name
     */
    public String contract() {
        return contract;
    }

    /**
     * Returns the version of the contract.
     *
     * @return the version
     */
    public int version() {
        return version;
    }

    /**
     * Returns the environment that was checked.
     *
     * @return the environment, or empty when the whole contract was checked
     */
    public Optional<String> environment() {
        return environment;
    }

    /**
     * Returns the number of rows that came in.
     *
     * @return the number of rows
     */
    public long rowCount() {
        return rows;
    }

    /**
     * Returns the conclusion.
     *
     * @return the worst of the findings that count
     */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * Returns what was found, in the order of the contract.
     *
     * @return one finding a rule, or one a group
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns the profile that was made in the same pass, without the sensitive columns.
     *
     * @return the profile; empty when it was not asked for, nothing came in, or the batches differed in their columns
     */
    public Optional<Profile> profile() {
        return profile;
    }

    /**
     * Returns the findings of one verdict.
     *
     * @param wanted the verdict
     * @return those findings, perhaps none
     */
    public List<Finding> findings(Verdict wanted) {
        return findings.stream().filter(f -> f.verdict() == wanted).toList();
    }

    /**
     * Returns the findings on one column.
     *
     * @param column the column
     * @return those findings, perhaps none
     */
    public List<Finding> findings(String column) {
        return findings.stream()
                .filter(f -> f.column().filter(column::equals).isPresent())
                .toList();
    }

    /**
     * Goes on when no rule failed or broke.
     *
     * @return this report
     * @throws ContractException naming the findings that failed or broke
     */
    public ContractReport orThrow() {
        List<Finding> bad = findings.stream()
                .filter(f -> f.verdict().outcome() == Outcome.FAILED)
                .toList();
        if (!bad.isEmpty()) {
            throw new ContractException(contract, bad);
        }
        return this;
    }

    @Override
    public String kind() {
        return "contract";
    }

    @Override
    public Outcome outcome() {
        return verdict.outcome();
    }

    @Override
    public String summary() {
        String counts = Arrays.stream(Verdict.values())
                .filter(v -> !findings(v).isEmpty())
                .map(v -> findings(v).size() + " " + v)
                .collect(Collectors.joining(", "));
        return "contract '" + contract + "' version " + version
                + environment.map(e -> " in " + e).orElse("") + " on " + rows + " rows: " + verdict + " (" + counts
                + ")";
    }

    /**
     * Returns the number of rows, the number of findings of each verdict, and for each finding the number it measured or
     * else the share of failing rows, by its name.
     *
     * @return the measurements
     */
    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> measured = new LinkedHashMap<>();
        measured.put("rows", Estimate.exact((double) rows, rows));
        for (Verdict each : Verdict.values()) {
            measured.put(
                    "findings-" + each.name().toLowerCase(java.util.Locale.ROOT),
                    Estimate.exact(findings(each).size(), findings.size()));
        }
        for (Finding finding : findings) {
            measured.put(finding.name(), finding.measured().orElseGet(finding::share));
        }
        return measured;
    }

    /**
     * Returns the findings as a document: first those that are not passed in one table, then each of them with its rows, then
     * one table of all that holds.
     *
     * @return the report
     */
    @Override
    public Report report() {
        Report.Builder report =
                Report.titled("Contract " + contract + ", version " + version).finding(outcome(), contract, counted());
        List<Finding> rest =
                findings.stream().filter(f -> f.verdict() != Verdict.PASS).toList();
        if (rest.size() > 1) {
            report.table(
                    "What does not hold",
                    List.of("Column", "Rule", "Verdict", "Failing", "Checked", "Share"),
                    rest.stream().map(ContractReport::line).toList());
        }
        for (Finding finding : rest) {
            report.finding(finding.verdict().outcome(), finding.name(), withoutColumn(finding));
            if (!finding.sample().isEmpty()) {
                report.table(
                        sampleTitle(finding),
                        hasLines(finding) ? List.of("Value", "In rows", "At lines") : List.of("Value", "In rows"),
                        byValue(finding));
            }
        }
        List<List<String>> holds = findings.stream()
                .filter(f -> f.verdict() == Verdict.PASS)
                .map(f -> List.of(f.column().orElse(""), f.rule(), withoutColumn(f)))
                .toList();
        return holds.isEmpty()
                ? report.build()
                : report.table("What holds", List.of("Column", "Rule", "Found"), holds)
                        .build();
    }

    private static boolean hasLines(Finding finding) {
        return finding.sample().stream().anyMatch(row -> row.position().isPresent());
    }

    private String counted() {
        String summary = summary();
        return summary.substring(summary.indexOf(" on " + rows + " rows") + 1);
    }

    private static List<String> line(Finding finding) {
        boolean counted = finding.checked() > 0 && finding.failing() > 0;
        return List.of(
                finding.column().orElse("(table)"),
                finding.rule() + finding.group().map(g -> " [" + g + "]").orElse(""),
                finding.verdict().name(),
                counted ? Long.toString(finding.failing()) : "",
                counted ? Long.toString(finding.checked()) : "",
                counted ? Texts.percent(finding.failing(), finding.checked()).replace(' ', '\u00a0') : "");
    }

    /** The sentence stands below the name, which says the column already. */
    private static String withoutColumn(Finding finding) {
        String start = finding.column().map(c -> c + ": ").orElse("");
        return finding.sentence().startsWith(start) ? finding.sentence().substring(start.length()) : finding.sentence();
    }

    private static String sampleTitle(Finding finding) {
        int shown = finding.sample().size();
        long failing = finding.failing();
        String which = failing == 1
                ? "The failing row"
                : (shown == failing ? "All " : shown + " of ") + failing + " failing rows";
        return which + ", by value of " + finding.sample().get(0).column();
    }

    /** One line a value, the most frequent one first, so that a hundred rows with one mistake read as one mistake. */
    private static List<List<String>> byValue(Finding finding) {
        Map<String, List<FailingRow>> rowsOf = new LinkedHashMap<>();
        finding.sample()
                .forEach(row -> rowsOf.computeIfAbsent(row.value(), v -> new ArrayList<>())
                        .add(row));
        List<List<String>> lines = new ArrayList<>();
        rowsOf.values().stream()
                .sorted((a, b) -> Integer.compare(b.size(), a.size()))
                .limit(MOST_VALUES)
                .forEach(rows -> lines.add(places(rows, hasLines(finding))));
        if (rowsOf.size() > MOST_VALUES) {
            String more = "... " + (rowsOf.size() - MOST_VALUES) + " more values";
            lines.add(hasLines(finding) ? List.of(more, "", "") : List.of(more, ""));
        }
        return lines;
    }

    private static List<String> places(List<FailingRow> rows, boolean withLines) {
        String value = rows.get(0).value();
        String numbers = rows.stream().map(row -> Long.toString(row.row())).collect(Collectors.joining(", "));
        return withLines
                ? List.of(
                        value,
                        numbers,
                        rows.stream()
                                .flatMap(row -> row.position().stream())
                                .map(position -> Long.toString(position.line()))
                                .collect(Collectors.joining(", ")))
                : List.of(value, numbers);
    }

    @Override
    public String toString() {
        return summary();
    }
}
