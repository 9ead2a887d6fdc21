// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The comparison of every column with that of a baseline, in the pass that checks the contract. */
final class BaselineCheck {
    private final List<RuleCheck> checks = new ArrayList<>();
    private final Optional<Profile> profile;
    private final DriftLimits limits;
    private final DataContract contract;
    private final Optional<String> environment;
    private final Set<String> absent = new TreeSet<>();
    private final Set<String> present = new LinkedHashSet<>();

    BaselineCheck(DataContract contract, CheckOptions options, CheckContext context) {
        this.contract = contract;
        this.environment = options.environment();
        this.profile = options.baseline();
        this.limits = options.driftLimits();
        profile.ifPresent(baseline -> limits.rules(baseline).stream()
                .filter(rule -> !isExpectedToBeAbsent(rule.column().orElseThrow()))
                .forEach(rule -> checks.add(new RuleCheck(rule, true, true, context))));
    }

    /** Tells whether the contract lets a column be absent, here or in this environment. */
    private boolean isExpectedToBeAbsent(String column) {
        List<ContractColumn> blocks = contract.columnBlocks().stream()
                .filter(c -> c.name().equals(column))
                .toList();
        return !blocks.isEmpty() && blocks.stream().noneMatch(c -> c.appliesIn(environment));
    }

    private boolean isOptional(String column) {
        List<ContractColumn> blocks = contract.columnBlocks().stream()
                .filter(c -> c.name().equals(column))
                .toList();
        return !blocks.isEmpty() && blocks.stream().allMatch(ContractColumn::optional);
    }

    void add(Batch batch) {
        if (profile.isEmpty()) {
            return;
        }
        checks.forEach(check -> check.add(batch));
        present.addAll(batch.table().columnNames());
        for (String name : limits.columns(profile.get())) {
            if (!batch.table().has(name) && !isExpectedToBeAbsent(name)) {
                absent.add(name);
            }
        }
    }

    void merge(BaselineCheck other) {
        if (checks.size() != other.checks.size()) {
            throw new IllegalArgumentException("only checks against one baseline can be merged, got " + checks.size()
                    + " and " + other.checks.size() + " comparisons");
        }
        for (int i = 0; i < checks.size(); i++) {
            checks.get(i).merge(other.checks.get(i));
        }
        absent.addAll(other.absent);
        present.addAll(other.present);
    }

    List<RuleCheck.Judged> findings() {
        List<RuleCheck.Judged> findings = new ArrayList<>();
        if (profile.isEmpty()) {
            return findings;
        }
        for (RuleCheck check : checks) {
            check.findings().stream()
                    .filter(j -> !absent.contains(j.finding().column().orElseThrow()))
                    .forEach(findings::add);
        }
        for (String name : absent) {
            boolean allowed = isOptional(name);
            findings.add(finding(
                    name,
                    allowed ? Verdict.SKIPPED : limits.severity() == Severity.WARN ? Verdict.WARN : Verdict.FAIL,
                    "the baseline has the column and the data have not" + (allowed ? ", which is allowed" : ""),
                    !allowed));
        }
        for (String name : present) {
            if (!profile.get().has(name) && limits.compares(name)) {
                findings.add(finding(name, Verdict.SKIPPED, "the baseline has no such column", false));
            }
        }
        return findings;
    }

    private RuleCheck.Judged finding(String column, Verdict verdict, String sentence, boolean counts) {
        return new RuleCheck.Judged(
                new Finding(
                        Optional.of(column),
                        "drift()",
                        Optional.empty(),
                        limits.severity(),
                        verdict,
                        0,
                        0,
                        List.of(),
                        Optional.empty(),
                        column + ": " + sentence,
                        Optional.empty()),
                counts);
    }
}
