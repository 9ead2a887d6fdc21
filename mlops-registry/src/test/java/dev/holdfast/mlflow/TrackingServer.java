// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.internal.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tracking server that keeps what it is sent and refuses what MLflow's refuses, as its public documentation has it:
 * names, lengths, sizes of requests, parameters that change.
 */
final class TrackingServer implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}_/.\\- :]{1,250}");
    private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");
    private static final Pattern NAME_FILTER = Pattern.compile("name = '([^']*)'");

    /** How a request is disturbed: a status to answer, before or after it was done; 0 for not at all. */
    record Disturbance(int status, boolean afterwards) {
        static final Disturbance NONE = new Disturbance(0, false);
    }

    static final class StoredRun {
        final String id;
        final String experiment;
        final Map<String, Object> info = new TreeMap<>();
        final Map<String, String> params = new TreeMap<>();
        final Map<String, String> tags = new TreeMap<>();
        final Map<String, Set<List<Object>>> metrics = new TreeMap<>();
        final List<Object> inputs = new ArrayList<>();

        StoredRun(String id, String experiment) {
            this.id = id;
            this.experiment = experiment;
        }
    }

    static final class StoredModel {
        final Map<String, String> tags = new TreeMap<>();
        final Map<String, String> aliases = new TreeMap<>();
        final List<Map<String, Object>> versions = new ArrayList<>();
        final List<Map<String, String>> versionTags = new ArrayList<>();
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** The status. */
        private final int status;

        /** MLflow's name of the error. */
        private final String code;

        Refused(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    static {
        // Else each answer waits for an acknowledgement of its first packet.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final String artifactRoot;
    volatile Function<String, Disturbance> disturbances = request -> Disturbance.NONE;
    volatile String authorization = "";
    final Map<String, String> experiments = new LinkedHashMap<>();
    final Set<String> deletedExperiments = new LinkedHashSet<>();
    final Map<String, StoredRun> runs = new LinkedHashMap<>();
    final Map<String, StoredModel> models = new TreeMap<>();
    final Map<String, byte[]> files = new TreeMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    int historyPage = 25_000;

    TrackingServer() throws IOException {
        this("mlflow-artifacts:/");
    }

    TrackingServer(String artifactRoot) throws IOException {
        this.artifactRoot = artifactRoot;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    StoredRun only() {
        if (runs.size() != 1) {
            throw new AssertionError("expected one run, got " + runs.keySet());
        }
        return runs.values().iterator().next();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String request = exchange.getRequestMethod() + " " + path;
        requests.add(request);
        byte[] body = exchange.getRequestBody().readAllBytes();
        Disturbance disturbance = disturbances.apply(request);
        if (disturbance.status() > 0 && !disturbance.afterwards()) {
            exchange.getResponseHeaders().add("Retry-After", "0");
            answer(exchange, disturbance.status(), "<html>try later</html>".getBytes(StandardCharsets.UTF_8));
            return;
        }
        int status = 200;
        byte[] answer;
        try {
            if (!authorization.isEmpty()
                    && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                throw new Refused(401, "UNAUTHENTICATED", "who are you");
            }
            answer = path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")
                    ? artifact(exchange, path.substring("/api/2.0/mlflow-artifacts/artifacts/".length()), body)
                    : Json.canonical(call(request, query(exchange), body)).getBytes(StandardCharsets.UTF_8);
        } catch (Refused e) {
            status = e.status;
            answer = Json.canonical(
                            Json.object("error_code", e.code, "message", Objects.requireNonNull(e.getMessage())))
                    .getBytes(StandardCharsets.UTF_8);
        }
        if (disturbance.status() > 0) {
            status = disturbance.status();
            answer = new byte[0];
        }
        answer(exchange, status, answer);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int sign = pair.indexOf('=');
                query.put(pair.substring(0, sign), URLDecoder.decode(pair.substring(sign + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private byte[] artifact(HttpExchange exchange, String path, byte[] body) {
        if (path.toLowerCase(Locale.ROOT).contains("%2f") || path.contains("..") || path.startsWith("/")) {
            throw new Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        }
        String file = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (!exchange.getRequestMethod().equals("PUT")) {
            throw new Refused(404, "ENDPOINT_NOT_FOUND", exchange.getRequestMethod());
        }
        files.put(file, body);
        return "{}".getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, Object> call(String request, Map<String, String> query, byte[] body) {
        Map<String, Object> content =
                body.length == 0 ? Map.of() : Json.parseObject(new String(body, StandardCharsets.UTF_8));
        return switch (request.replace("/api/2.0/mlflow/", "")) {
            case "GET experiments/get-by-name" -> experimentByName(query.get("experiment_name"));
            case "POST experiments/create" -> createExperiment(text(content, "name"));
            case "POST runs/create" -> createRun(content);
            case "POST runs/search" -> searchRuns(content);
            case "POST runs/update" -> update(content);
            case "POST runs/set-tag" -> setTag(content);
            case "POST runs/log-batch" -> logBatch(content, body.length);
            case "POST runs/log-inputs" -> logInputs(content);
            case "GET metrics/get-history" -> history(query);
            case "GET artifacts/list" -> artifacts(query);
            case "POST registered-models/create" -> createModel(text(content, "name"));
            case "POST registered-models/set-tag" -> {
                model(text(content, "name")).tags.put(text(content, "key"), text(content, "value"));
                yield Map.of();
            }
            case "POST registered-models/alias" -> setAlias(content);
            case "GET registered-models/alias" -> alias(query);
            case "POST model-versions/create" -> createVersion(content);
            case "GET model-versions/search" -> searchVersions(query);
            case "POST model-versions/set-tag" -> {
                int version = Integer.parseInt(text(content, "version"));
                model(text(content, "name"))
                        .versionTags
                        .get(version - 1)
                        .put(key(text(content, "key")), text(content, "value"));
                yield Map.of();
            }
            default -> throw new Refused(404, "ENDPOINT_NOT_FOUND", request);
        };
    }

    private static String text(Map<String, Object> content, String name) {
        if (!(content.get(name) instanceof String text) || text.isEmpty()) {
            throw invalid("Missing value for required parameter '" + name + "'");
        }
        return text;
    }

    private static Refused invalid(String message) {
        return new Refused(400, "INVALID_PARAMETER_VALUE", message);
    }

    private static Refused unknown(String what) {
        return new Refused(404, "RESOURCE_DOES_NOT_EXIST", what);
    }

    private static String key(String key) {
        String normal = URI.create("x:/" + key.replaceAll("[^A-Za-z0-9/.]", "_"))
                .normalize()
                .getPath();
        if (!KEY.matcher(key).matches()
                || !normal.equals("/" + key.replaceAll("[^A-Za-z0-9/.]", "_"))
                || key.endsWith("/")) {
            throw invalid("Invalid name: '" + key + "'");
        }
        return key;
    }

    private Map<String, Object> experimentByName(@Nullable String name) {
        return experiments.entrySet().stream()
                .filter(each -> each.getValue().equals(name))
                .findFirst()
                .map(each -> Json.object(
                        "experiment",
                        Json.object(
                                "experiment_id",
                                each.getKey(),
                                "name",
                                each.getValue(),
                                "lifecycle_stage",
                                deletedExperiments.contains(each.getKey()) ? "deleted" : "active")))
                .orElseThrow(() -> unknown("Could not find experiment with name '" + name + "'"));
    }

    private Map<String, Object> createExperiment(String name) {
        if (experiments.containsValue(name)) {
            throw new Refused(400, "RESOURCE_ALREADY_EXISTS", "Experiment(name=" + name + ") already exists.");
        }
        String id = Integer.toString(experiments.size() + 1);
        experiments.put(id, name);
        return Json.object("experiment_id", id);
    }

    private Map<String, Object> createRun(Map<String, Object> content) {
        String experiment = text(content, "experiment_id");
        if (!experiments.containsKey(experiment)) {
            throw unknown("No Experiment with id=" + experiment + " exists");
        }
        StoredRun run = new StoredRun(String.format(Locale.ROOT, "%032x", runs.size() + 1), experiment);
        run.info.put("run_id", run.id);
        run.info.put("run_uuid", run.id);
        run.info.put("run_name", text(content, "run_name"));
        run.info.put("user_id", text(content, "user_id"));
        run.info.put("start_time", Json.number(Json.toLong(content.get("start_time"))));
        run.info.put("status", "RUNNING");
        run.info.put("artifact_uri", artifactRoot + experiment + "/" + run.id + "/artifacts");
        pairs(content.get("tags")).forEach((key, value) -> run.tags.put(key(key), tag(value)));
        runs.put(run.id, run);
        return Json.object("run", json(run));
    }

    private static Map<String, String> pairs(@Nullable Object list) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (list != null) {
            for (Object each : Json.toList(list)) {
                Map<String, Object> pair = Json.toMap(each);
                pairs.put(text(pair, "key"), (String) pair.getOrDefault("value", ""));
            }
        }
        return pairs;
    }

    private static String tag(String value) {
        if (value.length() > 8000) {
            throw invalid("Tag value exceeds 8000 characters");
        }
        return value;
    }

    private StoredRun run(String id) {
        return Optional.ofNullable(runs.get(id)).orElseThrow(() -> unknown("Run with id=" + id + " not found"));
    }

    private static List<Object> list(Map<String, String> pairs) {
        List<Object> list = new ArrayList<>();
        pairs.forEach((key, value) -> list.add(Json.object("key", key, "value", value)));
        return list;
    }

    private static Map<String, Object> json(StoredRun run) {
        Map<String, Object> data = new TreeMap<>();
        List<Object> metrics = new ArrayList<>();
        run.metrics.forEach((key, values) -> metrics.add(Json.object("key", key, "value", 0)));
        // Empty lists are left out, as protobuf's JSON has it.
        if (!metrics.isEmpty()) {
            data.put("metrics", metrics);
        }
        if (!run.params.isEmpty()) {
            data.put("params", list(run.params));
        }
        if (!run.tags.isEmpty()) {
            data.put("tags", list(run.tags));
        }
        return Json.object(
                "info",
                run.info,
                "data",
                data,
                "inputs",
                run.inputs.isEmpty() ? Map.of() : Json.object("dataset_inputs", run.inputs));
    }

    private Map<String, Object> searchRuns(Map<String, Object> content) {
        Matcher filter = FILTER.matcher(text(content, "filter"));
        if (!filter.matches()) {
            throw invalid("Invalid filter " + content.get("filter"));
        }
        List<Object> found = new ArrayList<>();
        for (StoredRun run : runs.values()) {
            if (Json.toList(content.get("experiment_ids")).contains(run.experiment)
                    && filter.group(2).equals(run.tags.get(filter.group(1)))) {
                found.add(json(run));
            }
        }
        return found.isEmpty() ? Map.of() : Json.object("runs", found);
    }

    private Map<String, Object> update(Map<String, Object> content) {
        StoredRun run = run(text(content, "run_id"));
        String status = text(content, "status");
        if (!Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED").contains(status)) {
            throw invalid("Invalid status " + status);
        }
        run.info.put("status", status);
        if (content.containsKey("end_time")) {
            run.info.put("end_time", Json.number(Json.toLong(content.get("end_time"))));
        }
        return Json.object("run_info", run.info);
    }

    private Map<String, Object> setTag(Map<String, Object> content) {
        run(text(content, "run_id")).tags.put(key(text(content, "key")), tag(text(content, "value")));
        return Map.of();
    }

    private Map<String, Object> logBatch(Map<String, Object> content, int size) {
        StoredRun run = run(text(content, "run_id"));
        List<Object> metrics = Json.toList(content.getOrDefault("metrics", List.of()));
        Map<String, String> params = pairs(content.get("params"));
        Map<String, String> tags = pairs(content.get("tags"));
        if (size > 1_000_000) {
            throw invalid("Batched logging API requests must be at most 1000000 bytes, got " + size);
        }
        if (metrics.size() > 1000
                || params.size() > 100
                || tags.size() > 100
                || metrics.size() + params.size() + tags.size() > 1000) {
            throw invalid("A batch logging request can contain at most 1000 metrics, 100 params, 100 tags");
        }
        params.forEach((key, value) -> {
            String before = run.params.get(key(key));
            if (value.length() > 6000) {
                throw invalid("Param value exceeds 6000 characters");
            }
            if (before != null && !before.equals(value)) {
                throw invalid("Changing param values is not allowed. Param with key='" + key + "'");
            }
            run.params.put(key, value);
        });
        tags.forEach((key, value) -> run.tags.put(key(key), tag(value)));
        for (Object each : metrics) {
            Map<String, Object> metric = Json.toMap(each);
            Object value = metric.get("value");
            if (!(value instanceof Number)
                    && !Set.of("NaN", "Infinity", "-Infinity", "-0.0").contains(value)) {
                throw invalid("Got invalid value " + value);
            }
            run.metrics
                    .computeIfAbsent(key(text(metric, "key")), key -> new LinkedHashSet<>())
                    .add(List.of(
                            Json.toLong(metric.get("timestamp")),
                            Json.toDouble(value),
                            Json.toLong(metric.getOrDefault("step", 0))));
        }
        return Map.of();
    }

    private Map<String, Object> logInputs(Map<String, Object> content) {
        StoredRun run = run(text(content, "run_id"));
        for (Object each : Json.toList(content.get("datasets"))) {
            Map<String, Object> dataset = Json.toMap(Json.toMap(each).get("dataset"));
            if (text(dataset, "digest").length() > 36 || text(dataset, "name").length() > 500) {
                throw invalid("Dataset digest exceeds 36 characters");
            }
            text(dataset, "source");
            text(dataset, "source_type");
            run.inputs.add(each);
        }
        return Map.of();
    }

    private Map<String, Object> history(Map<String, String> query) {
        List<List<Object>> all = new ArrayList<>(run(Objects.requireNonNull(query.get("run_id")))
                .metrics
                .getOrDefault(query.get("metric_key"), Set.of()));
        int from = Integer.parseInt(query.getOrDefault("page_token", "0"));
        int to = Math.min(all.size(), from + Math.min(historyPage, Integer.parseInt(query.get("max_results"))));
        List<Object> page = new ArrayList<>();
        all.subList(from, to)
                .forEach(point -> page.add(Json.object(
                        "key",
                        Objects.requireNonNull(query.get("metric_key")),
                        "timestamp",
                        point.get(0).toString())));
        return to < all.size()
                ? Json.object("metrics", page, "next_page_token", Integer.toString(to))
                : Json.object("metrics", page);
    }

    private Map<String, Object> artifacts(Map<String, String> query) {
        StoredRun run = run(Objects.requireNonNull(query.get("run_id")));
        String root = run.experiment + "/" + run.id + "/artifacts/";
        String folder = query.containsKey("path") ? query.get("path") + "/" : "";
        Set<Map<String, Object>> found = new LinkedHashSet<>();
        files.forEach((path, bytes) -> {
            if (path.startsWith(root + folder)) {
                String rest = path.substring((root + folder).length());
                int slash = rest.indexOf('/');
                found.add(
                        slash < 0
                                ? Json.object(
                                        "path",
                                        folder + rest,
                                        "is_dir",
                                        false,
                                        "file_size",
                                        Integer.toString(bytes.length))
                                : Json.object("path", folder + rest.substring(0, slash), "is_dir", true));
            }
        });
        return Json.object(
                "root_uri", Objects.requireNonNull(run.info.get("artifact_uri")), "files", List.copyOf(found));
    }

    private StoredModel model(String name) {
        return Optional.ofNullable(models.get(name))
                .orElseThrow(() -> unknown("Registered Model with name=" + name + " not found"));
    }

    private Map<String, Object> createModel(String name) {
        if (name.contains("/") || name.contains(":")) {
            throw invalid("Registered model name cannot contain / or :");
        }
        if (models.putIfAbsent(name, new StoredModel()) != null) {
            throw new Refused(400, "RESOURCE_ALREADY_EXISTS", "Registered Model (name=" + name + ") already exists.");
        }
        return Json.object("registered_model", Json.object("name", name));
    }

    private Map<String, Object> setAlias(Map<String, Object> content) {
        String alias = text(content, "alias");
        if (!alias.matches("[\\w\\-]{1,255}") || alias.matches("[vV]\\d+") || alias.equals("latest")) {
            throw invalid("Invalid alias name: '" + alias + "'");
        }
        StoredModel model = model(text(content, "name"));
        if (Integer.parseInt(text(content, "version")) > model.versions.size()) {
            throw unknown("Model Version not found");
        }
        model.aliases.put(alias, text(content, "version"));
        return Map.of();
    }

    private Map<String, Object> alias(Map<String, String> query) {
        String version =
                model(Objects.requireNonNull(query.get("name"))).aliases.get(query.get("alias"));
        if (version == null) {
            throw invalid("Registered model alias " + query.get("alias") + " not found.");
        }
        return Json.object(
                "model_version", Json.object("name", Objects.requireNonNull(query.get("name")), "version", version));
    }

    private Map<String, Object> createVersion(Map<String, Object> content) {
        StoredModel model = model(text(content, "name"));
        String number = Integer.toString(model.versions.size() + 1);
        run(text(content, "run_id"));
        Map<String, Object> version = Json.object(
                "name",
                text(content, "name"),
                "version",
                number,
                "source",
                text(content, "source"),
                "run_id",
                text(content, "run_id"),
                "status",
                "READY");
        model.versions.add(version);
        Map<String, String> tags = new TreeMap<>();
        pairs(content.get("tags")).forEach((key, value) -> tags.put(key(key), value));
        model.versionTags.add(tags);
        return Json.object("model_version", version);
    }

    private Map<String, Object> searchVersions(Map<String, String> query) {
        Matcher filter = NAME_FILTER.matcher(query.get("filter"));
        if (!filter.matches()) {
            throw invalid("Invalid filter " + query.get("filter"));
        }
        StoredModel model = models.getOrDefault(filter.group(1), new StoredModel());
        int from = Integer.parseInt(query.getOrDefault("page_token", "0"));
        // Pages of two, so that tests see more than one.
        int to = Math.min(model.versions.size(), from + 2);
        List<Object> page = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Map<String, Object> version = new TreeMap<>(model.versions.get(i));
            version.put("tags", list(model.versionTags.get(i)));
            page.add(version);
        }
        return to < model.versions.size()
                ? Json.object("model_versions", page, "next_page_token", Integer.toString(to))
                : Json.object("model_versions", page);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
