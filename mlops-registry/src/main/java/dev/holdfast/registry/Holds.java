// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who relies on versions. A person's hold stands until it is released; a program's is a lease, so that a program that
 * died does not keep a version for ever.
 */
final class Holds {
    /** A program that ends must not wait for a database that is away: what it held runs out by itself. */
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(2);

    private static final String VALID = "(until IS NULL OR until > ?)";

    private final Store store;
    private final Store atTheEnd;
    private final Shelf shelf;
    private final Lifecycle lifecycle;
    private final InstantSource clock;
    private final Identity identity;
    private final Actor usual;

    Holds(Store store, Shelf shelf, Lifecycle lifecycle, InstantSource clock, Identity identity, Actor usual) {
        this.store = store;
        this.atTheEnd =
                store.patience().compareTo(PATIENCE_AT_THE_END) > 0 ? store.withPatience(PATIENCE_AT_THE_END) : store;
        this.shelf = shelf;
        this.lifecycle = lifecycle;
        this.clock = clock;
        this.identity = identity;
        this.usual = usual;
    }

    Hold hold(ModelVersion version, String holder, Actor named, String reason) {
        Names.check("holder", holder);
        Names.checkText("the reason", reason);
        Actor actor = identity.acting(named, "version.held", "model " + version.model());
        return store.transact(Durability.FULL, tx -> {
            long at = Times.now(clock);
            put(tx, shelf.version(tx, version.model(), version.number()), holder, actor, reason, at, null);
            return new Hold(holder, actor, reason, Times.toInstant(at), Optional.empty());
        });
    }

    private void put(
            Tx tx, ModelVersion version, String holder, Actor actor, String reason, long at, @Nullable Long until)
            throws SQLException {
        tx.update(
                "INSERT INTO hf_version_hold (model, number, holder, actor, roles, reason, at, until)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model, number, holder) DO UPDATE SET"
                        + " actor = excluded.actor, roles = excluded.roles, reason = excluded.reason,"
                        + " at = excluded.at, until = excluded.until",
                Lifecycle.key(tx, version.model()),
                version.number(),
                holder,
                actor.name(),
                Json.canonical(List.copyOf(actor.roles())),
                reason,
                at,
                until);
        lifecycle.record(tx, "version.held", actor, version, reason, Map.of("holder", holder));
    }

    boolean release(ModelVersion version, String holder, Actor named, String reason) {
        Names.checkText("the reason", reason);
        Actor actor = identity.acting(named, "version.released", "model " + version.model());
        return store.transact(Durability.FULL, tx -> release(tx, version, holder, actor, reason));
    }

    private boolean release(Tx tx, ModelVersion version, String holder, Actor actor, String reason)
            throws SQLException {
        int removed = tx.update(
                "DELETE FROM hf_version_hold WHERE model = ? AND number = ? AND holder = ?",
                Lifecycle.key(tx, version.model()),
                version.number(),
                holder);
        if (removed > 0) {
            lifecycle.record(tx, "version.released", actor, version, reason, Map.of("holder", holder));
        }
        return removed > 0;
    }

    List<Hold> all(ModelVersion version) {
        return store.read(tx -> tx.list(
                row -> {
                    long until = row.getLong(6);
                    Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Times.toInstant(until));
                    return new Hold(
                            row.getString(1),
                            Shelf.actor(row.getString(2), row.getString(3)),
                            row.getString(4),
                            Times.toInstant(row.getLong(5)),
                            end);
                },
                "SELECT h.holder, h.actor, h.roles, h.reason, h.at, h.until FROM hf_version_hold h"
                        + " JOIN hf_model m ON m.id = h.model WHERE m.name = ? AND h.number = ? AND " + VALID
                        + " ORDER BY h.holder",
                version.model(),
                version.number(),
                Times.now(clock)));
    }

    /** Holds exactly these versions for a holder; returns those of them that are there. */
    Set<Long> lease(String model, String holder, Set<Long> versions, Duration duration, String reason) {
        Names.check("holder", holder);
        Names.checkText("the reason", reason);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the duration of a lease must be more than zero, got " + duration);
        }
        long at = Times.now(clock);
        long until = Times.toMicros(Times.toInstant(at).plus(duration));
        Store patient = versions.isEmpty() ? atTheEnd : store;
        // What is held already is only held longer: that is no change which a power cut or an auditor has to survive.
        Held now = patient.read(tx -> held(tx, model, holder, at));
        if (now.covers(versions)
                && patient.transact(Durability.PROCESS, tx -> renew(tx, model, holder, until))
                        == now.leased().size()) {
            return Set.copyOf(versions);
        }
        return patient.transact(Durability.FULL, tx -> {
            tx.update(
                    "DELETE FROM hf_version_hold WHERE until <= ? AND model = (SELECT id FROM hf_model WHERE name = ?)",
                    at,
                    model);
            Held before = held(tx, model, holder, at);
            Set<Long> held = new TreeSet<>();
            for (long number : new TreeSet<>(versions)) {
                Optional<ModelVersion> version = shelf.find(tx, model, number);
                if (version.isPresent()) {
                    held.add(number);
                    if (!before.contains(number)) {
                        put(tx, version.get(), holder, usual, reason, at, until);
                    }
                }
            }
            for (long number : before.leased()) {
                if (!versions.contains(number)) {
                    release(tx, shelf.version(tx, model, number), holder, usual, reason);
                }
            }
            renew(tx, model, holder, until);
            return held;
        });
    }

    /** What a holder holds: until a time, and until it is released. */
    private record Held(Set<Long> leased, Set<Long> standing) {
        boolean contains(long number) {
            return leased.contains(number) || standing.contains(number);
        }

        boolean covers(Set<Long> versions) {
            return versions.containsAll(leased) && versions.stream().allMatch(this::contains);
        }
    }

    private static Held held(Tx tx, String model, String holder, long now) throws SQLException {
        Held held = new Held(new TreeSet<>(), new TreeSet<>());
        tx.list(
                row -> {
                    long number = row.getLong(1);
                    row.getLong(2);
                    return row.wasNull()
                            ? held.standing().add(number)
                            : held.leased().add(number);
                },
                "SELECT h.number, h.until FROM hf_version_hold h JOIN hf_model m ON m.id = h.model"
                        + " WHERE m.name = ? AND h.holder = ? AND " + VALID,
                model,
                holder,
                now);
        return held;
    }

    private static int renew(Tx tx, String model, String holder, long until) throws SQLException {
        return tx.update(
                "UPDATE hf_version_hold SET until = ? WHERE holder = ? AND until IS NOT NULL"
                        + " AND model = (SELECT id FROM hf_model WHERE name = ?)",
                until,
                holder,
                model);
    }

    static List<String> references(Tx tx, long model, long number, long now) throws SQLException {
        return tx.list(
                row -> {
                    String holder = "the hold of '" + row.getString(1) + "'";
                    long until = row.getLong(2);
                    return row.wasNull() ? holder : holder + " until " + Times.toInstant(until);
                },
                "SELECT holder, until FROM hf_version_hold WHERE model = ? AND number = ? AND " + VALID
                        + " ORDER BY holder",
                model,
                number,
                now);
    }

    /** Removes the leases of a version that ran out. */
    static void remove(Tx tx, long model, long number) throws SQLException {
        tx.update("DELETE FROM hf_version_hold WHERE model = ? AND number = ?", model, number);
    }
}
