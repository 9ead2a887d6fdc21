// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Measurement;
import java.util.Objects;

/**
 * How far apart the groups of one attribute are by one measure.
 *
 * @param measure the measure
 * @param attribute the sensitive attribute
 * @param value the value with its interval, or why it is undefined
 * @param rate the rate that decides it, of the two that a measure may name
 * @param highest the group with the highest such rate, of equal ones the first; empty when undefined
 * @param lowest the group with the lowest such rate, of equal ones the first; empty when undefined
 */
public record Disparity(
        FairnessMeasure measure, String attribute, Measurement value, GroupRate rate, String highest, String lowest) {
    /**
     * Checks that nothing is null.
     *
     * @param measure the measure
     * @param attribute the sensitive attribute
     * @param value the value with its interval, or why it is undefined
     * @param rate the rate that decides it, of the two that a measure may name
     * @param highest the group with the highest such rate, of equal ones the first; empty when undefined
     * @param lowest the group with the lowest such rate, of equal ones the first; empty when undefined
     */
    public Disparity {
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(highest, "highest");
        Objects.requireNonNull(lowest, "lowest");
    }

    /**
     * Returns the key of this disparity among the measurements of a report.
     *
     * @return measure and attribute, such as {@code "equalized-odds-difference/Age"}
     */
    public String key() {
        return measure.key() + "/" + attribute;
    }
}
