// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Measurement;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * All rates of one group, each with a Wilson interval or the reason why it is undefined.
 *
 * @param attribute the sensitive attribute
 * @param group the group's name
 * @param n the number of rows
 * @param positives the number of rows whose truth is favourable
 * @param selected the number of rows whose decision is favourable
 * @param rates every rate
 */
public record GroupMeasures(
        String attribute, String group, long n, long positives, long selected, Map<GroupRate, Measurement> rates) {
    /**
     * Copies the map.
     *
     * @param attribute the sensitive attribute
     * @param group the group's name
     * @param n the number of rows
     * @param positives the number of rows whose truth is favourable
     * @param selected the number of rows whose decision is favourable
     * @param rates every rate
     */
    public GroupMeasures {
        rates = Collections.unmodifiableMap(new EnumMap<>(rates));
    }

    /**
     * Returns a rate.
     *
     * @param rate the rate
     * @return its value with the interval, or why it is undefined
     */
    public Measurement rate(GroupRate rate) {
        return java.util.Objects.requireNonNull(rates.get(rate), rate::key);
    }
}
