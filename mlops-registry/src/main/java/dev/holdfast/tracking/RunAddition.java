// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Adds a run that was recorded elsewhere: its bytes first, then all that names them in one transaction. */
final class RunAddition {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final int CHUNK = 1_000;
    private static final List<String> POINT = List.of("run", "name", "step", "at", "bits");

    private final RunSettings settings;
    private final RunRecord run;
    private final MetricHistory history;

    RunAddition(RunSettings settings, RunRecord run, MetricHistory history) {
        this.settings = settings;
        this.run = run;
        this.history = history;
    }

    boolean add(Map<String, Path> files) {
        check(files);
        if (settings.store().read(tx -> isThere(tx))) {
            return false;
        }
        List<RunArtifact> artifacts = new ArrayList<>();
        new TreeMap<>(files)
                .forEach((path, file) -> artifacts.add(new RunArtifact(
                        path, ArtifactPaths.mediaType(path), settings.blobs().put(out -> Files.copy(file, out)))));
        try {
            return settings.store().transact(Durability.FULL, tx -> !isThere(tx) && insert(tx, artifacts));
        } catch (UncheckedIOException e) {
            throw new StorageException(
                    Reason.FAILED,
                    "run " + run.id(),
                    "the values of the metrics of run " + run.id() + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private void check(Map<String, Path> files) {
        if (!ID.matcher(run.id()).matches()) {
            throw new IllegalArgumentException(
                    "the id of a run must have 32 hexadecimal digits, got '" + run.id() + "'");
        }
        if (run.status() == RunStatus.RUNNING) {
            throw new IllegalArgumentException(
                    "only a run that has ended can be added, got '" + run.name() + "', RUNNING; add it as LOST");
        }
        if (!run.evidence().isEmpty()
                || run.model().isPresent()
                || !run.attachments().isEmpty()) {
            throw new IllegalArgumentException(
                    "evidence, models and attachments are recorded by the run that made them;"
                            + " add files as artifacts, got some in '" + run.name() + "'");
        }
        Names.check("experiment", run.experiment());
        Names.check("run", run.name());
        run.parameters().forEach((name, value) -> ParameterValue.of(Names.check("parameter", name), value));
        run.tags().forEach((name, value) -> Names.checkText("tag '" + Names.check("tag", name) + "'", value));
        files.keySet().forEach(ArtifactPaths::check);
    }

    private boolean isThere(Tx tx) throws SQLException {
        return tx.first(row -> true, "SELECT 1 FROM hf_run WHERE id = ?", run.id())
                .isPresent();
    }

    private boolean insert(Tx tx, List<RunArtifact> artifacts) throws SQLException {
        long now = Times.now(settings.clock());
        tx.update(
                "INSERT INTO hf_experiment (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                run.experiment(),
                now);
        long seq = tx.number(
                "INSERT INTO hf_run (id, experiment_id, name, status, actor, roles, parent_id, started_at, ended_at,"
                        + " lease_until, failure, environment) SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                        + " FROM hf_experiment WHERE name = ? RETURNING seq",
                run.id(),
                run.name(),
                run.status().name(),
                run.actor().name(),
                Json.canonical(List.copyOf(run.actor().roles())),
                run.parent().orElse(null),
                Times.toMicros(run.startedAt()),
                run.endedAt().map(Times::toMicros).orElse(null),
                Times.toMicros(run.startedAt()),
                run.failure().map(RunAddition::failure).orElse(null),
                Json.canonical(run.environment()),
                run.experiment());
        insertNamed(tx, seq);
        insertDatasets(tx, seq);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (RunArtifact each : artifacts) {
            rows.add(new @Nullable Object[] {
                seq,
                "ARTIFACT",
                each.path(),
                each.mediaType(),
                each.blob().digest(),
                each.blob().sizeBytes(),
                ""
            });
        }
        tx.insertAll(
                "hf_file",
                List.of("run", "role", "name", "media_type", "digest", "size_bytes", "description"),
                "",
                rows);
        new Points(tx, seq).insert();
        AuditLog.append(
                tx,
                now,
                settings.actor().name(),
                settings.actor().roles(),
                "run.added",
                "run " + run.id(),
                Json.object(
                        "experiment",
                        run.experiment(),
                        "name",
                        run.name(),
                        "status",
                        run.status().name()));
        return true;
    }

    private static String failure(RunFailure failure) {
        return Json.canonical(
                Json.object("type", failure.type(), "message", failure.message(), "stack", failure.stackDigest()));
    }

    private void insertNamed(Tx tx, long seq) throws SQLException {
        List<@Nullable Object[]> parameters = new ArrayList<>();
        run.parameters().forEach((name, value) -> {
            ParameterValue stored = ParameterValue.of(name, value);
            parameters.add(new @Nullable Object[] {
                seq, (long) parameters.size(), name, stored.type().name(), stored.text(), stored.number()
            });
        });
        tx.insertAll("hf_parameter", List.of("run", "ordinal", "name", "type", "text", "number"), "", parameters);
        List<@Nullable Object[]> tags = new ArrayList<>();
        run.tags().forEach((name, value) -> tags.add(new @Nullable Object[] {seq, name, value}));
        tx.insertAll("hf_tag", List.of("run", "name", "value"), "", tags);
    }

    private void insertDatasets(Tx tx, long seq) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (DatasetReference each : run.datasets()) {
            rows.add(new @Nullable Object[] {
                seq,
                each.role().name(),
                each.name(),
                each.fingerprint(),
                each.rowsFingerprint(),
                each.rows(),
                each.schema().toJson()
            });
        }
        tx.insertAll(
                "hf_dataset",
                List.of("run", "role", "name", "fingerprint", "rows_fingerprint", "row_count", "schema"),
                "",
                rows);
    }

    /** Inserts values in pieces, and what each metric came to. */
    private final class Points {
        private final Tx tx;
        private final long seq;
        private final List<@Nullable Object[]> chunk = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, MetricPoint> last = new TreeMap<>();

        Points(Tx tx, long seq) {
            this.tx = tx;
            this.seq = seq;
        }

        void insert() throws SQLException {
            try {
                history.read((metric, point) -> {
                    Names.check("metric", metric);
                    counts.merge(metric, 1L, Long::sum);
                    last.put(metric, point);
                    chunk.add(new @Nullable Object[] {
                        seq, metric, point.step(), Times.toMicros(point.at()), Double.doubleToRawLongBits(point.value())
                    });
                    if (chunk.size() == CHUNK) {
                        flush();
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RowsRefused e) {
                throw e.refusal;
            }
            flushRows();
            List<@Nullable Object[]> rows = new ArrayList<>();
            last.forEach((metric, point) -> rows.add(new @Nullable Object[] {
                seq,
                metric,
                counts.get(metric),
                point.step(),
                Times.toMicros(point.at()),
                Double.doubleToRawLongBits(point.value()),
                Double.isNaN(point.value()) ? null : (Double) point.value()
            }));
            tx.insertAll("hf_metric", List.of("run", "name", "points", "step", "at", "bits", "number"), "", rows);
        }

        private void flush() {
            try {
                flushRows();
            } catch (SQLException e) {
                throw new RowsRefused(e);
            }
        }

        private void flushRows() throws SQLException {
            tx.insertAll("hf_metric_point", POINT, "", List.copyOf(chunk));
            chunk.clear();
        }
    }

    /** Carries what the database said through the code of the caller. */
    private static final class RowsRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** What the database said. */
        private final SQLException refusal;

        RowsRefused(SQLException refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }
}
