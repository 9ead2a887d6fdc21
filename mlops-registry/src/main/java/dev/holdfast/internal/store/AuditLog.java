// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Appends to the audit trail. Called within the transaction of the change that the entry records, so that there is
 * never one without the other.
 */
public final class AuditLog {
    /** What the first entry carries in place of the digest of the one before. */
    public static final String ORIGIN = "0".repeat(64);

    private AuditLog() {}

    /**
     * Appends an entry.
     *
     * @param tx the transaction of the change
     * @param at when, in microseconds since 1970
     * @param actor who
     * @param roles their roles
     * @param action what was done
     * @param target to what
     * @param payload the particulars
     * @return the entry's sequence number
     * @throws SQLException when the database fails
     */
    public static long append(
            Tx tx, long at, String actor, Set<String> roles, String action, String target, Map<String, ?> payload)
            throws SQLException {
        tx.requireExclusive();
        Map.Entry<Long, String> last = tx.first(
                        row -> Map.entry(row.getLong(1), row.getString(2)),
                        "SELECT sequence, hash FROM hf_audit ORDER BY sequence DESC LIMIT 1")
                .orElse(Map.entry(0L, ORIGIN));
        long sequence = last.getKey() + 1;
        String rolesJson = Json.canonical(List.copyOf(new java.util.TreeSet<>(roles)));
        String payloadJson = Json.canonical(payload);
        String hash = hash(sequence, at, actor, rolesJson, action, target, payloadJson, last.getValue());
        tx.update(
                "INSERT INTO hf_audit (sequence, at, actor, roles, action, target, payload, previous, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                sequence,
                at,
                actor,
                rolesJson,
                action,
                target,
                payloadJson,
                last.getValue(),
                hash);
        return sequence;
    }

    /**
     * Returns the digest of an entry: the SHA-256 of the canonical JSON object of everything else in it. Roles and
     * payload go in as text, so that no reading and writing again stands between the stored bytes and the digest.
     *
     * @param sequence its number
     * @param at when
     * @param actor who
     * @param roles their roles, as stored
     * @param action what was done
     * @param target to what
     * @param payload the particulars, as stored
     * @param previous the digest of the entry before
     * @return 64 digits
     */
    public static String hash(
            long sequence,
            long at,
            String actor,
            String roles,
            String action,
            String target,
            String payload,
            String previous) {
        return Digests.of(Json.canonical(Json.object(
                "sequence",
                Json.number(sequence),
                "at",
                Json.number(at),
                "actor",
                actor,
                "roles",
                roles,
                "action",
                action,
                "target",
                target,
                "payload",
                payload,
                "previous",
                previous)));
    }
}
