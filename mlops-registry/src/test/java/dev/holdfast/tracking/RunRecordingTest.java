// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs record: batches of metrics, files, data sets, and what is refused. */
class RunRecordingTest {
    private final Path folder;
    private final Workspace workspace;
    private final Tracker tracker;

    RunRecordingTest(@TempDir Path folder) {
        this.folder = folder;
        workspace = backing()
                .open(folder.resolve("w"), o -> o.clock(new ManualClock()).actor(Actor.of("anna")));
        tracker = workspace.tracker();
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void aBatchOfMetricsIsRecordedInItsOrderAndCountsLikeSingleOnes() {
        List<MetricValue> values = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            values.add(new MetricValue("loss", 999 - i, 1.0 / (i + 1)));
        }
        values.add(new MetricValue("auc", 5, Double.NaN));
        values.add(new MetricValue("auc", 5, -0.0));
        RunRecord run = tracker.run("credit", "batch", r -> {
            r.metrics(values).metrics(List.of());
            Map<String, Double> two = new LinkedHashMap<>();
            two.put("auc", 0.7);
            two.put("f1", 0.6);
            return r.metrics(7, two).metric("auc", 0.8).record();
        });

        assertThat(tracker.history(run.id(), "loss"))
                .hasSize(1_000)
                .extracting(MetricPoint::step)
                .startsWith(999L, 998L);
        assertThat(tracker.history(run.id(), "auc"))
                .extracting(point -> Double.doubleToRawLongBits(point.value()))
                .containsExactly(
                        Double.doubleToRawLongBits(Double.NaN),
                        Double.doubleToRawLongBits(-0.0),
                        Double.doubleToRawLongBits(0.7),
                        Double.doubleToRawLongBits(0.8));
        assertThat(tracker.history(run.id(), "auc"))
                .extracting(MetricPoint::step)
                .containsExactly(5L, 5L, 7L, 8L);
        assertThat(run.metrics())
                .containsEntry("auc", 0.8)
                .containsEntry("f1", 0.6)
                .containsEntry("loss", 0.001);
    }

    @Test
    void ofABatchWithOneBadNameNothingIsRecorded() {
        RunRecord run = tracker.run("credit", "bad", r -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.metrics(
                            List.of(new MetricValue("good", 0, 1), new MetricValue("x".repeat(10_240), 0, 1))))
                    .withMessage("the name of a metric must have 1 to 500 characters, got 10240");
            return r.record();
        });

        assertThat(run.metrics()).isEmpty();
    }

    @Test
    void limitsAreRefusedWithTheirNumber() {
        tracker.run("credit", "limits", r -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.metric("x".repeat(10_240), 1))
                    .withMessage("the name of a metric must have 1 to 500 characters, got 10240");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.tag("t", "x".repeat(65_537)))
                    .withMessage("tag 't' must have at most 65536 characters, got 65537; store it as an artifact");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.artifact("x/".repeat(500) + "y", "text/plain", out -> out.write(1)))
                    .withMessage("the path of an artifact must have 1 to 1000 characters, got 1001");
            return r.tag("t", "x".repeat(65_536)).metric("x".repeat(500), 1);
        });
    }

    @Test
    void filesAreStoredByTheirPathAndReadBackVerified() throws IOException {
        Path plots = Files.createDirectories(folder.resolve("plots/deep"));
        Files.writeString(plots.resolve("roc.svg"), "<svg/>");
        Files.write(plots.resolve("empty"), new byte[0]);
        Files.writeString(folder.resolve("plots/readme.txt"), "plots");
        Files.createSymbolicLink(plots.resolve("link"), folder.resolve("plots/readme.txt"));
        RunRecord run = tracker.run(
                "credit",
                "files",
                r -> r.artifact("notes.txt", folder.resolve("plots/readme.txt"))
                        .artifact("notes.txt", folder.resolve("plots/readme.txt"))
                        .artifact("data/rows.bin", "application/x-rows", out -> {
                            for (int i = 0; i < 3_000_000; i++) {
                                out.write(i);
                            }
                        })
                        .artifacts("plots", folder.resolve("plots"))
                        .record());

        List<RunArtifact> artifacts = tracker.artifacts(run.id());
        assertThat(artifacts)
                .extracting(RunArtifact::path)
                .containsExactly(
                        "notes.txt", "data/rows.bin", "plots/deep/empty", "plots/deep/roc.svg", "plots/readme.txt");
        assertThat(artifacts)
                .extracting(RunArtifact::mediaType)
                .containsExactly(
                        "text/plain", "application/x-rows", "application/octet-stream", "image/svg+xml", "text/plain");
        try (InputStream in = tracker.open(artifacts.get(1))) {
            assertThat(in.readAllBytes()).hasSize(3_000_000).startsWith(0, 1, 2);
        }
        assertThat(artifacts.get(2).blob().sizeBytes()).isZero();
        assertThat(tracker.artifacts("nobody")).isEmpty();
        assertThat(run.attachments()).isEmpty();
    }

    @Test
    void aFileIsStoredOnceUnderAPath() {
        tracker.run("credit", "files", r -> {
            r.artifact("a", "text/plain", out -> out.write(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.artifact("a", "text/plain", out -> out.write(2)))
                    .withMessageStartingWith("the artifact 'a' has SHA-256 ");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> r.artifact("b", folder.resolve("nothing")));
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> r.artifacts("b", folder.resolve("nothing")))
                    .withMessageStartingWith("the folder " + folder.resolve("nothing") + " cannot be read: ");
            return r;
        });
    }

    @Test
    void aPathThatLeadsElsewhereOrThatSomeFileSystemCannotHoldIsRefused() {
        Map<String, String> faults = Map.ofEntries(
                Map.entry("../x", "got '..'"),
                Map.entry("a/./b", "got '.'"),
                Map.entry("/etc/passwd", "got an empty name"),
                Map.entry("a//b", "got an empty name"),
                Map.entry("a/", "got an empty name"),
                Map.entry("C:\\x", "got the character U+003A"),
                Map.entry("a\\b", "got the character U+005C"),
                Map.entry("a\nb", "got the character U+000A"),
                Map.entry("what?", "got the character U+003F"),
                Map.entry("CON", "got the name of a device, 'CON',"),
                Map.entry("a/nul.txt", "got the name of a device, 'nul.txt',"),
                Map.entry("COM1", "got the name of a device, 'COM1',"),
                Map.entry("LPT\u00b9.log", "got the name of a device, 'LPT\u00b9.log',"),
                Map.entry("a.", "got a name that ends with a dot or a space"),
                Map.entry("a /b", "got a name that ends with a dot or a space"),
                Map.entry("\u0131".repeat(128), "got a name of 256 bytes, at most 255 are"));
        tracker.run("credit", "paths", r -> {
            faults.forEach((path, fault) -> assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.artifact(path, "text/plain", out -> out.write(1)))
                    .withMessage("the path of an artifact must be relative, its names separated by '/' and allowed on"
                            + " every file system; " + fault + " in '" + path + "'"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.artifact("a\0", "text/plain", out -> out.write(1)))
                    .withMessage("the path of an artifact cannot hold the character NUL, got one at index 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.artifact("\ud800", "text/plain", out -> out.write(1)))
                    .withMessage("the path of an artifact must be well-formed Unicode, got half of a surrogate pair at"
                            + " index 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.artifact("a/\u202egnp.exe", "text/plain", out -> out.write(1)))
                    .withMessage(
                            "the path of an artifact cannot have the character U+202E, which is a control character"
                                    + " or changes how the others are read, got one at index 2");
            for (String fine :
                    List.of("%2f", "a..b", "\u0130/\u0131", ".hidden", "console", "'; DROP TABLE hf_run; --")) {
                r.artifact(fine, "text/plain", out -> out.write(1));
            }
            assertThat(tracker.artifacts(r.id())).hasSize(6);
            return r;
        });
    }

    @Test
    void aDataSetHasAFingerprintOfItsRowsInTheirOrderAndOneInAny() {
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3));
        RunRecord run = tracker.run(
                "credit",
                "data",
                r -> r.dataset(DatasetRole.TRAINING, "as it is", table)
                        .dataset(DatasetRole.TEST, "shuffled", table.rows(2, 0, 1))
                        .dataset(new DatasetReference(
                                DatasetRole.SCORING, "large", "lake-7", "", 1L << 40, table.schema()))
                        .record());

        DatasetReference first = run.datasets().get(0);
        DatasetReference second = run.datasets().get(1);
        assertThat(first).isEqualTo(DatasetReference.of(DatasetRole.TRAINING, "as it is", table));
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(second.rowsFingerprint()).isEqualTo(first.rowsFingerprint()).isEqualTo(table.rowsFingerprint());
        assertThat(run.datasets().get(2).rows()).isEqualTo(1L << 40);
    }
}
