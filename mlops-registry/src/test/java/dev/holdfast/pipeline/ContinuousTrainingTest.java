// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.pipeline.TrainingResponse.Accepted;
import dev.holdfast.pipeline.TrainingResponse.Suppressed;
import dev.holdfast.pipeline.TrainingResponse.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ContinuousTrainingTest {
    private final SettableClock clock = new SettableClock();
    private final AtomicInteger trained = new AtomicInteger();
    private final Pipeline<String, Integer> pipeline = Pipeline.named("credit")
            .step("train", (String text) -> trained.incrementAndGet())
            .clock(clock);

    private ContinuousTrainingBuilder<Integer> training() {
        return ContinuousTraining.of(pipeline, () -> "loans").clock(clock);
    }

    @Test
    void anAcceptedRequestWaitsForRunPendingWhenThereIsNoExecutor() {
        ContinuousTraining<Integer> training = training().open();

        assertThat(training.runPending()).isEmpty();
        assertThat(training.request("drift")).isEqualTo(new Accepted("drift", 1));
        assertThat(trained).hasValue(0);
        assertThat(training.status().state()).isEqualTo(TrainingStatus.State.PENDING);

        TrainingOutcome<Integer> outcome = training.runPending().orElseThrow();

        assertThat(outcome.number()).isEqualTo(1);
        assertThat(outcome.reasons()).containsExactly("drift");
        assertThat(outcome.result().orThrow()).isEqualTo(1);
        assertThat(outcome.endedAt()).isEqualTo(clock.instant());
        assertThat(training.runPending()).isEmpty();
        assertThat(training.status())
                .isEqualTo(
                        new TrainingStatus(TrainingStatus.State.IDLE, 1, 1, 1, Optional.of(clock.instant()), Map.of()));
    }

    @Test
    void requestsWhileOneWaitsAddTheirReasonsToIt() {
        ContinuousTraining<Integer> training = training().open();
        training.request("drift in Income");

        assertThat(training.request("drift in Age")).isEqualTo(suppressed("drift in Age", Why.PENDING, null));
        assertThat(training.runPending().orElseThrow().reasons()).containsExactly("drift in Income", "drift in Age");
        assertThat(training.status().suppressed()).isEqualTo(Map.of(Why.PENDING, 1L));
    }

    @Test
    void aRequestDuringARunIsToldSo() {
        List<TrainingResponse> during = new ArrayList<>();
        List<ContinuousTraining<?>> self = new ArrayList<>();
        ContinuousTraining<String> training = ContinuousTraining.of(
                        () -> during.add(self.get(0).request("again")))
                .executor(Runnable::run)
                .open();
        self.add(training);

        assertThat(training.request("drift").isAccepted()).isTrue();
        assertThat(during).containsExactly(suppressed("again", Why.RUNNING, null));
        assertThat(training.status().state()).isEqualTo(TrainingStatus.State.IDLE);
    }

    @Test
    void theCooldownCountsFromTheEndOfTheRun() {
        ContinuousTraining<Integer> training = ContinuousTraining.of(
                        pipeline.step("long", n -> {
                            clock.advance(Duration.ofHours(2));
                            return n;
                        }),
                        () -> "loans")
                .cooldown(Duration.ofHours(6))
                .clock(clock)
                .executor(Runnable::run)
                .open();
        training.request("first");
        Instant end = clock.instant();

        clock.advance(Duration.ofHours(6).minusNanos(1));
        assertThat(training.request("second"))
                .isEqualTo(suppressed("second", Why.COOLDOWN, end.plus(Duration.ofHours(6))));
        assertThat(trained).hasValue(1);

        clock.advance(Duration.ofNanos(1));
        assertThat(training.request("third").isAccepted()).isTrue();
        assertThat(trained).hasValue(2);
    }

    @Test
    void theBudgetSlides() {
        ContinuousTraining<Integer> training =
                training().budget(2, Duration.ofDays(1)).executor(Runnable::run).open();
        Instant start = clock.instant();
        assertThat(training.request("a").isAccepted()).isTrue();
        clock.advance(Duration.ofHours(10));
        assertThat(training.request("b").isAccepted()).isTrue();
        clock.advance(Duration.ofHours(10));

        assertThat(training.request("c")).isEqualTo(suppressed("c", Why.BUDGET, start.plus(Duration.ofDays(1))));
        assertThat(training.status().runsInWindow()).isEqualTo(2);
        clock.advance(Duration.ofHours(4).minusNanos(1));
        assertThat(training.request("d").isAccepted()).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(training.request("e").isAccepted()).isTrue();
        assertThat(training.request("f").isAccepted()).isFalse();
        assertThat(trained).hasValue(3);
    }

    @Test
    void aClockThatIsSetBackNeitherOpensNorClosesTheGateForLong() {
        ContinuousTraining<Integer> training = training()
                .cooldown(Duration.ofHours(1))
                .budget(2, Duration.ofDays(1))
                .executor(Runnable::run)
                .open();
        training.request("a");
        clock.advance(Duration.ofDays(-365));

        assertThat(training.request("b"))
                .isEqualTo(suppressed("b", Why.COOLDOWN, clock.instant().plus(Duration.ofHours(1))));
        clock.advance(Duration.ofHours(1));
        assertThat(training.request("c").isAccepted()).isTrue();
        clock.advance(Duration.ofHours(2));
        assertThat(training.request("d").isAccepted()).as("budget").isFalse();
        clock.advance(Duration.ofDays(1));
        assertThat(training.request("e").isAccepted()).isTrue();
    }

    @Test
    void aPersonHasToLookAfterSoManySuccessesInARow() {
        ContinuousTraining<Integer> training =
                training().maximumInARow(2).executor(Runnable::run).open();
        training.request("a");
        training.request("b");

        assertThat(training.request("c")).isEqualTo(suppressed("c", Why.NEEDS_A_PERSON, null));
        training.acknowledge("Ada");
        assertThat(training.request("d").isAccepted()).isTrue();
    }

    @Test
    void aRunThatDoesNotSucceedStartsTheCountAgainAndStillCoolsDown() {
        Supplier<String> source = () -> {
            if (trained.get() == 1) {
                trained.incrementAndGet();
                throw new IllegalStateException("no data yet");
            }
            return "loans";
        };
        List<TrainingOutcome<Integer>> outcomes = new ArrayList<>();
        ContinuousTraining<Integer> training = ContinuousTraining.of(pipeline, source)
                .maximumInARow(2)
                .cooldown(Duration.ofMinutes(1))
                .clock(clock)
                .executor(Runnable::run)
                .onOutcome(outcome -> {
                    throw new IllegalStateException("listener");
                })
                .onOutcome(outcomes::add)
                .open();

        for (String reason : List.of("a", "b", "c", "d")) {
            assertThat(training.request(reason).isAccepted()).isTrue();
            assertThat(training.request(reason).isAccepted()).isFalse();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(outcomes)
                .extracting(outcome -> outcome.result().succeeded())
                .containsExactly(true, false, true, true);
        assertThat(outcomes.get(1).result().stoppedAt().orElseThrow().step()).isEqualTo("input");
        assertThat(training.request("e")).isEqualTo(suppressed("e", Why.NEEDS_A_PERSON, null));
    }

    @Test
    void anExecutorThatRefusesLeavesEverythingAsItWas() {
        AtomicInteger refusals = new AtomicInteger(1);
        ContinuousTraining<Integer> training = training()
                .budget(1, Duration.ofDays(1))
                .executor(task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                })
                .open();

        assertThat(training.request("a")).isEqualTo(suppressed("a", Why.REJECTED, null));
        assertThat(training.status().runs()).isZero();
        assertThat(training.request("b")).isEqualTo(new Accepted("b", 1));
        assertThat(trained).hasValue(1);
    }

    @Test
    void aClosedTrainingTakesNoRequestsAndForgetsWhatWaits() {
        ContinuousTraining<Integer> training = training().open();
        training.request("a");
        training.close();
        training.close();

        assertThat(training.runPending()).isEmpty();
        assertThat(training.request("b")).isEqualTo(suppressed("b", Why.CLOSED, null));
        assertThat(training.status().state()).isEqualTo(TrainingStatus.State.CLOSED);
        assertThat(trained).hasValue(0);
    }

    @Test
    void closingDuringARunLetsItEnd() {
        List<ContinuousTraining<?>> self = new ArrayList<>();
        ContinuousTraining<String> training =
                ContinuousTraining.of(() -> self.get(0).close()).open();
        self.add(training);
        training.request("a");

        assertThat(training.runPending().orElseThrow().result().succeeded()).isTrue();
        assertThat(training.status().state()).isEqualTo(TrainingStatus.State.CLOSED);
    }

    @Test
    void anErrorOfTheMachineDoesNotLeaveItRunningForEver() {
        OutOfMemoryError error = new OutOfMemoryError("heap");
        ContinuousTraining<String> training = ContinuousTraining.of(() -> {
                    throw error;
                })
                .open();
        training.request("a");

        assertThatThrownBy(training::runPending).isSameAs(error);
        assertThat(training.status().state()).isEqualTo(TrainingStatus.State.IDLE);
    }

    @Test
    void ofManyThreadsThatAskAtOnceOneIsAcceptedARun() throws Exception {
        ContinuousTraining<Integer> training = training().open();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger accepted = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(4);
            for (int thread = 0; thread < 4; thread++) {
                pool.execute(() -> {
                    try {
                        start.await();
                        for (int i = 0; i < 500; i++) {
                            if (training.request("r").isAccepted()) {
                                accepted.incrementAndGet();
                            }
                            training.runPending();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        done.countDown();
                    }
                });
            }
            start.countDown();
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            training.runPending();
            assertThat(trained).hasValue(accepted.get());
            assertThat(training.status().runs()).isEqualTo(accepted.get());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void misuseSaysWhatWasWanted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training().cooldown(Duration.ofSeconds(-1)))
                .withMessage("cooldown must not be negative, got PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training().budget(0, Duration.ofDays(1)))
                .withMessage("budget must be at least 1 run in more than no time, got 0 in PT24H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training().maximumInARow(0))
                .withMessage("maximumInARow must be at least 1, got 0");
        assertThatIllegalStateException()
                .isThrownBy(() -> training().cooldown(Duration.ofHours(1)).cooldown(Duration.ofHours(2)))
                .withMessage("cooldown is set twice: PT1H and PT2H");
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    ContinuousTrainingBuilder<Integer> builder = training();
                    builder.open();
                    builder.open();
                })
                .withMessage("a builder opens one training only, and this one has");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ContinuousTraining.of(Pipeline.named("p").step("input", (String text) -> text), () -> "x"))
                .withMessage("a training adds the step 'input' to its pipeline, which has one:"
                        + " Pipeline.named(\"p\").step(\"input\", ...)");
    }

    private static Suppressed suppressed(String reason, Why why, @org.jspecify.annotations.Nullable Instant retryAt) {
        return new Suppressed(reason, why, Optional.ofNullable(retryAt));
    }
}
