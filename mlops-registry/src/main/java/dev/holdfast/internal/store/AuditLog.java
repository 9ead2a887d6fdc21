// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the audit trail. Called within the transaction of the change that the entry records, so that there is
 * never one without the other.
 */
public final class AuditLog {
    /** What the first entry carries in place of the digest of the one before. */
    public static final String ORIGIN = "0".repeat(64);

    private AuditLog() {}

    private record Head(long sequence, String hash) {}

    /**
     * Appends an entry without remarks.
     *
     * @param tx the transaction of the change
     * @param at when, in microseconds since 1970
     * @param actor who
     * @param roles their roles
     * @param action what was done
     * @param target to what
     * @param payload the particulars; no names of people and nothing that people wrote, for it can never be erased
     * @return the entry's sequence number
     * @throws SQLException when the database fails
     */
    public static long append(
            Tx tx, long at, String actor, Set<String> roles, String action, String target, Map<String, ?> payload)
            throws SQLException {
        return append(tx, at, actor, roles, action, target, payload, Map.of());
    }

    /**
     * Appends an entry.
     *
     * @param tx the transaction of the change
     * @param at when, in microseconds since 1970
     * @param actor who
     * @param roles their roles
     * @param action what was done
     * @param target to what
     * @param payload the particulars; no names of people and nothing that people wrote, for it can never be erased
     * @param remarks what people wrote; the chain holds only a salted digest of it
     * @return the entry's sequence number
     * @throws SQLException when the database fails
     */
    public static long append(
            Tx tx,
            long at,
            String actor,
            Set<String> roles,
            String action,
            String target,
            Map<String, ?> payload,
            Map<String, ?> remarks)
            throws SQLException {
        tx.requireExclusive();
        Head head = advance(tx);
        String who = Persons.of(tx, actor);
        String rolesJson = Json.canonical(List.copyOf(new TreeSet<>(roles)));
        String payloadJson = Json.canonical(payload);
        String remarksJson = Json.canonical(remarks);
        String salt = Persons.salt();
        String commitment = Persons.commitment(salt, remarksJson);
        String hash = hash(
                new StringBuilder(),
                head.sequence(),
                at,
                who,
                rolesJson,
                action,
                target,
                payloadJson,
                commitment,
                head.hash());
        tx.update(
                "INSERT INTO hf_audit (sequence, at, actor, roles, action, target, payload, remarks, salt, commitment,"
                        + " previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                head.sequence(),
                at,
                who,
                rolesJson,
                action,
                target,
                payloadJson,
                remarksJson,
                salt,
                commitment,
                head.hash(),
                hash);
        tx.update("UPDATE hf_audit_head SET hash = ? WHERE id = 1", hash);
        return head.sequence();
    }

    /** Takes the next number, which keeps other writers of the trail out until the transaction ends. */
    private static Head advance(Tx tx) throws SQLException {
        Head head = tx.first(
                        row -> new Head(row.getLong(1), row.getString(2)),
                        "UPDATE hf_audit_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence, hash")
                .orElseThrow(() -> broken("its head is gone"));
        long before = head.sequence() - 1;
        String last = before == 0
                ? ORIGIN
                : tx.first(row -> row.getString(1), "SELECT hash FROM hf_audit WHERE sequence = ?", before)
                        .orElseThrow(() -> broken("it had reached entry " + before + ", which is gone"));
        if (!last.equals(head.hash())) {
            throw broken("entry " + before + " had the digest " + head.hash() + ", found " + last);
        }
        return head;
    }

    private static StorageException broken(String what) {
        return new StorageException(
                Reason.CORRUPT,
                "the audit trail",
                "nothing is changed any more, because the audit trail is broken: " + what
                        + "; verify the trail and restore the database from a copy",
                null);
    }

    /**
     * Returns the digest of an entry: the SHA-256 of the canonical JSON object of everything else in it. Roles and
     * payload go in as text, so that no reading and writing again stands between the stored bytes and the digest.
     *
     * @param buffer what to build the object in; overwritten
     * @param sequence its number
     * @param at when
     * @param actor who, as stored
     * @param roles their roles, as stored
     * @param action what was done
     * @param target to what
     * @param payload the particulars, as stored
     * @param commitment the salted digest of the remarks; null in entries of schemas 1 and 2
     * @param previous the digest of the entry before
     * @return 64 digits
     */
    public static String hash(
            StringBuilder buffer,
            long sequence,
            long at,
            String actor,
            String roles,
            String action,
            String target,
            String payload,
            @Nullable String commitment,
            String previous) {
        buffer.setLength(0);
        // The members of Json.canonical in its order, written without a map: a trail of a million entries is verified.
        member(buffer, "{\"action\":", action);
        member(buffer, ",\"actor\":", actor);
        number(buffer, ",\"at\":", at);
        member(buffer, ",\"payload\":", payload);
        member(buffer, ",\"previous\":", previous);
        if (commitment != null) {
            member(buffer, ",\"remarks\":", commitment);
        }
        member(buffer, ",\"roles\":", roles);
        number(buffer, ",\"sequence\":", sequence);
        member(buffer, ",\"target\":", target);
        return Digests.of(buffer.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void member(StringBuilder buffer, String name, String value) {
        buffer.append(name);
        Json.writeText(value, buffer);
    }

    private static void number(StringBuilder buffer, String name, long value) {
        buffer.append(name);
        if (Json.number(value) instanceof String text) {
            Json.writeText(text, buffer);
        } else {
            buffer.append(value);
        }
    }
}
