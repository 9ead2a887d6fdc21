// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A question that a pipeline asks before it goes on.
 *
 * <p>The answer is {@link Evidence}, so whatever examines something is a gate: {@code contract::check} is one. The
 * pipeline goes on when the outcome is {@link Outcome#PASSED} or {@link Outcome#WARNED}. {@link Outcome#INCONCLUSIVE}
 * stops it like {@link Outcome#FAILED} does, because what could not be decided has not been shown to hold.
 *
 * @param <T> what is examined
 */
@FunctionalInterface
public interface StepGate<T> {
    /**
     * Examines a value.
     *
     * @param value what the step before the gate gave; not to be changed
     * @return what was found, never null
     * @throws Exception when the examination itself fails; the step then has failed, it is not blocked
     */
    Evidence check(T value) throws Exception;

    /**
     * Returns the gate that asks a yes-or-no question.
     *
     * @param requirement what must hold, for a person to read: {@code "at least 1000 rows"}
     * @param holds whether it does
     * @param <T> what is examined
     * @return the gate; its evidence has the kind {@code "requirement"}
     */
    static <T> StepGate<T> require(String requirement, Predicate<? super T> holds) {
        Objects.requireNonNull(requirement, "requirement");
        Objects.requireNonNull(holds, "holds");
        return value -> new Requirement(requirement, holds.test(value) ? Outcome.PASSED : Outcome.FAILED);
    }

    /**
     * Returns the gate that asks every one of several, also after one of them has said no, so that a person sees all
     * that is wrong at once.
     *
     * @param gates the gates, at least one
     * @param <T> what is examined
     * @return the gate; its evidence has the kind {@code "gates"} and the worst outcome of all
     * @throws IllegalArgumentException when there is no gate
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> StepGate<T> all(StepGate<? super T>... gates) {
        List<StepGate<? super T>> asked = List.of(gates);
        if (asked.isEmpty()) {
            throw new IllegalArgumentException("all needs at least one gate, got none");
        }
        return value -> AllEvidence.of(asked, value);
    }
}
