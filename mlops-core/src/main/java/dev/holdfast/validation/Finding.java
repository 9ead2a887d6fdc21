// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.Optional;

/**
 * What the check of one rule found.
 *
 * @param column the column that the rule belongs to, or empty for a rule on the table
 * @param rule the rule, printed as the call that made it: {@code "between(0, 1000)"}
 * @param group the group that was looked at, such as {@code "Home=rent"}, or empty for a rule without groups
 * @param severity how bad it is when the rule does not hold
 * @param verdict the conclusion
 * @param checked the number of rows that the rule looked at; missing values do not count unless the rule is about them
 * @param failing the number of those rows that break the rule
 * @param sample some of the failing rows in row order: all of them when they are few, else a choice that depends on
 *     nothing but their row numbers
 * @param measured the number that was compared with a limit, or empty for a rule on single rows
 * @param sentence the finding for a person
 * @param because why the rule is there, in its author's words
 */
public record Finding(
        Optional<String> column,
        String rule,
        Optional<String> group,
        Severity severity,
        Verdict verdict,
        long checked,
        long failing,
        List<FailingRow> sample,
        Optional<Measurement> measured,
        String sentence,
        Optional<String> because) {
    /**
     * Copies the list and checks the counts.
     *
     * @param column the column that the rule belongs to, or empty for a rule on the table
     * @param rule the rule, printed as the call that made it: {@code "between(0, 1000)"}
     * @param group the group that was looked at, such as {@code "Home=rent"}, or empty for a rule without groups
     * @param severity how bad it is when the rule does not hold
     * @param verdict the conclusion
     * @param checked the number of rows that the rule looked at; missing values do not count unless the rule is about them
     * @param failing the number of those rows that break the rule
     * @param sample some of the failing rows in row order: all of them when they are few, else a choice that depends on
     *     nothing but their row numbers
     * @param measured the number that was compared with a limit, or empty for a rule on single rows
     * @param sentence the finding for a person
     * @param because why the rule is there, in its author's words
     * @throws IllegalArgumentException when the counts are negative or more rows fail than were checked
     */
    public Finding {
        sample = List.copyOf(sample);
        if (failing < 0 || failing > checked) {
            throw new IllegalArgumentException(
                    "failing rows must be in [0, checked], got " + failing + " of " + checked);
        }
    }

    /**
     * Returns the share of the checked rows that break the rule.
     *
     * @return the exact share, or undefined when no row was checked
     */
    public Measurement share() {
        return checked == 0 ? new Undefined("no row was checked") : Estimate.exact((double) failing / checked, checked);
    }

    /**
     * Returns the name of the finding, unique within a report: the column, the rule and the group.
     *
     * @return the name, such as {@code "Income: between(0, 1000)"}
     */
    public String name() {
        return column.map(c -> c + ": ").orElse("")
                + rule
                + group.map(g -> " [" + g + "]").orElse("");
    }
}
