// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.HoldfastException;

/** Stored bytes are no profile: damaged, cut off, of something else, or written by a newer release. */
public final class ProfileException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    ProfileException(String message) {
        super(message);
    }
}
