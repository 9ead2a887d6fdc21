// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One prediction as it was given to a caller.
 *
 * @param model the model's name
 * @param version the version that answered; 0 when the fallback did
 * @param input the input
 * @param output the answer
 * @param at when it was given
 * @param nanos how long the answer took, in nanoseconds
 * @param <I> the input
 * @param <O> the answer
 */
public record Served<I, O>(String model, long version, I input, O output, Instant at, long nanos) {
    /**
     * Checks that nothing is null.
     *
     * @param model the model's name
     * @param version the version that answered; 0 when the fallback did
     * @param input the input
     * @param output the answer
     * @param at when it was given
     * @param nanos how long the answer took, in nanoseconds
     */
    public Served {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(at, "at");
    }
}
