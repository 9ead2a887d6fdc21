// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.nio.file.Path;
import java.util.Optional;

/** How much one rule, with all of its groups, may remember of keys, and where it may go on when that is used up. */
final class KeyMemory {
    private final long limit;
    private final Optional<Path> folder;
    private long used;

    KeyMemory(long limit, Optional<Path> folder) {
        this.limit = limit;
        this.folder = folder;
    }

    /** Takes some bytes, or none when there are not as many left. */
    boolean reserve(long bytes) {
        if (bytes > limit - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** How many bytes are left. */
    long left() {
        return limit - used;
    }

    void release(long bytes) {
        used -= bytes;
    }

    long limit() {
        return limit;
    }

    Optional<Path> folder() {
        return folder;
    }
}
