// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.time.Instant;

/**
 * One value of a metric.
 *
 * @param step where in the run, such as the epoch
 * @param value the value, to the last bit as it was recorded; NaN, infinities and -0.0 are values
 * @param at when it was recorded
 */
public record MetricPoint(long step, double value, Instant at) {}
