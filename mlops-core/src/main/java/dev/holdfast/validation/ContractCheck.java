// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A contract at work on data that come in batches: {@code contract.start().add(first).add(second).report()}.
 *
 * <p>Every rule is a mergeable state, so parts of the data may be checked apart, by other threads or machines, and merged;
 * the report is the same for every split, as long as each part knows the number of its first row. The memory does not
 * grow with the rows; uniqueness, which remembers every distinct key, goes on in files where the host allows it
 * ({@link CheckOptions#keySpill}), which {@link #close()} deletes. Not thread-safe; one a thread.
 */
public final class ContractCheck implements AutoCloseable {
    private final DataContract contract;
    private final Optional<String> environment;
    private final List<RuleCheck> checks = new ArrayList<>();
    private final Map<String, List<String>> absentColumns = new LinkedHashMap<>();
    private final Set<String> presentColumns = new HashSet<>();
    private final BaselineCheck baseline;
    private final @Nullable BatchProfile profile;
    private final List<Consumer<Batch>> tasks;
    private long nextRow;
    private long rows;
    private boolean seen;

    ContractCheck(DataContract contract, CheckOptions options) {
        this.contract = contract;
        this.environment = options.environment();
        this.nextRow = options.firstRow();
        this.profile =
                options.isProfiling() ? new BatchProfile(contract.redactions().keySet()) : null;
        CheckContext context = new CheckContext(contract, options);
        for (ContractColumn column : contract.columnBlocks()) {
            for (Rule rule : column.rules()) {
                checks.add(new RuleCheck(rule, rule.modifiers().appliesIn(environment), column.optional(), context));
            }
        }
        for (Rule rule : contract.tableRules()) {
            checks.add(new RuleCheck(rule, rule.modifiers().appliesIn(environment), false, context));
        }
        this.baseline = new BaselineCheck(contract, options, context);
        this.tasks = tasks(profile, checks, baseline);
    }

    private static List<Consumer<Batch>> tasks(
            @Nullable BatchProfile profile, List<RuleCheck> checks, BaselineCheck baseline) {
        List<Consumer<Batch>> tasks = new ArrayList<>();
        if (profile != null) {
            tasks.add(batch -> profile.add(batch.table()));
        }
        checks.forEach(check -> tasks.add(check::add));
        tasks.add(baseline::add);
        return List.copyOf(tasks);
    }

    /**
     * Takes in the next rows.
     *
     * @param batch the rows; they are numbered on from those before
     * @return this check
     */
    public ContractCheck add(Table batch) {
        add(batch, false);
        return this;
    }

    /** Takes in the next rows and collects which of them are bad, and why. */
    Batch addAndReject(Table batch) {
        return add(batch, true);
    }

    private Batch add(Table batch, boolean rejecting) {
        Batch rowsOfBatch = next(batch, rejecting);
        tasks.forEach(task -> task.accept(rowsOfBatch));
        return rowsOfBatch;
    }

    /** What has to see every batch, in order; each task may be done by another thread. */
    List<Consumer<Batch>> tasks() {
        return tasks;
    }

    /** Numbers the next rows and looks at their columns. */
    Batch next(Table batch, boolean rejecting) {
        for (ContractColumn column : contract.columnBlocks()) {
            if (batch.has(column.name())) {
                presentColumns.add(column.name());
            } else {
                absentColumns.putIfAbsent(column.name(), batch.columnNames());
            }
        }
        Batch rowsOfBatch = new Batch(batch, nextRow, rejecting);
        nextRow += batch.rowCount();
        rows += batch.rowCount();
        seen = true;
        return rowsOfBatch;
    }

    /**
     * Takes in what another check of the same contract has seen; the other one must not be used afterwards.
     *
     * @param other the other check
     * @return this check
     * @throws IllegalArgumentException when it checks another contract, another environment or against another baseline
     */
    public ContractCheck merge(ContractCheck other) {
        if (!contract.equals(other.contract) || !environment.equals(other.environment)) {
            throw new IllegalArgumentException("only checks of one contract in one environment can be merged, got "
                    + contract + " in " + environment.orElse("all environments") + " and " + other.contract + " in "
                    + other.environment.orElse("all environments"));
        }
        baseline.merge(other.baseline);
        for (int i = 0; i < checks.size(); i++) {
            checks.get(i).merge(other.checks.get(i));
        }
        if (profile != null && other.profile != null) {
            profile.merge(other.profile);
        }
        other.absentColumns.forEach(absentColumns::putIfAbsent);
        presentColumns.addAll(other.presentColumns);
        nextRow = Math.max(nextRow, other.nextRow);
        rows += other.rows;
        seen |= other.seen;
        return this;
    }

    /**
     * Returns what was found so far; more rows may be added afterwards.
     *
     * @return the report
     */
    public ContractReport report() {
        List<RuleCheck.Judged> judged = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (ContractColumn column : contract.columnBlocks()) {
            if (column.appliesIn(environment) && named.add(column.name())) {
                presence(column).ifPresent(judged::add);
            }
        }
        checks.forEach(check -> judged.addAll(check.findings()));
        judged.addAll(baseline.findings());
        return ContractReport.of(
                contract,
                environment,
                rows,
                judged,
                Optional.ofNullable(profile).flatMap(BatchProfile::profile));
    }

    /** Deletes the files in which keys were remembered, if there are any; what was found may still be asked for before. */
    @Override
    public void close() {
        checks.forEach(RuleCheck::close);
    }

    private Optional<RuleCheck.Judged> presence(ContractColumn column) {
        List<String> there = absentColumns.get(column.name());
        if (!seen || (there == null && !column.rules().isEmpty())) {
            return Optional.empty();
        }
        if (there != null && column.optional()) {
            return Optional.empty();
        }
        String some = presentColumns.contains(column.name()) ? " in some of the batches" : "";
        return Optional.of(new RuleCheck.Judged(
                new Finding(
                        Optional.of(column.name()),
                        "present()",
                        Optional.empty(),
                        Severity.FAIL,
                        there == null ? Verdict.PASS : Verdict.FAIL,
                        0,
                        0,
                        List.of(),
                        Optional.empty(),
                        there == null
                                ? column.name() + ": the column is there"
                                : column.name() + ": the column is not there" + some + "; the table has " + there
                                        + Nearest.hint(column.name(), there),
                        Optional.empty()),
                true));
    }
}
