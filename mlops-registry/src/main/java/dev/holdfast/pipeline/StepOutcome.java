// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one step of a run: it {@link Succeeded}, its result was {@link Cached}, it {@link Failed} with a cause, was {@link Blocked} by a gate, is {@link AwaitingApproval}, or
 * was {@link Skipped} because a step before it did not succeed.
 */
public sealed interface StepOutcome {
    /**
     * Returns the name of the step.
     *
     * @return the name, unique within its pipeline
     */
    String step();

    /**
     * Returns how long the step took by the pipeline's clock.
     *
     * @return the time; zero when the step did not run
     */
    Duration took();

    /**
     * Returns how long the step took, in seconds.
     *
     * @return {@link #took()} as a number
     */
    default double seconds() {
        return took().toNanos() / 1e9;
    }

    /**
     * Returns whether the pipeline went on after the step.
     *
     * @return true for {@link Succeeded} and {@link Cached}
     */
    default boolean isSuccess() {
        return this instanceof Succeeded || this instanceof Cached;
    }

    /**
     * The step did its work, or the gate let the value pass.
     *
     * @param step the step
     * @param took how long it took
     * @param evidence what the gate found; empty for a step
     * @param missed why the cache had no result for the step; empty for a step that is not cached
     */
    record Succeeded(String step, Duration took, Optional<Evidence> evidence, Optional<String> missed)
            implements StepOutcome {}

    /**
     * The step did not run, because its result for the same input and version was in the cache.
     *
     * @param step the step
     * @param took how long the look-up took
     * @param key what the result was found under: the SHA-256 of pipeline, step, version and content of the input
     */
    record Cached(String step, Duration took, String key) implements StepOutcome {}

    /**
     * The step, or the examination of a gate, threw.
     *
     * @param step the step
     * @param took how long it took
     * @param cause what it threw
     */
    record Failed(String step, Duration took, Throwable cause) implements StepOutcome {}

    /**
     * The gate found that what it asks for does not hold, or could not be decided.
     *
     * @param step the gate
     * @param took how long the examination took
     * @param evidence what it found
     */
    record Blocked(String step, Duration took, Evidence evidence) implements StepOutcome {}

    /**
     * A person has to approve first; the same run started again afterwards goes on.
     *
     * @param step the step
     * @param took how long it took to ask
     * @param request the question
     */
    record AwaitingApproval(String step, Duration took, ApprovalRequest request) implements StepOutcome {}

    /**
     * The step did not run.
     *
     * @param step the step
     * @param because the name of the step that stopped the run
     */
    record Skipped(String step, String because) implements StepOutcome {

        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }
}
