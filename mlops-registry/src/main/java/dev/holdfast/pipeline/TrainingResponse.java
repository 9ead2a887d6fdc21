// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Instant;
import java.util.Optional;

/** What {@link ContinuousTraining} says to a request: {@link Accepted}, or {@link Suppressed} and why. */
public sealed interface TrainingResponse {
    /**
     * Returns why the training was asked for.
     *
     * @return the reason that came with the request
     */
    String reason();

    /**
     * Returns whether the request leads to a run of its own.
     *
     * @return true for {@link Accepted}
     */
    default boolean isAccepted() {
        return this instanceof Accepted;
    }

    /**
     * A run will follow, or has followed already when the executor runs its tasks at once.
     *
     * @param reason why the training was asked for
     * @param number the number of the run: 1 for the first since {@code open()}
     */
    record Accepted(String reason, long number) implements TrainingResponse {}

    /**
     * No run of its own follows.
     *
     * @param reason why the training was asked for
     * @param why what stood against it
     * @param retryAt from when on the same request would be accepted, where that is a matter of time
     */
    record Suppressed(String reason, Why why, Optional<Instant> retryAt) implements TrainingResponse {}

    /** What stands against a run. */
    enum Why {
        /** One is running. */
        RUNNING,
        /** One waits to run; the reason is added to its reasons. */
        PENDING,
        /** The last one ended too short a while ago. */
        COOLDOWN,
        /** There were as many in the window as the budget allows. */
        BUDGET,
        /** So many succeeded in a row without a person that one has to look first; see {@code acknowledge}. */
        NEEDS_A_PERSON,
        /** The host's executor refused the task. */
        REJECTED,
        /** The training is closed. */
        CLOSED
    }
}
