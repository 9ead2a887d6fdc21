// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

/**
 * The work of one step; it may throw whatever its work throws.
 *
 * @param <I> what the step before it gave
 * @param <O> what it gives to the step after it
 */
@FunctionalInterface
public interface StepFunction<I, O> {
    /**
     * Does the work.
     *
     * @param input what the step before gave; not to be changed
     * @return the result, never null
     * @throws Exception when the work fails; the outcome of the step then holds it
     */
    O apply(I input) throws Exception;
}
