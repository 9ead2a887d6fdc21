// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.data.Schema;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.EvidenceJson;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.report.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings an export into a workspace: reads it once to know that every line is what was written, once to store the bytes,
 * and once more to add the runs, all of them in one transaction.
 */
final class RunImport {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Set<String> ROLES = Set.of("MODEL", "ATTACHMENT", "ARTIFACT");
    private static final List<String> POINT = List.of("run", "name", "step", "at", "bits");

    private final RunSettings settings;
    private final Path file;

    RunImport(RunSettings settings, Path file) {
        this.settings = settings;
        this.file = file;
    }

    /** What is done with the content of a line. */
    private interface Visitor {
        void line(ExportLines.Reader lines, String kind, Map<String, Object> content) throws IOException, SQLException;
    }

    RunImportReport run() {
        try {
            Verification verification = new Verification();
            String hash = each(verification);
            verification.requireEnd(file);
            requireSame(hash, each(new Bytes()));
            return settings.store().transact(Durability.FULL, tx -> {
                Rows rows = new Rows(tx);
                try {
                    requireSame(hash, each(rows));
                    rows.finish();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (rows.imported > 0) {
                    AuditLog.append(
                            tx,
                            Times.now(settings.clock()),
                            settings.actor().name(),
                            settings.actor().roles(),
                            "runs.imported",
                            "export " + hash,
                            Json.object("runs", Json.number(rows.imported)));
                }
                return new RunImportReport(rows.imported, rows.present, rows.points, verification.blobs.size());
            });
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(
                    Reason.FAILED, file.toString(), "the export " + file + " cannot be read: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IllegalStateException("only the transaction reaches the database", e);
        }
    }

    private void requireSame(String before, String now) {
        if (!before.equals(now)) {
            throw new StorageException(
                    Reason.CORRUPT,
                    file.toString(),
                    "the export " + file + " changed while it was imported; nothing was imported, try again",
                    null);
        }
    }

    private String each(Visitor visitor) throws IOException, SQLException {
        try (ExportLines.Reader lines = new ExportLines.Reader(file)) {
            for (Optional<Map<String, Object>> line = lines.next(); line.isPresent(); line = lines.next()) {
                Map<String, Object> content = line.get();
                try {
                    visitor.line(lines, Json.toText(content.get("kind")), content);
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    throw lines.damaged(String.valueOf(e.getMessage()), e);
                }
            }
            return lines.hash();
        }
    }

    /** Knows that every line is one that may stand there. */
    private static final class Verification implements Visitor {
        private final Set<String> experiments = new HashSet<>();
        private final Set<String> runs = new HashSet<>();
        private final Set<String> blobs = new HashSet<>();
        private final Set<String> classPaths = new HashSet<>();
        private boolean begun;
        private boolean ended;
        private long missing;
        private String run = "";
        private Set<String> metrics = Set.of();
        private @Nullable MessageDigest digest;
        private String expected = "";

        @Override
        public void line(ExportLines.Reader lines, String kind, Map<String, Object> content) {
            require(
                    begun != kind.equals("header"),
                    "expected a header as the first line and nowhere else, got " + kind);
            require(!ended, "expected nothing after the end, got " + kind);
            require(
                    (missing > 0) == kind.equals("bytes"),
                    "expected " + missing + " more bytes of a blob, got " + kind);
            switch (kind) {
                case "header" -> header(content);
                case "experiment" -> {
                    experiments.add(Names.check("experiment", Json.toText(content.get("name"))));
                    Json.toLong(content.get("createdAt"));
                }
                case "classPath" -> {
                    String document = Json.toText(content.get("document"));
                    require(Digests.of(document).equals(content.get("sha256")), "the class path has another SHA-256");
                    classPaths.add(Digests.of(document));
                }
                case "blob" -> blob(content);
                case "bytes" -> bytes(Base64.getDecoder().decode(Json.toText(content.get("data"))));
                case "run" -> checkRun(content);
                case "points" -> points(content);
                case "end" -> {
                    require(
                            Json.toLong(content.get("runs")) == runs.size(),
                            "expected " + content.get("runs") + " runs, got " + runs.size());
                    ended = true;
                }
                default -> throw new IllegalArgumentException("expected a kind of line that is known, got " + kind);
            }
        }

        private void header(Map<String, Object> content) {
            begun = true;
            long format = Json.toLong(content.get("format"));
            require(
                    format == RunExport.FORMAT,
                    "expected an export of format " + RunExport.FORMAT + ", got " + format
                            + ", which a newer version of Holdfast wrote");
        }

        private void blob(Map<String, Object> content) {
            Blob blob = new Blob(Json.toText(content.get("sha256")), Json.toLong(content.get("size")));
            blobs.add(blob.digest());
            digest = Digests.sha256();
            expected = blob.digest();
            missing = blob.sizeBytes();
            if (missing == 0) {
                complete();
            }
        }

        private void bytes(byte[] data) {
            require(
                    data.length <= missing && data.length > 0,
                    "expected " + missing + " more bytes of a blob, got " + data.length);
            Objects.requireNonNull(digest, "digest").update(data);
            missing -= data.length;
            if (missing == 0) {
                complete();
            }
        }

        private void complete() {
            String found = Digests.hex(Objects.requireNonNull(digest, "digest").digest());
            require(found.equals(expected), "expected a blob with SHA-256 " + expected + ", got " + found);
        }

        private void checkRun(Map<String, Object> content) {
            run = Json.toText(content.get("id"));
            require(ID.matcher(run).matches(), "expected an id of 32 hexadecimal digits, got " + run);
            require(runs.add(run), "the run " + run + " is there twice");
            require(
                    experiments.contains(Json.toText(content.get("experiment"))),
                    "expected an experiment that was exported, got " + content.get("experiment"));
            Names.check("run", Json.toText(content.get("name")));
            RunStatus.valueOf(Json.toText(content.get("status")));
            RunReader.actor(Json.toText(content.get("actor")), Json.toText(content.get("roles")));
            Json.toLong(content.get("startedAt"));
            Json.toLong(content.get("attempt"));
            Object classPath =
                    Json.parseObject(Json.toText(content.get("environment"))).get(ClassPath.FACT);
            require(
                    classPath == null || classPaths.contains(String.valueOf(classPath)),
                    "expected a class path that was exported, got " + classPath);
            for (List<String> parameter : texts(content, "parameters", 3)) {
                Names.check("parameter", parameter.get(0));
                ParameterValue.read(parameter.get(1), parameter.get(2));
            }
            for (List<String> tag : texts(content, "tags", 2)) {
                Names.check("tag", tag.get(0));
                Names.checkText("a tag", tag.get(1));
            }
            metrics = new HashSet<>();
            texts(content, "metrics", 1).forEach(metric -> metrics.add(Names.check("metric", metric.get(0))));
            for (Map<String, Object> dataset : objects(content, "datasets")) {
                DatasetRole.valueOf(Json.toText(dataset.get("role")));
                Names.check("data set", Json.toText(dataset.get("name")));
                Schema.parse(Json.toText(dataset.get("schema")));
                Json.toLong(dataset.get("rows"));
            }
            for (Map<String, Object> evidence : objects(content, "evidence")) {
                Outcome.valueOf(Json.toText(evidence.get("outcome")));
                String document = Json.toText(evidence.get("document"));
                require(Digests.of(document).equals(evidence.get("sha256")), "the evidence has another SHA-256");
                EvidenceJson.read(document);
            }
            objects(content, "files").forEach(this::file);
        }

        private void file(Map<String, Object> each) {
            String role = Json.toText(each.get("role"));
            require(ROLES.contains(role), "expected a role of " + ROLES + ", got " + role);
            Blob blob = new Blob(Json.toText(each.get("sha256")), Json.toLong(each.get("size")));
            require(blobs.contains(blob.digest()), "expected a blob that was exported, got " + blob.digest());
            String name = Json.toText(each.get("name"));
            if (role.equals("ARTIFACT")) {
                ArtifactPaths.check(name);
            } else {
                Names.check("file", name);
            }
            String description = Json.toText(each.get("description"));
            if (role.equals("MODEL")) {
                ModelJson.read(blob, Json.parseObject(description));
            }
        }

        private void points(Map<String, Object> content) {
            require(
                    run.equals(content.get("run")),
                    "expected values of the run " + run + ", got " + content.get("run"));
            require(
                    metrics.contains(Json.toText(content.get("metric"))),
                    "expected a metric of the run, got " + content.get("metric"));
            require(!Json.toList(content.get("values")).isEmpty(), "expected values, got none");
            Json.toList(content.get("values")).forEach(Point::read);
        }

        void requireEnd(Path file) {
            if (!ended) {
                throw new StorageException(
                        Reason.CORRUPT,
                        file.toString(),
                        begun
                                ? "the export " + file + " is cut off: expected a last line that counts " + runs.size()
                                        + " runs, found none; nothing was imported, export again"
                                : "the export " + file + " is empty; nothing was imported, export again",
                        null);
            }
        }
    }

    /** Stores the bytes before anything names them. */
    private final class Bytes implements Visitor {
        @Override
        public void line(ExportLines.Reader lines, String kind, Map<String, Object> content) {
            if (kind.equals("blob")) {
                long size = Json.toLong(content.get("size"));
                Blob stored = settings.blobs().put(out -> copy(lines, size, out));
                require(
                        stored.digest().equals(content.get("sha256")),
                        "expected a blob with SHA-256 " + content.get("sha256") + ", got " + stored.digest());
            }
        }

        private void copy(ExportLines.Reader lines, long size, OutputStream out) throws IOException {
            for (long left = size; left > 0; ) {
                Map<String, Object> content =
                        lines.next().orElseThrow(() -> lines.damaged("the bytes of a blob are missing", null));
                byte[] data = Base64.getDecoder().decode(Json.toText(content.get("data")));
                out.write(data);
                left -= data.length;
            }
        }
    }

    /** A value of a metric. */
    private record Point(long step, long at, long bits) {
        static Point read(Object json) {
            List<Object> parts = Json.toList(json);
            String bits = Json.toText(parts.get(2));
            require(bits.length() == 16, "expected 16 hexadecimal digits, got " + bits);
            return new Point(Json.toLong(parts.get(0)), Json.toLong(parts.get(1)), HexFormat.fromHexDigitsToLong(bits));
        }
    }

    /** Adds the rows of runs that are not there. */
    private static final class Rows implements Visitor {
        private final Tx tx;
        private long imported;
        private long present;
        private long points;
        private long run = -1;
        private long exists = -1;
        private String id = "";
        private @Nullable MessageDigest digest;

        Rows(Tx tx) {
            this.tx = tx;
        }

        @Override
        public void line(ExportLines.Reader lines, String kind, Map<String, Object> content)
                throws SQLException, IOException {
            switch (kind) {
                case "experiment" ->
                    tx.update(
                            "INSERT INTO hf_experiment (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                            Json.toText(content.get("name")),
                            Json.toLong(content.get("createdAt")));
                case "classPath" ->
                    tx.update(
                            "INSERT INTO hf_class_path (digest, document) VALUES (?, ?)"
                                    + " ON CONFLICT (digest) DO NOTHING",
                            Json.toText(content.get("sha256")),
                            Json.toText(content.get("document")));
                case "run" -> begin(content);
                case "points" -> {
                    if (exists < 0) {
                        add(content);
                    } else {
                        update(content);
                    }
                }
                default -> {
                    // Bytes are stored by now, and the header and the end are verified.
                }
            }
        }

        private void begin(Map<String, Object> content) throws SQLException, IOException {
            finish();
            id = Json.toText(content.get("id"));
            exists = tx.first(row -> row.getLong(1), "SELECT seq FROM hf_run WHERE id = ?", id)
                    .orElse(-1L);
            if (exists < 0) {
                insert(content);
                imported++;
            } else {
                digest = Digests.sha256();
                update(content);
            }
        }

        private void update(Map<String, ?> content) {
            Objects.requireNonNull(digest, "digest")
                    .update(Json.canonical(content).getBytes(StandardCharsets.UTF_8));
        }

        /** Compares a run that was there with the one of the export. */
        void finish() throws SQLException, IOException {
            if (exists < 0) {
                return;
            }
            String wanted = Digests.hex(Objects.requireNonNull(digest, "digest").digest());
            digest = Digests.sha256();
            new RunExport(tx).one(exists, this::update);
            if (!wanted.equals(Digests.hex(digest.digest()))) {
                throw new IllegalStateException("the run " + id + " of the export is in this workspace already, and is"
                        + " another by now; import into a workspace that does not have it");
            }
            exists = -1;
            present++;
        }

        private void insert(Map<String, Object> content) throws SQLException {
            run = tx.number(
                    "INSERT INTO hf_run (id, experiment_id, name, status, actor, roles, parent_id, started_at, ended_at,"
                            + " lease_until, attempt, failure, environment) SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                            + " FROM hf_experiment WHERE name = ? RETURNING seq",
                    id,
                    content.get("name"),
                    content.get("status"),
                    content.get("actor"),
                    content.get("roles"),
                    content.get("parent"),
                    Json.toLong(content.get("startedAt")),
                    content.containsKey("endedAt") ? (Long) Json.toLong(content.get("endedAt")) : null,
                    content.containsKey("leaseUntil") ? (Long) Json.toLong(content.get("leaseUntil")) : null,
                    Json.toLong(content.get("attempt")),
                    content.get("failure"),
                    content.get("environment"),
                    content.get("experiment"));
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (List<String> each : texts(content, "parameters", 3)) {
                rows.add(new @Nullable Object[] {
                    run,
                    (long) rows.size(),
                    each.get(0),
                    each.get(1),
                    each.get(2),
                    ParameterValue.of(each.get(0), ParameterValue.read(each.get(1), each.get(2)))
                            .number()
                });
            }
            tx.insertAll("hf_parameter", List.of("run", "ordinal", "name", "type", "text", "number"), "", rows);
            rows = new ArrayList<>();
            for (List<String> each : texts(content, "tags", 2)) {
                rows.add(new @Nullable Object[] {run, each.get(0), each.get(1)});
            }
            tx.insertAll("hf_tag", List.of("run", "name", "value"), "", rows);
            objects(
                    content,
                    "datasets",
                    "hf_dataset",
                    List.of("role", "name", "sha256", "rowsSha256", "#rows", "schema"),
                    List.of("run", "role", "name", "fingerprint", "rows_fingerprint", "row_count", "schema"));
            objects(
                    content,
                    "evidence",
                    "hf_evidence",
                    List.of("kind", "outcome", "summary", "sha256", "document"),
                    List.of("run", "kind", "outcome", "summary", "digest", "document"));
            objects(
                    content,
                    "files",
                    "hf_file",
                    List.of("role", "name", "mediaType", "sha256", "#size", "description"),
                    List.of("run", "role", "name", "media_type", "digest", "size_bytes", "description"));
        }

        private void objects(
                Map<String, Object> content, String member, String table, List<String> members, List<String> columns)
                throws SQLException {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (Map<String, Object> each : RunImport.objects(content, member)) {
                @Nullable Object[] row = new @Nullable Object[columns.size()];
                row[0] = run;
                for (int i = 0; i < members.size(); i++) {
                    String name = members.get(i);
                    row[i + 1] = name.startsWith("#")
                            ? (Object) Json.toLong(each.get(name.substring(1)))
                            : Json.toText(each.get(name));
                }
                rows.add(row);
            }
            tx.insertAll(table, columns, "", rows);
        }

        private void add(Map<String, Object> content) throws SQLException {
            String metric = Json.toText(content.get("metric"));
            List<Point> values =
                    Json.toList(content.get("values")).stream().map(Point::read).toList();
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (Point each : values) {
                rows.add(new @Nullable Object[] {run, metric, each.step(), each.at(), each.bits()});
            }
            tx.insertAll("hf_metric_point", POINT, "", rows);
            Point last = values.get(values.size() - 1);
            double value = Double.longBitsToDouble(last.bits());
            RunWriter.summaries(tx, List.<@Nullable Object[]>of(new @Nullable Object[] {
                run,
                metric,
                (long) values.size(),
                last.step(),
                last.at(),
                last.bits(),
                Double.isNaN(value) ? null : (Double) value
            }));
            points += values.size();
        }
    }

    private static List<List<String>> texts(Map<String, Object> content, String member, int count) {
        List<List<String>> all = new ArrayList<>();
        for (Object each : Json.toList(content.get(member))) {
            List<String> texts = Json.toList(each).stream().map(Json::toText).toList();
            require(texts.size() == count, "expected " + count + " texts in '" + member + "', got " + texts.size());
            all.add(texts);
        }
        return all;
    }

    private static List<Map<String, Object>> objects(Map<String, Object> content, String member) {
        return Json.toList(content.get(member)).stream().map(Json::toMap).toList();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
