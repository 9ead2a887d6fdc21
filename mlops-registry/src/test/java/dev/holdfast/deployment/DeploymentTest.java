// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static dev.holdfast.deployment.FakeSource.deployed;
import static dev.holdfast.deployment.FakeSource.echo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Served;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Actor ADA = Actor.of("Ada", "risk");

    private final FakeSource source = new FakeSource().point("champion", 1);

    @Test
    void theVersionThatTheAliasNamesAnswers() {
        try (Deployment<String, String> credit = source.deploy().open()) {
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.predictAll(List.of("b", "c"))).containsExactly("1:b", "1:c");
            assertThat(credit.version()).isEqualTo(deployed(1));
            assertThat(credit).hasToString("Deployment[credit version 1]");
            assertThat(credit.stats().predictions()).isEqualTo(3);
        }
    }

    @Test
    void aRefreshServesWhatTheAliasNamesByThen() {
        try (Deployment<String, String> credit =
                source.deploy().champion("champion").open()) {
            assertThat(credit.refresh().champion()).isEqualTo(new Refresh.Unchanged("champion", deployed(1)));
            source.point("champion", 2);
            assertThat(credit.predict("a")).as("before the refresh").isEqualTo("1:a");

            Refresh refresh = credit.refresh();

            assertThat(refresh.swapped()).isTrue();
            assertThat(refresh.champion())
                    .isEqualTo(new Refresh.Swapped("champion", Optional.of(deployed(1)), deployed(2)));
            assertThat(credit.predict("a")).isEqualTo("2:a");
            assertThat(credit.stats().swaps()).isEqualTo(1);
            assertThat(credit.refresh().swapped()).isFalse();
            assertThat(source.loads).containsExactly(1L, 2L);
        }
    }

    @Test
    void anAliasThatWasMovedButNamesTheSameVersionChangesNothing() {
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2).point("champion", 1);

            assertThat(credit.refresh().champion()).isEqualTo(new Refresh.Unchanged("champion", deployed(1)));
            assertThat(source.loads).containsExactly(1L);
        }
    }

    @Test
    void aVersionThatCannotBeLoadedLeavesTheOldOneAndSaysSo() {
        IllegalStateException broken = new IllegalStateException("digest differs");
        source.loading(2, () -> {
            throw broken;
        });
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2);

            Refresh refresh = credit.refresh();
            Refresh again = credit.refresh();

            assertThat(refresh.swapped()).isFalse();
            assertThat(refresh.champion()).isEqualTo(new Refresh.Failed("champion", Optional.of(deployed(2)), broken));
            assertThat(again.failures()).hasSize(1);
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.stats().failedLoads()).isEqualTo(2);
            source.point("champion", 3);
            assertThat(credit.refresh().swapped()).isTrue();
        }
    }

    @Test
    void aLoadThatRunsOutOfMemoryLeavesTheOldVersion() {
        source.loading(2, () -> {
            throw new OutOfMemoryError("heap");
        });
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2);

            assertThat(credit.refresh().failures()).hasSize(1);
            assertThat(credit.predict("a")).isEqualTo("1:a");
        }
    }

    @Test
    void aVersionThatThrowsInItsWarmUpIsNeverServed() {
        source.version(2, failing());
        try (Deployment<String, String> credit =
                source.deploy().warmUp(List.of("x", "y")).open()) {
            source.point("champion", 2);

            assertThat(credit.refresh().failures())
                    .singleElement()
                    .satisfies(failed -> assertThat(failed.cause()).hasMessage("no answer to x"));
            assertThat(credit.predict("a")).isEqualTo("1:a");
        }
    }

    @Test
    void everyVersionIsWarmedUpBeforeItIsServed() {
        List<String> asked = new ArrayList<>();
        source.version(1, input -> {
            asked.add(input);
            return input;
        });
        try (Deployment<String, String> credit =
                source.deploy().warmUp(List.of("x", "y")).open()) {
            assertThat(asked).containsExactly("x", "y");
            assertThat(credit.stats().predictions()).isZero();
        }
    }

    @Test
    void openingFailsWhereThereIsNothingToServe() {
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> source.deploy().champion("best").open())
                .withMessage("alias 'best' of 'credit' names no version; promote one to it first")
                .satisfies(e -> {
                    assertThat(e.model()).isEqualTo("credit");
                    assertThat(e.alias()).isEqualTo("best");
                    assertThat(e.version()).isEmpty();
                });
        source.version(1, failing());
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> source.deploy().warmUp(List.of("x")).open())
                .withMessage("alias 'champion' names credit version 1, which cannot be served:"
                        + " java.lang.IllegalArgumentException: no answer to x")
                .satisfies(e -> assertThat(e.version()).hasValue(1));
    }

    @Test
    void aRollbackMovesTheAliasBackAndSwapsAtOnceWithoutALoad() {
        try (Deployment<String, String> credit = source.deploy().open()) {
            source.point("champion", 2);
            credit.refresh();

            assertThat(credit.rollback(ADA, "complaints")).isEqualTo(deployed(1));

            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.refresh().swapped()).isFalse();
            assertThat(source.rollbacks).containsExactly("Ada: complaints");
            assertThat(source.loads).as("from memory").containsExactly(1L, 2L);
        }
    }

    @Test
    void withoutACacheARollbackLoadsAnew() {
        try (Deployment<String, String> credit = source.deploy().cacheBytes(0).open()) {
            source.point("champion", 2);
            credit.refresh();
            credit.rollback(ADA, "complaints");

            assertThat(source.loads).containsExactly(1L, 2L, 1L);
        }
    }

    @Test
    void aRollbackWithoutAnEarlierVersionChangesNothing() {
        try (Deployment<String, String> credit = source.deploy().open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> credit.rollback(ADA, "complaints"))
                    .withMessage("there is no earlier version to go back to");
            assertThat(credit.version()).isEqualTo(deployed(1));
        }
    }

    @Test
    void aRollbackToAVersionThatCannotBeLoadedSaysWhatIsServed() {
        AtomicInteger loads = new AtomicInteger();
        source.loading(1, () -> {
            if (loads.getAndIncrement() > 0) {
                throw new IllegalStateException("blob is gone");
            }
            return echo(1);
        });
        try (Deployment<String, String> credit = source.deploy().cacheBytes(0).open()) {
            source.point("champion", 2);
            credit.refresh();

            assertThatExceptionOfType(DeploymentException.class)
                    .isThrownBy(() -> credit.rollback(ADA, "complaints"))
                    .withMessage("alias 'champion' was moved back, but what it names cannot be served; credit version 2"
                            + " still is: java.lang.IllegalStateException: blob is gone")
                    .satisfies(e -> assertThat(e.version()).hasValue(1));
            assertThat(credit.predict("a")).isEqualTo("2:a");
        }
    }

    @Test
    void theFallbackAnswersForAModelThatThrowsAndIsCounted() {
        source.version(1, failing());
        List<Served<String, String>> heard = new ArrayList<>();
        try (Deployment<String, String> credit = source.deploy()
                .fallback(input -> "rule:" + input)
                .listener(heard::add)
                .clock(InstantSource.fixed(NOON))
                .open()) {
            assertThat(credit.predict("a")).isEqualTo("rule:a");
            assertThat(credit.predict("b")).isEqualTo("rule:b");

            assertThat(credit.stats().failures()).isEqualTo(2);
            assertThat(credit.stats().fallbacks()).isEqualTo(2);
            assertThat(heard).extracting(Served::version).containsExactly(0L, 0L);
            assertThat(heard).extracting(Served::output).containsExactly("rule:a", "rule:b");
        }
    }

    @Test
    void withoutAFallbackTheCallerGetsTheException() {
        source.version(1, failing());
        List<Served<String, String>> heard = new ArrayList<>();
        try (Deployment<String, String> credit =
                source.deploy().listener(heard::add).open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> credit.predict("a"))
                    .withMessage("no answer to a");
            assertThat(credit.stats().failures()).isEqualTo(1);
            assertThat(credit.stats().fallbacks()).isZero();
            assertThat(heard).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a model that is not null-checked
    void aModelThatGivesNullHasFailed() {
        source.version(1, input -> null);
        try (Deployment<String, String> credit = source.deploy().open()) {
            assertThatThrownBy(() -> credit.predict("a"))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("credit version 1 answered null");
        }
    }

    @Test
    void aFallbackThatThrowsReachesTheCallerWithTheModelsExceptionInside() {
        source.version(1, failing());
        try (Deployment<String, String> credit = source.deploy()
                .fallback(input -> {
                    throw new IllegalStateException("no rule");
                })
                .open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> credit.predict("a"))
                    .withMessage("no rule")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            assertThat(credit.stats().fallbacks()).isZero();
        }
    }

    @Test
    void aStackThatOverflowsFallsBackAndOtherErrorsOfTheMachinePass() {
        AtomicInteger calls = new AtomicInteger();
        source.version(1, input -> {
            throw calls.getAndIncrement() == 0 ? new StackOverflowError() : new OutOfMemoryError("heap");
        });
        try (Deployment<String, String> credit =
                source.deploy().fallback(input -> "rule").open()) {
            assertThat(credit.predict("a")).isEqualTo("rule");
            assertThatThrownBy(() -> credit.predict("b")).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void listenersHearOfEveryAnswer() {
        List<Served<String, String>> heard = new ArrayList<>();
        try (Deployment<String, String> credit = source.deploy()
                .listener(heard::add)
                .clock(InstantSource.fixed(NOON))
                .open()) {
            credit.predict("a");

            assertThat(heard).singleElement().satisfies(served -> {
                assertThat(served.nanos()).isPositive();
                assertThat(served).isEqualTo(new Served<>("credit", 1, "a", "1:a", NOON, served.nanos()));
            });
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        List<String> heard = new ArrayList<>();
        try (Deployment<String, String> credit = source.deploy()
                .listener(served -> {
                    throw new AssertionError("listener");
                })
                .listener(served -> heard.add(served.output()))
                .open()) {
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.predict("b")).isEqualTo("1:b");

            assertThat(heard).containsExactly("1:a", "1:b");
            assertThat(credit.stats().listenerFailures()).isEqualTo(2);
        }
    }

    @Test
    void aListenerMayPredict() {
        List<Deployment<String, String>> self = new ArrayList<>();
        List<String> inner = new ArrayList<>();
        try (Deployment<String, String> credit = source.deploy()
                .listener(served -> {
                    if (served.input().equals("outer")) {
                        inner.add(self.get(0).predict("inner"));
                    }
                })
                .open()) {
            self.add(credit);

            assertThat(credit.predict("outer")).isEqualTo("1:outer");
            assertThat(inner).containsExactly("1:inner");
        }
    }

    @Test
    void afterCloseEverythingFailsClearlyAndTheCountsStay() {
        Deployment<String, String> credit = source.deploy().open();
        credit.predict("a");
        credit.close();
        credit.close();

        String message = "the deployment of 'credit' is closed";
        assertThatIllegalStateException().isThrownBy(() -> credit.predict("a")).withMessage(message);
        assertThatIllegalStateException().isThrownBy(credit::refresh).withMessage(message);
        assertThatIllegalStateException().isThrownBy(credit::version).withMessage(message);
        assertThatIllegalStateException().isThrownBy(credit::canary).withMessage(message);
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.rollback(ADA, "late"))
                .withMessage(message);
        assertThat(source.rollbacks).isEmpty();
        assertThat(credit.stats().predictions()).isEqualTo(1);
        assertThat(credit).hasToString("Deployment[credit, closed]");
    }

    @Test
    void closingDuringAPredictionLetsItEnd() {
        List<Deployment<String, String>> self = new ArrayList<>();
        source.version(1, input -> {
            self.forEach(Deployment::close);
            return "late:" + input;
        });
        Deployment<String, String> credit = source.deploy().open();
        self.add(credit);

        assertThat(credit.predict("a")).isEqualTo("late:a");
        assertThatIllegalStateException().isThrownBy(() -> credit.predict("b"));
    }

    @Test
    void closingDuringALoadPublishesNothing() {
        List<Deployment<String, String>> self = new ArrayList<>();
        source.loading(2, () -> {
            self.get(0).close();
            return echo(2);
        });
        Deployment<String, String> credit = source.deploy().open();
        self.add(credit);
        source.point("champion", 2);

        assertThatIllegalStateException()
                .isThrownBy(credit::refresh)
                .withMessage("the deployment of 'credit' is closed");
    }

    @Test
    void theHostsSchedulerReloadsUntilTheDeploymentIsClosed() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Deployment<String, String> credit = source.deploy().open()) {
            credit.reload(scheduler, Duration.ofMillis(2));
            source.point("champion", 2);
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (credit.version().number() == 1 && System.nanoTime() < deadline) {
                Thread.sleep(2);
            }
            assertThat(credit.predict("a")).isEqualTo("2:a");
            assertThatIllegalStateException()
                    .isThrownBy(() -> credit.reload(scheduler, Duration.ofMillis(2)))
                    .withMessage("the deployment of 'credit' reloads already");
            endOf(credit);
            assertThat(scheduler.isShutdown()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> credit.reload(scheduler, Duration.ofMillis(2)));
        } finally {
            assertThat(scheduler.shutdownNow())
                    .allSatisfy(
                            task -> assertThat(((Future<?>) task).isCancelled()).isTrue());
        }
    }

    @Test
    void misuseSaysWhatWasWanted() {
        assertThatIllegalStateException()
                .isThrownBy(() -> source.deploy().champion("a").champion("b"))
                .withMessage("champion is set twice: a and b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.deploy().cacheBytes(-1))
                .withMessage("cacheBytes must be at least 0, got -1");
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    DeploymentBuilder<String, String> builder = source.deploy();
                    builder.open().close();
                    builder.open();
                })
                .withMessage("a builder opens one deployment only, and this one has");
        try (Deployment<String, String> credit = source.deploy().open()) {
            ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> credit.reload(scheduler, Duration.ZERO))
                    .withMessage("the reload period must be more than zero, got PT0S");
            scheduler.shutdownNow();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Refresh(List.of()))
                .withMessage("a refresh needs the champion's outcome, got none");
    }

    private static void endOf(Deployment<?, ?> deployment) {
        deployment.close();
    }

    private static Predictor<String, String> failing() {
        return input -> {
            throw new IllegalArgumentException("no answer to " + input);
        };
    }
}
