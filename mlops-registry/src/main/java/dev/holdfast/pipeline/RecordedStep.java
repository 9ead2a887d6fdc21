// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.tracking.Run;

/**
 * The work of a step that records what it does, such as its parameters or its model, in the tracked run of the pipeline.
 *
 * @param <I> what the step before it gave
 * @param <O> what it gives to the step after it
 */
@FunctionalInterface
public interface RecordedStep<I, O> {
    /**
     * Does the work.
     *
     * @param input what the step before gave; not to be changed
     * @param run the run of the pipeline
     * @return the result, never null
     * @throws Exception when the work fails; the outcome of the step then holds it
     */
    O apply(I input, Run run) throws Exception;
}
