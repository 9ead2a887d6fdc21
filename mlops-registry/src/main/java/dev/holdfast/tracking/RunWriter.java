// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.report.Evidence;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what runs record. A run's start and end survive a power cut; what lies between does at the latest at its end.
 */
final class RunWriter {
    private static final long LEASE_MICROS = 3_600_000_000L;

    private final Store store;
    private final InstantSource clock;

    RunWriter(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    long start(
            String id,
            String experiment,
            String name,
            Actor actor,
            @Nullable String parent,
            Map<String, String> environment) {
        long now = Times.now(clock);
        return store.transact(Durability.FULL, tx -> {
            tx.update(
                    "INSERT INTO hf_experiment (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    experiment,
                    now);
            long seq = tx.number(
                    "INSERT INTO hf_run (id, experiment_id, name, status, actor, roles, parent_id, started_at,"
                            + " lease_until, environment) SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ? FROM hf_experiment WHERE name = ? RETURNING seq",
                    id,
                    name,
                    RunStatus.RUNNING.name(),
                    actor.name(),
                    Json.canonical(List.copyOf(actor.roles())),
                    parent,
                    now,
                    now + LEASE_MICROS,
                    Json.canonical(environment),
                    experiment);
            AuditLog.append(
                    tx,
                    now,
                    actor.name(),
                    actor.roles(),
                    "run.started",
                    "run " + id,
                    Json.object("experiment", experiment, "name", name));
            return seq;
        });
    }

    void end(long run, String id, RunStatus status, Optional<Throwable> cause) {
        long now = Times.now(clock);
        store.transact(Durability.FULL, tx -> {
            Map<String, Object> payload = Json.object("status", status.name());
            String failure = cause.map(RunWriter::failure).orElse(null);
            if (failure != null) {
                payload.put("failure", failure);
            }
            tx.update(
                    "UPDATE hf_run SET status = ?, ended_at = ?, failure = ? WHERE seq = ?",
                    status.name(),
                    now,
                    failure,
                    run);
            Actor actor = tx.first(
                            row -> RunReader.actor(row.getString(1), row.getString(2)),
                            "SELECT actor, roles FROM hf_run WHERE seq = ?",
                            run)
                    .orElseThrow(() -> new SQLException("the run " + id + " is gone"));
            return AuditLog.append(tx, now, actor.name(), actor.roles(), "run.ended", "run " + id, payload);
        });
    }

    private static String failure(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return Json.canonical(Json.object("type", cause.getClass().getName(), "message", message));
    }

    long resume(String id, Actor actor) {
        long now = Times.now(clock);
        return store.transact(Durability.FULL, tx -> {
            RunRecord run = RunReader.find(tx, id)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "expected a run of this workspace, got the id " + id + " that is not in it"));
            if (run.status() != RunStatus.FAILED && run.status() != RunStatus.LOST) {
                throw new IllegalStateException(
                        "only a failed or lost run is resumed, got '" + run.name() + "', " + run.status());
            }
            AuditLog.append(tx, now, actor.name(), actor.roles(), "run.resumed", "run " + id, Map.of());
            return tx.number(
                    "UPDATE hf_run SET status = 'RUNNING', ended_at = NULL, failure = NULL, lease_until = ?"
                            + " WHERE id = ? RETURNING seq",
                    now + LEASE_MICROS,
                    id);
        });
    }

    List<RunRecord> markLost(Actor actor) {
        long now = Times.now(clock);
        return store.transact(Durability.FULL, tx -> {
            List<Long> lost = tx.list(
                    row -> row.getLong(1),
                    "SELECT seq FROM hf_run WHERE status = 'RUNNING' AND lease_until < ? ORDER BY seq",
                    now);
            for (long run : lost) {
                tx.update("UPDATE hf_run SET status = 'LOST', ended_at = ? WHERE seq = ?", now, run);
            }
            List<RunRecord> records = RunReader.read(tx, lost);
            for (RunRecord each : records) {
                AuditLog.append(tx, now, actor.name(), actor.roles(), "run.lost", "run " + each.id(), Map.of());
            }
            return records;
        });
    }

    /** Extends the lease; a run that was taken for dead and speaks is running after all. */
    void renew(long run) {
        store.transact(Durability.PROCESS, tx -> renew(tx, run));
    }

    private int renew(Tx tx, long run) throws SQLException {
        long now = Times.now(clock);
        // Only when a good part of the lease is used up: most recordings then cost no second write.
        return tx.update(
                "UPDATE hf_run SET lease_until = ?, status = 'RUNNING', ended_at = NULL"
                        + " WHERE seq = ? AND lease_until < ? AND status IN ('RUNNING', 'LOST')",
                now + LEASE_MICROS,
                run,
                now + LEASE_MICROS / 4 * 3);
    }

    void parameter(long run, String name, ParameterValue value) {
        store.transact(Durability.PROCESS, tx -> {
            renew(tx, run);
            Optional<ParameterValue> before = tx.first(
                    row -> new ParameterValue(ParameterValue.Type.valueOf(row.getString(1)), row.getString(2), null),
                    "SELECT type, text FROM hf_parameter WHERE run = ? AND name = ?",
                    run,
                    name);
            if (before.isEmpty()) {
                return tx.update(
                        "INSERT INTO hf_parameter (run, ordinal, name, type, text, number) VALUES"
                                + " (?, (SELECT COUNT(*) FROM hf_parameter WHERE run = ?), ?, ?, ?, ?)",
                        run,
                        run,
                        name,
                        value.type().name(),
                        value.text(),
                        value.number());
            }
            if (!before.get().toString().equals(value.toString())) {
                throw new IllegalArgumentException("parameter '" + name + "' is " + before.get()
                        + " in this run and cannot become " + value + "; a parameter is recorded once");
            }
            return 0;
        });
    }

    void metric(long run, String name, Optional<Long> wanted, double value) {
        long now = Times.now(clock);
        long bits = Double.doubleToRawLongBits(value);
        @Nullable Double number = Double.isNaN(value) ? null : value;
        store.transact(Durability.PROCESS, tx -> {
            renew(tx, run);
            long step = wanted.isPresent() ? wanted.get() : nextStep(tx, run, name);
            tx.update(
                    "INSERT INTO hf_metric_point (run, name, step, at, bits) VALUES (?, ?, ?, ?, ?)",
                    run,
                    name,
                    step,
                    now,
                    bits);
            return tx.update(
                    "INSERT INTO hf_metric (run, name, points, step, at, bits, number) VALUES (?, ?, 1, ?, ?, ?, ?)"
                            + " ON CONFLICT (run, name) DO UPDATE SET points = hf_metric.points + 1,"
                            + " step = excluded.step, at = excluded.at, bits = excluded.bits, number = excluded.number",
                    run,
                    name,
                    step,
                    now,
                    bits,
                    number);
        });
    }

    private static long nextStep(Tx tx, long run, String name) throws SQLException {
        return tx.first(
                        row -> Math.addExact(row.getLong(1), 1),
                        "SELECT step FROM hf_metric WHERE run = ? AND name = ?",
                        run,
                        name)
                .orElse(0L);
    }

    void tag(long run, String name, String value) {
        store.transact(
                Durability.PROCESS,
                tx -> tx.update(
                        "INSERT INTO hf_tag (run, name, value) VALUES (?, ?, ?)"
                                + " ON CONFLICT (run, name) DO UPDATE SET value = excluded.value",
                        run,
                        name,
                        value));
    }

    void dataset(long run, DatasetReference dataset) {
        store.transact(Durability.PROCESS, tx -> {
            renew(tx, run);
            Optional<String> before = tx.first(
                    row -> row.getString(1),
                    "SELECT fingerprint FROM hf_dataset WHERE run = ? AND role = ? AND name = ?",
                    run,
                    dataset.role().name(),
                    dataset.name());
            if (before.isPresent()) {
                return same(dataset.role() + " data set", dataset.name(), before.get(), dataset.fingerprint());
            }
            return tx.update(
                    "INSERT INTO hf_dataset (run, role, name, fingerprint, row_count, schema)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    run,
                    dataset.role().name(),
                    dataset.name(),
                    dataset.fingerprint(),
                    dataset.rows(),
                    dataset.schema().toJson());
        });
    }

    void evidence(long run, Evidence evidence, String document) {
        store.transact(
                Durability.PROCESS,
                tx -> tx.update(
                        "INSERT INTO hf_evidence (run, kind, outcome, summary, digest, document)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        run,
                        evidence.kind(),
                        evidence.outcome().name(),
                        Json.canonical(evidence.summary()),
                        Digests.of(document),
                        document));
    }

    void model(long run, StoredModel model) {
        store.transact(Durability.PROCESS, tx -> {
            renew(tx, run);
            Optional<String> before = tx.first(
                    row -> row.getString(1), "SELECT digest FROM hf_file WHERE run = ? AND role = 'MODEL'", run);
            if (before.isPresent()) {
                if (!before.get().equals(model.blob().digest())) {
                    throw new IllegalStateException("this run has stored the model with SHA-256 " + before.get()
                            + " and cannot store another with " + model.blob().digest() + "; use a run for each model");
                }
                return 0;
            }
            return file(
                    tx,
                    run,
                    "MODEL",
                    new StoredAttachment("model", model.format(), model.blob()),
                    Json.canonical(ModelJson.write(model)));
        });
    }

    void attachment(long run, StoredAttachment attachment) {
        store.transact(Durability.PROCESS, tx -> {
            renew(tx, run);
            Optional<String> before = tx.first(
                    row -> row.getString(1),
                    "SELECT digest FROM hf_file WHERE run = ? AND role = 'ATTACHMENT' AND name = ?",
                    run,
                    attachment.name());
            return before.isPresent()
                    ? same(
                            "attachment",
                            attachment.name(),
                            before.get(),
                            attachment.blob().digest())
                    : file(tx, run, "ATTACHMENT", attachment, "");
        });
    }

    RunRecord record(String id) {
        return store.read(tx -> RunReader.find(tx, id)).orElseThrow();
    }

    private static int file(Tx tx, long run, String role, StoredAttachment file, String description)
            throws SQLException {
        return tx.update(
                "INSERT INTO hf_file (run, role, name, media_type, digest, size_bytes, description)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                run,
                role,
                file.name(),
                file.mediaType(),
                file.blob().digest(),
                file.blob().sizeBytes(),
                description);
    }

    private static int same(String what, String name, String before, String now) {
        if (!before.equals(now)) {
            throw new IllegalArgumentException("the " + what + " '" + name + "' has SHA-256 " + before
                    + " in this run and cannot become another with " + now);
        }
        return 0;
    }
}
