// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Persons;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is stored or exported, which need not be as it was written.
 *
 * @param position where it was found: ascending in the order of the trail
 * @param fault why it is no entry at all, or empty
 */
record Link(
        long position,
        String fault,
        long sequence,
        long at,
        String actor,
        @Nullable String name,
        @Nullable String nameSalt,
        String roles,
        String action,
        String target,
        String payload,
        @Nullable String remarks,
        @Nullable String salt,
        @Nullable String commitment,
        String previous,
        String hash) {
    private static final String SELECT =
            "SELECT a.sequence, a.at, a.actor, p.name, p.salt, a.roles, a.action, a.target,"
                    + " a.payload, a.remarks, a.salt, a.commitment, a.previous, a.hash"
                    + " FROM hf_audit a LEFT JOIN hf_person p ON p.pseudonym = a.actor";

    static List<Link> page(Tx tx, long after, int size) throws SQLException {
        return tx.list(Link::of, SELECT + " WHERE a.sequence > ? ORDER BY a.sequence LIMIT " + size, after);
    }

    static Link of(ResultSet row) throws SQLException {
        return new Link(
                row.getLong(1),
                "",
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14));
    }

    /** Reads a line of an export; one that is no entry becomes a link that says so. */
    static Link of(long position, String line) {
        Link usual = ExportLine.read(position, line);
        return usual == null ? parsed(position, line) : usual;
    }

    static Link parsed(long position, String line) {
        try {
            Map<String, Object> json = Json.parseObject(line);
            Link link = new Link(
                    position,
                    "",
                    Json.toLong(json.get("sequence")),
                    Json.toLong(json.get("at")),
                    Json.toText(json.get("actor")),
                    optional(json, "name"),
                    optional(json, "nameSalt"),
                    Json.toText(json.get("roles")),
                    Json.toText(json.get("action")),
                    Json.toText(json.get("target")),
                    Json.toText(json.get("payload")),
                    optional(json, "remarks"),
                    optional(json, "salt"),
                    optional(json, "commitment"),
                    Json.toText(json.get("previous")),
                    Json.toText(json.get("digest")));
            return link.json().equals(line) ? link : faulty(position, "is not written as an export writes it");
        } catch (IllegalArgumentException e) {
            return faulty(position, "is no entry: " + e.getMessage());
        }
    }

    static Link faulty(long position, String fault) {
        return new Link(position, fault, 0, 0, "", null, null, "", "", "", "", null, null, null, "", "");
    }

    private static @Nullable String optional(Map<String, Object> json, String name) {
        return json.containsKey(name) ? Json.toText(json.get(name)) : null;
    }

    String hashAt(long number, StringBuilder buffer) {
        return AuditLog.hash(buffer, number, at, actor, roles, action, target, payload, commitment, previous);
    }

    /** Tells whether this is the entry that was written as that number after that digest. */
    boolean fits(long number, String after, StringBuilder buffer) {
        return fault.isEmpty()
                && previous.equals(after)
                && hashAt(number, buffer).equals(hash);
    }

    AuditEntry entry() {
        Set<String> names = new HashSet<>();
        Json.toList(Json.parse(roles)).forEach(role -> names.add(Json.toText(role)));
        return new AuditEntry(
                sequence,
                Times.toInstant(at),
                new Actor(Persons.display(actor, name), names),
                action,
                target,
                payload,
                commitment == null ? Optional.of("{}") : Optional.ofNullable(remarks),
                previous,
                hash);
    }

    String json() {
        Map<String, Object> json = Json.object(
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
                previous,
                "digest",
                hash);
        put(json, "name", name);
        put(json, "nameSalt", nameSalt);
        put(json, "remarks", remarks);
        put(json, "salt", salt);
        put(json, "commitment", commitment);
        return Json.canonical(json);
    }

    private static void put(Map<String, Object> json, String member, @Nullable String value) {
        if (value != null) {
            json.put(member, value);
        }
    }
}
