// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.mlflow.TrackingServer.Disturbance;
import dev.holdfast.mlflow.TrackingServer.StoredRun;
import dev.holdfast.model.Attachment;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.MetricValue;
import dev.holdfast.tracking.Run;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs and models sent to a server that keeps them as MLflow does. */
class MlflowServerTest {
    static final RunCondition ALL = RunCondition.startedFrom(Instant.EPOCH);

    private final ManualClock clock = new ManualClock();
    private final Path scratch;
    private final Workspace workspace;
    private TrackingServer server;

    MlflowServerTest(@TempDir Path temporary) {
        scratch = temporary.resolve("scratch");
        workspace = Workspace.open(
                temporary.resolve("workspace"), options -> options.clock(clock).actor(Actor.of("ada")));
    }

    @BeforeEach
    void start() throws IOException {
        server = new TrackingServer();
    }

    @AfterEach
    void close() {
        server.close();
        workspace.close();
    }

    private MlflowReport send() {
        return send(server.address());
    }

    private MlflowReport send(URI address) {
        return MlflowServer.at(HttpClient.newHttpClient(), address, Duration.ofMillis(1))
                .send(workspace.tracker(), workspace.registry(), ALL, scratch);
    }

    private RunRecord record(int points) {
        return workspace.tracker().run("credit", "logistic", run -> {
            run.parameter("penalty", 0.01).parameter("layers", 3).tag("team", "risk");
            List<MetricValue> values = new ArrayList<>();
            for (int i = 0; i < points; i++) {
                values.add(new MetricValue("loss", i, 1.0 / (i + 1)));
            }
            run.metrics(values);
            run.dataset(DatasetRole.TRAINING, "loans", Table.of(NumberColumn.of("Income", 1, 2, 3)));
            run.model(new ThresholdModel(7));
            run.attachment(Attachment.of("notes.txt", "text/plain", "a note".getBytes(StandardCharsets.UTF_8)));
            return run.record();
        });
    }

    @Test
    void aRunIsThereWithAllThatItIs() {
        RunRecord run = record(3);
        MlflowReport report = send();

        assertThat(report.runs()).isEqualTo(1);
        assertThat(report.points()).isEqualTo(3);
        assertThat(report.notes()).isEmpty();
        assertThat(server.experiments).containsExactly(Map.entry("1", "credit"));
        StoredRun stored = server.only();
        assertThat(stored.info)
                .containsEntry("run_name", "logistic")
                .containsEntry("user_id", "ada")
                .containsEntry("status", "FINISHED");
        assertThat(stored.info.get("start_time")).hasToString("1772366400000");
        assertThat(stored.info.get("end_time")).hasToString("1772366400000");
        assertThat(stored.params).containsExactly(Map.entry("layers", "3"), Map.entry("penalty", "0.01"));
        assertThat(stored.tags)
                .containsEntry("team", "risk")
                .containsEntry("holdfast.run_id", run.id())
                .containsEntry("mlflow.runName", "logistic")
                .containsEntry("mlflow.user", "ada");
        assertThat(stored.metrics.get("loss"))
                .containsExactly(
                        List.of(1772366400000L, 1.0, 0L),
                        List.of(1772366400000L, 0.5, 1L),
                        List.of(1772366400000L, 1.0 / 3, 2L));
        assertThat(stored.inputs).singleElement().asString().contains("loans", "training");
        String place = "1/" + stored.id + "/artifacts/";
        assertThat(server.files).containsKeys(place + "notes.txt", place + "model/model.bin", place + "model/MLmodel");
        assertThat(new String(server.files.get(place + "model/model.bin"), StandardCharsets.UTF_8))
                .isEqualTo("threshold 7.0");
        assertThat(report.files()).isEqualTo(server.files.size());
    }

    @Test
    void whatIsThereIsNotSentAgain() {
        record(3);
        send();
        server.requests.clear();
        MlflowReport again = send();

        assertThat(again).isEqualTo(new MlflowReport(0, 1, 0, 0, List.of()));
        assertThat(server.requests)
                .containsExactly("GET /api/2.0/mlflow/experiments/get-by-name", "POST /api/2.0/mlflow/runs/search");
        assertThat(server.runs).hasSize(1);
    }

    @Test
    void aRunThatGoesOnIsSentOn() {
        server.historyPage = 2;
        try (Run run = workspace.tracker().start("credit", "long")) {
            run.metric("loss", 1).metric("loss", 0.5).metric("loss", 0.4);
            send();
            assertThat(server.only().info).containsEntry("status", "RUNNING");
            run.metric("loss", 0.25).parameter("late", true).tag("team", "risk");
            assertThat(send().points()).isEqualTo(1);
            run.complete();
        }
        assertThat(send().points()).isZero();
        assertThat(server.only().metrics.get("loss")).hasSize(4);
        assertThat(server.only().params).containsEntry("late", "true");
        assertThat(server.only().info).containsEntry("status", "FINISHED");
    }

    @Test
    void manyValuesGoInRequestsThatTheServerTakes() {
        workspace.tracker().run("credit", "large", run -> {
            List<MetricValue> values = new ArrayList<>();
            for (int i = 0; i < 5_001; i++) {
                values.add(new MetricValue("loss", i, i));
            }
            run.metrics(values);
            for (int i = 0; i < 250; i++) {
                run.parameter("p" + i, "ı".repeat(5_900)).tag("t" + i, "\u0001".repeat(4_900));
            }
            return run.id();
        });
        send();

        assertThat(server.only().metrics.get("loss")).hasSize(5_001);
        assertThat(server.only().params).hasSize(250);
        assertThat(server.only().tags).hasSizeGreaterThan(250);
    }

    @Test
    void whatIsNoFiniteNumberIsSentAsMlflowReadsIt() {
        workspace
                .tracker()
                .run(
                        "credit",
                        "odd",
                        run -> run.metric("a", Double.NaN)
                                .metric("b", Double.POSITIVE_INFINITY)
                                .metric("c", Double.NEGATIVE_INFINITY)
                                .metric("d", -0.0)
                                .metric("e", Long.MAX_VALUE, Double.MIN_VALUE)
                                .id());
        send();

        assertThat(server.only().metrics.values().stream()
                        .map(values -> values.iterator().next().get(1)))
                .containsExactly(
                        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE);
        assertThat(Objects.requireNonNull(server.only().metrics.get("e"))
                        .iterator()
                        .next()
                        .get(2))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsTooLongBecomesAFileAndIsNoted() {
        String id = workspace
                .tracker()
                .run(
                        "credit",
                        "long",
                        run -> run.parameter("p", "x".repeat(6_001))
                                .parameter("q", "y".repeat(6_000))
                                .tag("t", "z".repeat(5_001))
                                .id());
        MlflowReport report = send();

        String place = "1/" + server.only().id + "/artifacts/";
        assertThat(server.only().params)
                .containsEntry("p", "see the file holdfast/parameters/p.txt")
                .containsEntry("q", "y".repeat(6_000));
        assertThat(new String(server.files.get(place + "holdfast/parameters/p.txt"), StandardCharsets.UTF_8))
                .isEqualTo("x".repeat(6_001));
        assertThat(new String(server.files.get(place + "holdfast/tags/t.txt"), StandardCharsets.UTF_8))
                .isEqualTo("z".repeat(5_001));
        assertThat(report.notes())
                .containsExactly(
                        "parameter 'p' of run " + id
                                + " has 6001 characters, MLflow takes 6000; it is the file holdfast/parameters/p.txt",
                        "tag 't' of run " + id
                                + " has 5001 characters, MLflow takes 5000; it is the file holdfast/tags/t.txt");
    }

    @Test
    void namesThatMlflowDoesNotTakeAreChangedAndKept() {
        List<String> names = List.of(
                "a",
                "a/b",
                "../x",
                "/etc/passwd",
                "a//b",
                "a/./b",
                "C:\\x",
                "x%2fy",
                "CON",
                "ünïcödé",
                "x".repeat(300),
                "é".repeat(200),
                "'; DROP TABLE runs; --",
                " x ",
                ".",
                "a\u0000b".replace("\u0000", "?"));
        workspace.tracker().run("credit", "names", run -> {
            for (String name : names) {
                run.parameter(name, name).metric(name, 1).tag(name, name);
            }
            return run.id();
        });
        send();

        StoredRun stored = server.only();
        assertThat(stored.params.values()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(stored.metrics).hasSize(names.size());
        assertThat(stored.tags.values()).containsAll(names);
        stored.params.forEach((key, value) -> {
            if (!key.equals(value)) {
                assertThat(stored.tags).containsEntry("holdfast.name." + key, value);
            }
        });
        assertThat(stored.params)
                .containsEntry("ünïcödé", "ünïcödé")
                .containsEntry("a/b", "a/b")
                .containsEntry("CON", "CON");
    }

    @Test
    void aPartNamesTheWholeByItsIdThere() {
        workspace.tracker().run("credit", "search", run -> run.run("candidate", part -> part.id()));
        send();

        Map<String, StoredRun> byName = server.runs.values().stream()
                .collect(Collectors.toMap(run -> String.valueOf(run.info.get("run_name")), run -> run));
        assertThat(Objects.requireNonNull(byName.get("candidate")).tags)
                .containsEntry("mlflow.parentRunId", Objects.requireNonNull(byName.get("search")).id);
        assertThat(byName.get("search").tags).doesNotContainKey("mlflow.parentRunId");
    }

    @Test
    void runsThatNameEachOtherAsTheWholeAreSent() {
        String one = "1".repeat(32);
        String two = "2".repeat(32);
        for (List<String> each : List.of(List.of(one, two), List.of(two, one))) {
            RunRecord run = record(0);
            workspace
                    .tracker()
                    .add(
                            new RunRecord(
                                    each.get(0),
                                    "circle",
                                    "run",
                                    RunStatus.COMPLETED,
                                    run.actor(),
                                    Optional.of(each.get(1)),
                                    run.startedAt(),
                                    run.endedAt(),
                                    Optional.empty(),
                                    Map.of(),
                                    Map.of(),
                                    Map.of(),
                                    List.of(),
                                    List.of(),
                                    Optional.empty(),
                                    List.of(),
                                    Map.of()),
                            sink -> {},
                            Map.of());
        }
        assertThat(send().runs()).isEqualTo(4);
    }

    /** Whatever request fails in passing, before or after the server did its work: nothing is lost, nothing twice. */
    @Test
    void everyRequestMayFailInPassing() throws IOException {
        register(2);
        send();
        List<String> undisturbed = List.copyOf(server.requests);
        String expected = state(server);
        for (int i = 0; i < undisturbed.size(); i++) {
            for (boolean afterwards : new boolean[] {false, true}) {
                try (TrackingServer disturbed = new TrackingServer()) {
                    AtomicInteger number = new AtomicInteger();
                    int at = i;
                    disturbed.disturbances = request -> number.getAndIncrement() == at
                            ? new Disturbance(afterwards ? 503 : 429, afterwards)
                            : Disturbance.NONE;
                    send(disturbed.address());
                    assertThat(state(disturbed))
                            .as("%s, request %s", undisturbed.get(i), i)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(undisturbed).hasSizeGreaterThan(20);
    }

    /** The sender may die at any request; sending again leaves what sending once leaves. */
    @Test
    void sendingGoesOnAfterAFailureInTheMiddle() throws IOException {
        register(2);
        send();
        int requests = server.requests.size();
        String expected = state(server);
        for (int i = 0; i < requests; i++) {
            try (TrackingServer disturbed = new TrackingServer()) {
                AtomicInteger number = new AtomicInteger();
                int at = i;
                disturbed.disturbances =
                        request -> number.getAndIncrement() >= at ? new Disturbance(403, false) : Disturbance.NONE;
                assertThatThrownBy(() -> send(disturbed.address())).isInstanceOf(MlflowException.class);
                disturbed.disturbances = request -> Disturbance.NONE;
                send(disturbed.address());
                assertThat(state(disturbed)).as("stopped at request %s", i).isEqualTo(expected);
            }
        }
    }

    private static String state(TrackingServer server) {
        StringBuilder state = new StringBuilder();
        server.runs.forEach((id, run) -> state.append(id)
                .append(run.info)
                .append(run.params)
                .append(run.tags)
                .append(run.metrics)
                .append(run.inputs)
                .append('\n'));
        server.models.forEach((name, model) -> state.append(name)
                .append(model.versions)
                .append(model.versionTags)
                .append(model.aliases)
                .append('\n'));
        server.files.forEach(
                (path, bytes) -> state.append(path).append(bytes.length).append('\n'));
        return state.toString();
    }

    private void register(int versions) {
        RegisteredModel model = workspace.registry().model("credit risk");
        for (int i = 0; i < versions; i++) {
            ModelVersion version = model.register(record(2 + i));
            if (i == 0 || i == versions - 1) {
                model.promote(version)
                        .to(i == 0 ? "latest" : "champion")
                        .as(Actor.of("grace"))
                        .under(PromotionPolicy.of())
                        .because("a test");
            }
        }
    }

    @Test
    void modelsVersionsAndAliasesAreThere() {
        register(3);
        send();

        TrackingServer.StoredModel model = server.models.get("credit risk");
        assertThat(Objects.requireNonNull(model).versions).hasSize(3);
        assertThat(model.versionTags)
                .extracting(tags -> tags.get("holdfast.version"))
                .containsExactly("1", "2", "3");
        assertThat(model.aliases).containsEntry("champion", "3").hasSize(2);
        assertThat(model.aliases.keySet())
                .allMatch(alias -> alias.equals("champion") || alias.startsWith("alias-latest-"));
        assertThat(model.versions.get(0).get("source"))
                .asString()
                .matches("mlflow-artifacts:/1/[0-9a-f]{32}/artifacts/model");
    }

    @Test
    void anAliasThatMovedMovesThereToo() {
        register(3);
        send();
        RegisteredModel model = workspace.registry().model("credit risk");
        model.promote(model.version(2))
                .to("champion")
                .as(Actor.of("grace"))
                .under(PromotionPolicy.of())
                .because("better");
        send();

        assertThat(Objects.requireNonNull(server.models.get("credit risk")).aliases)
                .containsEntry("champion", "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 501})
    void whatIsRefusedForGoodIsNotRepeatedAndSaysWhatToDo(int status) {
        record(1);
        server.disturbances =
                request -> request.endsWith("log-batch") ? new Disturbance(status, false) : Disturbance.NONE;

        assertThatThrownBy(this::send)
                .isInstanceOfSatisfying(
                        MlflowException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessage(server.address() + "/runs/log-batch failed, status " + status + ": <html>try later</html>; "
                        + (status == 401
                                ? "give the server a header that it knows, with withHeader"
                                : "send again to go on where this stopped"));
        assertThat(server.requests)
                .filteredOn(request -> request.endsWith("log-batch"))
                .hasSize(1);
    }

    @Test
    void aServerThatStaysDownIsAFailureAfterFiveAttempts() {
        record(1);
        server.disturbances = request -> new Disturbance(503, false);

        assertThatThrownBy(this::send)
                .isInstanceOfSatisfying(
                        MlflowException.class, e -> assertThat(e.status()).isEqualTo(503));
        assertThat(server.requests).hasSize(5);
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws IOException {
        record(1);
        URI nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        assertThatThrownBy(() -> send(nobody))
                .isInstanceOf(MlflowException.class)
                .hasMessageStartingWith(nobody + "/experiments/get-by-name failed: ConnectException");
    }

    @Test
    void headersGoWithEveryRequest() {
        record(1);
        server.authorization = "Bearer token";
        assertThatThrownBy(this::send).isInstanceOf(MlflowException.class);

        MlflowServer.at(HttpClient.newHttpClient(), URI.create(server.address() + "/"))
                .withHeader("Authorization", "Bearer token")
                .send(workspace.tracker(), workspace.registry(), ALL, scratch);
        assertThat(server.runs).hasSize(1);
    }

    @Test
    void aServerWithoutAProxyForFilesGetsAllElse() throws IOException {
        record(1);
        try (TrackingServer direct = new TrackingServer("s3://bucket/")) {
            MlflowReport report = send(direct.address());
            assertThat(direct.files).isEmpty();
            assertThat(direct.only().params).hasSize(2);
            assertThat(report.notes())
                    .singleElement()
                    .asString()
                    .contains("files of run")
                    .contains("s3://bucket/1/");
        }
    }

    @Test
    void aParameterThatChangedThereIsToldAndNothingIsOverwritten() {
        record(1);
        send();
        server.only().params.put("penalty", "7");
        server.only().tags.remove("holdfast.sent");

        assertThatThrownBy(this::send)
                .isInstanceOf(MlflowException.class)
                .hasMessageContaining("parameter 'penalty'")
                .hasMessageContaining("is '0.01' here and '7' on the server, where it cannot be changed");
    }

    @Test
    void anExperimentThatWasDeletedThereIsTold() {
        record(1);
        send();
        server.deletedExperiments.add("1");

        assertThatThrownBy(this::send)
                .isInstanceOf(MlflowException.class)
                .hasMessageContaining("the experiment 'credit' was deleted on the server");
    }

    @Test
    void nothingIsLeftInTheScratchFolder() throws IOException {
        record(1);
        send();
        try (Stream<Path> files = Files.list(scratch)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MlflowServer.at(HttpClient.newHttpClient(), URI.create("file:///tmp")))
                .withMessage(
                        "the address of a server must begin with http:// or https:// and have no query, got file:///tmp");
    }
}
