// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Nothing was changed, because nobody is known to act, or who acts may not. */
public final class AccessException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** Why nothing was changed. */
    private final Problem problem;

    /** What was to be done. */
    private final String action;

    /** To what it was to be done. */
    private final String target;

    /** Why nothing was changed. */
    public enum Problem {
        /** The host does not say who acts. */
        NO_ACTOR,
        /** The call names somebody other than whom the host says acts. */
        ANOTHER_ACTOR,
        /** The host's access policy refuses it. */
        REFUSED
    }

    /**
     * Creates the exception.
     *
     * @param problem why nothing was changed
     * @param action what was to be done
     * @param target to what
     * @param message who, what, to what, why not and what to do
     * @param cause the failure underneath, or null
     */
    public AccessException(Problem problem, String action, String target, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
        this.action = Objects.requireNonNull(action, "action");
        this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * Returns why nothing was changed.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }

    /**
     * Returns what was to be done.
     *
     * @return the action, by the name that the audit trail would give it
     */
    public String action() {
        return action;
    }

    /**
     * Returns to what it was to be done.
     *
     * @return the target
     */
    public String target() {
        return target;
    }
}
