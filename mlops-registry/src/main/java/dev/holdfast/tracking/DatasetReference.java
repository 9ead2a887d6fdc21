// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import java.util.Objects;

/**
 * A data set that a run used; the data themselves are not stored.
 *
 * @param role what it was used for
 * @param name what the host calls it
 * @param fingerprint the SHA-256 of its column names, types and values in their order; 64 lower-case hexadecimal digits
 * @param rowsFingerprint the same of its rows in whatever order, as {@link Table#rowsFingerprint()} gives it; empty when
 *     it was not recorded
 * @param rows its number of rows
 * @param schema its columns
 */
public record DatasetReference(
        DatasetRole role, String name, String fingerprint, String rowsFingerprint, long rows, Schema schema) {
    /**
     * Checks that nothing is null.
     *
     * @param role what it was used for
     * @param name what the host calls it
     * @param fingerprint the SHA-256 of its column names, types and values in their order
     * @param rowsFingerprint the same of its rows in whatever order; empty when it was not recorded
     * @param rows its number of rows
     * @param schema its columns
     */
    public DatasetReference {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(rowsFingerprint, "rowsFingerprint");
        Objects.requireNonNull(schema, "schema");
    }

    /**
     * Refers to a table.
     *
     * @param role what it is used for
     * @param name what to call it
     * @param table the data
     * @return the reference
     */
    public static DatasetReference of(DatasetRole role, String name, Table table) {
        return new DatasetReference(
                role, name, table.fingerprint(), table.rowsFingerprint(), table.rowCount(), table.schema());
    }
}
