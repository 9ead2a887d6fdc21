// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.internal.store.VersionIndex;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What becomes of a version after it was registered: its states, its tags and its deletion. */
final class Lifecycle {
    private final Store store;
    private final BlobStore blobs;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Identity identity;

    Lifecycle(Store store, BlobStore blobs, Shelf shelf, InstantSource clock, Identity identity) {
        this.store = store;
        this.blobs = blobs;
        this.shelf = shelf;
        this.clock = clock;
        this.identity = identity;
    }

    private Actor acting(Actor named, String action, ModelVersion version) {
        return identity.acting(named, action, "model " + version.model());
    }

    ModelVersion complete(ModelVersion version, Actor actor) {
        version.contents().blobs().forEach(blobs::verify);
        shelf.evidence(version.contents());
        return change(
                version, Set.of(VersionState.STAGED), VersionState.READY, "version.ready", actor, "all bytes verified");
    }

    ModelVersion deprecate(ModelVersion version, Actor actor, String reason) {
        return change(
                version, Set.of(VersionState.READY), VersionState.DEPRECATED, "version.deprecated", actor, reason);
    }

    private ModelVersion change(
            ModelVersion version, Set<VersionState> from, VersionState to, String action, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = acting(named, action, version);
        return store.transact(Durability.FULL, tx -> {
            ModelVersion now = shelf.version(tx, version.model(), version.number());
            if (!from.contains(now.state())) {
                throw new IllegalStateException(version + " is " + name(now.state()) + "; only a "
                        + name(from.iterator().next()) + " version becomes " + name(to));
            }
            tx.update(
                    "UPDATE hf_model_version SET state = ? WHERE model = ? AND number = ?",
                    to.name(),
                    key(tx, version.model()),
                    version.number());
            record(tx, action, actor, version, reason, Map.of());
            return shelf.version(tx, version.model(), version.number());
        });
    }

    private static String name(VersionState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static long key(Tx tx, String model) throws SQLException {
        return tx.number("SELECT id FROM hf_model WHERE name = ?", model);
    }

    void record(Tx tx, String action, Actor actor, ModelVersion version, String reason, Map<String, Object> more)
            throws SQLException {
        Map<String, Object> payload =
                Json.object("version", Json.number(version.number()), "manifest", version.digest());
        payload.putAll(more);
        AuditLog.append(
                tx,
                Times.now(clock),
                actor.name(),
                actor.roles(),
                action,
                "model " + version.model(),
                payload,
                Map.of("reason", reason));
    }

    Tombstone delete(ModelVersion version, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = acting(named, "version.deleted", version);
        return store.transact(Durability.FULL, tx -> {
            long model = key(tx, version.model());
            // Whoever moves an alias here at the same time changes this row or refers to it, so one of the two waits.
            tx.update(
                    "UPDATE hf_model_version SET state = state WHERE model = ? AND number = ?",
                    model,
                    version.number());
            ModelVersion now = shelf.version(tx, version.model(), version.number());
            List<String> references = references(tx, model, version);
            if (!references.isEmpty()) {
                throw new IllegalStateException(version + " cannot be deleted, it is referenced by "
                        + String.join(", ", references) + "; take these references away first, or retire the version");
            }
            return bury(tx, model, now, actor, reason);
        });
    }

    private Tombstone bury(Tx tx, long model, ModelVersion version, Actor actor, String reason) throws SQLException {
        long at = Times.now(clock);
        tx.update(
                "INSERT INTO hf_tombstone (model, number, run_id, digest, manifest, actor, roles, reason, at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                model,
                version.number(),
                version.runId(),
                version.digest(),
                // It names people, whom nobody could erase from here; the digest tells a copy of it.
                "",
                actor.name(),
                Json.canonical(List.copyOf(actor.roles())),
                reason,
                at);
        VersionIndex.remove(tx, model, version.number());
        Holds.remove(tx, model, version.number());
        tx.update("DELETE FROM hf_model_version WHERE model = ? AND number = ?", model, version.number());
        record(tx, "version.deleted", actor, version, reason, Map.of());
        return new Tombstone(
                version.model(),
                version.number(),
                version.digest(),
                version.runId(),
                actor,
                reason,
                Times.toInstant(at));
    }

    private List<String> references(Tx tx, long model, ModelVersion version) throws SQLException {
        List<String> references = new ArrayList<>(tx.list(
                row -> "the alias '" + row.getString(1) + "'",
                "SELECT name FROM hf_alias WHERE model = ? AND version = ? ORDER BY name",
                model,
                version.number()));
        references.addAll(tx.list(
                row -> "the approval of " + row.getString(1),
                "SELECT DISTINCT actor FROM hf_approval WHERE model = ? AND version = ?"
                        + " AND seq NOT IN (SELECT approval FROM hf_approval_revocation) ORDER BY actor",
                model,
                version.number()));
        references.addAll(Holds.references(tx, model, version.number(), Times.now(clock)));
        return references;
    }

    List<Tombstone> tombstones(String model) {
        return store.read(tx -> tombstones(tx, model));
    }

    static List<Tombstone> tombstones(Tx tx, String model) throws SQLException {
        return tx.list(
                row -> new Tombstone(
                        model,
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        Shelf.actor(row.getString(4), row.getString(5)),
                        row.getString(6),
                        Times.toInstant(row.getLong(7))),
                "SELECT t.number, t.digest, t.run_id, t.actor, t.roles, t.reason, t.at FROM hf_tombstone t"
                        + " JOIN hf_model m ON m.id = t.model WHERE m.name = ? ORDER BY t.number",
                model);
    }

    void tag(ModelVersion version, String name, String value, Actor named) {
        Names.check("tag", name);
        Names.checkText("the value of a tag", value);
        Actor actor = acting(named, "version.tagged", version);
        store.transact(Durability.FULL, tx -> {
            shelf.version(tx, version.model(), version.number());
            tx.update(
                    "INSERT INTO hf_version_tag (model, number, name, value) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (model, number, name) DO UPDATE SET value = excluded.value",
                    key(tx, version.model()),
                    version.number(),
                    name,
                    value);
            record(tx, "version.tagged", actor, version, "", Map.of("name", name, "value", value));
            return true;
        });
    }

    Map<String, String> tags(ModelVersion version) {
        Map<String, String> tags = new LinkedHashMap<>();
        store.read(tx -> tx.list(
                row -> tags.put(row.getString(1), row.getString(2)),
                "SELECT t.name, t.value FROM hf_version_tag t JOIN hf_model m ON m.id = t.model"
                        + " WHERE m.name = ? AND t.number = ? ORDER BY t.name",
                version.model(),
                version.number()));
        return Map.copyOf(tags);
    }
}
