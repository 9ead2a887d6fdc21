// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.model.Attachment;
import dev.holdfast.testkit.Child;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that records is killed at any moment: every write that it had acknowledged is there with its value, and
 * every blob that is named can be read. {@code -Dholdfast.kills=N} kills more often, {@code -Dholdfast.seed=N} at other
 * moments.
 */
class RunKillTest {
    private static final int KILLS = Integer.getInteger("holdfast.kills", 2);
    private static final long SEED = Long.getLong("holdfast.seed", 1);

    @Test
    void whatARunAcknowledgedSurvivesAKillOnSqlite(@TempDir Path temporary) throws Exception {
        kill(temporary, temporary.resolve("w").toString());
    }

    @Test
    void whatARunAcknowledgedSurvivesAKillOnPostgres(@TempDir Path temporary) throws Exception {
        try (PostgresServer server = PostgresServer.start(temporary.resolve("data"))) {
            kill(temporary, server.url(), temporary.toString());
        }
    }

    private static void kill(Path temporary, String... place) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        long checked = 0;
        long unended = 0;
        int kills = 0;
        try (Workspace workspace = Child.open(place)) {
            // A moment may fall between two runs; one run at least must have been killed within.
            for (; kills < KILLS || (unended == 0 && kills < KILLS + 30); kills++) {
                List<String> lines =
                        Child.start(Recorder.class, temporary, place).killAfter(random.nextInt(20, 600));
                for (String line : lines) {
                    check(workspace, line.split("\t", -1));
                }
                checked += lines.size();
                String last = lines.get(lines.size() - 1).split("\t", -1)[1];
                unended += workspace.tracker().find(last).orElseThrow().status() == RunStatus.RUNNING ? 1 : 0;
            }
            checkBlobs(workspace);
            assertThat(workspace.audit().verify().intact()).isTrue();
        }
        assertThat(checked).isGreaterThan(kills);
        assertThat(unended).as("runs that were killed within").isPositive();
        System.err.println(place[0].replaceFirst(".*/w$", "sqlite") + ": " + kills + " kills, " + checked
                + " acknowledged writes checked");
    }

    private static void check(Workspace workspace, String[] line) {
        RunRecord run = workspace.tracker().find(line[1]).orElseThrow();
        switch (line[0]) {
            case "start" -> assertThat(run.experiment()).isEqualTo("e");
            case "parameter" -> assertThat(run.parameters()).containsEntry(line[2], Long.valueOf(line[3]));
            case "tag" -> assertThat(run.tags()).containsEntry(line[2], line[3]);
            case "metric" -> {
                List<MetricPoint> points = workspace.tracker().history(run.id(), line[2]);
                int step = Integer.parseInt(line[3]);
                assertThat(points).hasSizeGreaterThan(step);
                for (int i = 0; i < points.size(); i++) {
                    assertThat(points.get(i).step()).isEqualTo(i);
                    assertThat(points.get(i).value()).isEqualTo(1.0 / (i + 1));
                }
                assertThat(run.metrics()).containsEntry(line[2], 1.0 / points.size());
            }
            case "attachment" ->
                assertThat(run.attachments()).extracting(StoredAttachment::name).contains(line[2]);
            case "model" ->
                assertThat(run.model().orElseThrow().parameterDigest()).isEqualTo(line[2]);
            case "end" -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            default -> throw new AssertionError("an unknown line: " + line[0]);
        }
    }

    private static void checkBlobs(Workspace workspace) {
        BlobStore blobs = workspace.blobs();
        for (RunRecord run : workspace.tracker().runs("e")) {
            run.attachments().forEach(each -> blobs.verify(each.blob()));
            run.model().ifPresent(model -> blobs.verify(model.blob()));
            assertThat(run.status()).isIn(RunStatus.RUNNING, RunStatus.COMPLETED);
        }
    }

    /** Records runs until it is killed, and says after each call what is recorded. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] place) {
            try (Workspace workspace = Child.open(place)) {
                for (int i = 0; ; i++) {
                    int number = i;
                    String id = workspace.tracker().run("e", "r", run -> record(run, number));
                    say("end", id);
                }
            }
        }

        private static String record(Run run, int number) {
            String id = run.id();
            say("start", id);
            for (int i = 0; i < 5; i++) {
                run.parameter("p" + i, number + i);
                say("parameter", id, "p" + i, number + i);
                run.tag("t" + i, "v" + number);
                say("tag", id, "t" + i, "v" + number);
            }
            for (int i = 0; i < 20; i++) {
                run.metric("m", 1.0 / (i + 1));
                say("metric", id, "m", i);
            }
            // Some blobs are new with each run, and one is in all of them.
            run.attachment(Attachment.of("new", "text/plain", id.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            say("attachment", id, "new");
            run.attachment(Attachment.of("same", "text/plain", new byte[70_000]));
            say("attachment", id, "same");
            ThresholdModel model = new ThresholdModel(number);
            run.model(model);
            say("model", id, model.parameterDigest());
            return id;
        }

        private static void say(Object... words) {
            System.out.println(String.join(
                    "\t", java.util.Arrays.stream(words).map(String::valueOf).toList()));
        }
    }
}
