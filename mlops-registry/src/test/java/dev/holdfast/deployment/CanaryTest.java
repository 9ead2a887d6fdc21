// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static dev.holdfast.deployment.FakeSource.deployed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.model.Served;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CanaryTest {
    private final FakeSource source = new FakeSource().point("champion", 1);

    private DeploymentBuilder<String, String> canary(double... steps) {
        return source.deploy().canary("candidate", c -> c.steps(steps).stickyBy(key -> key));
    }

    @Test
    void aCallerAlwaysMeetsTheSameModelAndALargerShareKeepsThoseOfTheSmaller() {
        source.point("candidate", 2);
        try (Deployment<String, String> credit = canary(1, 5, 25, 100).open()) {
            Set<String> before = new HashSet<>();
            for (double percent : new double[] {1, 5, 25, 100}) {
                assertThat(credit.canary().orElseThrow().percent()).isEqualTo(percent);
                Set<String> now = takenOf(credit, 4000);
                assertThat(takenOf(credit, 4000)).as("sticky").isEqualTo(now);
                assertThat(now).as("monotone").containsAll(before);
                before = now;
                credit.advanceCanary();
            }
            assertThat(before).hasSize(4000);
        }
    }

    @Test
    void theShareIsWhatTheStepSays() {
        source.point("candidate", 2);
        SplittableRandom random = new SplittableRandom(42);
        int n = 20_000;
        for (double percent : new double[] {0.5, 1, 5, 25, 50, 90}) {
            try (Deployment<String, String> credit = canary(percent).open()) {
                int taken = 0;
                for (int i = 0; i < n; i++) {
                    taken += credit.predict("customer-" + random.nextLong()).startsWith("2") ? 1 : 0;
                }
                double p = percent / 100;
                // Five standard deviations of the binomial.
                assertThat(taken / (double) n).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / n)));
            }
        }
    }

    @Test
    void nobodyAtZeroAndEverybodyAtAHundred() {
        source.point("candidate", 2);
        try (Deployment<String, String> credit = canary(0, 100).open()) {
            assertThat(takenOf(credit, 1000)).isEmpty();
            credit.advanceCanary();
            assertThat(takenOf(credit, 1000)).hasSize(1000);
            assertThat(credit.advanceCanary().step()).as("there is no next").isEqualTo(1);
        }
    }

    @Test
    void anotherCandidateMeetsOtherCallersUnlessTheSaltIsFixed() {
        source.point("candidate", 2);
        try (Deployment<String, String> credit = canary(10).open();
                Deployment<String, String> salted = source.deploy()
                        .canary(
                                "candidate",
                                c -> c.steps(10).stickyBy(key -> key).salt("2026-q1"))
                        .open()) {
            Set<String> second = takenOf(credit, 2000);
            Set<String> saltedSecond = takenOf(salted, 2000);
            source.point("candidate", 3);
            credit.refresh();
            salted.refresh();

            assertThat(takenOf(credit, 2000)).isNotEqualTo(second);
            assertThat(takenOf(salted, 2000)).isEqualTo(saltedSecond);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a key function that is not null-checked
    void aCallWithoutAKeyGoesToTheChampionAndIsCounted() {
        source.point("candidate", 2);
        try (Deployment<String, String> credit = source.deploy()
                .canary(
                        "candidate",
                        c -> c.steps(100).stickyBy(input -> switch (input) {
                            case "null" -> null;
                            case "throws" -> throw new IllegalStateException("no column");
                            default -> input;
                        }))
                .open()) {
            assertThat(credit.predict("null")).isEqualTo("1:null");
            assertThat(credit.predict("throws")).isEqualTo("1:throws");
            assertThat(credit.predict("  ")).isEqualTo("1:  ");
            assertThat(credit.predict("key")).isEqualTo("2:key");
            assertThat(credit.stats().canary()).isEqualTo(new DeploymentStats.CanaryCounts(1, 0, 3));
        }
    }

    @Test
    void theChampionAnswersWhenTheCanaryThrows() {
        source.version(2, input -> {
            throw new IllegalStateException("young");
        });
        source.point("candidate", 2);
        List<Served<String, String>> heard = new ArrayList<>();
        try (Deployment<String, String> credit =
                canary(100).listener(heard::add).open()) {
            assertThat(credit.predict("a")).isEqualTo("1:a");

            assertThat(heard).extracting(Served::version).containsExactly(1L);
            assertThat(credit.stats().failures()).isZero();
            assertThat(credit.stats().canary()).isEqualTo(new DeploymentStats.CanaryCounts(0, 1, 0));
            assertThat(credit.canary().orElseThrow().failures()).isEqualTo(1);
        }
    }

    @Test
    void listenersHearWhichVersionAnswered() {
        source.point("candidate", 2);
        List<Served<String, String>> heard = new ArrayList<>();
        try (Deployment<String, String> credit =
                canary(100).listener(heard::add).open()) {
            credit.predict("a");
            assertThat(heard).extracting(Served::version).containsExactly(2L);
        }
    }

    @Test
    void aStoppedCanaryStaysStoppedUntilTheAliasNamesAnother() {
        source.point("candidate", 2);
        try (Deployment<String, String> credit = canary(50, 100).open()) {
            credit.advanceCanary();
            takenOf(credit, 10);

            CanaryStatus stopped = credit.stopCanary("too slow");

            assertThat(stopped).isEqualTo(new CanaryStatus(deployed(2), 1, 2, 0, 0, 0, Optional.of("too slow")));
            assertThat(credit.stopCanary("again").stopped()).contains("too slow");
            assertThat(credit.advanceCanary().percent()).isZero();
            assertThat(credit.refresh().outcomes()).hasSize(2);
            assertThat(takenOf(credit, 100)).isEmpty();

            source.point("candidate", 3);
            credit.refresh();
            assertThat(credit.canary()).contains(new CanaryStatus(deployed(3), 0, 2, 50, 0, 0, Optional.empty()));
        }
    }

    @Test
    void aCandidateThatBecomesChampionNeedsNoShare() {
        source.point("candidate", 2);
        try (Deployment<String, String> credit = canary(100).open()) {
            source.point("champion", 2);
            assertThat(credit.refresh().swapped()).isTrue();

            credit.predict("a");

            assertThat(source.loads).as("loaded once").containsExactly(1L, 2L);
            assertThat(credit.stats().canary().answered()).isZero();
            assertThat(credit.canary().orElseThrow().percent()).isZero();
        }
    }

    @Test
    void aCandidateMayComeLater() {
        try (Deployment<String, String> credit = canary(100).open()) {
            assertThat(credit.canary()).isEmpty();
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.refresh().outcomes().get(1)).isEqualTo(new Refresh.Absent("candidate"));
            assertThatIllegalStateException()
                    .isThrownBy(credit::advanceCanary)
                    .withMessage("the deployment of 'credit' has no canary; its alias names no version");

            source.point("candidate", 2);
            assertThat(credit.refresh().outcomes().get(1))
                    .isEqualTo(new Refresh.Swapped("candidate", Optional.empty(), deployed(2)));
            assertThat(credit.predict("a")).isEqualTo("2:a");
            assertThat(credit.stats().swaps()).as("of champions").isZero();
        }
    }

    @Test
    void aCandidateThatCannotBeLoadedDoesNotKeepTheChampionFromServing() {
        source.loading(2, () -> {
            throw new IllegalStateException("damaged");
        });
        source.point("candidate", 2);
        try (Deployment<String, String> credit = canary(100).open()) {
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.stats().failedLoads()).isEqualTo(1);
        }
    }

    @Test
    void misuseSaysWhatWasWanted() {
        for (double[] steps : new double[][] {{}, {5, 5}, {5, 1}, {-1}, {101}, {Double.NaN}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> canary(steps))
                    .withMessageStartingWith("canary steps must be ascending percentages in [0, 100], got [");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.deploy().canary("candidate", c -> c.steps(1)))
                .withMessage("a canary needs steps(...) and stickyBy(...),"
                        + " got Canary[steps=[1.0], key=none, salt=the version's digest, gates=[]]");
        assertThatIllegalStateException()
                .isThrownBy(() -> canary(1).canary("other", c -> c.steps(1).stickyBy(key -> key)))
                .withMessage("canary is set twice: candidate and other");
    }

    private static Set<String> takenOf(Deployment<String, String> credit, int callers) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < callers; i++) {
            if (credit.predict("customer-" + i).startsWith("2")
                    || credit.predict("customer-" + i).startsWith("3")) {
                taken.add("customer-" + i);
            }
        }
        return taken;
    }
}
