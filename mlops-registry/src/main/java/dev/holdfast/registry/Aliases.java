// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.report.Outcome;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Moves aliases. Each has a revision that grows by one with every move; a move names the revision that it saw, and does
 * nothing when another was faster.
 */
final class Aliases {
    private final Store store;
    private final Shelf shelf;
    private final InstantSource clock;

    Aliases(Store store, Shelf shelf, InstantSource clock) {
        this.store = store;
        this.shelf = shelf;
        this.clock = clock;
    }

    private record Position(long version, long revision) {}

    long revision(String model, String alias) {
        return store.read(tx -> position(tx, model, alias))
                .map(Position::revision)
                .orElse(0L);
    }

    List<String> names(String model) {
        return store.read(tx -> tx.list(
                row -> row.getString(1),
                "SELECT a.name FROM hf_alias a JOIN hf_model m ON m.id = a.model WHERE m.name = ? ORDER BY a.name",
                model));
    }

    List<AliasChange> history(String model, String alias) {
        return store.read(tx -> history(tx, model, alias));
    }

    Promotion promote(Candidate candidate, PromotionPolicy policy, @Nullable Long expected, String reason) {
        Names.check("alias", candidate.alias());
        Names.checkText("the reason", reason);
        ModelVersion version = candidate.version();
        while (true) {
            long revision = revision(version.model(), candidate.alias());
            List<GateResult> results = new ArrayList<>(policy.check(candidate));
            if (expected != null && expected != revision) {
                results.add(
                        0,
                        new GateResult(
                                "expecting(" + expected + ")",
                                Outcome.FAILED,
                                "revision " + expected + " of " + candidate.alias(),
                                "revision " + revision));
            }
            if (!results.stream().allMatch(GateResult::passed)) {
                return refuse(candidate, results, reason);
            }
            Optional<AliasChange> change =
                    store.transact(Durability.FULL, tx -> promote(tx, candidate, revision, results, reason));
            if (change.isPresent()) {
                return new Promotion.Promoted(version, candidate.alias(), candidate.actor(), results, change.get());
            }
        }
    }

    private Promotion refuse(Candidate candidate, List<GateResult> results, String reason) {
        ModelVersion version = candidate.version();
        store.transact(
                Durability.FULL,
                tx -> AuditLog.append(
                        tx,
                        Times.now(clock),
                        candidate.actor().name(),
                        candidate.actor().roles(),
                        "promotion.refused",
                        "model " + version.model(),
                        Json.object(
                                "alias",
                                candidate.alias(),
                                "version",
                                Json.number(version.number()),
                                "manifest",
                                version.digest(),
                                "reason",
                                reason,
                                "gates",
                                gates(results))));
        return new Promotion.Refused(version, candidate.alias(), candidate.actor(), results);
    }

    private Optional<AliasChange> promote(
            Tx tx, Candidate candidate, long revision, List<GateResult> results, String reason) throws SQLException {
        ModelVersion version = candidate.version();
        ModelVersion now = shelf.version(tx, version.model(), version.number());
        if (now.state() != VersionState.READY) {
            throw new IllegalStateException(
                    version + " is " + now.state().name().toLowerCase(Locale.ROOT) + "; no alias can name it");
        }
        Optional<Position> before = position(tx, version.model(), candidate.alias());
        if (before.map(Position::revision).orElse(0L) != revision) {
            return Optional.empty();
        }
        AliasChange change = new AliasChange(
                version.model(),
                candidate.alias(),
                revision + 1,
                version.number(),
                before.map(position -> OptionalLong.of(position.version())).orElse(OptionalLong.empty()),
                AliasChange.Kind.PROMOTION,
                candidate.actor(),
                reason,
                Times.toInstant(Times.now(clock)));
        move(tx, change, version.digest(), Json.object("gates", gates(results)));
        return Optional.of(change);
    }

    ModelVersion rollback(String model, String alias, Actor actor, String reason) {
        Names.checkText("the reason", reason);
        return store.transact(Durability.FULL, tx -> {
            Position now = position(tx, model, alias)
                    .orElseThrow(() -> new IllegalStateException(
                            "the alias '" + alias + "' of model '" + model + "' names no version yet"));
            ModelVersion target = before(tx, model, alias, now.version());
            AliasChange change = new AliasChange(
                    model,
                    alias,
                    now.revision() + 1,
                    target.number(),
                    OptionalLong.of(now.version()),
                    AliasChange.Kind.ROLLBACK,
                    actor,
                    reason,
                    Times.toInstant(Times.now(clock)));
            move(tx, change, target.digest(), Map.of());
            return target;
        });
    }

    /**
     * Replays the history: a promotion puts a version on top, a rollback takes versions off until its own is on top.
     */
    private ModelVersion before(Tx tx, String model, String alias, long current) throws SQLException {
        Deque<Long> stack = new ArrayDeque<>();
        for (AliasChange change : history(tx, model, alias)) {
            if (change.kind() == AliasChange.Kind.ROLLBACK) {
                while (!stack.isEmpty() && stack.peek() != change.version()) {
                    stack.pop();
                }
            } else if (stack.isEmpty() || stack.peek() != change.version()) {
                stack.push(change.version());
            }
        }
        for (long number : stack) {
            if (number != current) {
                Optional<ModelVersion> version = shelf.find(tx, model, number);
                if (version.isPresent() && version.get().state() == VersionState.READY) {
                    return version.get();
                }
            }
        }
        throw new IllegalStateException("the alias '" + alias + "' of model '" + model + "' has named no other version"
                + " before version " + current + " that could be gone back to");
    }

    ModelVersion retire(ModelVersion version, Actor actor, String reason) {
        Names.checkText("the reason", reason);
        return store.transact(Durability.FULL, tx -> {
            List<String> aliases = tx.list(
                    row -> row.getString(1),
                    "SELECT a.name FROM hf_alias a JOIN hf_model m ON m.id = a.model WHERE m.name = ? AND a.version = ?"
                            + " ORDER BY a.name",
                    version.model(),
                    version.number());
            if (!aliases.isEmpty()) {
                throw new IllegalStateException(
                        version + " cannot be retired, " + aliases + " names it; move the alias first");
            }
            tx.update(
                    "UPDATE hf_model_version SET state = ? WHERE number = ?"
                            + " AND model = (SELECT id FROM hf_model WHERE name = ?)",
                    VersionState.RETIRED.name(),
                    version.number(),
                    version.model());
            AuditLog.append(
                    tx,
                    Times.now(clock),
                    actor.name(),
                    actor.roles(),
                    "version.retired",
                    "model " + version.model(),
                    Json.object(
                            "version", Json.number(version.number()), "manifest", version.digest(), "reason", reason));
            return shelf.version(tx, version.model(), version.number());
        });
    }

    private static Optional<Position> position(Tx tx, String model, String alias) throws SQLException {
        return tx.first(
                row -> new Position(row.getLong(1), row.getLong(2)),
                "SELECT a.version, a.revision FROM hf_alias a JOIN hf_model m ON m.id = a.model"
                        + " WHERE m.name = ? AND a.name = ?",
                model,
                alias);
    }

    private static List<AliasChange> history(Tx tx, String model, String alias) throws SQLException {
        return tx.list(
                row -> {
                    long previous = row.getLong(3);
                    OptionalLong before = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(previous);
                    return new AliasChange(
                            model,
                            alias,
                            row.getLong(1),
                            row.getLong(2),
                            before,
                            AliasChange.Kind.valueOf(row.getString(4)),
                            Shelf.actor(row.getString(5), row.getString(6)),
                            row.getString(7),
                            Times.toInstant(row.getLong(8)));
                },
                "SELECT c.revision, c.version, c.previous, c.kind, c.actor, c.roles, c.reason, c.at"
                        + " FROM hf_alias_change c JOIN hf_model m ON m.id = c.model"
                        + " WHERE m.name = ? AND c.alias = ? ORDER BY c.revision",
                model,
                alias);
    }

    private static void move(Tx tx, AliasChange change, String digest, Map<String, Object> particulars)
            throws SQLException {
        long at = Times.toMicros(change.at());
        tx.update(
                "INSERT INTO hf_alias (model, name, version, revision) SELECT id, ?, ?, ? FROM hf_model WHERE name = ?"
                        + " ON CONFLICT (model, name) DO UPDATE SET version = excluded.version,"
                        + " revision = excluded.revision",
                change.alias(),
                change.version(),
                change.revision(),
                change.model());
        @Nullable
        Long previous = change.previous().isPresent() ? (Long) change.previous().getAsLong() : null;
        tx.update(
                "INSERT INTO hf_alias_change"
                        + " (model, alias, revision, version, previous, kind, actor, roles, reason, at)"
                        + " SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM hf_model WHERE name = ?",
                change.alias(),
                change.revision(),
                change.version(),
                previous,
                change.kind().name(),
                change.actor().name(),
                Json.canonical(List.copyOf(change.actor().roles())),
                change.reason(),
                at,
                change.model());
        Map<String, Object> payload = Json.object(
                "alias",
                change.alias(),
                "version",
                Json.number(change.version()),
                "manifest",
                digest,
                "revision",
                Json.number(change.revision()),
                "reason",
                change.reason());
        payload.putAll(particulars);
        AuditLog.append(
                tx,
                at,
                change.actor().name(),
                change.actor().roles(),
                change.kind() == AliasChange.Kind.PROMOTION ? "alias.promoted" : "alias.rolled-back",
                "model " + change.model(),
                payload);
    }

    private static List<Object> gates(List<GateResult> results) {
        List<Object> gates = new ArrayList<>();
        for (GateResult result : results) {
            gates.add(Json.object(
                    "gate",
                    result.gate(),
                    "outcome",
                    result.outcome().name(),
                    "expected",
                    result.expected(),
                    "observed",
                    result.observed()));
        }
        return gates;
    }
}
