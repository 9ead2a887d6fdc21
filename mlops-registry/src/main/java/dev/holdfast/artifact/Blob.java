// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of stored bytes: their digest and their number.
 *
 * @param digest the SHA-256 of the bytes, 64 lower-case hexadecimal digits
 * @param sizeBytes how many bytes there are
 */
public record Blob(String digest, long sizeBytes) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** What every virtual machine can allocate at once, given the memory. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    /**
     * Checks the digest; it becomes part of a path, so nothing else may get through.
     *
     * @param digest the SHA-256 of the bytes, 64 lower-case hexadecimal digits
     * @param sizeBytes how many bytes there are
     * @throws IllegalArgumentException when the digest is no SHA-256 in lower-case hexadecimal digits, or the size
     *     is negative
     */
    public Blob {
        Objects.requireNonNull(digest, "digest");
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException(
                    "a digest must have 64 lower-case hexadecimal digits, got '" + digest + "'");
        }
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("a size must be at least 0, got " + sizeBytes);
        }
    }

    void requireFitsArray() {
        if (sizeBytes > LONGEST_ARRAY) {
            throw new IllegalArgumentException("expected at most " + LONGEST_ARRAY + " bytes to read into memory, got "
                    + sizeBytes + "; open them as a stream");
        }
    }
}
