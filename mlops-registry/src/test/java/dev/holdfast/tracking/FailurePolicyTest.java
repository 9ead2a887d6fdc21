// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.model.Attachment;
import dev.holdfast.report.Outcome;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.Outage;
import dev.holdfast.testkit.Postgres;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run while the database is away. */
class FailurePolicyTest {
    private final ManualClock clock = new ManualClock();
    private final Path blobs;
    private final Outage database = new Outage(Postgres.schema());
    private final Workspace workspace;
    private final Tracker warning;

    FailurePolicyTest(@TempDir Path folder) {
        blobs = folder.resolve("blobs");
        workspace = Workspace.connect(
                database, FolderBlobs.in(blobs), options -> options.clock(clock).patience(Duration.ofMillis(50)));
        warning = workspace.tracker().withFailurePolicy(FailurePolicy.WARN);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void withoutAPolicyAnOutageFailsTheRunWithATypedError() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> workspace.tracker().run("e", "r", run -> {
                    run.metric("loss", 0.5);
                    database.away(true);
                    return run.metric("loss", 0.4);
                }))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                .withMessageContaining("could not be reached; see that it runs and that the data source leads to it");

        database.away(false);
        RunRecord run = workspace.tracker().runs("e").get(0);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(workspace.tracker().history(run.id(), "loss")).hasSize(1);
    }

    @Test
    void anOutageThatEndsLosesNothing() {
        Instant recorded = clock.instant();
        RunRecord run = warning.run("e", "r", r -> {
            r.metric("loss", 0.5);
            database.away(true);
            r.metric("loss", 0.4)
                    .metrics(7, Map.of("loss", 0.3))
                    .parameter("penalty", 0.1)
                    .tag("team", "risk")
                    .evidence(Examination.evaluation("auc", 0.8, 0.05))
                    .model(new ThresholdModel(1))
                    .attachment(Attachment.of("notes", "text/plain", new byte[] {1}))
                    .heartbeat();
            assertThat(r.record().metrics()).isEmpty();
            clock.advance(Duration.ofSeconds(5));
            database.away(false);
            return r.record();
        });

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.metrics()).containsExactly(Map.entry("loss", 0.3));
        assertThat(run.parameters()).containsExactly(Map.entry("penalty", 0.1));
        assertThat(run.tags()).containsExactly(Map.entry("team", "risk"));
        assertThat(run.evidence()).extracting(EvidenceReference::outcome).containsExactly(Outcome.PASSED);
        assertThat(run.model()).isPresent();
        assertThat(run.attachments()).hasSize(1);
        assertThat(workspace.tracker().history(run.id(), "loss"))
                .containsExactly(
                        new MetricPoint(0, 0.5, recorded),
                        new MetricPoint(1, 0.4, recorded),
                        new MetricPoint(7, 0.3, recorded));
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    @Test
    void aRunThatCouldNotBeginBeginsWhenTheOutageIsOver() {
        Instant began = clock.instant();
        database.away(true);
        RunRecord run = warning.run("e", "r", r -> {
            r.metric("loss", 0.5).run("part", part -> part.parameter("fold", 1));
            clock.advance(Duration.ofMinutes(1));
            database.away(false);
            return r.record();
        });

        assertThat(run.startedAt()).isEqualTo(began);
        assertThat(run.endedAt()).contains(clock.instant());
        assertThat(run.metrics()).containsExactly(Map.entry("loss", 0.5));
        assertThat(run.tags()).isEmpty();
    }

    @Test
    void whatFindsNoRoomIsLostAndTheRunSaysSo() {
        RunRecord run = warning.run("e", "r", r -> {
            database.away(true);
            for (int i = 0; i < 99; i++) {
                r.metrics(java.util.stream.LongStream.range(0, 101)
                        .mapToObj(step -> new MetricValue("loss", step, 1))
                        .toList());
            }
            r.metrics(java.util.stream.LongStream.range(0, 101)
                    .mapToObj(step -> new MetricValue("loss", step, 2))
                    .toList());
            r.parameter("penalty", 0.1).tag("team", "risk");
            database.away(false);
            return r.record();
        });

        assertThat(run.tags()).containsExactly(Map.entry("holdfast.lost", "metric value: 101, tag: 1"));
        assertThat(workspace.tracker().history(run.id(), "loss")).hasSize(9_999);
    }

    @Test
    void aRunThatEndsInAnOutageIsLostAfterItsLeaseAndItsWorkHasItsResult() {
        String result = warning.run("e", "r", r -> {
            database.away(true);
            r.metric("loss", 0.4);
            return "done";
        });

        assertThat(result).isEqualTo("done");
        database.away(false);
        assertThat(workspace.tracker().runs("e").get(0).status()).isEqualTo(RunStatus.RUNNING);
        clock.advance(Duration.ofHours(2));
        assertThat(workspace.tracker().runs("e").get(0).status()).isEqualTo(RunStatus.LOST);
    }

    @Test
    void bytesThatCannotBeWrittenAreLostAndTheRunSaysSo() throws Exception {
        Files.createDirectories(blobs.getParent());
        Files.writeString(blobs, "a file where the folder should be");
        RunRecord run =
                warning.run("e", "r", r -> r.model(new ThresholdModel(1)).record());

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.model()).isEmpty();
        assertThat(run.tags()).containsExactly(Map.entry("holdfast.lost", "model: 1"));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> workspace.tracker().run("e", "r", r -> r.model(new ThresholdModel(1))));
    }

    @Test
    void misuseIsThrownUnderEitherPolicy() {
        warning.run("e", "r", run -> {
            assertThatIllegalArgumentException().isThrownBy(() -> run.metric("", 1));
            run.parameter("penalty", 1);
            assertThatIllegalArgumentException().isThrownBy(() -> run.parameter("penalty", 2));
            database.away(true);
            assertThatIllegalArgumentException().isThrownBy(() -> run.parameter("p", new Object()));
            // Nobody can know now that another value is stored; the log is told later, and the run.
            run.parameter("penalty", 3);
            database.away(false);
            return run;
        });
        RunRecord run = workspace.tracker().runs("e").get(0);
        assertThat(run.parameters()).containsExactly(Map.entry("penalty", 1L));
        assertThat(run.tags()).containsEntry("holdfast.lost", "parameter: 1");
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    Run ended = warning.start("e", "r");
                    ended.complete();
                    ended.metric("loss", 1);
                })
                .withMessageContaining("has ended");
    }

    @Test
    void whileTheOutageLastsTheWorkDoesNotWait() {
        warning.run("e", "r", run -> {
            database.away(true);
            run.metric("loss", 0);
            int before = database.attempts();
            for (int i = 0; i < 5_000; i++) {
                run.metric("loss", i);
            }
            assertThat(database.attempts() - before).isLessThan(50);
            database.away(false);
            return true;
        });
        RunRecord run = workspace.tracker().runs("e").get(0);
        assertThat(workspace.tracker().history(run.id(), "loss")).hasSize(5_001);
    }

    @Test
    void anAnswerThatIsLostInACommitDoesNothingTwice() {
        for (FailurePolicy policy : FailurePolicy.values()) {
            Tracker tracker = workspace.tracker().withFailurePolicy(policy);
            database.loseNextAnswer();
            String id = tracker.run(policy.name(), "r", r -> {
                database.loseNextAnswer();
                r.parameter("penalty", 0.1);
                database.loseNextAnswer();
                r.tag("team", "risk");
                database.loseNextAnswer();
                r.model(new ThresholdModel(1));
                database.loseNextAnswer();
                return r.id();
            });

            RunRecord run = tracker.find(id).orElseThrow();
            assertThat(workspace.tracker().runs(policy.name())).containsExactly(run);
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(run.parameters()).containsExactly(Map.entry("penalty", 0.1));
            assertThat(run.model()).isPresent();
        }
        assertThat(workspace.audit().entries()).hasSize(4);
    }

    @Test
    void aMetricWhoseCommitWasNotAnsweredIsToldToBeUncertain() {
        workspace.tracker().run("fail", "r", run -> {
            run.metric("loss", 0.5);
            database.loseNextAnswer();
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> run.metric("loss", 0.4))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNCERTAIN))
                    .withMessageContaining("while a change was being committed, so it may be stored or not");
            database.breakNextCommit();
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> run.metric("loss", 0.3))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNCERTAIN));
            return true;
        });
        RunRecord failed = workspace.tracker().runs("fail").get(0);
        assertThat(workspace.tracker().history(failed.id(), "loss")).hasSize(2);

        List<Long> steps = warning.run("warn", "r", run -> {
            run.metric("loss", 0.5);
            database.breakNextCommit();
            run.metric("loss", 0.4).metric("loss", 0.3);
            return workspace.tracker().history(run.id(), "loss").stream()
                    .map(MetricPoint::step)
                    .toList();
        });
        assertThat(steps).containsExactly(0L, 1L);
        assertThat(workspace.tracker().runs("warn").get(0).tags()).containsEntry("holdfast.lost", "metric value: 1");
    }
}
