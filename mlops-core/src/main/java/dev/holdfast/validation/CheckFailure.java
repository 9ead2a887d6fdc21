// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/** A check cannot go on; its own finding becomes {@link Verdict#ERROR}, all others are not touched. */
final class CheckFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CheckFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
