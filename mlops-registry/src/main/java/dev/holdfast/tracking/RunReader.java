// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.Schema;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.EvidenceJson;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads runs. What belongs to many runs is read with one query for each kind, not one for each run. */
final class RunReader {
    private static final int CHUNK = 500;

    private RunReader() {}

    static Optional<RunRecord> find(Tx tx, String id, long now) throws SQLException {
        if (!Names.canBeStored(id)) {
            return Optional.empty();
        }
        List<Long> seqs = tx.list(row -> row.getLong(1), "SELECT seq FROM hf_run WHERE id = ?", id);
        return read(tx, seqs, now).stream().findFirst();
    }

    static List<RunRecord> ofExperiment(Tx tx, String experiment, long now) throws SQLException {
        if (!Names.canBeStored(experiment)) {
            return List.of();
        }
        return read(
                tx,
                tx.list(
                        row -> row.getLong(1),
                        "SELECT r.seq FROM hf_run r JOIN hf_experiment e ON e.id = r.experiment_id"
                                + " WHERE e.name = ? ORDER BY r.seq DESC",
                        experiment),
                now);
    }

    static List<MetricPoint> history(Tx tx, String runId, String metric) throws SQLException {
        if (!Names.canBeStored(runId) || !Names.canBeStored(metric)) {
            return List.of();
        }
        return tx.list(
                row -> new MetricPoint(
                        row.getLong(1), Double.longBitsToDouble(row.getLong(2)), Times.toInstant(row.getLong(3))),
                "SELECT p.step, p.bits, p.at FROM hf_metric_point p JOIN hf_run r ON r.seq = p.run"
                        + " WHERE r.id = ? AND p.name = ? ORDER BY p.seq",
                runId,
                metric);
    }

    static List<RunArtifact> artifacts(Tx tx, String runId) throws SQLException {
        if (!Names.canBeStored(runId)) {
            return List.of();
        }
        return tx.list(
                row -> new RunArtifact(row.getString(1), row.getString(2), new Blob(row.getString(3), row.getLong(4))),
                "SELECT f.name, f.media_type, f.digest, f.size_bytes FROM hf_file f JOIN hf_run r ON r.seq = f.run"
                        + " WHERE r.id = ? AND f.role = 'ARTIFACT' ORDER BY f.seq",
                runId);
    }

    static List<Dependency> dependencies(Tx tx, RunRecord run) throws SQLException {
        return tx.first(
                        row -> row.getString(1),
                        "SELECT document FROM hf_class_path WHERE digest = ?",
                        run.environment().getOrDefault(ClassPath.FACT, ""))
                .map(ClassPath::read)
                .orElse(List.of());
    }

    static List<Evidence> evidence(Tx tx, String runId) throws SQLException {
        return tx.list(
                row -> {
                    String document = row.getString(2);
                    if (!Digests.of(document).equals(row.getString(1))) {
                        throw new StorageException(
                                Reason.CORRUPT,
                                "run " + runId,
                                "evidence of run " + runId + " is damaged: expected SHA-256 " + row.getString(1)
                                        + ", found " + Digests.of(document) + "; restore the database from a copy",
                                null);
                    }
                    return EvidenceJson.read(document);
                },
                "SELECT v.digest, v.document FROM hf_evidence v JOIN hf_run r ON r.seq = v.run"
                        + " WHERE r.id = ? ORDER BY v.seq",
                runId);
    }

    static Actor actor(String name, String roles) {
        return new Actor(name, new HashSet<>(texts(Json.parse(roles))));
    }

    /**
     * Reads runs in the order in which they are named. A run whose lease is over is lost, whether or not somebody has
     * noted it.
     */
    static List<RunRecord> read(Tx tx, List<Long> seqs, long now) throws SQLException {
        Map<Long, RunRecord> runs = new LinkedHashMap<>();
        for (int from = 0; from < seqs.size(); from += CHUNK) {
            List<Long> chunk = seqs.subList(from, Math.min(from + CHUNK, seqs.size()));
            runs.putAll(chunk(tx, chunk.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")")), now));
        }
        return seqs.stream().map(runs::get).toList();
    }

    private static Map<Long, RunRecord> chunk(Tx tx, String in, long now) throws SQLException {
        Map<Long, Map<String, Object>> parameters = new LinkedHashMap<>();
        each(
                tx,
                "name, type, text FROM hf_parameter",
                in,
                "run, ordinal",
                (run, row) -> parameters
                        .computeIfAbsent(run, key -> new LinkedHashMap<>())
                        .put(row.getString(2), ParameterValue.read(row.getString(3), row.getString(4))));
        Map<Long, Map<String, Double>> metrics = new LinkedHashMap<>();
        each(
                tx,
                "name, bits FROM hf_metric",
                in,
                "run, name",
                (run, row) -> metrics.computeIfAbsent(run, key -> new TreeMap<>())
                        .put(row.getString(2), Double.longBitsToDouble(row.getLong(3))));
        Map<Long, Map<String, String>> tags = new LinkedHashMap<>();
        each(
                tx,
                "name, value FROM hf_tag",
                in,
                "run, name",
                (run, row) ->
                        tags.computeIfAbsent(run, key -> new TreeMap<>()).put(row.getString(2), row.getString(3)));
        Map<Long, List<DatasetReference>> datasets = lists(
                tx,
                "role, name, fingerprint, rows_fingerprint, row_count, schema FROM hf_dataset",
                in,
                row -> new DatasetReference(
                        DatasetRole.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        Schema.parse(row.getString(7))));
        Map<Long, List<EvidenceReference>> evidence = lists(
                tx,
                "kind, outcome, summary, digest FROM hf_evidence",
                in,
                row -> new EvidenceReference(
                        row.getString(2),
                        Outcome.valueOf(row.getString(3)),
                        Json.toText(Json.parse(row.getString(4))),
                        row.getString(5)));
        Map<Long, List<StoredModel>> models = lists(
                tx,
                "digest, size_bytes, description FROM hf_file",
                in + " AND role = 'MODEL'",
                row -> ModelJson.read(new Blob(row.getString(2), row.getLong(3)), Json.parseObject(row.getString(4))));
        Map<Long, List<StoredAttachment>> attachments = lists(
                tx,
                "name, media_type, digest, size_bytes FROM hf_file",
                in + " AND role = 'ATTACHMENT'",
                row -> new StoredAttachment(
                        row.getString(2), row.getString(3), new Blob(row.getString(4), row.getLong(5))));
        Map<Long, RunRecord> runs = new LinkedHashMap<>();
        List<Map.Entry<Long, RunRecord>> read = tx.list(
                row -> {
                    long run = row.getLong(1);
                    return Map.entry(
                            run,
                            new RunRecord(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    status(row.getString(5), row.getLong(13), now),
                                    actor(row.getString(6), row.getString(7)),
                                    Optional.ofNullable(row.getString(8)),
                                    Times.toInstant(row.getLong(9)),
                                    instant(row, 10),
                                    Optional.ofNullable(row.getString(11)).map(RunReader::failure),
                                    parameters.getOrDefault(run, Map.of()),
                                    metrics.getOrDefault(run, Map.of()),
                                    tags.getOrDefault(run, Map.of()),
                                    datasets.getOrDefault(run, List.of()),
                                    evidence.getOrDefault(run, List.of()),
                                    models.getOrDefault(run, List.of()).stream().findFirst(),
                                    attachments.getOrDefault(run, List.of()),
                                    environment(row.getString(12))));
                },
                "SELECT r.seq, r.id, e.name, r.name, r.status, r.actor, r.roles, r.parent_id, r.started_at,"
                        + " r.ended_at, r.failure, r.environment, r.lease_until FROM hf_run r"
                        + " JOIN hf_experiment e ON e.id = r.experiment_id WHERE r.seq IN " + in);
        read.forEach(entry -> runs.put(entry.getKey(), entry.getValue()));
        return runs;
    }

    private interface RowReader {
        void read(long run, ResultSet row) throws SQLException;
    }

    private static void each(Tx tx, String columnsFrom, String in, String order, RowReader reader) throws SQLException {
        tx.list(
                row -> {
                    reader.read(row.getLong(1), row);
                    return true;
                },
                "SELECT run, " + columnsFrom + " WHERE run IN " + in + " ORDER BY " + order);
    }

    private static <T> Map<Long, List<T>> lists(Tx tx, String columnsFrom, String in, Tx.RowMapper<T> mapper)
            throws SQLException {
        Map<Long, List<T>> lists = new LinkedHashMap<>();
        each(
                tx,
                columnsFrom,
                in,
                "seq",
                (run, row) ->
                        lists.computeIfAbsent(run, key -> new ArrayList<>()).add(mapper.map(row)));
        return lists;
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Times.toInstant(micros));
    }

    private static RunStatus status(String stored, long leaseUntil, long now) {
        RunStatus status = RunStatus.valueOf(stored);
        return status == RunStatus.RUNNING && leaseUntil < now ? RunStatus.LOST : status;
    }

    private static RunFailure failure(String json) {
        Map<String, Object> object = Json.parseObject(json);
        return new RunFailure(
                Json.toText(object.get("type")),
                Json.toText(object.get("message")),
                // Runs that ended before the digest was kept have none.
                Json.toText(object.getOrDefault("stack", "")));
    }

    private static Map<String, String> environment(String json) {
        return Json.parseObject(json).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> Json.toText(entry.getValue()), (a, b) -> a, TreeMap::new));
    }

    private static List<String> texts(@Nullable Object json) {
        Function<Object, String> text = Json::toText;
        return Json.toList(json).stream().map(text).toList();
    }
}
