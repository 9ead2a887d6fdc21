// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import dev.holdfast.drift.DriftReport;
import java.time.Instant;
import java.util.Objects;

/**
 * A closed window and how it compares with the baseline.
 *
 * @param number the number of the window since the monitor was opened, from 1
 * @param from the time of its first prediction
 * @param to the time of its last prediction
 * @param drift the comparison
 */
public record WindowReport(long number, Instant from, Instant to, DriftReport drift) {
    /**
     * Checks that nothing is null.
     *
     * @param number the number of the window since the monitor was opened, from 1
     * @param from the time of its first prediction
     * @param to the time of its last prediction
     * @param drift the comparison
     */
    public WindowReport {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(drift, "drift");
    }
}
