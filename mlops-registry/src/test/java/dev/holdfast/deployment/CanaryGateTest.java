// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static dev.holdfast.deployment.CanaryVerdict.Action.ADVANCED;
import static dev.holdfast.deployment.CanaryVerdict.Action.COMPLETED;
import static dev.holdfast.deployment.CanaryVerdict.Action.HELD;
import static dev.holdfast.deployment.CanaryVerdict.Action.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.model.Predictor;
import dev.holdfast.report.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CanaryGateTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final FakeSource source = new FakeSource().point("champion", 1).point("candidate", 2);

    private Deployment<String, String> open(UnaryOperator<Canary<String, String>> gates) {
        return source.deploy()
                .canary("candidate", c -> gates.apply(c.steps(50, 100).stickyBy(key -> key)))
                .fallback(input -> "rule")
                .clock(clock)
                .open();
    }

    private static void calls(Deployment<String, String> credit, int calls) {
        for (int i = 0; i < calls; i++) {
            credit.predict("customer-" + i);
        }
    }

    /** Fails on every nth call. */
    private static Predictor<String, String> failing(int nth) {
        AtomicInteger calls = new AtomicInteger();
        return input -> {
            if (calls.incrementAndGet() % nth == 0) {
                throw new IllegalStateException("young");
            }
            return "2:" + input;
        };
    }

    @Test
    void aGateThatFailsStopsTheCanaryForGood() {
        source.version(2, failing(10));
        try (Deployment<String, String> credit =
                open(c -> c.gate(CanaryGate.<String>failures().atMost(0.01)))) {
            calls(credit, 1000);

            CanaryVerdict verdict = credit.judgeCanary().orElseThrow();

            assertThat(verdict.action()).isEqualTo(STOPPED);
            assertThat(verdict.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.gate()).isEqualTo("failures at most 0.01");
                assertThat(finding.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(finding.champion()).isEmpty();
            });
            assertThat(verdict.status().percent()).isZero();
            assertThat(verdict.status().stopped().orElseThrow())
                    .startsWith("failures at most 0.01: FAILED with 0.")
                    .isEqualTo(verdict.findings().get(0).toString());
            assertThat(verdict.summary())
                    .isEqualTo("credit version 2 as canary STOPPED: "
                            + verdict.findings().get(0));
            long answered = credit.stats().canary().answered();
            calls(credit, 100);
            assertThat(credit.stats().canary().answered()).isEqualTo(answered);
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(STOPPED);
        }
    }

    @Test
    void aCanaryWithinItsLimitsAdvancesToTheEnd() {
        try (Deployment<String, String> credit =
                open(c -> c.gate(CanaryGate.<String>failures().atMost(0.01)))) {
            assertThat(credit.judgeCanary().orElseThrow().action())
                    .as("no calls")
                    .isEqualTo(HELD);
            calls(credit, 400);
            assertThat(credit.judgeCanary().orElseThrow())
                    .as("too few calls to know")
                    .satisfies(verdict -> {
                        assertThat(verdict.action()).isEqualTo(HELD);
                        assertThat(verdict.findings().get(0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
                    });
            calls(credit, 6000);

            CanaryVerdict advanced = credit.judgeCanary().orElseThrow();
            assertThat(advanced.action()).isEqualTo(ADVANCED);
            assertThat(advanced.status().percent()).isEqualTo(100);
            assertThat(advanced.status().answered()).as("each step counts anew").isZero();
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(HELD);
            calls(credit, 3000);
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(COMPLETED);
            assertThat(credit.judgeCanary().orElseThrow().status().step()).isEqualTo(1);
        }
    }

    @Test
    void aStepLastsAtLeastItsTimeButAFailureDoesNotWait() {
        try (Deployment<String, String> credit =
                open(c -> c.gate(CanaryGate.<String>failures().atMost(0.01)).hold(Duration.ofMinutes(10)))) {
            calls(credit, 6000);
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(HELD);
            now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(10)));
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(ADVANCED);
        }
        source.version(2, failing(3));
        try (Deployment<String, String> credit =
                open(c -> c.gate(CanaryGate.<String>failures().atMost(0.01)).hold(Duration.ofMinutes(10)))) {
            calls(credit, 300);
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(STOPPED);
        }
    }

    @Test
    void aGateMayCompareWithTheChampionsCallsOfTheSameTime() {
        source.version(1, failing(10)).version(2, failing(10));
        UnaryOperator<Canary<String, String>> gate =
                c -> c.gate(CanaryGate.<String>failures().atMostChampionPlus(0.1));
        try (Deployment<String, String> equallyBad = open(gate)) {
            calls(equallyBad, 6000);
            CanaryVerdict verdict = equallyBad.judgeCanary().orElseThrow();
            assertThat(verdict.action()).isEqualTo(ADVANCED);
            assertThat(verdict.findings().get(0).toString())
                    .startsWith("failures at most the champion's plus 0.1: PASSED with 0.")
                    .contains(", champion 0.");
        }
        source.version(2, failing(2));
        try (Deployment<String, String> worse = open(gate)) {
            calls(worse, 2000);
            assertThat(worse.judgeCanary().orElseThrow().action()).isEqualTo(STOPPED);
        }
    }

    @Test
    void aGateMayAskForTheTimeOrTheKindOfAnswers() {
        try (Deployment<String, String> credit = open(c -> c.gate(
                        CanaryGate.<String>slowerThan(Duration.ofNanos(1)).atMost(0.5))
                .gate(CanaryGate.<String>answers("declined", answer -> answer.startsWith("2"))
                        .atMostChampionPlus(0.2))
                .gate(CanaryGate.<String>answers("odd", answer -> {
                            throw new IllegalStateException("predicate");
                        })
                        .atMost(0.05))
                .gate(CanaryGate.<String>slowerThan(Duration.ofHours(1)).atMost(0.05))
                .confidence(0.95))) {
            calls(credit, 3000);

            CanaryVerdict verdict = credit.judgeCanary().orElseThrow();

            assertThat(verdict.findings())
                    .extracting(CanaryVerdict.Finding::outcome)
                    .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.PASSED, Outcome.PASSED);
            assertThat(verdict.findings().get(0).gate()).isEqualTo("slower than PT0.000000001S at most 0.5");
        }
    }

    @Test
    void withoutGatesNothingFollows() {
        try (Deployment<String, String> credit = open(c -> c)) {
            calls(credit, 1000);
            assertThat(credit.judgeCanary().orElseThrow().action()).isEqualTo(HELD);
            assertThat(credit.judgeCanary().orElseThrow().summary()).isEqualTo("credit version 2 as canary HELD");
            source.point("champion", 2);
            credit.refresh();
            assertThat(credit.judgeCanary()).as("the candidate is the champion").isEmpty();
        }
        try (Deployment<String, String> credit = source.deploy().open()) {
            assertThat(credit.judgeCanary()).isEmpty();
        }
    }

    @Test
    void reloadingJudges() throws Exception {
        source.version(2, failing(2));
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Deployment<String, String> credit =
                open(c -> c.gate(CanaryGate.<String>failures().atMost(0.01)))) {
            calls(credit, 300);
            credit.reload(scheduler, Duration.ofMillis(2));
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (credit.canary().orElseThrow().stopped().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(2);
            }
            assertThat(credit.canary().orElseThrow().stopped()).isPresent();
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void misuseSaysWhatWasWanted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanaryGate.failures().atMost(1))
                .withMessage("the limit of a canary gate must be in [0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanaryGate.slowerThan(Duration.ZERO))
                .withMessage("slowerThan needs more than no time, got PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Canary.unset().confidence(1))
                .withMessage("the confidence of a canary must be in (0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Canary.unset().hold(Duration.ofSeconds(-1)))
                .withMessage("a canary's step must not last less than no time, got PT-1S");
    }
}
