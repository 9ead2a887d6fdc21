// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a {@link ContinuousTraining} stands, as of one moment.
 *
 * @param state what it does
 * @param runs how many runs began since {@code open()}
 * @param runsInWindow how many of them began within the budget's window; all of them when there is no budget
 * @param successesInARow how many runs succeeded since the last {@code acknowledge}
 * @param lastEnded when the last run ended
 * @param suppressed how many requests were suppressed, by what stood against them
 */
public record TrainingStatus(
        State state,
        long runs,
        int runsInWindow,
        int successesInARow,
        Optional<Instant> lastEnded,
        Map<TrainingResponse.Why, Long> suppressed) {
    /** What a continuous training does at a moment. */
    public enum State {
        /** It waits for a request. */
        IDLE,
        /** A request was accepted and its run has not begun. */
        PENDING,
        /** A run is under way. */
        RUNNING,
        /** It takes no requests any more; a run that was under way still ends. */
        CLOSED
    }

    /**
     * Copies the map.
     *
     * @param state what it does
     * @param runs how many runs began since {@code open()}
     * @param runsInWindow how many of them began within the budget's window; all of them when there is no budget
     * @param successesInARow how many runs succeeded since the last {@code acknowledge}
     * @param lastEnded when the last run ended
     * @param suppressed how many requests were suppressed, by what stood against them
     */
    public TrainingStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lastEnded, "lastEnded");
        suppressed = Map.copyOf(suppressed);
    }
}
