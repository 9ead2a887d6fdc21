// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.internal.store.Json;
import dev.holdfast.model.Attachment;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that was tracked goes out as JSON lines and comes back as it was. */
class RunExportTest {
    private final ManualClock clock = new ManualClock();
    private final Path folder;
    private final Path export;
    private final Workspace from;
    private final Workspace to;

    RunExportTest(@TempDir Path folder) {
        this.folder = folder;
        export = folder.resolve("runs.jsonl");
        from = backing().open(folder.resolve("from"), o -> o.clock(clock).actor(Actor.of("anna", "trainer")));
        to = backing().open(folder.resolve("to"), o -> o.clock(clock).actor(Actor.of("bob")));
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
    }

    /** A workspace of everything: a whole with a part, a failure, a run under way, values of every kind. */
    static void fill(Tracker tracker, ManualClock clock) {
        tracker.run("credit \u0131", "whole '; DROP", r -> {
            r.parameter("penalty", 0.01)
                    .parameter("n", Long.MIN_VALUE)
                    .parameter("nan", Double.NaN)
                    .parameter("text", "a\n\"b\"")
                    .parameter("flag", false)
                    .tag("team", "risk")
                    .dataset(DatasetRole.TRAINING, "loans", Table.of(NumberColumn.of("x", 1, Double.NaN)))
                    .evidence(Examination.evaluation("auc", 0.8, 0.05))
                    .model(new ThresholdModel(50))
                    .attachment(Attachment.of("notes", "text/plain", new byte[] {1}))
                    .artifact("empty", "text/plain", out -> {})
                    .artifact("a/large", "application/x", out -> {
                        for (int i = 0; i < 100_000; i++) {
                            out.write(i * 31);
                        }
                    });
            r.metric("m", 5, Double.longBitsToDouble(0x7ff8000000000123L))
                    .metric("m", 5, Double.longBitsToDouble(0xfff0000000000001L))
                    .metric("m", -3, -0.0)
                    .metric("m", Long.MAX_VALUE, Double.NEGATIVE_INFINITY)
                    .metric("m", Long.MIN_VALUE, Double.MIN_VALUE);
            List<MetricValue> many = new ArrayList<>();
            for (int i = 0; i < 2_345; i++) {
                many.add(new MetricValue(i % 2 == 0 ? "even" : "odd", i, 1.0 / i));
            }
            clock.advance(Duration.ofSeconds(7));
            r.metrics(many);
            r.run("part", part -> part.metric("m", 1));
            return r;
        });
        try (Run failed = tracker.start("other", "failed")) {
            failed.fail(new IOException("no \0 data \ud800"));
        }
        tracker.start("other", "under way").metric("m", 1);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    @Test
    void whatGoesOutComesBackAsItWas() throws IOException {
        fill(from.tracker(), clock);
        from.tracker().exportTo(export);
        RunImportReport report = to.tracker().importFrom(export);

        assertThat(report).isEqualTo(new RunImportReport(4, 0, 5 + 2_345 + 2, 4));
        assertThat(to.tracker().experiments()).isEqualTo(from.tracker().experiments());
        for (String experiment : from.tracker().experiments()) {
            List<RunRecord> runs = from.tracker().runs(experiment);
            assertThat(to.tracker().runs(experiment)).isEqualTo(runs);
            for (RunRecord run : runs) {
                assertThat(to.tracker().artifacts(run.id()))
                        .isEqualTo(from.tracker().artifacts(run.id()));
                assertThat(to.tracker().evidence(run)).hasSameSizeAs(run.evidence());
                for (String metric : run.metrics().keySet()) {
                    assertThat(bits(to.tracker().history(run.id(), metric)))
                            .isEqualTo(bits(from.tracker().history(run.id(), metric)));
                }
                for (RunArtifact artifact : to.tracker().artifacts(run.id())) {
                    to.tracker().open(artifact).close();
                }
            }
        }
        assertThat(to.tracker()
                        .search(RunCondition.parse("parameter(\"penalty\") < 0.1 and metric(\"m\") > 0"))
                        .list())
                .hasSize(1);
        Path again = folder.resolve("again.jsonl");
        to.tracker().exportTo(again);
        assertThat(again).hasSameBinaryContentAs(export);
        assertThat(to.audit().verify().intact()).isTrue();
        assertThat(to.audit().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.action()).isEqualTo("runs.imported"))
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo(Actor.of("bob")));
    }

    private static List<String> bits(List<MetricPoint> history) {
        return history.stream()
                .map(point -> point.step() + " " + Long.toHexString(Double.doubleToRawLongBits(point.value())) + " "
                        + point.at())
                .toList();
    }

    @Test
    void importingTwiceDoesNoMoreThanOnce() throws IOException {
        fill(from.tracker(), clock);
        from.tracker().exportTo(export);
        to.tracker().importFrom(export);

        assertThat(to.tracker().importFrom(export)).isEqualTo(new RunImportReport(0, 4, 0, 4));
        assertThat(from.tracker().importFrom(export)).isEqualTo(new RunImportReport(0, 4, 0, 4));
        assertThat(to.audit().entries()).hasSize(1);
        from.tracker().run("credit", "late", r -> r.metric("m", 1));
        from.tracker().exportTo(export);
        assertThat(to.tracker().importFrom(export)).isEqualTo(new RunImportReport(1, 4, 1, 4));
    }

    @Test
    void aRunThatIsAnotherHereIsRefusedAndNothingIsImported() throws IOException {
        String id;
        try (Run run = from.tracker().start("credit", "first")) {
            id = run.id();
        }
        from.tracker().exportTo(export);
        to.tracker().importFrom(export);
        to.tracker().resume(id, r -> r.metric("m", 1));
        Path second = folder.resolve("second.jsonl");
        from.tracker().run("another", "second", r -> r);
        from.tracker().exportTo(second);

        assertThatIllegalStateException()
                .isThrownBy(() -> to.tracker().importFrom(second))
                .withMessage("the run " + id + " of the export is in this workspace already, and is another by now;"
                        + " import into a workspace that does not have it");
        assertThat(to.tracker().experiments()).containsExactly("credit");
    }

    @Test
    void anImportedRunIsFoundGoesOnAndKeepsItsLineage() {
        String id = from.tracker().start("credit", "dead").id();
        from.tracker().exportTo(export);
        to.tracker().importFrom(export);
        clock.advance(Duration.ofHours(2));

        assertThat(to.tracker().find(id).orElseThrow().status()).isEqualTo(RunStatus.LOST);
        RunRecord done = to.tracker().resume(id, r -> r.metric("m", 1).record());
        assertThat(done.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(done.actor()).isEqualTo(Actor.of("anna", "trainer"));
    }

    @Test
    void everyLineThatIsMissingMovedOrDoubledIsNamed() throws IOException {
        fill(from.tracker(), clock);
        from.tracker().exportTo(export);
        List<String> lines = lines(export);
        for (int i = 0; i < lines.size(); i++) {
            List<String> without = new ArrayList<>(lines);
            without.remove(i);
            if (i == lines.size() - 1) {
                refused(without, "is cut off: expected a last line that counts 4 runs, found none");
            } else {
                refused(without, "line " + (i + 1) + " of the export");
                List<String> swapped = new ArrayList<>(lines);
                swapped.set(i, lines.get(i + 1));
                swapped.set(i + 1, lines.get(i));
                refused(swapped, "line " + (i + 1) + " of the export");
            }
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, lines.get(i));
            refused(twice, "line " + (i + 2) + " of the export");
        }
        refused(List.of(), "is empty");
    }

    private void refused(List<String> lines, String message) throws IOException {
        Path file = folder.resolve("damaged.jsonl");
        Files.write(file, lines);
        refused(file, message);
    }

    private void refused(Path file, String message) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> to.tracker().importFrom(file))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .withMessageContaining(message)
                .withMessageContaining("nothing was imported");
        assertThat(to.tracker().experiments()).isEmpty();
    }

    @Test
    void everyByteThatIsChangedIsFoundOrChangesNothing() throws IOException {
        from.tracker().run("c", "r", r -> r.metric("m", 1).artifact("a", "t", out -> out.write(7)));
        from.tracker().exportTo(export);
        byte[] bytes = Files.readAllBytes(export);
        int step = Integer.getInteger("holdfast.flips.step", 7);
        Path file = folder.resolve("flipped.jsonl");
        int line = 1;
        for (int i = 0; i < bytes.length; i++) {
            if (i % step == 0) {
                byte[] flipped = bytes.clone();
                flipped[i] ^= 1;
                Files.write(file, flipped);
                // A line feed that is lost or won joins two lines or parts one.
                refused(
                        file,
                        bytes[i] == '\n' || flipped[i] == '\n' ? " of the export" : "line " + line + " of the export");
            }
            line += bytes[i] == '\n' ? 1 : 0;
        }
    }

    @Test
    void aLineThatIsWellHashedButSaysNonsenseIsNamed() throws IOException {
        from.tracker().run("c", "r", r -> r.metric("m", 1).parameter("p", 1).artifact("a", "t", out -> out.write(7)));
        from.tracker().exportTo(export);
        Map<String, String> faults = Map.ofEntries(
                Map.entry("\"kind\":\"experiment\",\"name\":\"c\"", "\"kind\":\"experiment\",\"name\":\"\""),
                Map.entry("\"format\":1", "\"format\":2"),
                Map.entry("\"name\":\"a\"", "\"name\":\"../a\""),
                Map.entry("\"COMPLETED\"", "\"DONE\""),
                Map.entry("\"INTEGER\",\"1\"", "\"INTEGER\",\"x\""),
                Map.entry("\"role\":\"ARTIFACT\"", "\"role\":\"OTHER\""),
                Map.entry("\"data\":\"Bw==\"", "\"data\":\"CA==\""),
                Map.entry("\"data\":\"Bw==\" ", "\"data\":\"BwcH\""),
                Map.entry("\"metric\":\"m\"", "\"metric\":\"n\""),
                Map.entry("3ff0000000000000", "3ff0"),
                Map.entry("\"runs\":1", "\"runs\":2"),
                Map.entry("\"kind\":\"points\"", "\"kind\":\"plots\""));
        for (Map.Entry<String, String> fault : faults.entrySet()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ExportLines.Writer writer = new ExportLines.Writer(out);
            int number = 0;
            int changed = 0;
            for (String line : lines(export)) {
                String text = Json.canonical(Json.parseObject(line).get("content"));
                String other = text.replace(fault.getKey().strip(), fault.getValue());
                number++;
                changed = changed == 0 && !text.equals(other) ? number : changed;
                writer.line(Json.parseObject(other));
            }
            Path file = folder.resolve("nonsense.jsonl");
            Files.write(file, out.toByteArray());
            assertThat(changed).as(fault.getKey()).isPositive();
            refused(file, "line " + changed + " of the export");
        }
    }

    @Test
    void aFileThatIsNoneOrNotThereIsRefused() throws IOException {
        Files.write(export, new byte[] {'{', (byte) 0xff, '}', '\n'});
        refused(export, "it is not UTF-8");
        Files.writeString(export, "{}");
        refused(export, "it ends without a line feed");
        Files.writeString(export, "[]\n");
        refused(export, "expected a JSON object, got []");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> to.tracker().importFrom(folder.resolve("nothing")))
                .withMessageContaining("cannot be read");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> to.tracker().exportTo(folder.resolve("no/folder/x.jsonl")))
                .withMessageContaining("cannot be written");
    }

    @Test
    void anExportShowsOneMomentAndIsTheSameWheneverNothingChanged() throws IOException {
        fill(from.tracker(), clock);
        from.tracker().exportTo(export);
        byte[] first = Files.readAllBytes(export);
        clock.advance(Duration.ofDays(3));
        from.tracker().exportTo(export);

        assertThat(Files.readAllBytes(export)).isEqualTo(first);
        assertThat(new String(first, StandardCharsets.UTF_8).lines().findFirst().orElseThrow())
                .startsWith("{\"content\":{\"format\":1,\"kind\":\"header\"},\"hash\":\"");
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }
}
