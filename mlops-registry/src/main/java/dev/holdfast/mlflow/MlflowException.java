// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A folder could not be read or written, or a server did not do what it was asked to. What was carried over before stays;
 * the same call again goes on where it stopped.
 */
public final class MlflowException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The file, or the address on the server. */
    private final String place;

    /** The answer's status, or 0. */
    private final int status;

    MlflowException(String place, int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.place = Objects.requireNonNull(place, "place");
        this.status = status;
    }

    /**
     * Returns where it failed.
     *
     * @return the file, or the address on the server
     */
    public String place() {
        return place;
    }

    /**
     * Returns what the server answered.
     *
     * @return the status of HTTP, or 0 when there was no answer
     */
    public int status() {
        return status;
    }
}
