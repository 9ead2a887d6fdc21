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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves aliases past the gates, when two people stand up for it. */
final class Overrides {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final String REQUESTED = "override.requested";
    private static final String CONFIRMED = "alias.overridden";
    private static final String SELECT = "SELECT o.id, o.version, o.digest, o.alias, o.revision, o.actor, o.roles,"
            + " o.reason, o.at, o.until, o.confirmed FROM hf_override o JOIN hf_model m ON m.id = o.model"
            + " WHERE m.name = ?";

    private final Store store;
    private final Shelf shelf;
    private final Aliases aliases;
    private final InstantSource clock;
    private final Identity identity;

    Overrides(Store store, Shelf shelf, Aliases aliases, InstantSource clock, Identity identity) {
        this.store = store;
        this.shelf = shelf;
        this.aliases = aliases;
        this.clock = clock;
        this.identity = identity;
    }

    private record Stored(
            EmergencyOverride override, @Nullable Long confirmed) {}

    EmergencyOverride request(ModelVersion version, String alias, Actor named, Duration box, String reason) {
        Names.check("alias", alias);
        Names.checkText("the reason", reason);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("an emergency override needs its reason, got a blank one");
        }
        if (box.isNegative() || box.isZero() || box.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "an emergency override must be boxed in a time above zero and of at most " + LONGEST + ", got "
                            + box);
        }
        Actor actor = identity.acting(named, REQUESTED, "model " + version.model());
        return store.transact(Durability.FULL, tx -> {
            long now = Times.now(clock);
            shelf.version(tx, version.model(), version.number());
            EmergencyOverride override = new EmergencyOverride(
                    UUID.randomUUID().toString(),
                    version.model(),
                    version.number(),
                    aliases.consents().dossier(tx, version),
                    alias,
                    Aliases.revision(tx, version.model(), alias),
                    actor,
                    reason,
                    Times.toInstant(now),
                    Times.toInstant(now).plus(box));
            tx.update(
                    "INSERT INTO hf_override (id, model, version, digest, alias, revision, actor, roles, reason, at,"
                            + " until) SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM hf_model WHERE name = ?",
                    override.id(),
                    version.number(),
                    override.digest(),
                    alias,
                    override.revision(),
                    actor.name(),
                    Json.canonical(List.copyOf(actor.roles())),
                    reason,
                    now,
                    Times.toMicros(override.until()),
                    version.model());
            record(tx, REQUESTED, override, actor, reason, Map.of());
            return override;
        });
    }

    List<EmergencyOverride> pending(String model) {
        long now = Times.now(clock);
        return store.read(tx -> tx.list(
                row -> stored(row, model).override(),
                SELECT + " AND o.confirmed IS NULL AND o.until >= ? ORDER BY o.at, o.id",
                model,
                now));
    }

    Promotion confirm(RegisteredModel model, String id, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = identity.acting(named, CONFIRMED, "model " + model.name());
        Promotion promotion = store.transact(Durability.FULL, tx -> {
            Stored stored = tx.first(row -> stored(row, model.name()), SELECT + " AND o.id = ?", model.name(), id)
                    .orElseThrow(() -> new IllegalArgumentException("model '" + model.name()
                            + "' has no emergency override of the name '" + id + "'; ask for one first"));
            EmergencyOverride override = stored.override();
            ModelVersion version = shelf.version(tx, model.name(), override.version());
            List<GateResult> results = check(tx, stored, version, actor);
            if (results.stream().allMatch(GateResult::passed)) {
                AliasChange change = aliases.override(tx, override, version, actor, reason);
                tx.update("UPDATE hf_override SET confirmed = ? WHERE id = ?", change.revision(), id);
                return new Promotion.Promoted(version, override.alias(), actor, results, change);
            }
            record(tx, "override.refused", override, actor, reason, Map.of("gates", Aliases.gates(results)));
            return new Promotion.Refused(version, override.alias(), actor, results);
        });
        if (promotion instanceof Promotion.Promoted) {
            aliases.moved();
        }
        return promotion;
    }

    private List<GateResult> check(Tx tx, Stored stored, ModelVersion version, Actor actor) throws SQLException {
        EmergencyOverride override = stored.override();
        List<GateResult> results = new ArrayList<>();
        results.add(result(
                "override.bySomebodyElse",
                !actor.name().equals(override.actor().name()),
                "confirmation by somebody other than " + override.actor().name(),
                "confirmation by " + actor.name()));
        results.add(result(
                "override.inTime",
                Times.now(clock) <= Times.toMicros(override.until()),
                "confirmation until " + override.until(),
                "confirmation at " + Times.toInstant(Times.now(clock))));
        results.add(result(
                "override.once",
                stored.confirmed() == null,
                "an override that was not confirmed before",
                stored.confirmed() == null
                        ? "not confirmed before"
                        : "confirmed before, for revision " + stored.confirmed()));
        String dossier = aliases.consents().dossier(tx, version);
        results.add(result(
                "override.sameContents",
                dossier.equals(override.digest()),
                "contents of the digest " + override.digest(),
                "contents of the digest " + dossier));
        long revision = Aliases.revision(tx, version.model(), override.alias());
        results.add(result(
                "override.sameRevision",
                revision == override.revision(),
                "revision " + override.revision() + " of " + override.alias(),
                "revision " + revision));
        return results;
    }

    private static GateResult result(String gate, boolean holds, String expected, String observed) {
        return new GateResult(gate, holds ? Outcome.PASSED : Outcome.FAILED, expected, observed);
    }

    private void record(
            Tx tx, String action, EmergencyOverride override, Actor actor, String reason, Map<String, ?> remarks)
            throws SQLException {
        Map<String, Object> words = Json.object("reason", reason);
        words.putAll(remarks);
        AuditLog.append(
                tx,
                Times.now(clock),
                actor.name(),
                actor.roles(),
                action,
                "model " + override.model(),
                payload(override),
                words);
    }

    static Map<String, Object> payload(EmergencyOverride override) {
        return Json.object(
                "override",
                override.id(),
                "alias",
                override.alias(),
                "version",
                Json.number(override.version()),
                "dossier",
                override.digest(),
                "until",
                Json.number(Times.toMicros(override.until())));
    }

    private static Stored stored(ResultSet row, String model) throws SQLException {
        EmergencyOverride override = new EmergencyOverride(
                row.getString(1),
                model,
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                Shelf.actor(row.getString(6), row.getString(7)),
                row.getString(8),
                Times.toInstant(row.getLong(9)),
                Times.toInstant(row.getLong(10)));
        long confirmed = row.getLong(11);
        return new Stored(override, row.wasNull() ? null : (Long) confirmed);
    }

    /** Returns the aliases that an override still holds though its time is over. */
    List<AliasChange> lapsed(RegisteredModel model) {
        return model.aliases().stream()
                .map(alias -> aliases.last(model.name(), alias))
                .flatMap(Optional::stream)
                .filter(change -> change.kind() == AliasChange.Kind.OVERRIDE)
                .filter(change ->
                        change.until().filter(clock.instant()::isAfter).isPresent())
                .toList();
    }
}
