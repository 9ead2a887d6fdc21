// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static dev.holdfast.tracking.RunCondition.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs begin, live, die, come back and end. */
class RunLifeTest {
    private final ManualClock clock = new ManualClock();
    private final Workspace workspace;
    private final Tracker tracker;

    RunLifeTest(@TempDir Path folder) {
        workspace = backing().open(folder.resolve("w"), o -> o.clock(clock).actor(Actor.of("anna")));
        tracker = workspace.tracker();
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private RunRecord find(String id) {
        return tracker.find(id).orElseThrow();
    }

    @Test
    void aRunInABlockIsCompletedByWordAndFailedByLeavingWithoutIt() {
        String done;
        try (Run run = tracker.start("credit", "done")) {
            run.metric("loss", 1);
            run.complete();
            done = run.id();
        }
        String left;
        try (Run run = tracker.start("credit", "left")) {
            left = run.id();
        }
        String thrown;
        try (Run run = tracker.start("credit", "thrown")) {
            thrown = run.id();
            run.fail(new ArithmeticException("by zero"));
            run.complete();
        }

        assertThat(find(done).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(find(done).failure()).isEmpty();
        assertThat(find(left).status()).isEqualTo(RunStatus.FAILED);
        assertThat(find(left).failure()).contains(new RunFailure("", "closed before it was completed", ""));
        assertThat(find(thrown).status()).isEqualTo(RunStatus.FAILED);
        assertThat(find(thrown).failure())
                .hasValueSatisfying(failure -> assertThat(failure.type()).isEqualTo("java.lang.ArithmeticException"));
        assertThat(workspace.audit().entries())
                .extracting(entry -> entry.action())
                .containsExactly("run.started", "run.ended", "run.started", "run.ended", "run.started", "run.ended");
    }

    @Test
    void theWorkOfARunMayEndItItself() {
        RunRecord run = tracker.run("credit", "early", r -> {
            r.fail(new IllegalStateException("no rows"));
            return r.record();
        });

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void runsThatFailInTheSameWayHaveTheSameStackDigest() {
        for (int i = 0; i < 20; i++) {
            int row = i;
            try (Run run = tracker.start("credit", "r" + i)) {
                run.fail(thrown(() -> Integer.parseInt("row " + row)));
            }
        }
        try (Run run = tracker.start("credit", "other")) {
            run.fail(thrown(() -> List.of().get(0)));
        }

        List<RunRecord> runs = tracker.runs("credit");
        assertThat(runs.subList(1, 21))
                .extracting(run -> run.failure().orElseThrow().stackDigest())
                .containsOnly(runs.get(20).failure().orElseThrow().stackDigest());
        assertThat(runs.get(0).failure().orElseThrow().stackDigest())
                .isNotEqualTo(runs.get(1).failure().orElseThrow().stackDigest());
    }

    private static Throwable thrown(Runnable work) {
        try {
            work.run();
            throw new AssertionError("expected an exception");
        } catch (RuntimeException e) {
            return new IllegalStateException(e);
        }
    }

    @Test
    void aDeadRunIsLostFromTheEndOfItsLeaseOnWithoutAnybodyNotingIt() {
        Run dead = tracker.withLease(Duration.ofMinutes(10)).start("credit", "dead");
        clock.advance(Duration.ofMinutes(10));
        assertThat(find(dead.id()).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(tracker.search(status(RunStatus.RUNNING)).list()).hasSize(1);
        clock.advance(Duration.ofMillis(1));

        assertThat(find(dead.id()).status()).isEqualTo(RunStatus.LOST);
        assertThat(find(dead.id()).endedAt()).isEmpty();
        assertThat(tracker.runs("credit")).extracting(RunRecord::status).containsExactly(RunStatus.LOST);
        assertThat(tracker.search(status(RunStatus.LOST)).list()).hasSize(1);
        assertThat(tracker.search(status(RunStatus.RUNNING)).list()).isEmpty();
        assertThat(tracker.search(status(RunStatus.RUNNING).not()).list()).hasSize(1);

        assertThat(tracker.markLost()).extracting(RunRecord::id).containsExactly(dead.id());
        assertThat(find(dead.id()).endedAt()).contains(clock.instant());
        assertThat(tracker.search(status(RunStatus.LOST)).list()).hasSize(1);
        dead.close();
    }

    @Test
    void aRunThatWasResumedElsewhereIsNoLongerWrittenByItsFirstProcess() {
        Run first = tracker.start("credit", "long");
        first.metric("loss", 3);
        assertThatIllegalStateException()
                .isThrownBy(() -> tracker.resume(first.id()))
                .withMessage("only a failed or lost run is resumed, got 'long', RUNNING");
        clock.advance(Duration.ofHours(2));

        try (Run second = tracker.resume(first.id())) {
            second.metric("loss", 2);
            assertThatIllegalStateException()
                    .isThrownBy(() -> first.metric("loss", 9))
                    .withMessage("the run 'long' was taken for dead and resumed as attempt 2; this is attempt 1 and can"
                            + " record nothing more in it");
            assertThatIllegalStateException().isThrownBy(first::complete);
            assertThat(find(first.id()).status()).isEqualTo(RunStatus.RUNNING);
            second.complete();
        }

        assertThat(find(first.id()).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(tracker.history(first.id(), "loss"))
                .extracting(MetricPoint::value)
                .containsExactly(3.0, 2.0);
    }

    @Test
    void everyKindOfRecordingKeepsARunAlive() {
        try (Run run = tracker.withLease(Duration.ofMinutes(1)).start("credit", "busy")) {
            List<Runnable> recordings = List.of(
                    () -> run.metric("m", 1),
                    () -> run.metrics(List.of(new MetricValue("m", 2, 3))),
                    () -> run.parameter("p", clock.instant().toString()),
                    () -> run.tag("t", "v"),
                    () -> run.artifact("a", "text/plain", out -> out.write(1)),
                    run::heartbeat);
            for (Runnable recording : recordings) {
                clock.advance(Duration.ofSeconds(50));
                recording.run();
            }
            assertThat(run.record().status()).isEqualTo(RunStatus.RUNNING);
            run.complete();
        }
    }

    @Test
    void aSchedulerOfTheHostKeepsARunAliveUntilItEnds() throws Exception {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        scheduler.setRemoveOnCancelPolicy(true);
        try {
            Tracker beating = tracker.withLease(Duration.ofSeconds(1)).withHeartbeat(scheduler);
            Run run = beating.start("credit", "beating");
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofMillis(900));
                CountDownLatch beaten = new CountDownLatch(1);
                ScheduledFuture<?> told = scheduler.schedule(beaten::countDown, 300, TimeUnit.MILLISECONDS);
                assertThat(beaten.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(told.isCancelled()).isFalse();
            }
            assertThat(find(run.id()).status()).isEqualTo(RunStatus.RUNNING);
            run.complete();
            assertThat(scheduler.getQueue()).isEmpty();
            assertThat(scheduler.isShutdown()).isFalse();
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void aHeartbeatThatFailsDisturbsNobody() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            Run run = tracker.withLease(Duration.ofSeconds(1))
                    .withHeartbeat(scheduler)
                    .start("credit", "closed");
            workspace.close();
            CountDownLatch later = new CountDownLatch(1);
            ScheduledFuture<?> told = scheduler.schedule(later::countDown, 600, TimeUnit.MILLISECONDS);
            assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(told.isCancelled()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> run.metric("m", 1));
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void aPartIsARunOfItsOwnAlsoInABlock() {
        try (Run whole = tracker.start("credit", "folds")) {
            try (Run part = whole.start("fold 0")) {
                part.complete();
                assertThat(find(part.id()).parent()).contains(whole.id());
            }
            whole.complete();
            assertThatIllegalStateException().isThrownBy(() -> whole.start("fold 1"));
        }
    }

    @Test
    void aLeaseHasBounds() {
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofDays(31))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tracker.withLease(wrong))
                    .withMessage("a lease must be from a second to 30 days, got " + wrong);
        }
    }
}
