// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Tx;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that was tracked as the contents of lines: an experiment and the bytes that a run names before the
 * run, the values of its metrics after it. Holds one run, or a part of a metric or of a file, in memory at a time.
 */
final class RunExport {
    static final int FORMAT = 1;

    private static final int RUNS = 200;
    private static final int POINTS = 1_000;
    private static final int BYTES = 48 << 10;

    private final Tx tx;

    RunExport(Tx tx) {
        this.tx = tx;
    }

    /** Where the contents of lines go. */
    interface Sink {
        void line(Map<String, ?> content) throws IOException;
    }

    void all(BlobStore blobs, Sink sink) throws SQLException, IOException {
        Map<String, Long> counts = new HashMap<>();
        Sink counting = content -> {
            counts.merge(String.valueOf(content.get("kind")), 1L, Long::sum);
            sink.line(content);
        };
        counting.line(Json.object("kind", "header", "format", FORMAT));
        for (Map<String, Object> experiment : tx.list(
                row -> Json.object(
                        "kind", "experiment", "name", row.getString(1), "createdAt", Json.number(row.getLong(2))),
                "SELECT name, created_at FROM hf_experiment ORDER BY id")) {
            counting.line(experiment);
        }
        Set<String> written = new HashSet<>();
        for (long after = 0; ; ) {
            List<Long> runs = tx.list(
                    row -> row.getLong(1), "SELECT seq FROM hf_run WHERE seq > ? ORDER BY seq LIMIT " + RUNS, after);
            if (runs.isEmpty()) {
                break;
            }
            for (long run : runs) {
                Map<String, Object> record = run(run);
                before(record, written, blobs, counting);
                counting.line(record);
                points(run, record, counting);
            }
            after = runs.get(runs.size() - 1);
        }
        sink.line(Json.object("kind", "end", "runs", Json.number(counts.getOrDefault("run", 0L))));
    }

    /** What a run was, as it would be exported, without the bytes that it names. */
    void one(long run, Sink sink) throws SQLException, IOException {
        Map<String, Object> record = run(run);
        sink.line(record);
        points(run, record, sink);
    }

    private void before(Map<String, Object> run, Set<String> written, BlobStore blobs, Sink sink)
            throws SQLException, IOException {
        Object classPath = Json.parseObject(Json.toText(run.get("environment"))).get(ClassPath.FACT);
        if (classPath instanceof String digest && written.add("class path " + digest)) {
            for (String document :
                    tx.list(row -> row.getString(1), "SELECT document FROM hf_class_path WHERE digest = ?", digest)) {
                sink.line(Json.object("kind", "classPath", "sha256", digest, "document", document));
            }
        }
        for (Object each : Json.toList(run.get("files"))) {
            Map<String, Object> file = Json.toMap(each);
            Blob blob = new Blob(Json.toText(file.get("sha256")), Json.toLong(file.get("size")));
            if (written.add(blob.digest())) {
                bytes(blob, blobs, sink);
            }
        }
    }

    private static void bytes(Blob blob, BlobStore blobs, Sink sink) throws IOException {
        sink.line(Json.object("kind", "blob", "sha256", blob.digest(), "size", Json.number(blob.sizeBytes())));
        try (InputStream in = blobs.open(blob)) {
            byte[] buffer = new byte[BYTES];
            for (int read = in.readNBytes(buffer, 0, BYTES); read > 0; read = in.readNBytes(buffer, 0, BYTES)) {
                sink.line(Json.object(
                        "kind", "bytes", "data", Base64.getEncoder().encodeToString(Arrays.copyOf(buffer, read))));
            }
        }
    }

    private Map<String, Object> run(long run) throws SQLException {
        Map<String, Object> record = tx.first(
                        row -> own(row),
                        "SELECT r.id, e.name, r.name, r.status, r.actor, r.roles, r.parent_id, r.started_at, r.ended_at,"
                                + " r.lease_until, r.attempt, r.failure, r.environment FROM hf_run r"
                                + " JOIN hf_experiment e ON e.id = r.experiment_id WHERE r.seq = ?",
                        run)
                .orElseThrow(() -> new SQLException("the run " + run + " is gone"));
        record.put("parameters", texts("name, type, text FROM hf_parameter", run, "ordinal"));
        record.put("tags", texts("name, value FROM hf_tag", run, "name"));
        record.put("metrics", texts("name FROM hf_metric", run, "name"));
        record.put(
                "datasets",
                objects(
                        "hf_dataset",
                        run,
                        List.of("role", "name", "fingerprint", "rows_fingerprint", "row_count", "schema"),
                        List.of("role", "name", "sha256", "rowsSha256", "#rows", "schema")));
        record.put(
                "evidence",
                objects(
                        "hf_evidence",
                        run,
                        List.of("kind", "outcome", "summary", "digest", "document"),
                        List.of("kind", "outcome", "summary", "sha256", "document")));
        record.put(
                "files",
                objects(
                        "hf_file",
                        run,
                        List.of("role", "name", "media_type", "digest", "size_bytes", "description"),
                        List.of("role", "name", "mediaType", "sha256", "#size", "description")));
        return record;
    }

    private static Map<String, Object> own(ResultSet row) throws SQLException {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("kind", "run");
        String[] texts = {"id", "experiment", "name", "status", "actor", "roles"};
        for (int i = 0; i < texts.length; i++) {
            run.put(texts[i], row.getString(i + 1));
        }
        optional(run, "parent", row.getString(7));
        run.put("startedAt", Json.number(row.getLong(8)));
        long endedAt = row.getLong(9);
        optional(run, "endedAt", row.wasNull() ? null : Json.number(endedAt));
        long leaseUntil = row.getLong(10);
        optional(run, "leaseUntil", row.wasNull() ? null : Json.number(leaseUntil));
        run.put("attempt", Json.number(row.getLong(11)));
        optional(run, "failure", row.getString(12));
        run.put("environment", row.getString(13));
        return run;
    }

    private static void optional(Map<String, Object> run, String name, @Nullable Object value) {
        if (value != null) {
            run.put(name, value);
        }
    }

    private List<List<String>> texts(String columnsFrom, long run, String order) throws SQLException {
        int columns = columnsFrom.split(", ", -1).length;
        return tx.list(
                row -> {
                    List<String> texts = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        texts.add(row.getString(i));
                    }
                    return texts;
                },
                "SELECT " + columnsFrom + " WHERE run = ? ORDER BY " + order,
                run);
    }

    /** Reads rows as objects; a member whose name begins with # is a whole number. */
    private List<Map<String, Object>> objects(String table, long run, List<String> columns, List<String> members)
            throws SQLException {
        return tx.list(
                row -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    for (int i = 0; i < members.size(); i++) {
                        String member = members.get(i);
                        if (member.startsWith("#")) {
                            object.put(member.substring(1), Json.number(row.getLong(i + 1)));
                        } else {
                            object.put(member, row.getString(i + 1));
                        }
                    }
                    return object;
                },
                "SELECT " + String.join(", ", columns) + " FROM " + table + " WHERE run = ? ORDER BY seq",
                run);
    }

    private void points(long run, Map<String, Object> record, Sink sink) throws SQLException, IOException {
        for (Object each : Json.toList(record.get("metrics"))) {
            String metric = Json.toText(Json.toList(each).get(0));
            long[] after = {0};
            for (boolean more = true; more; ) {
                List<List<Object>> values = tx.list(
                        row -> {
                            after[0] = row.getLong(1);
                            return List.of(
                                    Json.number(row.getLong(2)),
                                    Json.number(row.getLong(3)),
                                    HexFormat.of().toHexDigits(row.getLong(4)));
                        },
                        "SELECT seq, step, at, bits FROM hf_metric_point WHERE run = ? AND name = ? AND seq > ?"
                                + " ORDER BY seq LIMIT " + POINTS,
                        run,
                        metric,
                        after[0]);
                if (!values.isEmpty()) {
                    sink.line(Json.object(
                            "kind",
                            "points",
                            "run",
                            Objects.requireNonNull(record.get("id")),
                            "metric",
                            metric,
                            "values",
                            values));
                }
                more = values.size() == POINTS;
            }
        }
    }
}
