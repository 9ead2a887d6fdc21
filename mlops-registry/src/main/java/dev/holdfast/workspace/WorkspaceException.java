// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A workspace could not be opened. Nothing was changed in what was found. The message says what to do. */
public final class WorkspaceException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The folder or database that was to be opened. */
    private final String place;

    /** Why it could not be opened. */
    private final Problem problem;

    /** Why a workspace could not be opened. */
    public enum Problem {
        /** The path names something else: a file, or a folder with other contents. */
        NOT_A_WORKSPACE,
        /** It was written by a newer version of Holdfast. */
        NEWER_FORMAT,
        /** Its schema is older than this version needs, and {@link Migration#VALIDATE} forbids to change it. */
        OLDER_FORMAT,
        /** The data source does not lead to a database that a workspace can be kept in. */
        UNSUPPORTED,
        /** There is no connection to the database. */
        UNAVAILABLE,
        /** This process may not write there. */
        READ_ONLY,
        /** Another process holds the database. */
        LOCKED,
        /** What is there is damaged. */
        CORRUPT,
        /** Reading or writing failed for another reason; see the cause. */
        FAILED
    }

    WorkspaceException(String place, Problem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.place = Objects.requireNonNull(place, "place");
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    /**
     * Returns what was to be opened.
     *
     * @return the path of the folder, or the address of the database
     */
    public String place() {
        return place;
    }

    /**
     * Returns why it could not be opened.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }
}
