// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is stored could not be written or read, or is not what was stored.
 *
 * <p>The message names the place, what was found, what was expected and what to do.
 */
public final class StorageException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** Why storage failed. */
    private final Reason reason;

    /** The file or database. */
    private final String place;

    /** Why storage failed. */
    public enum Reason {
        /** What is stored is not what was written. */
        CORRUPT,
        /** What was written is no longer there. */
        MISSING,
        /** Others held the database for too long. */
        BUSY,
        /** There is no space left. */
        FULL,
        /** Writing is not allowed. */
        READ_ONLY,
        /** It was written by a newer version of Holdfast. */
        NEWER_FORMAT,
        /** Its schema is older than this version needs, and nobody allowed to change it. */
        OLDER_FORMAT,
        /** The database or the way to it is none that a workspace can be kept in. */
        UNSUPPORTED,
        /** There is no connection to it. */
        UNAVAILABLE,
        /** The connection broke while a change was being committed: it may be stored or not. */
        UNCERTAIN,
        /** Reading or writing failed for another reason; see the cause. */
        FAILED
    }

    /**
     * Creates the exception.
     *
     * @param reason why storage failed
     * @param place the file or database
     * @param message what failed, where, what was found, what was expected and what to do
     * @param cause the failure underneath, or null when there is none
     */
    public StorageException(Reason reason, String place, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.place = Objects.requireNonNull(place, "place");
    }

    /**
     * Returns why storage failed.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the file or database.
     *
     * @return the place, a path where there is one
     */
    public String place() {
        return place;
    }
}
