// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.internal.store.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Speaks with a tracking server; repeats what may succeed when it is repeated. */
final class MlflowHttp {
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration UPLOAD_PATIENCE = Duration.ofHours(1);
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final HttpClient client;
    private final URI base;
    private final List<String> headers;
    private final Duration firstPause;

    MlflowHttp(HttpClient client, URI base, List<String> headers, Duration firstPause) {
        this.client = client;
        this.base = base;
        this.headers = headers;
        this.firstPause = firstPause;
    }

    MlflowHttp withHeader(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new MlflowHttp(client, base, List.copyOf(more), firstPause);
    }

    /** An answer that was no success. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        /** The status of HTTP, 0 without an answer. */
        private final int status;

        /** What MLflow calls the error, or an empty text. */
        private final String code;

        /** After how long to try again, or -1. */
        private final long retryAfterMillis;

        Refusal(int status, String code, String message, long retryAfterMillis, @Nullable Throwable cause) {
            super(message, cause);
            this.status = status;
            this.code = code;
            this.retryAfterMillis = retryAfterMillis;
        }

        boolean isPassing() {
            return status == 0 || status == 408 || status == 429 || (status >= 500 && status != 501);
        }

        boolean is(String wanted) {
            return code.equals(wanted);
        }
    }

    Map<String, Object> get(String method, String... namesAndValues) {
        return orThrow(method, () -> tryGet(method, namesAndValues));
    }

    Map<String, Object> tryGet(String method, String... namesAndValues) throws Refusal {
        return repeat(() -> json(request("/api/2.0/mlflow/" + method + query(namesAndValues), PATIENCE)
                .GET()));
    }

    Map<String, Object> post(String method, Map<String, Object> content) {
        return orThrow(method, () -> tryPost(method, content));
    }

    Map<String, Object> tryPost(String method, Map<String, Object> content) throws Refusal {
        return repeat(() -> postOnce(method, content));
    }

    /** Asks once: what must not be done twice is repeated by who can look whether it was done. */
    Map<String, Object> postOnce(String method, Map<String, Object> content) throws Refusal {
        return json(request("/api/2.0/mlflow/" + method, PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(bytes(content))));
    }

    static byte[] bytes(Map<String, Object> content) {
        return Json.canonical(content).getBytes(StandardCharsets.UTF_8);
    }

    void upload(String path, Path file) {
        orThrow(
                "artifacts/" + path,
                () -> repeat(() -> {
                    try {
                        long size = Files.size(file);
                        BodyPublisher body = size == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.fromPublisher(BodyPublishers.ofFile(file), size);
                        return json(request("/api/2.0/mlflow-artifacts/artifacts/" + encoded(path), UPLOAD_PATIENCE)
                                .header("Content-Type", "application/octet-stream")
                                .PUT(body));
                    } catch (IOException e) {
                        throw new Refusal(400, "", file + " cannot be read: " + e.getMessage(), -1, e);
                    }
                }));
    }

    /** A request and what comes of it. */
    interface Call {
        Map<String, Object> call() throws Refusal;
    }

    private Map<String, Object> repeat(Call call) throws Refusal {
        for (int failures = 1; ; failures++) {
            try {
                return call.call();
            } catch (Refusal e) {
                if (failures >= ATTEMPTS
                        || !e.isPassing()
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                pause(failures, e);
            }
        }
    }

    /**
     * Does what must not be done twice: looks whether it is done, does it, and looks again when it is unknown whether it
     * was.
     */
    <T> T once(String method, Lookup<T> lookup, Call create) {
        Refusal last = null;
        for (int failures = 0; failures < ATTEMPTS; failures++) {
            if (last != null) {
                pause(failures, last);
            }
            Optional<T> found = lookup.find();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                create.call();
                last = new Refusal(0, "", "what was created cannot be found", -1, null);
            } catch (Refusal e) {
                if (!e.isPassing() && !e.is("RESOURCE_ALREADY_EXISTS")) {
                    throw failure(method, e);
                }
                last = e;
            }
        }
        return lookup.find()
                .orElseThrow(() -> new MlflowException(
                        base + "/" + method, 0, base + " does not show what was created by " + method, null));
    }

    /** Looks for something. */
    interface Lookup<T> {
        Optional<T> find();
    }

    private void pause(int failures, Refusal failure) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, firstPause.toMillis() << Math.min(failures - 1, 16));
        long millis = failure.retryAfterMillis >= 0
                ? Math.min(LONGEST_PAUSE_MILLIS, failure.retryAfterMillis)
                : longest / 2 + System.nanoTime() % (longest / 2 + 1);
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> orThrow(String method, Call call) {
        try {
            return call.call();
        } catch (Refusal e) {
            throw failure(method, e);
        }
    }

    MlflowException failure(String method, Refusal refusal) {
        String place = base + "/" + method;
        String answer = refusal.status == 0
                ? ""
                : ", status " + refusal.status + (refusal.code.isEmpty() ? "" : ", " + refusal.code);
        String advice = refusal.status == 401 || refusal.status == 403
                ? "; give the server a header that it knows, with withHeader"
                : "; send again to go on where this stopped";
        return new MlflowException(
                place, refusal.status, place + " failed" + answer + ": " + refusal.getMessage() + advice, refusal);
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return request;
    }

    private Map<String, Object> json(HttpRequest.Builder request) throws Refusal {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            String body = response.body();
            if (response.statusCode() / 100 == 2) {
                return body.isBlank() ? Map.of() : Json.parseObject(body);
            }
            throw refusal(response, body);
        } catch (IOException e) {
            throw new Refusal(0, "", e.getClass().getSimpleName() + ": " + e.getMessage(), -1, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(0, "", "the thread was interrupted", -1, e);
        } catch (IllegalArgumentException e) {
            throw new Refusal(502, "", "the answer is no JSON: " + e.getMessage(), -1, e);
        }
    }

    private static Refusal refusal(HttpResponse<String> response, String body) {
        String code = "";
        String message = body.substring(0, Math.min(500, body.length()));
        try {
            Map<String, Object> error = Json.parseObject(body);
            code = String.valueOf(error.getOrDefault("error_code", ""));
            message = String.valueOf(error.getOrDefault("message", message));
        } catch (IllegalArgumentException e) {
            // A proxy on the way answered, in HTML perhaps.
            code = "";
        }
        long retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Long.parseLong(text) * 1_000)
                .orElse(-1L);
        return new Refusal(response.statusCode(), code, message, retryAfter, null);
    }

    private static String query(String... namesAndValues) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    private static String encoded(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            names.add(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return String.join("/", names);
    }
}
