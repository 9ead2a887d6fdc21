// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import dev.holdfast.stats.Measurement;

/**
 * How a detector did on streams whose changes are known.
 *
 * @param values how many values it took
 * @param changes how many true changes there were
 * @param found how many of them it found in time
 * @param falseAlarms how many alarms belong to no change
 * @param meanTimeBetweenFalseAlarms values during which an alarm would be false, a false alarm; undefined without one
 * @param delay mean number of values from a change to its alarm, with its interval; undefined when none was found
 * @param precision share of alarms that belong to a change; undefined without alarms
 * @param recall share of changes that were found; undefined without changes
 */
public record DetectorScore(
        long values,
        long changes,
        long found,
        long falseAlarms,
        Measurement meanTimeBetweenFalseAlarms,
        Measurement delay,
        Measurement precision,
        Measurement recall) {
    /**
     * Returns how many changes were not found in time.
     *
     * @return {@code changes - found}
     */
    public long missed() {
        return changes - found;
    }
}
