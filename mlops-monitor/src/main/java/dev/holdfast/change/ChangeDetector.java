// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * Says after each value of a stream whether the stream has changed.
 *
 * <p>After a change the detector starts afresh with the next value unless it says otherwise. Memory is constant,
 * {@link #update} allocates nothing. Values must be finite: leave missing ones out. Implementations are not thread-safe;
 * equal settings and equal values give equal states, on every machine.
 */
public interface ChangeDetector {
    /**
     * Takes the next value.
     *
     * @param value the value; 1 for an error and 0 for none where the detector watches errors
     * @return the state after it
     * @throws IllegalArgumentException when the value is not finite, or outside the range that the detector takes
     */
    ChangeState update(double value);

    /**
     * Returns the state after the last value.
     *
     * @return the state; {@link ChangeState#STABLE} before the first
     */
    ChangeState state();

    /** Forgets all values. */
    void reset();

    /**
     * Returns all that the detector knows, to go on elsewhere or later.
     *
     * @return numbers that {@link #restore} of an equally set detector takes
     */
    double[] snapshot();

    /**
     * Goes on from where a snapshot was taken.
     *
     * @param snapshot what {@link #snapshot} returned
     * @throws IllegalArgumentException when it was taken from a detector of another kind or with other settings, is
     *     truncated or was changed
     */
    void restore(double[] snapshot);
}
