// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import org.jspecify.annotations.Nullable;

/**
 * The outside world failed: a file, a database or a stored byte is not as it must be.
 *
 * <p>Misuse of a method is not one of these; it throws the JDK's {@link IllegalArgumentException} or
 * {@link IllegalStateException}. Bad data, drift, unfairness and unmet gates are no exceptions either but values with a
 * verdict. Each child names the thing, the place, what was found and what to do in its message and carries the same in
 * fields.
 */
public abstract class HoldfastException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed, where, what was found, what was expected and what to do
     */
    protected HoldfastException(String message) {
        super(message);
    }

    /**
     * Creates the exception with the failure that led to it.
     *
     * @param message what failed, where, what was found, what was expected and what to do
     * @param cause the failure underneath, or null when there is none
     */
    protected HoldfastException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
