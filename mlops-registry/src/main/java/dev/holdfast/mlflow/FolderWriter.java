// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.Registry;
import dev.holdfast.registry.VersionState;
import dev.holdfast.tracking.MetricPoint;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.RunPage;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunSearch;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.tracking.Tracker;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes runs and models in MLflow's file layout. */
final class FolderWriter {
    private static final String DEFAULT = "Default";

    private final Tracker tracker;
    private final Registry registry;
    private final Path target;
    private final Path root;
    private final Tally tally = new Tally();
    private final Map<String, String> experiments = new HashMap<>();
    private final Map<String, Long> begun = new HashMap<>();
    private final Map<String, String> experimentOfRun = new HashMap<>();
    private final Set<String> datasets = new HashSet<>();

    FolderWriter(Tracker tracker, Registry registry, Path target) {
        this.tracker = tracker;
        this.registry = registry;
        this.target = target.toAbsolutePath().normalize();
        this.root = this.target.resolveSibling(this.target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    }

    MlflowReport write(RunCondition which) {
        if (Files.exists(target)) {
            throw new MlflowException(
                    target.toString(), 0, target + " is there already; name a folder that is not there", null);
        }
        try {
            try {
                Files.createDirectories(root.resolve(".trash"));
                experiments.put(DEFAULT, "0");
                RunSearch search = tracker.search(which);
                RunPage page = search.page();
                while (true) {
                    for (RunRecord run : page.runs()) {
                        run(run);
                    }
                    Optional<String> next = page.next();
                    if (next.isEmpty()) {
                        break;
                    }
                    page = search.page(next.get());
                }
                for (Map.Entry<String, String> each : experiments.entrySet()) {
                    experiment(each.getKey(), each.getValue());
                }
                for (RegisteredModel model : registry.models()) {
                    model(model);
                }
                Files.move(root, target, StandardCopyOption.ATOMIC_MOVE);
                return tally.report();
            } finally {
                delete(root);
            }
        } catch (IOException e) {
            throw new MlflowException(
                    target.toString(), 0, "the folder " + target + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The address that a file will have. */
    private String address(String path) {
        return "file://" + target.resolve(path).toUri().getRawPath().replaceFirst("/$", "");
    }

    private void text(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void experiment(String name, String id) throws IOException {
        long at = begun.getOrDefault(name, 0L);
        text(
                id + "/meta.yaml",
                Yaml.write(Yaml.map(
                        "artifact_location",
                        address(id),
                        "creation_time",
                        at,
                        "experiment_id",
                        id,
                        "last_update_time",
                        at,
                        "lifecycle_stage",
                        "active",
                        "name",
                        name)));
    }

    private void run(RunRecord run) throws IOException {
        String experiment = experiments.computeIfAbsent(run.experiment(), name -> Integer.toString(experiments.size()));
        long startedAt = run.startedAt().toEpochMilli();
        begun.merge(run.experiment(), startedAt, Math::min);
        experimentOfRun.put(run.id(), experiment);
        RunMapping mapping = RunMapping.of(run, tracker, tally);
        String place = experiment + "/" + run.id();
        text(
                place + "/meta.yaml",
                Yaml.write(Yaml.map(
                        "artifact_uri",
                        address(place + "/artifacts"),
                        "end_time",
                        run.endedAt().map(ended -> ended.toEpochMilli()).orElse(null),
                        "entry_point_name",
                        "",
                        "experiment_id",
                        experiment,
                        "lifecycle_stage",
                        "active",
                        "run_id",
                        run.id(),
                        "run_name",
                        run.name(),
                        "run_uuid",
                        run.id(),
                        "source_name",
                        "",
                        "source_type",
                        4,
                        "source_version",
                        "",
                        "start_time",
                        startedAt,
                        "status",
                        status(run.status()),
                        "tags",
                        List.of(),
                        "user_id",
                        run.actor().name())));
        for (String folder : List.of("metrics", "params", "tags", "artifacts")) {
            Files.createDirectories(root.resolve(place).resolve(folder));
        }
        for (Map.Entry<String, String> each : mapping.parameters().entrySet()) {
            text(place + "/params/" + each.getKey(), each.getValue());
        }
        for (Map.Entry<String, String> each : mapping.tags().entrySet()) {
            text(place + "/tags/" + each.getKey(), each.getValue());
        }
        if (run.parent().isPresent()) {
            text(place + "/tags/" + RunMapping.PARENT_TAG, run.parent().get());
        }
        for (Map.Entry<String, String> each : mapping.metrics().entrySet()) {
            metric(run, each.getKey(), root.resolve(place + "/metrics/" + each.getValue()));
        }
        for (Map.Entry<String, RunMapping.File> each : mapping.files().entrySet()) {
            file(root.resolve(place + "/artifacts/" + each.getKey()), each.getValue());
        }
        for (RunMapping.Dataset each : mapping.datasets()) {
            dataset(experiment, run, each);
        }
        tally.runs++;
    }

    private static int status(RunStatus status) {
        return switch (status) {
            case RUNNING -> 1;
            case COMPLETED -> 3;
            case FAILED -> 4;
            case LOST -> 5;
        };
    }

    private void metric(RunRecord run, String name, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (MetricPoint point : tracker.history(run.id(), name)) {
                out.write(
                        point.at().toEpochMilli() + " " + RunMapping.number(point.value()) + " " + point.step() + "\n");
                tally.points++;
            }
        }
    }

    private void file(Path file, RunMapping.File content) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            content.content().writeTo(out);
        }
        tally.files++;
    }

    private void dataset(String experiment, RunRecord run, RunMapping.Dataset dataset) throws IOException {
        if (datasets.add(experiment + "/" + dataset.id())) {
            text(experiment + "/datasets/" + dataset.id() + "/meta.yaml", Yaml.write(dataset.fields()));
        }
        String input = dataset.id().substring(0, 16) + run.id().substring(0, 16);
        text(
                experiment + "/" + run.id() + "/inputs/" + input + "/meta.yaml",
                Yaml.write(Yaml.map(
                        "destination_id",
                        run.id(),
                        "destination_type",
                        "RUN",
                        "source_id",
                        dataset.id(),
                        "source_type",
                        "DATASET",
                        "tags",
                        Map.of("mlflow.data.context", dataset.context()))));
    }

    private void model(RegisteredModel model) throws IOException {
        List<ModelVersion> versions = new ArrayList<>();
        for (ModelVersion each : model.versions()) {
            if (each.state() == VersionState.STAGED || !experimentOfRun.containsKey(each.runId())) {
                tally.note(each + " is left out: "
                        + (each.state() == VersionState.STAGED
                                ? "it is not ready"
                                : "its run " + each.runId() + " is not among those that were written"));
            } else {
                versions.add(each);
            }
        }
        if (versions.isEmpty()) {
            return;
        }
        String name = MlflowNames.model(model.name());
        Map<String, String> aliases = new TreeMap<>();
        for (String alias : model.aliases()) {
            model.alias(alias)
                    .filter(versions::contains)
                    .ifPresent(version -> aliases.put(MlflowNames.alias(alias), Long.toString(version.number())));
        }
        long first = versions.stream()
                .mapToLong(each -> each.registeredAt().toEpochMilli())
                .min()
                .getAsLong();
        long last = versions.stream()
                .mapToLong(each -> each.registeredAt().toEpochMilli())
                .max()
                .getAsLong();
        text(
                "models/" + name + "/meta.yaml",
                Yaml.write(Yaml.map(
                        "aliases",
                        aliases,
                        "creation_timestamp",
                        first,
                        "description",
                        null,
                        "last_updated_timestamp",
                        last,
                        "name",
                        name)));
        if (!name.equals(model.name())) {
            text("models/" + name + "/tags/holdfast.name", model.name());
        }
        for (Map.Entry<String, String> each : aliases.entrySet()) {
            text("models/" + name + "/aliases/" + each.getKey(), each.getValue());
        }
        for (ModelVersion each : versions) {
            version(model, name, each);
        }
    }

    private void version(RegisteredModel model, String name, ModelVersion version) throws IOException {
        String place = "models/" + name + "/version-" + version.number();
        String source = address(
                experimentOfRun.get(version.runId()) + "/" + version.runId() + "/artifacts/" + RunMapping.MODEL_FOLDER);
        long at = version.registeredAt().toEpochMilli();
        text(
                place + "/meta.yaml",
                Yaml.write(Yaml.map(
                        "creation_timestamp",
                        at,
                        "current_stage",
                        "None",
                        "description",
                        null,
                        "last_updated_timestamp",
                        at,
                        "name",
                        name,
                        "run_id",
                        version.runId(),
                        "run_link",
                        null,
                        "source",
                        source,
                        "status",
                        "READY",
                        "storage_location",
                        source,
                        "user_id",
                        version.author().name(),
                        "version",
                        version.number())));
        Map<String, String> tags = versionTags(model, version);
        for (Map.Entry<String, String> each : tags.entrySet()) {
            text(place + "/tags/" + each.getKey(), each.getValue());
        }
    }

    /** What MLflow has no place for. */
    static Map<String, String> versionTags(RegisteredModel model, ModelVersion version) {
        Map<String, String> tags = new TreeMap<>();
        model.tags(version).forEach((tag, value) -> tags.put(MlflowNames.key(tag), value));
        tags.put("holdfast.version", Long.toString(version.number()));
        tags.put("holdfast.digest", version.digest());
        tags.put("holdfast.state", version.state().name());
        return tags;
    }
}
