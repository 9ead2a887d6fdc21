// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.HoldfastException;
import org.jspecify.annotations.Nullable;

/** Stored bytes are no baseline or window profile that this release can read: truncated, changed or written by a newer one. */
public final class BaselineException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    BaselineException(String message) {
        this(message, null);
    }

    BaselineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
