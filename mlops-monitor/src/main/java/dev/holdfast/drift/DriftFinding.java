// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.stats.Estimate;
import java.util.Objects;
import java.util.Optional;

/**
 * One way in which a column is no longer as in the baseline: significant after all tests of the comparison are taken
 * together, and large enough to matter.
 *
 * @param column the column, {@code score(label)} or {@code prediction}
 * @param segment the segment of rows that it was found in, such as {@code "region = north"}; empty for all rows
 * @param cause what changed
 * @param severity how far, by the effect
 * @param measure what the effect is measured in, such as {@code "KS distance"} or {@code "share"}
 * @param effect the size of the change in that measure, at least 0, with its 95 % interval
 * @param adjustedPValue the p-value after Benjamini and Hochberg, or Yekutieli where asked for, over all tests of the
 *     comparison; 0 for what needs no test, such as a column that is gone
 * @param explain what changed, in one sentence with the numbers
 */
public record DriftFinding(
        String column,
        Optional<String> segment,
        Cause cause,
        Severity severity,
        String measure,
        Estimate effect,
        double adjustedPValue,
        String explain) {
    /** What changed about a column. */
    public enum Cause {
        /** No row has the column any more. */
        GONE,
        /** Values are of another type. */
        TYPE,
        /** The share of missing values. */
        MISSING,
        /** The share of NaN and infinite values. */
        INVALID,
        /** Numbers below the smallest or above the largest of the reference. */
        OUT_OF_RANGE,
        /** Levels, or numbers where there were few distinct ones, that the reference never had. */
        UNSEEN,
        /** One number, or a narrow range, took a share of its own: most often a fill value. */
        SPIKE,
        /** The distribution of the values. */
        DISTRIBUTION
    }

    /**
     * Checks that nothing is null.
     *
     * @param column the column, {@code score(label)} or {@code prediction}
     * @param segment the segment of rows that it was found in; empty for all rows
     * @param cause what changed
     * @param severity how far, by the effect
     * @param measure what the effect is measured in, such as {@code "KS distance"} or {@code "share"}
     * @param effect the size of the change in that measure, at least 0, with its 95 % interval
     * @param adjustedPValue the p-value adjusted over all tests of the comparison; 0 for what needs no test, such as a
     *     column that is gone
     * @param explain what changed, in one sentence with the numbers
     */
    public DriftFinding {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(segment, "segment");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(explain, "explain");
    }

    @Override
    public String toString() {
        return explain;
    }
}
