// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may approve, until when, and what they are told. Immutable; each call returns a new value.
 *
 * @param <C> what is to be approved
 */
public final class ApprovalTerms<C> {
    private final @Nullable String role;
    private final @Nullable Duration expiry;
    private final Function<? super C, String> summary;

    private ApprovalTerms(@Nullable String role, @Nullable Duration expiry, Function<? super C, String> summary) {
        this.role = role;
        this.expiry = expiry;
        this.summary = summary;
    }

    static <C> ApprovalTerms<C> unset() {
        return new ApprovalTerms<>(null, null, String::valueOf);
    }

    /**
     * Sets the role that the person has to act in; any person may decide unless it is set.
     *
     * @param name the role
     * @return the terms with this role
     */
    public ApprovalTerms<C> role(String name) {
        return new ApprovalTerms<>(Objects.requireNonNull(name, "name"), expiry, summary);
    }

    /**
     * Sets how long a request may be answered; for ever unless it is set. A run after that asks anew.
     *
     * @param time more than zero
     * @return the terms with this time
     * @throws IllegalArgumentException when the time is not more than zero
     */
    public ApprovalTerms<C> expiresAfter(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("an approval must not expire at once, got " + time);
        }
        return new ApprovalTerms<>(role, time, summary);
    }

    /**
     * Sets what the person is told of the value; its {@code toString()} unless it is set.
     *
     * @param text describes a value
     * @return the terms with this description
     */
    public ApprovalTerms<C> summary(Function<? super C, String> text) {
        return new ApprovalTerms<>(role, expiry, Objects.requireNonNull(text, "text"));
    }

    @Nullable
    String role() {
        return role;
    }

    @Nullable
    Duration expiry() {
        return expiry;
    }

    String describe(C value) {
        return summary.apply(value);
    }
}
