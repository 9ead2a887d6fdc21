// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.artifact.Blob;
import dev.holdfast.audit.Actor;
import dev.holdfast.report.Outcome;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What earlier versions wrote is read by this one: an export of format 1. The file is never made again; a later format
 * brings a file of its own.
 */
class TrackingCorpusTest {
    private final Path folder;

    TrackingCorpusTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(TrackingCorpusTest.class.getResourceAsStream("/corpus/tracking/" + name), name);
    }

    private Path export() throws IOException {
        Path file = folder.resolve("export.jsonl");
        try (InputStream in = resource("export-1.jsonl")) {
            Files.copy(in, file);
        }
        return file;
    }

    private static Workspace open(Path folder) {
        return Workspace.open(folder, o -> o.clock(new ManualClock()).actor(Actor.of("bob")));
    }

    private static void holds(Workspace workspace) throws IOException {
        Tracker tracker = workspace.tracker();
        assertThat(tracker.experiments()).containsExactly("credit \u0131", "other");
        List<RunRecord> credit = tracker.runs("credit \u0131");
        assertThat(credit).extracting(RunRecord::name).containsExactly("part", "whole");
        RunRecord whole = credit.get(1);
        assertThat(credit.get(0).parent()).contains(whole.id());
        assertThat(whole.parameters())
                .containsExactly(
                        Map.entry("penalty", 0.01),
                        Map.entry("n", Long.MIN_VALUE),
                        Map.entry("nan", Double.NaN),
                        Map.entry("text", "a\n\"b\""),
                        Map.entry("flag", false));
        assertThat(whole.tags()).containsExactly(Map.entry("team", "risk"));
        assertThat(whole.actor()).isEqualTo(Actor.of("Ann", "trainer"));
        assertThat(tracker.history(whole.id(), "m"))
                .extracting(point -> Double.doubleToRawLongBits(point.value()))
                .containsExactly(
                        0x7ff8000000000123L,
                        0xfff0000000000001L,
                        Double.doubleToRawLongBits(-0.0),
                        Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
                        1L);
        assertThat(tracker.history(whole.id(), "m"))
                .extracting(MetricPoint::step)
                .containsExactly(5L, 5L, -3L, Long.MAX_VALUE, Long.MIN_VALUE);
        assertThat(whole.datasets()).singleElement().satisfies(dataset -> {
            assertThat(dataset.rows()).isEqualTo(3);
            assertThat(dataset.fingerprint()).hasSize(64).isNotEqualTo(dataset.rowsFingerprint());
        });
        assertThat(tracker.evidence(whole))
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.outcome()).isEqualTo(Outcome.PASSED));
        assertThat(tracker.artifacts(whole.id()))
                .extracting(RunArtifact::path)
                .containsExactly("plots/empty.svg", "rows.bin");
        workspace.blobs().verify(whole.model().orElseThrow().blob());
        workspace.blobs().verify(whole.attachments().get(0).blob());
        for (RunArtifact artifact : tracker.artifacts(whole.id())) {
            Blob blob = artifact.blob();
            try (InputStream in = tracker.open(artifact)) {
                assertThat(in.readAllBytes()).hasSize((int) blob.sizeBytes());
            }
        }
        List<RunRecord> other = tracker.runs("other");
        assertThat(other).extracting(RunRecord::name).containsExactly("under way", "failed");
        assertThat(other.get(1).failure()).hasValueSatisfying(failure -> {
            assertThat(failure.message()).isEqualTo("no \0 data \ud800");
            assertThat(failure.stackDigest()).hasSize(64);
        });
    }

    @Test
    void anEarlierExportIsImported() throws IOException {
        try (Workspace workspace = open(folder.resolve("new"))) {
            assertThat(workspace.tracker().importFrom(export())).isEqualTo(new RunImportReport(4, 0, 7, 4));
            holds(workspace);
            Path again = folder.resolve("again.jsonl");
            workspace.tracker().exportTo(again);
            assertThat(again).hasSameBinaryContentAs(folder.resolve("export.jsonl"));
        }
    }
}
