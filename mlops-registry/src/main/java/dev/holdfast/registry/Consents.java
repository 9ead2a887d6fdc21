// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Persons;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has consented to which version. An approval counts while it is of the contents as they are, is in the audit trail,
 * was not revoked and has served no promotion to the alias before.
 */
final class Consents {
    private static final String APPROVED = "version.approved";

    private final Store store;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Identity identity;

    Consents(Store store, Shelf shelf, InstantSource clock, Identity identity) {
        this.store = store;
        this.shelf = shelf;
        this.clock = clock;
        this.identity = identity;
    }

    /** What a row of an approval, the entry of the trail that it names and its uses say. */
    private record Row(
            Approval approval,
            long entry,
            boolean recorded,
            boolean revoked,
            @Nullable Long usedAt) {}

    Approval approve(ModelVersion version, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = identity.acting(named, APPROVED, target(version.model()));
        return store.transact(Durability.FULL, tx -> {
            long now = Times.now(clock);
            shelf.version(tx, version.model(), version.number());
            String dossier = dossier(tx, version);
            long entry = AuditLog.append(
                    tx,
                    now,
                    actor.name(),
                    actor.roles(),
                    APPROVED,
                    target(version.model()),
                    payload(version, dossier),
                    Map.of("reason", reason));
            long id = tx.number(
                    "INSERT INTO hf_approval (model, version, digest, actor, roles, reason, at, audit)"
                            + " SELECT id, ?, ?, ?, ?, ?, ?, ? FROM hf_model WHERE name = ? RETURNING seq",
                    version.number(),
                    dossier,
                    actor.name(),
                    Json.canonical(List.copyOf(actor.roles())),
                    reason,
                    now,
                    entry,
                    version.model());
            return new Approval(id, version.model(), version.number(), dossier, actor, reason, Times.toInstant(now));
        });
    }

    void revoke(Approval approval, Actor named, String reason) {
        Names.checkText("the reason", reason);
        String action = "approval.revoked";
        Actor actor = identity.acting(named, action, target(approval.model()));
        store.transact(Durability.FULL, tx -> {
            long now = Times.now(clock);
            if (tx.number("SELECT COUNT(*) FROM hf_approval WHERE seq = ?", approval.id()) == 0
                    || tx.number("SELECT COUNT(*) FROM hf_approval_revocation WHERE approval = ?", approval.id()) > 0) {
                throw new IllegalStateException("approval " + approval.id() + " of " + approval.model() + " version "
                        + approval.version() + " was revoked before, or never given; there is nothing to revoke");
            }
            long entry = AuditLog.append(
                    tx,
                    now,
                    actor.name(),
                    actor.roles(),
                    action,
                    target(approval.model()),
                    Json.object(
                            "approval",
                            Json.number(approval.id()),
                            "version",
                            Json.number(approval.version()),
                            "dossier",
                            approval.digest()),
                    Map.of("reason", reason));
            return tx.update(
                    "INSERT INTO hf_approval_revocation (approval, audit, at) VALUES (?, ?, ?)",
                    approval.id(),
                    entry,
                    now);
        });
    }

    /** Returns the approvals of a version that stand, whatever the alias. */
    List<Approval> standing(ModelVersion version) {
        return store.read(tx -> all(tx, version, "")).stream()
                .filter(Consent::stands)
                .map(Consent::approval)
                .toList();
    }

    List<Consent> all(ModelVersion version, String alias) {
        return store.read(tx -> all(tx, version, alias));
    }

    List<Consent> all(Tx tx, ModelVersion version, String alias) throws SQLException {
        String dossier = dossier(tx, version);
        // A version that the alias names already is not promoted a second time by its approvals.
        boolean isNamed = tx.number(
                        "SELECT COUNT(*) FROM hf_alias a JOIN hf_model m ON m.id = a.model"
                                + " WHERE m.name = ? AND a.name = ? AND a.version = ?",
                        version.model(),
                        alias,
                        version.number())
                > 0;
        List<Row> rows = tx.list(
                row -> row(row, version),
                "SELECT p.seq, p.digest, p.actor, p.roles, p.reason, p.at, e.action, e.target, e.payload, e.actor,"
                        + " n.name, e.roles, e.at, r.approval, u.revision, p.audit FROM hf_approval p"
                        + " JOIN hf_model m ON m.id = p.model"
                        + " LEFT JOIN hf_audit e ON e.sequence = p.audit"
                        + " LEFT JOIN hf_person n ON n.pseudonym = e.actor"
                        + " LEFT JOIN hf_approval_revocation r ON r.approval = p.seq"
                        + " LEFT JOIN hf_approval_use u ON u.approval = p.seq AND u.alias = ?"
                        + " WHERE m.name = ? AND p.version = ? ORDER BY p.seq",
                alias,
                version.model(),
                version.number());
        long first = rows.stream().mapToLong(Row::entry).min().orElse(Long.MAX_VALUE);
        Map<Long, Long> used = rows.isEmpty() ? Map.of() : used(tx, version, alias, first);
        Set<Long> entries = new HashSet<>();
        return rows.stream()
                .map(row -> new Consent(
                        row.approval(),
                        row.entry(),
                        entries.add(row.entry()) ? fault(row, dossier, isNamed, used) : "a copy of another approval"))
                .toList();
    }

    /** What promotions to the alias say that they used, in the audit trail, where nobody rubs it out unseen. */
    private static Map<Long, Long> used(Tx tx, ModelVersion version, String alias, long after) throws SQLException {
        Map<Long, Long> used = new HashMap<>();
        List<String> promotions = tx.list(
                row -> row.getString(1),
                "SELECT payload FROM hf_audit WHERE target = ? AND sequence > ? AND action = '" + Aliases.PROMOTED
                        + "' ORDER BY sequence",
                target(version.model()),
                after);
        for (String each : promotions) {
            Map<String, Object> payload = Json.parseObject(each);
            if (alias.equals(payload.get("alias")) && payload.containsKey("approvals")) {
                long revision = Json.toLong(payload.get("revision"));
                Json.toList(payload.get("approvals")).forEach(entry -> used.put(Json.toLong(entry), revision));
            }
        }
        return used;
    }

    private static String fault(Row row, String dossier, boolean isNamed, Map<Long, Long> used) {
        if (!row.recorded()) {
            return "not in the audit trail";
        }
        if (row.revoked()) {
            return "revoked";
        }
        if (!row.approval().digest().equals(dossier)) {
            return "given before the contents changed";
        }
        @Nullable Long usedAt = used.containsKey(row.entry()) ? used.get(row.entry()) : row.usedAt();
        if (usedAt != null && !isNamed) {
            return "used before, for revision " + usedAt;
        }
        return "";
    }

    private static Row row(ResultSet row, ModelVersion version) throws SQLException {
        Approval approval = new Approval(
                row.getLong(1),
                version.model(),
                version.number(),
                row.getString(2),
                Shelf.actor(row.getString(3), row.getString(4)),
                row.getString(5),
                Times.toInstant(row.getLong(6)));
        String entryActor = row.getString(10);
        boolean recorded = APPROVED.equals(row.getString(7))
                && target(version.model()).equals(row.getString(8))
                && Json.canonical(payload(version, approval.digest())).equals(row.getString(9))
                && Persons.display(entryActor, row.getString(11)).equals(row.getString(3))
                && row.getString(4).equals(row.getString(12))
                && row.getLong(6) == row.getLong(13);
        row.getLong(14);
        boolean revoked = !row.wasNull();
        long revision = row.getLong(15);
        @Nullable Long usedAt = row.wasNull() ? null : (Long) revision;
        return new Row(approval, row.getLong(16), recorded, revoked, usedAt);
    }

    /** Returns the entries of the audit trail that recorded the approvals which stand. */
    List<Long> entries(Tx tx, ModelVersion version, String alias) throws SQLException {
        return all(tx, version, alias).stream()
                .filter(Consent::stands)
                .map(Consent::entry)
                .toList();
    }

    /** Notes that approvals have served, so that none serves an alias twice. */
    void spend(Tx tx, ModelVersion version, String alias, long revision) throws SQLException {
        for (Consent each : all(tx, version, alias)) {
            if (each.stands()) {
                tx.update(
                        "INSERT INTO hf_approval_use (approval, alias, revision) VALUES (?, ?, ?)"
                                + " ON CONFLICT (approval, alias) DO UPDATE SET revision = excluded.revision",
                        each.approval().id(),
                        alias,
                        revision);
            }
        }
    }

    /** Returns a digest of all that gates can see of approvals, to tell whether it changed meanwhile. */
    String state(Tx tx, ModelVersion version, String alias) throws SQLException {
        StringBuilder state = new StringBuilder(dossier(tx, version));
        for (Consent each : all(tx, version, alias)) {
            state.append(' ').append(each.approval().id()).append(each.fault());
        }
        return Digests.of(state.toString());
    }

    String state(ModelVersion version, String alias) {
        return store.read(tx -> state(tx, version, alias));
    }

    String dossier(ModelVersion version) {
        return store.read(tx -> dossier(tx, version));
    }

    /** The manifest alone is its own digest, so that what is signed and what is approved bear one name where they can. */
    String dossier(Tx tx, ModelVersion version) throws SQLException {
        List<List<String>> amendments = tx.list(
                row -> List.of(row.getString(1), row.getString(2)),
                "SELECT a.name, a.digest FROM hf_amendment a JOIN hf_model m ON m.id = a.model"
                        + " WHERE m.name = ? AND a.version = ? ORDER BY a.name",
                version.model(),
                version.number());
        return amendments.isEmpty()
                ? version.digest()
                : Digests.of(Json.canonical(Json.object("manifest", version.digest(), "amendments", amendments)));
    }

    void amend(ModelVersion version, String name, String document, Actor named, String reason) {
        Names.check("amendment", name);
        Names.checkText("the document", document);
        Names.checkText("the reason", reason);
        String action = "version.amended";
        Actor actor = identity.acting(named, action, target(version.model()));
        store.transact(Durability.FULL, tx -> {
            shelf.version(tx, version.model(), version.number());
            String digest = Digests.of(document);
            tx.update(
                    "INSERT INTO hf_amendment (model, version, name, digest, document)"
                            + " SELECT id, ?, ?, ?, ? FROM hf_model WHERE name = ?"
                            + " ON CONFLICT (model, version, name) DO UPDATE SET digest = excluded.digest,"
                            + " document = excluded.document",
                    version.number(),
                    name,
                    digest,
                    document,
                    version.model());
            return AuditLog.append(
                    tx,
                    Times.now(clock),
                    actor.name(),
                    actor.roles(),
                    action,
                    target(version.model()),
                    Json.object(
                            "version",
                            Json.number(version.number()),
                            "amendment",
                            name,
                            "digest",
                            digest,
                            "dossier",
                            dossier(tx, version)),
                    Map.of("reason", reason));
        });
    }

    Optional<String> amendment(ModelVersion version, String name) {
        return store.read(tx -> tx.first(
                row -> row.getString(1),
                "SELECT a.document FROM hf_amendment a JOIN hf_model m ON m.id = a.model"
                        + " WHERE m.name = ? AND a.version = ? AND a.name = ?",
                version.model(),
                version.number(),
                name));
    }

    private static Map<String, Object> payload(ModelVersion version, String dossier) {
        return Json.object("version", Json.number(version.number()), "manifest", version.digest(), "dossier", dossier);
    }

    private static String target(String model) {
        return "model " + model;
    }
}
