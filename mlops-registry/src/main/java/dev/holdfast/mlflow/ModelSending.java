// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.Registry;
import dev.holdfast.registry.VersionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Sends registered models, their versions and aliases; a version is found again by its digest. */
final class ModelSending {
    private static final String DIGEST_TAG = "holdfast.digest";

    private final MlflowHttp http;
    private final Registry registry;
    private final Map<String, RemoteRun> runs;
    private final Tally tally;

    ModelSending(MlflowHttp http, Registry registry, Map<String, RemoteRun> runs, Tally tally) {
        this.http = http;
        this.registry = registry;
        this.runs = runs;
        this.tally = tally;
    }

    /** A version as a server tells of it. */
    private record Remote(String number, Map<String, String> tags) {}

    void send() {
        for (RegisteredModel model : registry.models()) {
            List<ModelVersion> versions = new ArrayList<>();
            for (ModelVersion each : model.versions()) {
                if (each.state() != VersionState.STAGED && runs.containsKey(each.runId())) {
                    versions.add(each);
                } else {
                    tally.note(each + " is not sent: "
                            + (each.state() == VersionState.STAGED
                                    ? "it is not ready"
                                    : "its run " + each.runId() + " is not among those that were sent"));
                }
            }
            if (!versions.isEmpty()) {
                model(model, versions);
            }
        }
    }

    private void model(RegisteredModel model, List<ModelVersion> versions) {
        String name = MlflowNames.model(model.name());
        try {
            http.tryPost("registered-models/create", Json.object("name", name));
        } catch (MlflowHttp.Refusal e) {
            if (!e.is("RESOURCE_ALREADY_EXISTS")) {
                throw http.failure("registered-models/create", e);
            }
        }
        if (!name.equals(model.name())) {
            http.post(
                    "registered-models/set-tag",
                    Json.object("name", name, "key", "holdfast.name", "value", model.name()));
        }
        Map<String, String> numbers = new HashMap<>();
        Map<String, Remote> there = versions(name);
        versions.stream()
                .sorted((a, b) -> Long.compare(a.number(), b.number()))
                .forEach(each -> numbers.put(each.digest(), version(model, name, each, there)));
        for (String alias : model.aliases()) {
            model.alias(alias)
                    .map(version -> numbers.get(version.digest()))
                    .ifPresent(number -> alias(name, alias, number));
        }
    }

    private String version(RegisteredModel model, String name, ModelVersion version, Map<String, Remote> there) {
        Map<String, String> tags = FolderWriter.versionTags(model, version);
        RemoteRun run = Objects.requireNonNull(runs.get(version.runId()), "the version's run was sent");
        Remote remote = there.get(version.digest());
        if (remote == null) {
            remote = http.once(
                    "model-versions/create",
                    () -> Optional.ofNullable(versions(name).get(version.digest())),
                    () -> http.postOnce(
                            "model-versions/create",
                            Json.object(
                                    "name",
                                    name,
                                    "source",
                                    run.artifacts() + "/" + RunMapping.MODEL_FOLDER,
                                    "run_id",
                                    run.id(),
                                    "tags",
                                    RemoteRun.pairs(tags))));
        }
        String number = remote.number();
        Map<String, String> known = remote.tags();
        tags.forEach((key, value) -> {
            if (!value.equals(known.get(key))) {
                http.post(
                        "model-versions/set-tag",
                        Json.object("name", name, "version", number, "key", key, "value", value));
            }
        });
        return number;
    }

    /** Reads all versions of a model, by digest. */
    private Map<String, Remote> versions(String name) {
        Map<String, Remote> versions = new HashMap<>();
        String token = "";
        do {
            List<String> query = new ArrayList<>(List.of("filter", "name = '" + name + "'", "max_results", "1000"));
            if (!token.isEmpty()) {
                query.addAll(List.of("page_token", token));
            }
            Map<String, Object> page = http.get("model-versions/search", query.toArray(String[]::new));
            for (Map<String, Object> each : RemoteRun.list(page.get("model_versions"))) {
                Map<String, String> tags = RemoteRun.texts(each.get("tags"));
                String digest = tags.get(DIGEST_TAG);
                if (digest != null) {
                    versions.put(digest, new Remote(String.valueOf(each.get("version")), tags));
                }
            }
            token = String.valueOf(page.getOrDefault("next_page_token", ""));
        } while (!token.isEmpty());
        return versions;
    }

    private void alias(String name, String alias, String number) {
        String key = MlflowNames.alias(alias);
        Optional<String> before = Optional.empty();
        try {
            Map<String, Object> found = http.tryGet("registered-models/alias", "name", name, "alias", key);
            before = Optional.of(
                    String.valueOf(Json.toMap(found.get("model_version")).get("version")));
        } catch (MlflowHttp.Refusal e) {
            if (!e.is("RESOURCE_DOES_NOT_EXIST") && !e.is("INVALID_PARAMETER_VALUE")) {
                throw http.failure("registered-models/alias", e);
            }
        }
        if (!before.equals(Optional.of(number))) {
            http.post("registered-models/alias", Json.object("name", name, "alias", key, "version", number));
        }
    }
}
