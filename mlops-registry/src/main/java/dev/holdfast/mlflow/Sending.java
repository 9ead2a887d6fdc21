// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.Registry;
import dev.holdfast.tracking.MetricPoint;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.RunPage;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunSearch;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.tracking.Tracker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Sends runs to a server, each only as far as it is not there. */
final class Sending {
    private static final String SENT_TAG = "holdfast.sent";
    private static final String HISTORY_PAGE = "25000";

    private final MlflowHttp http;
    private final Tracker tracker;
    private final Registry registry;
    private final Path scratch;
    private final Tally tally = new Tally();
    private final Map<String, String> experiments = new HashMap<>();
    private final Map<String, RemoteRun> sent = new HashMap<>();

    /** Runs that wait for the one that they are a part of; what came from elsewhere may go in a circle. */
    private final Set<String> underWay = new HashSet<>();

    Sending(MlflowHttp http, Tracker tracker, Registry registry, Path scratch) {
        this.http = http;
        this.tracker = tracker;
        this.registry = registry;
        this.scratch = scratch;
    }

    MlflowReport send(RunCondition which) {
        RunSearch search = tracker.search(which);
        RunPage page = search.page();
        while (true) {
            page.runs().forEach(this::run);
            Optional<String> next = page.next();
            if (next.isEmpty()) {
                break;
            }
            page = search.page(next.get());
        }
        new ModelSending(http, registry, sent, tally).send();
        return tally.report();
    }

    private RemoteRun run(RunRecord run) {
        RemoteRun before = sent.get(run.id());
        if (before != null) {
            return before;
        }
        // A part names the whole by the id that the server gave it, so the whole goes first.
        underWay.add(run.id());
        Optional<String> parent = run.parent()
                .filter(id -> !underWay.contains(id))
                .flatMap(tracker::find)
                .map(whole -> run(whole).id());
        String experiment = experiments.computeIfAbsent(run.experiment(), this::experiment);
        RunMapping mapping = RunMapping.of(run, tracker, tally);
        Map<String, String> tags = new TreeMap<>(mapping.tags());
        parent.ifPresent(id -> tags.put(RunMapping.PARENT_TAG, id));
        String fingerprint = fingerprint(mapping, tags);
        RemoteRun remote =
                http.once("runs/create", () -> find(experiment, run.id()), () -> create(experiment, mapping));
        sent.put(run.id(), remote);
        if (fingerprint.equals(remote.tags().get(SENT_TAG))) {
            tally.present++;
            return remote;
        }
        parameters(remote, mapping);
        batches(remote, "tags", RemoteRun.pairs(missing(tags, remote.tags())));
        datasets(experiment, remote, mapping);
        mapping.metrics().forEach((name, key) -> metric(remote, run, name, key));
        files(remote, mapping);
        Map<String, Object> state = Json.object("run_id", remote.id(), "status", mapping.status());
        run.endedAt().ifPresent(ended -> state.put("end_time", Json.number(ended.toEpochMilli())));
        http.post("runs/update", state);
        if (run.status() != RunStatus.RUNNING) {
            http.post("runs/set-tag", Json.object("run_id", remote.id(), "key", SENT_TAG, "value", fingerprint));
        }
        tally.runs++;
        return remote;
    }

    /** A digest of what a run that has ended can still change in, and of what ended it. */
    private static String fingerprint(RunMapping mapping, Map<String, String> tags) {
        Map<String, Object> files = new TreeMap<>();
        mapping.files().forEach((path, file) -> files.put(path, Json.number(file.size())));
        Map<String, Object> metrics = new TreeMap<>();
        mapping.run().metrics().forEach((name, value) -> metrics.put(name, Json.number(value)));
        return Digests.of(Json.canonical(Json.object(
                "status",
                mapping.status(),
                "ended",
                mapping.run().endedAt().map(Object::toString).orElse(""),
                "parameters",
                mapping.parameters(),
                "tags",
                tags,
                "metrics",
                metrics,
                "files",
                files)));
    }

    private static Map<String, String> missing(Map<String, String> wanted, Map<String, String> there) {
        Map<String, String> missing = new TreeMap<>(wanted);
        missing.entrySet().removeIf(each -> each.getValue().equals(there.get(each.getKey())));
        return missing;
    }

    private String experiment(String name) {
        return http.once(
                "experiments/create",
                () -> findExperiment(name),
                () -> http.postOnce("experiments/create", Json.object("name", name)));
    }

    private Optional<String> findExperiment(String name) {
        try {
            Map<String, Object> found = Json.toMap(http.tryGet("experiments/get-by-name", "experiment_name", name)
                    .get("experiment"));
            if ("deleted".equals(found.get("lifecycle_stage"))) {
                throw new MlflowException(
                        "experiments/get-by-name",
                        0,
                        "the experiment '" + name
                                + "' was deleted on the server; restore it there or delete it for good",
                        null);
            }
            return Optional.of(Json.toText(found.get("experiment_id")));
        } catch (MlflowHttp.Refusal e) {
            if (e.is("RESOURCE_DOES_NOT_EXIST")) {
                return Optional.empty();
            }
            throw http.failure("experiments/get-by-name", e);
        }
    }

    private Optional<RemoteRun> find(String experiment, String id) {
        Map<String, Object> found = http.post(
                "runs/search",
                Json.object(
                        "experiment_ids",
                        List.of(experiment),
                        "filter",
                        "tags.`" + RunMapping.ID_TAG + "` = '" + id + "'",
                        "max_results",
                        Json.number(1),
                        "run_view_type",
                        "ACTIVE_ONLY"));
        return RemoteRun.list(found.get("runs")).stream().findFirst().map(RemoteRun::of);
    }

    private Map<String, Object> create(String experiment, RunMapping mapping) throws MlflowHttp.Refusal {
        RunRecord run = mapping.run();
        return http.postOnce(
                "runs/create",
                Json.object(
                        "experiment_id",
                        experiment,
                        "user_id",
                        run.actor().name(),
                        "run_name",
                        run.name(),
                        "start_time",
                        Json.number(run.startedAt().toEpochMilli()),
                        "tags",
                        RemoteRun.pairs(Map.of(RunMapping.ID_TAG, run.id()))));
    }

    private void parameters(RemoteRun remote, RunMapping mapping) {
        mapping.parameters().forEach((key, value) -> {
            String there = remote.parameters().get(key);
            if (there != null && !there.equals(value)) {
                throw new MlflowException(
                        "run " + remote.id(),
                        0,
                        "parameter '" + key + "' of run " + mapping.run().id() + " is '" + value + "' here and '"
                                + there + "' on the server, where it cannot be changed; delete the run " + remote.id()
                                + " there",
                        null);
            }
        });
        batches(remote, "params", RemoteRun.pairs(missing(mapping.parameters(), remote.parameters())));
    }

    /** Sends entries in as many requests as their number and size ask for. */
    private void batches(RemoteRun remote, String kind, List<Object> entries) {
        Batch batch = new Batch(http, remote.id(), kind);
        entries.forEach(batch::add);
        batch.flush();
    }

    private void datasets(String experiment, RemoteRun remote, RunMapping mapping) {
        for (RunMapping.Dataset each : mapping.datasets()) {
            String identity = each.fields().get("name") + "\n" + each.fields().get("digest");
            if (!remote.datasets().contains(identity)) {
                Map<String, Object> input = Json.object(
                        "dataset",
                        new TreeMap<>(each.fields()),
                        "tags",
                        RemoteRun.pairs(Map.of("mlflow.data.context", each.context())));
                http.once(
                        "runs/log-inputs",
                        () -> find(experiment, mapping.run().id())
                                .filter(there -> there.datasets().contains(identity)),
                        () -> http.postOnce(
                                "runs/log-inputs", Json.object("run_id", remote.id(), "datasets", List.of(input))));
            }
        }
    }

    /** Sends the values that are not there; values are only ever added, in the same order. */
    private void metric(RemoteRun remote, RunRecord run, String name, String key) {
        long there = remote.metrics().contains(key) ? count(remote, key) : 0;
        Batch batch = new Batch(http, remote.id(), "metrics");
        long number = 0;
        for (MetricPoint point : tracker.history(run.id(), name)) {
            if (number++ >= there) {
                batch.add(Json.object(
                        "key",
                        key,
                        "value",
                        Json.number(point.value()),
                        "timestamp",
                        Json.number(point.at().toEpochMilli()),
                        "step",
                        Json.number(point.step())));
                tally.points++;
            }
        }
        batch.flush();
    }

    private long count(RemoteRun remote, String key) {
        long count = 0;
        String token = "";
        do {
            List<String> query =
                    new ArrayList<>(List.of("run_id", remote.id(), "metric_key", key, "max_results", HISTORY_PAGE));
            if (!token.isEmpty()) {
                query.addAll(List.of("page_token", token));
            }
            Map<String, Object> page = http.get("metrics/get-history", query.toArray(String[]::new));
            count += RemoteRun.list(page.get("metrics")).size();
            token = String.valueOf(page.getOrDefault("next_page_token", ""));
        } while (!token.isEmpty());
        return count;
    }

    private void files(RemoteRun remote, RunMapping mapping) {
        if (mapping.files().isEmpty()) {
            return;
        }
        Optional<String> place = remote.proxied();
        if (place.isEmpty()) {
            tally.note(mapping.files().size() + " files of run " + mapping.run().id()
                    + " are not sent: the server keeps its files at " + remote.artifacts() + " and passes none on");
            return;
        }
        Map<String, Long> there = new HashMap<>();
        list(remote, "", there);
        mapping.files().forEach((path, file) -> {
            if (!Objects.equals(there.get(path), file.size())) {
                upload(place.get() + "/" + path, file);
                tally.files++;
            }
        });
    }

    private void list(RemoteRun remote, String folder, Map<String, Long> files) {
        Map<String, Object> page = folder.isEmpty()
                ? http.get("artifacts/list", "run_id", remote.id())
                : http.get("artifacts/list", "run_id", remote.id(), "path", folder);
        for (Map<String, Object> each : RemoteRun.list(page.get("files"))) {
            String path = Json.toText(each.get("path"));
            if (Boolean.TRUE.equals(each.get("is_dir"))) {
                list(remote, path, files);
            } else {
                files.put(path, RemoteRun.whole(each.getOrDefault("file_size", "0")));
            }
        }
    }

    /** Sends a file by way of the scratch folder, so that it can be sent again when the server fails in the middle. */
    private void upload(String path, RunMapping.File file) {
        try {
            Files.createDirectories(scratch);
            Path copy = Files.createTempFile(scratch, "holdfast-", ".upload");
            try {
                try (OutputStream out = Files.newOutputStream(copy)) {
                    file.content().writeTo(out);
                }
                http.upload(path, copy);
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new MlflowException(
                    scratch.toString(), 0, "a file cannot be sent by way of " + scratch + ": " + e.getMessage(), e);
        }
    }
}
