// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.internal.store.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run as a server tells of it. */
record RemoteRun(
        String id,
        String artifacts,
        Map<String, String> parameters,
        Map<String, String> tags,
        Set<String> metrics,
        Set<String> datasets) {

    static RemoteRun of(Map<String, Object> run) {
        Map<String, Object> info = Json.toMap(run.get("info"));
        Map<String, Object> data = object(run.get("data"));
        Set<String> metrics = new HashSet<>();
        list(data.get("metrics")).forEach(metric -> metrics.add(Json.toText(metric.get("key"))));
        Set<String> datasets = new HashSet<>();
        for (Map<String, Object> input : list(object(run.get("inputs")).get("dataset_inputs"))) {
            Map<String, Object> dataset = object(input.get("dataset"));
            datasets.add(dataset.get("name") + "\n" + dataset.get("digest"));
        }
        Object id = info.containsKey("run_id") ? info.get("run_id") : info.get("run_uuid");
        return new RemoteRun(
                Json.toText(id),
                String.valueOf(info.getOrDefault("artifact_uri", "")),
                texts(data.get("params")),
                texts(data.get("tags")),
                metrics,
                datasets);
    }

    /** Where below the server's proxy the files of the run are, when it has them there. */
    Optional<String> proxied() {
        if (!artifacts.startsWith("mlflow-artifacts:")) {
            return Optional.empty();
        }
        String path = URI.create(artifacts).getPath();
        return Optional.of(path.replaceFirst("^/+", "").replaceFirst("/+$", ""));
    }

    /** A list of objects; none when there is none, as servers leave empty lists out. */
    static List<Map<String, Object>> list(@Nullable Object value) {
        return value == null
                ? List.of()
                : Json.toList(value).stream().map(Json::toMap).toList();
    }

    static Map<String, Object> object(@Nullable Object value) {
        return value == null ? Map.of() : Json.toMap(value);
    }

    static Map<String, String> texts(@Nullable Object pairs) {
        Map<String, String> texts = new HashMap<>();
        list(pairs)
                .forEach(pair ->
                        texts.put(Json.toText(pair.get("key")), String.valueOf(pair.getOrDefault("value", ""))));
        return texts;
    }

    static List<Object> pairs(Map<String, String> texts) {
        List<Object> pairs = new ArrayList<>();
        texts.forEach((key, value) -> pairs.add(Json.object("key", key, "value", value)));
        return pairs;
    }

    /** A whole number, which servers write as a text when it has 64 bits. */
    static long whole(Object value) {
        return value instanceof String text ? Long.parseLong(text) : Json.toLong(value);
    }
}
