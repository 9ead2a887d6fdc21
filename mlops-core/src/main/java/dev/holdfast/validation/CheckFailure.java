// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import org.jspecify.annotations.Nullable;

/** A check cannot go on; its own finding becomes {@link Verdict#ERROR}, all others are not touched. */
final class CheckFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CheckFailure(String message) {
        this(message, null);
    }

    CheckFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
