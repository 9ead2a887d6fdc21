// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.artifact.BlobStore.Content;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.tracking.DatasetReference;
import dev.holdfast.tracking.EvidenceReference;
import dev.holdfast.tracking.RunArtifact;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.tracking.StoredModel;
import dev.holdfast.tracking.Tracker;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A run in MLflow's terms. What MLflow has no place for, or no room, becomes a tag or a file; nothing is cut off. */
final class RunMapping {
    static final String ID_TAG = "holdfast.run_id";
    static final String PARENT_TAG = "mlflow.parentRunId";
    static final String MODEL_FOLDER = "model";

    static final int MAX_PARAMETER = 6_000;

    /** What every server must take; some take 8,000. */
    static final int MAX_TAG = 5_000;

    private static final int DIGEST_CHARACTERS = 32;

    private final RunRecord run;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<String, String> metrics;
    private final Map<String, File> files = new TreeMap<>();

    /** A file among the artifacts of a run. */
    record File(long size, Content content) {}

    /** A data set that a run used. */
    record Dataset(String id, Map<String, String> fields, String context) {}

    private RunMapping(RunRecord run, Tracker tracker, Tally tally) {
        this.run = run;
        this.metrics = MlflowNames.keys(run.metrics().keySet());
        for (RunArtifact each : tracker.artifacts(run.id())) {
            file(tracker, each.path(), each);
        }
        run.attachments().forEach(each -> {
            RunArtifact artifact = new RunArtifact(each.name(), each.mediaType(), each.blob());
            String path = RunArtifact.isPath(each.name()) && !files.containsKey(each.name())
                    ? each.name()
                    : "holdfast/attachments/" + MlflowNames.model(each.name());
            file(tracker, path, artifact);
        });
        run.model().ifPresent(model -> model(tracker, model));
        parameters(tally);
        tags(tally);
        metrics.forEach((name, key) -> keep(name, key));
    }

    static RunMapping of(RunRecord run, Tracker tracker, Tally tally) {
        return new RunMapping(run, tracker, tally);
    }

    private void file(Tracker tracker, String path, RunArtifact artifact) {
        files.put(path, new File(artifact.blob().sizeBytes(), out -> {
            try (InputStream in = tracker.open(artifact)) {
                in.transferTo(out);
            }
        }));
    }

    private void text(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        files.put(path, new File(bytes.length, out -> out.write(bytes)));
    }

    private void model(Tracker tracker, StoredModel model) {
        file(
                tracker,
                MODEL_FOLDER + "/model.bin",
                new RunArtifact("model.bin", "application/octet-stream", model.blob()));
        text(
                MODEL_FOLDER + "/MLmodel",
                Yaml.write(Yaml.map(
                        "artifact_path",
                        MODEL_FOLDER,
                        "flavors",
                        Map.of(
                                "holdfast",
                                Yaml.map(
                                        "data",
                                        "model.bin",
                                        "format",
                                        model.format(),
                                        "parameter_digest",
                                        model.parameterDigest(),
                                        "sha256",
                                        model.blob().digest())),
                        "run_id",
                        run.id())));
    }

    private void parameters(Tally tally) {
        MlflowNames.keys(run.parameters().keySet()).forEach((name, key) -> {
            String value = String.valueOf(run.parameters().get(name));
            if (value.length() > MAX_PARAMETER) {
                String path = "holdfast/parameters/" + MlflowNames.model(name) + ".txt";
                text(path, value);
                tally.note("parameter '" + name + "' of run " + run.id() + " has " + value.length()
                        + " characters, MLflow takes " + MAX_PARAMETER + "; it is the file " + path);
                value = "see the file " + path;
            }
            parameters.put(key, value);
            keep(name, key);
        });
    }

    private void tags(Tally tally) {
        MlflowNames.keys(run.tags().keySet()).forEach((name, key) -> {
            tag(tally, key, run.tags().getOrDefault(name, ""));
            keep(name, key);
        });
        tag(tally, ID_TAG, run.id());
        tag(tally, "holdfast.status", run.status().name());
        tag(tally, "mlflow.runName", run.name());
        tag(tally, "mlflow.user", run.actor().name());
        tag(tally, "mlflow.source.type", "LOCAL");
        String commit = run.environment().get("git.commit");
        if (commit != null) {
            tag(tally, "mlflow.source.git.commit", commit);
        }
        run.failure().ifPresent(failure -> tag(tally, "holdfast.failure", failure.type() + ": " + failure.message()));
        Map<String, String> evidence = new TreeMap<>();
        for (EvidenceReference each : run.evidence()) {
            evidence.merge(each.kind(), each.outcome() + ": " + each.summary(), (a, b) -> a + "\n" + b);
        }
        evidence.forEach((kind, text) -> tag(tally, "holdfast.evidence." + MlflowNames.model(kind), text));
        text("holdfast/environment.json", Json.canonical(run.environment()));
    }

    private void tag(Tally tally, String key, String value) {
        if (value.length() > MAX_TAG) {
            String path = "holdfast/tags/" + MlflowNames.model(key) + ".txt";
            text(path, value);
            tally.note("tag '" + key + "' of run " + run.id() + " has " + value.length() + " characters, MLflow takes "
                    + MAX_TAG + "; it is the file " + path);
            tags.put(key, "see the file " + path);
        } else {
            tags.put(key, value);
        }
    }

    /** Keeps what a name was that had to be changed. */
    private void keep(String name, String key) {
        if (!name.equals(key)) {
            tags.put("holdfast.name." + key, name);
        }
    }

    RunRecord run() {
        return run;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    Map<String, String> tags() {
        return tags;
    }

    /** Names of metrics and their keys. */
    Map<String, String> metrics() {
        return metrics;
    }

    Map<String, File> files() {
        return files;
    }

    List<Dataset> datasets() {
        return run.datasets().stream().map(RunMapping::dataset).toList();
    }

    private static Dataset dataset(DatasetReference each) {
        Map<String, String> fields = new LinkedHashMap<>();
        String digest = each.fingerprint()
                .substring(0, Math.min(DIGEST_CHARACTERS, each.fingerprint().length()));
        fields.put("digest", digest);
        fields.put("name", each.name());
        fields.put("profile", Json.canonical(Json.object("num_rows", Json.number(each.rows()))));
        fields.put("schema", schema(each));
        fields.put("source", Json.canonical(Json.object("sha256", each.fingerprint())));
        fields.put("source_type", "holdfast");
        String id = Digests.of(each.name() + "\n" + each.fingerprint()).substring(0, DIGEST_CHARACTERS);
        return new Dataset(id, fields, each.role().name().toLowerCase(Locale.ROOT));
    }

    private static String schema(DatasetReference each) {
        List<Map<String, Object>> columns =
                each.schema().fields().stream().map(RunMapping::column).toList();
        return Json.canonical(Json.object("mlflow_colspec", columns));
    }

    private static Map<String, Object> column(Field field) {
        return Json.object("type", type(field.type()), "name", field.name(), "required", !field.optional());
    }

    private static String type(ColumnType type) {
        return switch (type) {
            case NUMBER -> "double";
            case INTEGER -> "long";
            case TEXT -> "string";
            case BOOLEAN -> "boolean";
            case TIME -> "datetime";
        };
    }

    /** The name of the run's status over REST. */
    String status() {
        return status(run.status());
    }

    static String status(RunStatus status) {
        return switch (status) {
            case RUNNING -> "RUNNING";
            case COMPLETED -> "FINISHED";
            case FAILED -> "FAILED";
            case LOST -> "KILLED";
        };
    }

    /** A number as Python reads it. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toString(value);
    }
}
