// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a contract asks for that an older one did not, and the reverse, judged by whoever produces the data and meets the older
 * one: rules are compared by what they mean, so their order does not matter. Immutable.
 *
 * <p>A change is compatible when all data that met the older contract meet this one, and breaking when some may not, or when that
 * cannot be told. A rule that only warned and only warns now breaks nobody.
 *
 * @param older the older contract, for a person
 * @param newer this contract, for a person
 * @param changes the changes: columns in the order of the older contract, then new ones, then rules on the table
 */
public record ContractDifference(String older, String newer, List<ContractChange> changes) {
    /**
     * Copies the list.
     *
     * @param older the older contract, for a person
     * @param newer this contract, for a person
     * @param changes the changes
     */
    public ContractDifference {
        changes = List.copyOf(changes);
    }

    /**
     * Tells whether data that met the older contract meet this one.
     *
     * @return true when no change is breaking
     */
    public boolean isCompatible() {
        return changes.stream().noneMatch(ContractChange::breaking);
    }

    /**
     * Returns the changes that may break whoever met the older contract.
     *
     * @return the breaking changes, perhaps none
     */
    public List<ContractChange> breaking() {
        return changes.stream().filter(ContractChange::breaking).toList();
    }

    /**
     * Returns the changes as a document.
     *
     * @return the report
     */
    public Report report() {
        Report.Builder report = Report.titled("From " + older + " to " + newer)
                .finding(
                        isCompatible() ? Outcome.PASSED : Outcome.WARNED,
                        isCompatible() ? "compatible" : "breaking",
                        changes.isEmpty()
                                ? "no difference"
                                : breaking().size() + " of " + changes.size() + " changes may break who met " + older);
        return changes.isEmpty()
                ? report.build()
                : report.table(
                                "Changes",
                                List.of("Column", "Rule", "Change", "For producers", "Why"),
                                changes.stream().map(ContractDifference::cells).toList())
                        .build();
    }

    private static List<String> cells(ContractChange change) {
        return List.of(
                change.column().orElse(""),
                change.rule(),
                change.kind().name().toLowerCase(Locale.ROOT),
                change.breaking() ? "breaking" : "compatible",
                change.why());
    }

    @Override
    public String toString() {
        return changes.isEmpty()
                ? "no difference"
                : changes.stream().map(ContractChange::toString).collect(Collectors.joining("\n"));
    }
}
