// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.MultipleTesting;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether one group differs from everybody else by one measure: the p-value of a permutation of group labels, and the same
 * adjusted for all measures and groups that were tested together.
 *
 * <p>Reject at the level itself: {@code holm} bounds the chance of one false alarm in the family, {@code
 * benjaminiHochberg} the share of false alarms among the alarms.
 *
 * @param attribute the sensitive attribute
 * @param group the group that was compared with all others together
 * @param measure the rate or metric
 * @param difference that of the group minus that of all others, without interval; or why it is undefined
 * @param pValue the p-value in (0, 1], or why there is none
 * @param holm the p-value adjusted by Holm's method
 * @param benjaminiHochberg the p-value adjusted by Benjamini's and Hochberg's method
 */
public record GroupTest(
        String attribute,
        String group,
        String measure,
        Measurement difference,
        Measurement pValue,
        Measurement holm,
        Measurement benjaminiHochberg) {
    /**
     * Checks that nothing is null.
     *
     * @param attribute the sensitive attribute
     * @param group the group that was compared with all others together
     * @param measure the rate or metric
     * @param difference that of the group minus that of all others, without interval; or why it is undefined
     * @param pValue the p-value in (0, 1], or why there is none
     * @param holm the p-value adjusted by Holm's method
     * @param benjaminiHochberg the p-value adjusted by Benjamini's and Hochberg's method
     */
    public GroupTest {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(pValue, "pValue");
        Objects.requireNonNull(holm, "holm");
        Objects.requireNonNull(benjaminiHochberg, "benjaminiHochberg");
    }

    static GroupTest undefined(String attribute, String group, String measure, String reason) {
        Undefined undefined = new Undefined(reason);
        return new GroupTest(attribute, group, measure, undefined, undefined, undefined, undefined);
    }

    static GroupTest of(String attribute, String group, String measure, double difference, double pValue, long n) {
        Estimate p = Estimate.exact(pValue, n);
        return new GroupTest(attribute, group, measure, Estimate.exact(difference, n), p, p, p);
    }

    /** Adjusts the p-values of a family; tests without one are no part of it. */
    static List<GroupTest> adjusted(List<GroupTest> family) {
        double[] defined = family.stream()
                .filter(test -> test.pValue instanceof Estimate)
                .mapToDouble(test -> test.pValue.orThrow().point())
                .toArray();
        double[] holm = MultipleTesting.holm(defined);
        double[] falseDiscovery = MultipleTesting.benjaminiHochberg(defined);
        List<GroupTest> all = new ArrayList<>();
        int next = 0;
        for (GroupTest test : family) {
            if (test.pValue instanceof Estimate p) {
                all.add(new GroupTest(
                        test.attribute,
                        test.group,
                        test.measure,
                        test.difference,
                        p,
                        Estimate.exact(holm[next], p.n()),
                        Estimate.exact(falseDiscovery[next], p.n())));
                next++;
            } else {
                all.add(test);
            }
        }
        return List.copyOf(all);
    }
}
