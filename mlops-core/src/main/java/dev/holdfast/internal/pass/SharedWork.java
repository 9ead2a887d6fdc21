// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.pass;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link SharedReading} does with the pieces. Its methods are called by one thread at a time, each with all that
 * the earlier calls left behind in sight.
 *
 * @param <T> a parsed piece
 */
public interface SharedWork<T> {
    /**
     * Takes the next piece.
     *
     * @param piece the pieces come in their order
     */
    void append(T piece);

    /** Hears, once, that the piece appended last was the last of all. */
    void end();

    /**
     * Hands out work that the pieces appended so far allow.
     *
     * @return what the calling thread shall do, or null when there is nothing that could be begun now
     */
    @Nullable
    Task claim();

    /**
     * Counts the appended pieces that must be kept for tasks still to come; they count as read ahead.
     *
     * @return the number of pieces, 0 or more
     */
    int held();

    /**
     * Tells whether all that the appended pieces allow was handed out.
     *
     * @return true when only another piece can bring more work
     */
    boolean isIdle();

    /** One share of the work. */
    @FunctionalInterface
    interface Task {
        /**
         * Does what needs no other thread to wait; called once.
         *
         * @return what hands in the outcome, to be run under the same exclusion as the methods of {@link SharedWork}
         */
        Runnable perform();
    }
}
