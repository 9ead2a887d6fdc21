// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.MetricPoint;
import dev.holdfast.tracking.RunArtifact;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's file layout, read and written. The golden folders lie beside the tests. */
class MlflowFolderTest {
    private static final RunCondition ALL = RunCondition.startedFrom(Instant.EPOCH);
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final Path temporary;
    private final Workspace workspace;

    MlflowFolderTest(@TempDir Path temporary) {
        this.temporary = temporary;
        this.workspace = Workspace.open(
                temporary.resolve("workspace"),
                options -> options.clock(new ManualClock()).actor(Actor.of("ada")));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private static Path golden(String name) {
        try {
            return Path.of(Objects.requireNonNull(MlflowFolderTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private RunRecord run(String id) {
        return workspace.tracker().find(id).orElseThrow();
    }

    @Test
    void aFolderIsReadWithAllThatItHolds() throws IOException {
        MlflowReport report = MlflowFolder.read(golden("mlruns"), workspace.tracker());

        assertThat(report.runs()).isEqualTo(2);
        assertThat(report.points()).isEqualTo(8);
        assertThat(workspace.tracker().experiments()).containsExactly("credit: risk");
        RunRecord run = run(ID);
        assertThat(run.name()).isEqualTo("log \"reg\"");
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.actor()).isEqualTo(Actor.of("grace"));
        assertThat(run.startedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(run.endedAt()).contains(Instant.ofEpochMilli(1_700_000_060_000L));
        assertThat(run.parameters())
                .isEqualTo(Map.of("C", 0.5, "max_iter", 100L, "solver", "lbfgs", "padded", "0.50", "multi", "a\nb"));
        assertThat(run.tags())
                .containsEntry("mlflow.user", "grace")
                .containsEntry("team/name", "risk")
                .containsEntry("mlflow.model.credit", "version 2 (champion)")
                .containsEntry(
                        "mlflow.dataset.loans",
                        "{\"context\":\"training\",\"digest\":\"abc123\",\"source\":\"{}\",\"source_type\":\"local\"}");
        assertThat(workspace.tracker().history(ID, "val/auc"))
                .containsExactly(
                        new MetricPoint(0, 0.5, Instant.ofEpochMilli(1_700_000_001_000L)),
                        new MetricPoint(1, 0.75, Instant.ofEpochMilli(1_700_000_002_000L)),
                        new MetricPoint(-1, 1e-5, Instant.ofEpochMilli(1_700_000_003_000L)));
        assertThat(workspace.tracker().history(ID, "odd"))
                .extracting(MetricPoint::value)
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0);
        assertThat(run.metrics()).containsEntry("val/auc", 1e-5);
        List<RunArtifact> artifacts = workspace.tracker().artifacts(ID);
        assertThat(artifacts).extracting(RunArtifact::path).containsExactly("model/weights.txt");
        try (InputStream in = workspace.tracker().open(artifacts.get(0))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1 2 3\n");
        }
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    @Test
    void whatIsDamagedCostsOnlyItselfAndIsTold() {
        MlflowReport report = MlflowFolder.read(golden("mlruns"), workspace.tracker());

        String torn = "fedcba9876543210fedcba9876543210";
        RunRecord run = run(torn);
        assertThat(run.status()).isEqualTo(RunStatus.LOST);
        assertThat(run.name()).isEqualTo(torn);
        assertThat(run.startedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_100_000L));
        assertThat(workspace.tracker().history(torn, "loss"))
                .extracting(MetricPoint::value)
                .containsExactly(0.25);
        Path folder = golden("mlruns").resolve("7");
        assertThat(report.notes())
                .containsExactlyInAnyOrder(
                        folder.resolve(torn).resolve("meta.yaml")
                                + " cannot be read: line 2: expected quotes at the end of the text, got 'run_name: \"half a na'",
                        "line 2 of " + folder.resolve(torn + "/metrics/loss")
                                + " is no value and is left out: 'garbage'",
                        "line 3 of " + folder.resolve(torn + "/metrics/loss")
                                + " is cut off and is left out: '1700000102000 0.1'",
                        folder.resolve(torn + "/metrics/nothing") + " is empty",
                        folder.resolve("00000000000000000000000000000000") + " was deleted and is left out");
    }

    @Test
    void readingAgainAddsOnlyWhatIsNew() {
        MlflowFolder.read(golden("mlruns"), workspace.tracker());
        MlflowReport again = MlflowFolder.read(golden("mlruns"), workspace.tracker());

        assertThat(again.runs()).isZero();
        assertThat(again.present()).isEqualTo(2);
        assertThat(workspace.tracker().runs("credit: risk")).hasSize(2);
    }

    @Test
    void linksAreNotFollowedAndFilesElsewhereNotFetched() throws IOException {
        Path root = temporary.resolve("mlruns");
        Path run = Files.createDirectories(root.resolve("1").resolve(ID));
        Path secret = Files.writeString(temporary.resolve("secret"), "password");
        Files.writeString(
                run.resolve("meta.yaml"),
                "run_id: " + ID + "\nstatus: 3\nartifact_uri: file://" + temporary + "\nstart_time: 1\n");
        for (String folder : List.of("artifacts", "params", "tags", "metrics")) {
            Files.createDirectories(run.resolve(folder));
            Files.createSymbolicLink(run.resolve(folder).resolve("link"), secret);
        }
        Files.createSymbolicLink(root.resolve("2"), temporary);
        Files.writeString(run.resolve("artifacts").resolve("CON"), "a device elsewhere");
        Files.writeString(run.resolve("artifacts").resolve("a:b"), "a stream elsewhere");
        MlflowReport report = MlflowFolder.read(root, workspace.tracker());

        assertThat(report.runs()).isEqualTo(1);
        assertThat(run(ID).parameters()).isEmpty();
        assertThat(run(ID).tags()).isEmpty();
        assertThat(workspace.tracker().artifacts(ID)).isEmpty();
        assertThat(report.notes())
                .filteredOn(note -> note.endsWith("is a link and is left out"))
                .hasSize(4);
        assertThat(report.notes())
                .filteredOn(note -> note.endsWith("not every file system can hold a file with this name"))
                .hasSize(2);
    }

    @Test
    void aFolderThatIsNoneIsRefused() {
        Path nowhere = temporary.resolve("nowhere");
        assertThatThrownBy(() -> MlflowFolder.read(nowhere, workspace.tracker()))
                .isInstanceOf(MlflowException.class)
                .hasMessage(nowhere + " is no folder; name the folder that MLflow calls 'mlruns'");
        assertThatThrownBy(() -> MlflowFolder.write(workspace.tracker(), workspace.registry(), ALL, temporary))
                .isInstanceOf(MlflowException.class)
                .hasMessage(temporary + " is there already; name a folder that is not there");
    }

    private void record() {
        RunRecord run = workspace.tracker().run("credit", "logistic", work -> {
            work.parameter("penalty", 0.01).parameter("note", "two\nlines").tag("team", "risk");
            work.metric("loss", 0, 0.5).metric("loss", 1, Double.NaN).metric("val/auc", 7, Double.NEGATIVE_INFINITY);
            work.dataset(DatasetRole.TRAINING, "loans", Table.of(NumberColumn.of("Income", 1, 2, 3)));
            work.artifact("plots/roc.txt", "text/plain", out -> out.write('x'));
            return work.model(new ThresholdModel(7)).record();
        });
        RegisteredModel model = workspace.registry().model("credit");
        model.promote(model.register(run))
                .to("champion")
                .as(Actor.of("grace"))
                .under(PromotionPolicy.of())
                .because("a test");
    }

    /** What is written is what MLflow reads, file by file; only ids and what follows from them differ between runs. */
    @Test
    void aFolderIsWrittenAsMlflowHasIt() throws IOException {
        record();
        Path written = temporary.resolve("written");
        MlflowReport report = MlflowFolder.write(workspace.tracker(), workspace.registry(), ALL, written);

        RunRecord run = workspace.tracker().runs("credit").get(0);
        String digest = workspace.registry().model("credit").version(1).digest();
        String fingerprint = run.datasets().get(0).fingerprint();
        Map<String, String> found = new TreeMap<>();
        contents(written)
                .forEach((path, text) -> found.put(
                        path.replace(run.id(), "RUN").replace(run.id().substring(0, 16), "RUN-16"),
                        text.replace(run.id(), "RUN")
                                .replace(written.toUri().getRawPath().replaceFirst("/$", ""), "ROOT")
                                .replace(digest, "DIGEST")
                                .replace(fingerprint, "FINGERPRINT")));
        found.keySet().removeIf(path -> path.endsWith("environment.json") || path.endsWith("git.commit"));
        Path golden = golden("written");
        assertThat(found).containsExactlyInAnyOrderEntriesOf(contents(golden));
        assertThat(report.runs()).isEqualTo(1);
        assertThat(report.points()).isEqualTo(3);
        assertThat(report.notes()).isEmpty();
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            List<String> names = new ArrayList<>();
            root.relativize(file).forEach(name -> names.add(name.toString()));
            contents.put(String.join("/", names), Files.readString(file));
        }
        return contents;
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        record();
        Path written = temporary.resolve("written");
        MlflowFolder.write(workspace.tracker(), workspace.registry(), ALL, written);
        RunRecord run = workspace.tracker().runs("credit").get(0);
        try (Workspace other = Workspace.open(temporary.resolve("other"))) {
            MlflowReport report = MlflowFolder.read(written, other.tracker());

            assertThat(report.notes()).isEmpty();
            RunRecord again = other.tracker().find(run.id()).orElseThrow();
            assertThat(again.name()).isEqualTo(run.name());
            assertThat(again.experiment()).isEqualTo(run.experiment());
            assertThat(again.status()).isEqualTo(run.status());
            assertThat(again.startedAt()).isEqualTo(run.startedAt());
            assertThat(again.parameters()).isEqualTo(run.parameters());
            assertThat(again.metrics()).isEqualTo(run.metrics());
            assertThat(again.tags())
                    .containsEntry("team", "risk")
                    .containsEntry("mlflow.model.credit", "version 1 (champion)");
            assertThat(other.tracker().history(run.id(), "loss"))
                    .isEqualTo(workspace.tracker().history(run.id(), "loss"));
            assertThat(other.tracker().artifacts(run.id()))
                    .extracting(RunArtifact::path)
                    .contains("plots/roc.txt", "model/model.bin", "model/MLmodel");
        }
    }
}
