// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.util.Objects;

/**
 * A jar that a run's process was started with.
 *
 * @param name the name of its file
 * @param coordinates its group, artifact and version, separated by colons, where the jar tells them; else empty
 * @param sha256 the SHA-256 of its bytes, 64 lower-case hexadecimal digits
 * @param sizeBytes how many bytes it has
 */
public record Dependency(String name, String coordinates, String sha256, long sizeBytes) {
    /**
     * Checks that nothing is null.
     *
     * @param name the name of its file
     * @param coordinates its group, artifact and version, or empty
     * @param sha256 the SHA-256 of its bytes
     * @param sizeBytes how many bytes it has
     */
    public Dependency {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(coordinates, "coordinates");
        Objects.requireNonNull(sha256, "sha256");
    }
}
