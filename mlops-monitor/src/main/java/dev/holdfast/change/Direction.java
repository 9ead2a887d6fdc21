// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/** Which changes of a mean a detector finds. */
public enum Direction {
    /** The mean rose: what matters of errors. */
    INCREASE,
    /** The mean fell. */
    DECREASE,
    /** The mean rose or fell: what matters of measurements. */
    BOTH
}
