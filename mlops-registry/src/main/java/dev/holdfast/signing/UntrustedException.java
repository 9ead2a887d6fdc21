// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was to be read is not signed as the trust policy demands, so it was not read. The message names what was signed,
 * by which keys, and what to do.
 */
public final class UntrustedException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** Why it is not trusted. */
    private final Problem problem;

    /** What was to be trusted. */
    private final String subject;

    /** Why something is not trusted. */
    public enum Problem {
        /** There is no signature. */
        UNSIGNED,
        /** There are signatures, none of them by a key that the policy trusts. */
        UNKNOWN_KEY,
        /** Fewer trusted keys have signed than the policy asks for. */
        TOO_FEW_SIGNATURES,
        /** A signature that names a trusted key was not made by it, or not of these bytes. */
        WRONG_SIGNATURE,
        /** The signature is in order; it is one of something else. */
        OTHER_CONTENT,
        /** What is signed is of another type than the one that is expected here. */
        WRONG_PAYLOAD_TYPE,
        /** What should be an envelope is none. */
        MALFORMED
    }

    /**
     * Creates the exception.
     *
     * @param problem why it is not trusted
     * @param subject what was to be trusted
     * @param message what, by which keys, what was expected and what to do
     * @param cause the failure underneath, or null
     */
    public UntrustedException(Problem problem, String subject, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
        this.subject = Objects.requireNonNull(subject, "subject");
    }

    /**
     * Returns why it is not trusted.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }

    /**
     * Returns what was to be trusted.
     *
     * @return such as {@code "credit version 3"}
     */
    public String subject() {
        return subject;
    }
}
