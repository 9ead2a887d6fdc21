// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.tracking.DatasetRole;

/**
 * A data set that went into a version, as its manifest names it.
 *
 * @param role what it was used for
 * @param name what the host calls it
 * @param fingerprint the SHA-256 of its column names, types and values in their order; 64 lower-case hexadecimal digits
 * @param rows its number of rows
 */
public record DatasetUse(DatasetRole role, String name, String fingerprint, long rows) {}
