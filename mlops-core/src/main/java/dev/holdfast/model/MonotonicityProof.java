// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import dev.holdfast.data.Row;
import java.util.Objects;

/**
 * What is known of a model's monotonicity for every row there can be, not only for those that were tried.
 *
 * <p>{@link Undecided} is neither of the others: it is never to be read as proven.
 */
public sealed interface MonotonicityProof {
    /**
     * The claim holds for every row whose value in the column is there and finite, up to the rounding of the model's own
     * arithmetic.
     *
     * @param reason why, in words
     */
    record Proven(String reason) implements MonotonicityProof {
        /**
         * Checks that the reason is there.
         *
         * @param reason why, in words
         */
        public Proven {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The claim is broken by two rows that differ in the column alone.
     *
     * @param before the row with the lower value in the column
     * @param after the same row with the higher value
     * @param scoreBefore the model's output for the first
     * @param scoreAfter the model's output for the second
     */
    record Refuted(Row before, Row after, double scoreBefore, double scoreAfter) implements MonotonicityProof {
        /**
         * Checks that the rows are there.
         *
         * @param before the row with the lower value in the column
         * @param after the same row with the higher value
         * @param scoreBefore the model's output for the first
         * @param scoreAfter the model's output for the second
         */
        public Refuted {
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }
    }

    /**
     * Neither a proof nor a counterexample was found.
     *
     * @param reason what is in the way, in words
     */
    record Undecided(String reason) implements MonotonicityProof {
        /**
         * Checks that the reason is there.
         *
         * @param reason what is in the way, in words
         */
        public Undecided {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
