// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.data.Schema;

/**
 * A data set that a run used; the data themselves are not stored.
 *
 * @param role what it was used for
 * @param name what the host calls it
 * @param fingerprint the SHA-256 of its column names, types and values in their order; 64 lower-case hexadecimal digits
 * @param rows its number of rows
 * @param schema its columns
 */
public record DatasetReference(DatasetRole role, String name, String fingerprint, long rows, Schema schema) {}
