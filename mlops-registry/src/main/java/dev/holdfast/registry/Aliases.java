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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Moves aliases. Each has a revision that grows by one with every move; a move names the revision that it saw, and does
 * nothing when another was faster.
 */
final class Aliases {
    static final String PROMOTED = "alias.promoted";

    private final Store store;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Identity identity;
    private final Consents consents;
    private final Overrides overrides;
    private final AtomicLong moves = new AtomicLong();

    Aliases(Store store, Shelf shelf, InstantSource clock, Identity identity) {
        this.store = store;
        this.shelf = shelf;
        this.clock = clock;
        this.identity = identity;
        this.consents = new Consents(store, shelf, clock, identity);
        this.overrides = new Overrides(store, shelf, this, clock, identity);
    }

    Consents consents() {
        return consents;
    }

    Overrides overrides() {
        return overrides;
    }

    Instant now() {
        return Times.toInstant(Times.now(clock));
    }

    /** Tells followers to look again; called once a move is committed. */
    void moved() {
        moves.incrementAndGet();
    }

    /** Returns how often this workspace has moved an alias, whichever. */
    long moves() {
        return moves.get();
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

    static long revision(Tx tx, String model, String alias) throws SQLException {
        return position(tx, model, alias).map(Position::revision).orElse(0L);
    }

    List<AliasChange> history(String model, String alias) {
        return store.read(tx -> history(tx, model, alias));
    }

    Optional<AliasChange> last(String model, String alias) {
        return store.read(tx -> last(tx, model, alias, Long.MAX_VALUE));
    }

    Optional<AliasChange> at(String model, String alias, Instant at) {
        return store.read(tx -> last(tx, model, alias, Times.toMicros(at)));
    }

    Actor promoting(Actor named, String model) {
        return identity.acting(named, PROMOTED, "model " + model);
    }

    Promotion promote(Candidate candidate, PromotionPolicy policy, @Nullable Long expected, String reason) {
        Names.check("alias", candidate.alias());
        Names.checkText("the reason", reason);
        ModelVersion version = candidate.version();
        while (true) {
            long revision = revision(version.model(), candidate.alias());
            String consent = consents.state(version, candidate.alias());
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
            Optional<AliasChange> change = store.transact(Durability.FULL, tx -> {
                // What the gates saw must still be so: nobody moved the alias, revoked an approval, changed the card.
                boolean same = consents.state(tx, version, candidate.alias()).equals(consent);
                if (!same) {
                    return Optional.empty();
                }
                List<Long> used =
                        policy.asksForApprovals() ? consents.entries(tx, version, candidate.alias()) : List.of();
                Optional<AliasChange> moved = promote(tx, candidate, revision, results, used, reason);
                if (moved.isPresent() && policy.asksForApprovals()) {
                    consents.spend(tx, version, candidate.alias(), moved.get().revision());
                }
                return moved;
            });
            if (change.isPresent()) {
                moved();
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
                                "failed",
                                results.stream()
                                        .filter(each -> !each.passed())
                                        .map(GateResult::gate)
                                        .toList()),
                        Json.object("reason", reason, "gates", gates(results))));
        return new Promotion.Refused(version, candidate.alias(), candidate.actor(), results);
    }

    private Optional<AliasChange> promote(
            Tx tx, Candidate candidate, long revision, List<GateResult> results, List<Long> used, String reason)
            throws SQLException {
        ModelVersion version = candidate.version();
        requireReady(shelf.version(tx, version.model(), version.number()));
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
                next(tx, version.model(), candidate.alias()),
                Optional.empty());
        Map<String, Object> particulars = used.isEmpty()
                ? Map.of()
                : Json.object("approvals", used.stream().map(Json::number).toList());
        move(tx, change, version.digest(), particulars, Json.object("gates", gates(results)));
        return Optional.of(change);
    }

    /** Moves an alias past the gates; the override has been checked. */
    AliasChange override(Tx tx, EmergencyOverride override, ModelVersion version, Actor actor, String reason)
            throws SQLException {
        requireReady(version);
        Optional<Position> before = position(tx, version.model(), override.alias());
        AliasChange change = new AliasChange(
                version.model(),
                override.alias(),
                override.revision() + 1,
                version.number(),
                before.map(position -> OptionalLong.of(position.version())).orElse(OptionalLong.empty()),
                AliasChange.Kind.OVERRIDE,
                actor,
                reason,
                next(tx, version.model(), override.alias()),
                Optional.of(override.until()));
        move(tx, change, version.digest(), Overrides.payload(override), Map.of());
        return change;
    }

    private static void requireReady(ModelVersion version) {
        if (version.state() != VersionState.READY) {
            throw new IllegalStateException(
                    version + " is " + version.state().name().toLowerCase(Locale.ROOT) + "; no alias can name it");
        }
    }

    /** The time of the next move: a clock that was set back does not bring the history into disorder. */
    private Instant next(Tx tx, String model, String alias) throws SQLException {
        Instant now = now();
        return last(tx, model, alias, Long.MAX_VALUE)
                .map(AliasChange::at)
                .filter(now::isBefore)
                .orElse(now);
    }

    ModelVersion rollback(String model, String alias, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = identity.acting(named, "alias.rolled-back", "model " + model);
        ModelVersion target = store.transact(Durability.FULL, tx -> {
            Position now = position(tx, model, alias)
                    .orElseThrow(() -> new IllegalStateException(
                            "the alias '" + alias + "' of model '" + model + "' names no version yet"));
            ModelVersion earlier = before(tx, model, alias, now.version())
                    .orElseThrow(() -> new IllegalStateException("the alias '" + alias + "' of model '" + model
                            + "' has named no other version before version " + now.version()
                            + " that could be gone back to"));
            AliasChange change = new AliasChange(
                    model,
                    alias,
                    now.revision() + 1,
                    earlier.number(),
                    OptionalLong.of(now.version()),
                    AliasChange.Kind.ROLLBACK,
                    actor,
                    reason,
                    next(tx, model, alias),
                    Optional.empty());
            move(tx, change, earlier.digest(), Map.of(), Map.of());
            return earlier;
        });
        moved();
        return target;
    }

    Optional<ModelVersion> rollbackTarget(String model, String alias) {
        return store.read(tx -> {
            Optional<Position> now = position(tx, model, alias);
            return now.isEmpty()
                    ? Optional.empty()
                    : before(tx, model, alias, now.get().version());
        });
    }

    /**
     * Replays the history: a promotion puts a version on top, a rollback takes versions off until its own is on top.
     */
    private Optional<ModelVersion> before(Tx tx, String model, String alias, long current) throws SQLException {
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
                    return version;
                }
            }
        }
        return Optional.empty();
    }

    ModelVersion retire(ModelVersion version, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = identity.acting(named, "version.retired", "model " + version.model());
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
                    Json.object("version", Json.number(version.number()), "manifest", version.digest()),
                    Json.object("reason", reason));
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

    private static final String CHANGES =
            "SELECT c.revision, c.version, c.previous, c.kind, c.actor, c.roles, c.reason, c.at, c.until"
                    + " FROM hf_alias_change c JOIN hf_model m ON m.id = c.model WHERE m.name = ? AND c.alias = ?";

    private static List<AliasChange> history(Tx tx, String model, String alias) throws SQLException {
        return tx.list(row -> change(row, model, alias), CHANGES + " ORDER BY c.revision", model, alias);
    }

    private static Optional<AliasChange> last(Tx tx, String model, String alias, long atMicros) throws SQLException {
        return tx.first(
                row -> change(row, model, alias),
                CHANGES + " AND c.at <= ? ORDER BY c.revision DESC LIMIT 1",
                model,
                alias,
                atMicros);
    }

    private static AliasChange change(ResultSet row, String model, String alias) throws SQLException {
        long previous = row.getLong(3);
        OptionalLong before = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(previous);
        long until = row.getLong(9);
        Optional<Instant> lapse = row.wasNull() ? Optional.empty() : Optional.of(Times.toInstant(until));
        return new AliasChange(
                model,
                alias,
                row.getLong(1),
                row.getLong(2),
                before,
                AliasChange.Kind.valueOf(row.getString(4)),
                Shelf.actor(row.getString(5), row.getString(6)),
                row.getString(7),
                Times.toInstant(row.getLong(8)),
                lapse);
    }

    private static void move(
            Tx tx, AliasChange change, String digest, Map<String, Object> particulars, Map<String, Object> remarks)
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
        @Nullable Long until = change.until().map(Times::toMicros).orElse(null);
        tx.update(
                "INSERT INTO hf_alias_change"
                        + " (model, alias, revision, version, previous, kind, actor, roles, reason, at, until)"
                        + " SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM hf_model WHERE name = ?",
                change.alias(),
                change.revision(),
                change.version(),
                previous,
                change.kind().name(),
                change.actor().name(),
                Json.canonical(List.copyOf(change.actor().roles())),
                change.reason(),
                at,
                until,
                change.model());
        Map<String, Object> payload = Json.object(
                "alias",
                change.alias(),
                "version",
                Json.number(change.version()),
                "manifest",
                digest,
                "revision",
                Json.number(change.revision()));
        payload.putAll(particulars);
        Map<String, Object> words = Json.object("reason", change.reason());
        words.putAll(remarks);
        AuditLog.append(
                tx,
                at,
                change.actor().name(),
                change.actor().roles(),
                action(change.kind()),
                "model " + change.model(),
                payload,
                words);
    }

    private static String action(AliasChange.Kind kind) {
        return switch (kind) {
            case PROMOTION -> PROMOTED;
            case ROLLBACK -> "alias.rolled-back";
            case OVERRIDE -> "alias.overridden";
        };
    }

    static List<Object> gates(List<GateResult> results) {
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
