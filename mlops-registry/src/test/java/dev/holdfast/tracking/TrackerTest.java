// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.Attachment;
import dev.holdfast.report.Outcome;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackerTest {
    private static final Actor ANNA = Actor.of("anna", "trainer");
    private static final Table LOANS =
            Table.of(NumberColumn.of("Income", 1, Double.NaN), TextColumn.of("Status", "good", "bad"));

    private final ManualClock clock = new ManualClock();
    private final Workspace workspace;
    private final Tracker tracker;

    TrackerTest(@TempDir Path folder) {
        workspace = backing().open(folder.resolve("w"), o -> o.clock(clock).actor(ANNA));
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
    void aRunKeepsEverythingThatItsWorkRecords() {
        Instant start = clock.instant();
        RunRecord run = tracker.run("credit", "threshold", r -> {
            r.parameter("penalty", 0.01)
                    .parameter("epochs", 20)
                    .parameter("solver", "sgd")
                    .parameter("shuffle", true)
                    .parameter("status", RunStatus.LOST)
                    .parameter("rate", 0.1f)
                    .parameter("big", Long.MIN_VALUE)
                    .tag("team", "risk")
                    .tag("team", "credit")
                    .dataset(DatasetRole.TRAINING, "loans", LOANS)
                    .metric("loss", 0.5)
                    .metric("loss", 0.4)
                    .evidence(Examination.evaluation("auc", 0.8, 0.05))
                    .model(new ThresholdModel(50))
                    .attachment(Attachment.of("notes", "text/plain", new byte[] {1}));
            clock.advance(Duration.ofMinutes(2));
            return r.record();
        });

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.actor()).isEqualTo(ANNA);
        assertThat(run.startedAt()).isEqualTo(start);
        assertThat(run.endedAt()).contains(start.plusSeconds(120));
        assertThat(run.failure()).isEmpty();
        assertThat(run.parent()).isEmpty();
        assertThat(run.parameters())
                .containsExactly(
                        Map.entry("penalty", 0.01),
                        Map.entry("epochs", 20L),
                        Map.entry("solver", "sgd"),
                        Map.entry("shuffle", true),
                        Map.entry("status", "LOST"),
                        Map.entry("rate", 0.1),
                        Map.entry("big", Long.MIN_VALUE));
        assertThat(run.tags()).containsExactly(Map.entry("team", "credit"));
        assertThat(run.metrics()).containsExactly(Map.entry("loss", 0.4));
        assertThat(run.datasets()).singleElement().satisfies(dataset -> {
            assertThat(dataset.role()).isEqualTo(DatasetRole.TRAINING);
            assertThat(dataset.rows()).isEqualTo(2);
            assertThat(dataset.schema()).isEqualTo(LOANS.schema());
            assertThat(dataset.fingerprint()).isEqualTo(LOANS.fingerprint());
        });
        assertThat(run.evidence())
                .extracting(EvidenceReference::kind, EvidenceReference::outcome, EvidenceReference::summary)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("evaluation", Outcome.PASSED, "evaluated"));
        assertThat(tracker.evidence(run).get(0).measurements())
                .isEqualTo(Examination.evaluation("auc", 0.8, 0.05).measurements());
        assertThat(run.model().orElseThrow().parameterDigest()).isEqualTo(new ThresholdModel(50).parameterDigest());
        assertThat(run.attachments()).extracting(StoredAttachment::name).containsExactly("notes");
        assertThat(run.environment()).containsKeys("java.version", "os.name", "os.arch", "processors");
        assertThat(tracker.find(run.id())).contains(run);
        assertThat(run).hasToString("RunRecord[credit/threshold, " + run.id() + ", COMPLETED]");
    }

    @Test
    void theWorksOwnExceptionIsRethrownAndKept() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> tracker.run("credit", "broken", r -> {
                    r.metric("loss", 1);
                    throw new IOException("no \0 data \ud800");
                }))
                .withMessage("no \0 data \ud800");

        RunRecord run = tracker.runs("credit").get(0);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.type()).isEqualTo("java.io.IOException");
            assertThat(failure.message()).isEqualTo("no \0 data \ud800");
            assertThat(failure.stackDigest()).matches("[0-9a-f]{64}");
        });
        assertThat(run.metrics()).containsEntry("loss", 1.0);
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    @Test
    void anErrorWithoutMessageFailsTheRunToo() {
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> tracker.run("credit", "deep", r -> {
                    throw new StackOverflowError();
                }));
        assertThat(tracker.runs("credit").get(0).failure()).hasValueSatisfying(failure -> {
            assertThat(failure.type()).isEqualTo("java.lang.StackOverflowError");
            assertThat(failure.message()).isEmpty();
        });
    }

    @Test
    void aRunThatHasEndedRecordsNothingMore() {
        Run escaped = tracker.run("credit", "done", r -> r);

        assertThatIllegalStateException()
                .isThrownBy(() -> escaped.metric("loss", 1))
                .withMessage("the run 'done' has ended; nothing more can be recorded in it");
        assertThat(escaped.record().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aParameterIsWrittenOnce() {
        tracker.run("credit", "twice", r -> {
            r.parameter("penalty", 0.01).parameter("penalty", 0.01).parameter("n", 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.parameter("penalty", 0.02))
                    .withMessage("parameter 'penalty' is 0.01 (number) in this run and cannot become 0.02 (number); a"
                            + " parameter is recorded once");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.parameter("n", "1"))
                    .withMessage("parameter 'n' is 1 (integer) in this run and cannot become 1 (text); a parameter is"
                            + " recorded once");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.parameter("list", List.of(1)))
                    .withMessageStartingWith("parameter 'list' must be a text, a number, a boolean or an enum, got ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.parameter("long", "x".repeat(65_537)))
                    .withMessage("parameter 'long' must have at most 65536 characters, got 65537; store it as an"
                            + " attachment");
            return true;
        });
    }

    @Test
    void everyValueOfAMetricIsKeptToTheLastBit() {
        double odd = Double.longBitsToDouble(0x7ff8000000000123L);
        RunRecord run = tracker.run(
                "credit",
                "values",
                r -> r.metric("m", 5, Double.NaN)
                        .metric("m", -3, -0.0)
                        .metric("m", Long.MAX_VALUE, Double.NEGATIVE_INFINITY)
                        .metric("m", 5, odd)
                        .metric("m", Double.MIN_VALUE)
                        .record());

        List<MetricPoint> history = tracker.history(run.id(), "m");
        assertThat(history).extracting(MetricPoint::step).containsExactly(5L, -3L, Long.MAX_VALUE, 5L, 6L);
        assertThat(history)
                .extracting(point -> Double.doubleToRawLongBits(point.value()))
                .containsExactly(
                        Double.doubleToRawLongBits(Double.NaN),
                        Double.doubleToRawLongBits(-0.0),
                        Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
                        0x7ff8000000000123L,
                        1L);
        assertThat(run.metrics()).containsEntry("m", Double.MIN_VALUE);
        assertThat(tracker.history(run.id(), "other")).isEmpty();
    }

    @Test
    void whatIsRecordedOnceCannotBecomeAnother() {
        tracker.run("credit", "clash", r -> {
            r.dataset(DatasetRole.TEST, "loans", LOANS).dataset(DatasetRole.TEST, "loans", LOANS);
            r.dataset(DatasetRole.TRAINING, "loans", LOANS.slice(0, 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.dataset(DatasetRole.TEST, "loans", LOANS.slice(0, 1)))
                    .withMessageStartingWith("the TEST data set 'loans' has SHA-256 ");
            r.model(new ThresholdModel(1)).model(new ThresholdModel(1));
            assertThatIllegalStateException()
                    .isThrownBy(() -> r.model(new ThresholdModel(2)))
                    .withMessageEndingWith("; use a run for each model");
            Attachment notes = Attachment.of("notes", "text/plain", new byte[] {1});
            r.attachment(notes).attachment(notes);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.attachment(Attachment.of("notes", "text/plain", new byte[] {2})))
                    .withMessageStartingWith("the attachment 'notes' has SHA-256 ");
            return true;
        });
    }

    @Test
    void runsOfAnExperimentComeNewestFirst() {
        for (String name : List.of("a", "b", "c")) {
            tracker.run("credit", name, r -> r.metric("m", 1).tag("t", name));
            tracker.run("other", name, r -> true);
        }

        assertThat(tracker.runs("credit")).extracting(RunRecord::name).containsExactly("c", "b", "a");
        assertThat(tracker.runs("credit"))
                .extracting(run -> run.tags().get("t"))
                .containsExactly("c", "b", "a");
        assertThat(tracker.runs("nothing")).isEmpty();
        assertThat(tracker.experiments()).containsExactly("credit", "other");
        assertThat(tracker.find("nothing")).isEmpty();
    }

    @Test
    void manyThreadsRecordInOneRun() throws Exception {
        RunRecord run = tracker.run("credit", "parallel", r -> {
            var executor = Executors.newFixedThreadPool(8);
            try {
                var futures = java.util.stream.IntStream.range(0, 80)
                        .mapToObj(i -> executor.submit(() -> r.metric("m", i)))
                        .toList();
                for (var future : futures) {
                    future.get();
                }
            } finally {
                executor.shutdown();
            }
            return r.record();
        });

        assertThat(tracker.history(run.id(), "m"))
                .hasSize(80)
                .extracting(MetricPoint::step)
                .doesNotHaveDuplicates();
    }
}
