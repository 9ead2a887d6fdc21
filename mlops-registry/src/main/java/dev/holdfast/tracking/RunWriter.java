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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what runs record. A run's start and end survive a power cut; what lies between does at the latest at its end.
 */
final class RunWriter {
    private static final List<String> POINT = List.of("run", "name", "step", "at", "bits");
    private static final List<String> SUMMARY = List.of("run", "name", "points", "step", "at", "bits", "number");
    private static final String MERGED =
            "ON CONFLICT (run, name) DO UPDATE SET points = hf_metric.points + excluded.points,"
                    + " step = excluded.step, at = excluded.at, bits = excluded.bits, number = excluded.number";

    private final Store store;
    private final InstantSource clock;
    private final long lease;

    RunWriter(Store store, InstantSource clock, Duration lease) {
        this.store = store;
        this.clock = clock;
        this.lease = TimeUnit.MILLISECONDS.toMicros(lease.toMillis());
    }

    RunKey start(RunRecord run) {
        String id = run.id();
        String experiment = run.experiment();
        String name = run.name();
        Actor actor = run.actor();
        long now = Times.now(clock);
        return store.transact(Durability.FULL, tx -> {
            // The id is of chance: who finds it has begun this run, and was not told.
            Optional<Long> before = tx.first(row -> row.getLong(1), "SELECT seq FROM hf_run WHERE id = ?", id);
            if (before.isPresent()) {
                return new RunKey(before.get(), id, experiment, name, 1);
            }
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
                    run.parent().orElse(null),
                    now,
                    now + lease,
                    Json.canonical(run.environment()),
                    experiment);
            ClassPath classPath = ClassPath.ofThisJvm();
            if (tx.number("SELECT COUNT(*) FROM hf_class_path WHERE digest = ?", classPath.digest()) == 0) {
                tx.update(
                        "INSERT INTO hf_class_path (digest, document) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                        classPath.digest(),
                        classPath.document());
            }
            AuditLog.append(
                    tx,
                    now,
                    actor.name(),
                    actor.roles(),
                    "run.started",
                    "run " + id,
                    Json.object("experiment", experiment, "name", name));
            return new RunKey(seq, id, experiment, name, 1);
        });
    }

    void end(RunKey run, RunStatus status, Optional<Throwable> cause) {
        long now = Times.now(clock);
        String failure = status == RunStatus.FAILED ? failure(cause) : null;
        store.transact(Durability.FULL, tx -> {
            guard(tx, run, now);
            Map<String, Object> payload = Json.object("status", status.name());
            if (failure != null) {
                payload.put("failure", failure);
            }
            tx.update(
                    "UPDATE hf_run SET status = ?, ended_at = ?, failure = ? WHERE seq = ?",
                    status.name(),
                    now,
                    failure,
                    run.seq());
            Actor actor = tx.first(
                            row -> RunReader.actor(row.getString(1), row.getString(2)),
                            "SELECT actor, roles FROM hf_run WHERE seq = ?",
                            run.seq())
                    .orElseThrow(() -> new SQLException("the run " + run.id() + " is gone"));
            return AuditLog.append(tx, now, actor.name(), actor.roles(), "run.ended", "run " + run.id(), payload);
        });
    }

    private static String failure(Optional<Throwable> cause) {
        return Json.canonical(Json.object(
                "type",
                cause.map(thrown -> thrown.getClass().getName()).orElse(""),
                "message",
                cause.isEmpty()
                        ? "closed before it was completed"
                        : cause.map(Throwable::getMessage).orElse(""),
                "stack",
                cause.map(StackDigest::of).orElse("")));
    }

    RunKey resume(String id, Actor actor) {
        long now = Times.now(clock);
        return store.transact(Durability.FULL, tx -> {
            RunRecord run = RunReader.find(tx, id, now)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "expected a run of this workspace, got the id " + id + " that is not in it"));
            if (run.status() != RunStatus.FAILED && run.status() != RunStatus.LOST) {
                throw new IllegalStateException(
                        "only a failed or lost run is resumed, got '" + run.name() + "', " + run.status());
            }
            AuditLog.append(tx, now, actor.name(), actor.roles(), "run.resumed", "run " + id, Map.of());
            return tx.first(
                            row -> new RunKey(row.getLong(1), id, run.experiment(), run.name(), row.getLong(2)),
                            "UPDATE hf_run SET status = 'RUNNING', ended_at = NULL, failure = NULL, lease_until = ?,"
                                    + " attempt = attempt + 1 WHERE id = ? RETURNING seq, attempt",
                            now + lease,
                            id)
                    .orElseThrow(() -> new SQLException("the run " + id + " is gone"));
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
            List<RunRecord> records = RunReader.read(tx, lost, now);
            for (RunRecord each : records) {
                AuditLog.append(tx, now, actor.name(), actor.roles(), "run.lost", "run " + each.id(), Map.of());
            }
            return records;
        });
    }

    void renew(RunKey run) {
        store.transact(Durability.PROCESS, tx -> guard(tx, run, Times.now(clock)));
    }

    /**
     * Asks whether this attempt may still write, and extends its lease; a run that was taken for dead and speaks is
     * running after all, unless it was resumed meanwhile.
     */
    private long guard(Tx tx, RunKey run, long now) throws SQLException {
        record State(long attempt, String status, long leaseUntil) {}
        // Whoever records in this run at the same time waits here, so that what is read of it next stays so.
        State state = tx.first(
                        row -> new State(row.getLong(1), row.getString(2), row.getLong(3)),
                        "SELECT attempt, status, lease_until FROM hf_run WHERE seq = ?" + tx.rowLock(),
                        run.seq())
                .orElseThrow(() -> new SQLException("the run " + run.id() + " is gone"));
        if (state.attempt() != run.attempt()) {
            throw new IllegalStateException("the run '" + run.name() + "' was taken for dead and resumed as attempt "
                    + state.attempt() + "; this is attempt " + run.attempt() + " and can record nothing more in it");
        }
        boolean running = state.status().equals(RunStatus.RUNNING.name());
        if (!running && !state.status().equals(RunStatus.LOST.name())) {
            throw new IllegalStateException(
                    "the run '" + run.name() + "' has ended; nothing more can be recorded in it");
        }
        // Only when a good part of the lease is used up: most recordings then cost no second write.
        if (!running || state.leaseUntil() < now + lease / 4 * 3) {
            tx.update(
                    "UPDATE hf_run SET lease_until = ?, status = 'RUNNING', ended_at = NULL WHERE seq = ?",
                    now + lease,
                    run.seq());
        }
        return run.seq();
    }

    /** What a recording writes, once the run may write. */
    private interface Recording {
        void write(Tx tx, long seq, long now) throws SQLException;
    }

    private void record(RunKey run, Recording recording) {
        store.transact(Durability.PROCESS, tx -> {
            long now = Times.now(clock);
            recording.write(tx, guard(tx, run, now), now);
            return true;
        });
    }

    void parameter(RunKey key, String name, ParameterValue value) {
        record(key, (tx, run, now) -> {
            Optional<ParameterValue> before = tx.first(
                    row -> new ParameterValue(ParameterValue.Type.valueOf(row.getString(1)), row.getString(2), null),
                    "SELECT type, text FROM hf_parameter WHERE run = ? AND name = ?",
                    run,
                    name);
            if (before.isEmpty()) {
                tx.update(
                        "INSERT INTO hf_parameter (run, ordinal, name, type, text, number) VALUES"
                                + " (?, (SELECT COUNT(*) FROM hf_parameter WHERE run = ?), ?, ?, ?, ?)",
                        run,
                        run,
                        name,
                        value.type().name(),
                        value.text(),
                        value.number());
            } else if (!before.get().toString().equals(value.toString())) {
                throw new IllegalArgumentException("parameter '" + name + "' is " + before.get()
                        + " in this run and cannot become " + value + "; a parameter is recorded once");
            }
        });
    }

    /** Records a value at the step after the last one. */
    void metric(RunKey key, String name, double value) {
        record(key, (tx, run, now) -> {
            long step = tx.first(
                            row -> Math.addExact(row.getLong(1), 1),
                            "SELECT step FROM hf_metric WHERE run = ? AND name = ?",
                            run,
                            name)
                    .orElse(0L);
            append(tx, run, now, List.of(new MetricValue(name, step, value)));
        });
    }

    void metrics(RunKey key, List<MetricValue> values) {
        record(key, (tx, run, now) -> append(tx, run, now, values));
    }

    private static void append(Tx tx, long run, long now, List<MetricValue> values) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, MetricValue> last = new LinkedHashMap<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MetricValue each : values) {
            rows.add(new @Nullable Object[] {run, each.metric(), each.step(), now, bits(each)});
            counts.merge(each.metric(), 1L, Long::sum);
            last.put(each.metric(), each);
        }
        tx.insertAll("hf_metric_point", POINT, "", rows);
        List<@Nullable Object[]> summaries = new ArrayList<>();
        for (MetricValue each : last.values()) {
            summaries.add(new @Nullable Object[] {
                run,
                each.metric(),
                counts.getOrDefault(each.metric(), 0L),
                each.step(),
                now,
                bits(each),
                Double.isNaN(each.value()) ? null : (Double) each.value()
            });
        }
        summaries(tx, summaries);
    }

    private static long bits(MetricValue value) {
        return Double.doubleToRawLongBits(value.value());
    }

    /** Notes how many values metrics have and which were the last, each metric of a run at most once. */
    static void summaries(Tx tx, List<@Nullable Object[]> rows) throws SQLException {
        tx.insertAll("hf_metric", SUMMARY, MERGED, rows);
    }

    void tag(RunKey key, String name, String value) {
        record(
                key,
                (tx, run, now) -> tx.update(
                        "INSERT INTO hf_tag (run, name, value) VALUES (?, ?, ?)"
                                + " ON CONFLICT (run, name) DO UPDATE SET value = excluded.value",
                        run,
                        name,
                        value));
    }

    void dataset(RunKey key, DatasetReference dataset) {
        record(key, (tx, run, now) -> {
            Optional<String> before = tx.first(
                    row -> row.getString(1),
                    "SELECT fingerprint FROM hf_dataset WHERE run = ? AND role = ? AND name = ?",
                    run,
                    dataset.role().name(),
                    dataset.name());
            if (before.isPresent()) {
                requireSame(dataset.role() + " data set", dataset.name(), before.get(), dataset.fingerprint());
                return;
            }
            tx.update(
                    "INSERT INTO hf_dataset (run, role, name, fingerprint, rows_fingerprint, row_count, schema)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    run,
                    dataset.role().name(),
                    dataset.name(),
                    dataset.fingerprint(),
                    dataset.rowsFingerprint(),
                    dataset.rows(),
                    dataset.schema().toJson());
        });
    }

    void evidence(RunKey key, Evidence evidence, String document) {
        record(
                key,
                (tx, run, now) -> tx.update(
                        "INSERT INTO hf_evidence (run, kind, outcome, summary, digest, document)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        run,
                        evidence.kind(),
                        evidence.outcome().name(),
                        Json.canonical(evidence.summary()),
                        Digests.of(document),
                        document));
    }

    void model(RunKey key, StoredModel model) {
        record(key, (tx, run, now) -> {
            Optional<String> before = tx.first(
                    row -> row.getString(1), "SELECT digest FROM hf_file WHERE run = ? AND role = 'MODEL'", run);
            if (before.isEmpty()) {
                file(
                        tx,
                        run,
                        "MODEL",
                        new StoredAttachment("model", model.format(), model.blob()),
                        Json.canonical(ModelJson.write(model)));
            } else if (!before.get().equals(model.blob().digest())) {
                throw new IllegalStateException("this run has stored the model with SHA-256 " + before.get()
                        + " and cannot store another with " + model.blob().digest() + "; use a run for each model");
            }
        });
    }

    void attachment(RunKey key, StoredAttachment attachment) {
        named(key, "ATTACHMENT", attachment);
    }

    void artifact(RunKey key, RunArtifact artifact) {
        named(key, "ARTIFACT", new StoredAttachment(artifact.path(), artifact.mediaType(), artifact.blob()));
    }

    private void named(RunKey key, String role, StoredAttachment file) {
        record(key, (tx, run, now) -> {
            Optional<String> before = tx.first(
                    row -> row.getString(1),
                    "SELECT digest FROM hf_file WHERE run = ? AND role = ? AND name = ?",
                    run,
                    role,
                    file.name());
            if (before.isPresent()) {
                requireSame(
                        role.toLowerCase(Locale.ROOT),
                        file.name(),
                        before.get(),
                        file.blob().digest());
            } else {
                file(tx, run, role, file, "");
            }
        });
    }

    RunRecord record(String id) {
        return find(id).orElseThrow();
    }

    Optional<RunRecord> find(String id) {
        return store.read(tx -> RunReader.find(tx, id, Times.now(clock)));
    }

    private static void file(Tx tx, long run, String role, StoredAttachment file, String description)
            throws SQLException {
        tx.update(
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

    private static void requireSame(String what, String name, String before, String now) {
        if (!before.equals(now)) {
            throw new IllegalArgumentException("the " + what + " '" + name + "' has SHA-256 " + before
                    + " in this run and cannot become another with " + now);
        }
    }
}
