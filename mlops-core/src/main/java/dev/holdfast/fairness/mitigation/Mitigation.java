// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.Fairness;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Objects;

/**
 * What a mitigation did: fairness before, fairness after, and the cost in accuracy.
 *
 * @param name the mitigation
 * @param before the fairness of the decisions that would be taken without it
 * @param after the fairness of the decisions that it leads to
 * @param unseenGroups what becomes of a group that it has never seen, in words
 */
public record Mitigation(String name, FairnessReport before, FairnessReport after, String unseenGroups) {
    /**
     * Checks that nothing is null.
     *
     * @param name the mitigation
     * @param before the fairness of the decisions that would be taken without it
     * @param after the fairness of the decisions that it leads to
     * @param unseenGroups what becomes of a group that it has never seen, in words
     */
    public Mitigation {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(unseenGroups, "unseenGroups");
    }

    /**
     * Compares the decisions of any two models on the same rows, such as one trained with mitigation and one without.
     *
     * @param name the mitigation
     * @param criterion what to judge by
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param before the decisions without it
     * @param after the decisions with it
     * @param groups the group of each row
     * @return what it did
     * @throws IllegalArgumentException when lengths differ or a value is neither 0 nor 1
     */
    public static Mitigation between(
            String name, Criterion criterion, int[] truth, int[] before, int[] after, String[] groups) {
        return of(name, criterion, Cases.of(truth, groups), before, after, "not part of this comparison");
    }

    /** Examines two sets of decisions on the same rows by one criterion. */
    static Mitigation of(
            String name, Criterion criterion, Cases cases, int[] before, int[] after, String unseenGroups) {
        return new Mitigation(name, report(criterion, cases, before), report(criterion, cases, after), unseenGroups);
    }

    private static FairnessReport report(Criterion criterion, Cases cases, int[] decision) {
        return Fairness.of(cases.truth(), decision, cases.groups())
                .criterion(criterion)
                .weights(cases.weights())
                .run();
    }

    /**
     * Returns the accuracy that was given up.
     *
     * @return accuracy before minus accuracy after, negative when it rose; undefined when there is no accuracy
     */
    public Measurement accuracyCost() {
        Measurement then = before.overall().rate(GroupRate.ACCURACY);
        Measurement now = after.overall().rate(GroupRate.ACCURACY);
        if (then.value().isEmpty() || now.value().isEmpty()) {
            return new Undefined("the accuracy is " + (then.value().isEmpty() ? then : now));
        }
        return dev.holdfast.stats.Estimate.exact(
                then.orThrow().point() - now.orThrow().point(), now.orThrow().n());
    }

    /**
     * Returns what it did as a document.
     *
     * @return the report: cost first, then fairness after and before
     */
    public Report report() {
        return Report.titled(name)
                .text("Verdict before: " + before.summary())
                .text("Verdict after: " + after.summary())
                .text("Accuracy before " + before.overall().rate(GroupRate.ACCURACY) + ", after "
                        + after.overall().rate(GroupRate.ACCURACY) + ", given up " + accuracyCost() + ".")
                .text("A group that was never seen: " + unseenGroups)
                .section(after.report())
                .section(before.report())
                .build();
    }
}
