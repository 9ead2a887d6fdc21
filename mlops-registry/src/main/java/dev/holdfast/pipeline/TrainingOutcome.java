// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What became of one run that was requested.
 *
 * @param number the number of the run: 1 for the first since {@code open()}
 * @param reasons why it was asked for: the request that was accepted, then those that came while it waited
 * @param result what became of the pipeline
 * @param endedAt when it ended, from which the cooldown counts
 * @param <C> what the pipeline gives
 */
public record TrainingOutcome<C>(long number, List<String> reasons, PipelineResult<C> result, Instant endedAt) {
    /**
     * Copies the list.
     *
     * @param number the number of the run: 1 for the first since {@code open()}
     * @param reasons why it was asked for: the request that was accepted, then those that came while it waited
     * @param result what became of the pipeline
     * @param endedAt when it ended, from which the cooldown counts
     */
    public TrainingOutcome {
        reasons = List.copyOf(reasons);
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(endedAt, "endedAt");
    }
}
