// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.Objects;

/**
 * Whether two groups differ within the values of a control column as they do overall: Simpson's paradox, if they do not.
 *
 * <p>The difference within is the mean of those of each stratum with the weights of Cochran, Mantel and Haenszel,
 * {@code n1 n2 / (n1 + n2)}.
 *
 * @param attribute the sensitive attribute
 * @param control the control column
 * @param rate the rate
 * @param higher of the groups that can be compared, the one with the highest rate overall; empty when undefined
 * @param lower the one with the lowest; empty when undefined
 * @param overall the rate of the higher minus that of the lower, among all rows
 * @param within the same within the values of the control column, or why it is undefined
 * @param strata how many values of the control column hold rows of both groups
 * @param reversed in how many of these the lower group has the higher rate
 */
public record ControlledDifference(
        String attribute,
        String control,
        GroupRate rate,
        String higher,
        String lower,
        Measurement overall,
        Measurement within,
        int strata,
        int reversed) {
    /** What becomes of a difference when like are compared with like. */
    public enum Direction {
        /** It stays: both intervals lie above 0. */
        KEPT,
        /** It is there overall, and may be none within: that interval reaches across 0. */
        VANISHED,
        /** It turns round: the whole interval within lies below 0. */
        REVERSED,
        /** Overall it may be none, or one of the two is undefined. */
        UNDECIDED
    }

    /**
     * Checks that nothing is null.
     *
     * @param attribute the sensitive attribute
     * @param control the control column
     * @param rate the rate
     * @param higher of the groups that can be compared, the one with the highest rate overall; empty when undefined
     * @param lower the one with the lowest; empty when undefined
     * @param overall the rate of the higher minus that of the lower, among all rows
     * @param within the same within the values of the control column, or why it is undefined
     * @param strata how many values of the control column hold rows of both groups
     * @param reversed in how many of these the lower group has the higher rate
     */
    public ControlledDifference {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(higher, "higher");
        Objects.requireNonNull(lower, "lower");
        Objects.requireNonNull(overall, "overall");
        Objects.requireNonNull(within, "within");
    }

    /**
     * Tells what becomes of the difference within.
     *
     * @return the direction, by the two intervals
     */
    public Direction direction() {
        if (!(overall instanceof Estimate all) || !(within instanceof Estimate inside) || all.lower() <= 0) {
            return Direction.UNDECIDED;
        }
        if (inside.upper() < 0) {
            return Direction.REVERSED;
        }
        return inside.lower() > 0 ? Direction.KEPT : Direction.VANISHED;
    }
}
