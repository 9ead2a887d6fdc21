// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An archive or a folder of a version could not be written or taken in. Nothing that can be seen was changed.
 */
public final class ArchiveException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    private final Problem problem;

    /** What was wrong. */
    public enum Problem {
        /** The file is no archive of a version. */
        NOT_AN_ARCHIVE,
        /** It was written by a newer version of Holdfast. */
        NEWER_FORMAT,
        /** Something that the index or the manifest names is not in it. */
        MEMBER_MISSING,
        /** Something is in it that neither the index nor the manifest names. */
        MEMBER_UNEXPECTED,
        /** Something in it is not what the index names. */
        MEMBER_CHANGED,
        /** The number of the version is taken here by another version. */
        NUMBER_TAKEN,
        /** The model's name cannot be the name of a folder. */
        NAME,
        /** What should be written is there already. */
        ALREADY_THERE,
        /** Reading or writing failed; see the cause. */
        FAILED
    }

    /**
     * Creates the exception.
     *
     * @param problem what was wrong
     * @param message what, where, what was expected and what to do
     * @param cause the failure underneath, or null when there is none
     */
    public ArchiveException(Problem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    /**
     * Returns what was wrong.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }
}
