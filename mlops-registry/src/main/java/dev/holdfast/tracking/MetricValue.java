// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.util.Objects;

/**
 * A value of a metric that is to be recorded.
 *
 * @param metric the metric's name
 * @param step where in the run, such as the epoch; may be negative, and may come more than once
 * @param value the value; NaN, infinities and -0.0 are values, and the bits of a NaN are kept
 */
public record MetricValue(String metric, long step, double value) {
    /**
     * Checks that the name is not null.
     *
     * @param metric the metric's name
     * @param step where in the run, such as the epoch
     * @param value the value
     */
    public MetricValue {
        Objects.requireNonNull(metric, "metric");
    }
}
