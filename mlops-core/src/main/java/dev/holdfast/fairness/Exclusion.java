// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import java.util.Objects;

/**
 * A group, or some rows, that took no part in a comparison, and why.
 *
 * @param attribute the sensitive attribute
 * @param group the group; {@code "(rows)"} for rows that belong to no group
 * @param measure the rate that it takes no part in, such as {@code "true-positive-rate"}, or {@code "all"}
 * @param n the number of rows of the group
 * @param reason why, in words for a person
 */
public record Exclusion(String attribute, String group, String measure, long n, String reason) {
    /**
     * Checks that nothing is null.
     *
     * @param attribute the sensitive attribute
     * @param group the group; {@code "(rows)"} for rows that belong to no group
     * @param measure the rate that it takes no part in, such as {@code "true-positive-rate"}, or {@code "all"}
     * @param n the number of rows of the group
     * @param reason why, in words for a person
     */
    public Exclusion {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return attribute + " = " + group + " (" + measure + "): " + reason;
    }
}
