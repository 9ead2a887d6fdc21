// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.model.Served;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ShadowTest {
    private final FakeSource source = new FakeSource().point("champion", 1).point("candidate", 2);
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void theShadowAnswersTheSameInputsAndOnlyTheListenerHears() {
        List<String> pairs = new ArrayList<>();
        List<Served<String, String>> heard = new ArrayList<>();
        try (Deployment<String, String> credit = source.deploy()
                .shadow(
                        "candidate",
                        s -> s.executor(tasks::add)
                                .onPair((champion, shadow) ->
                                        pairs.add(champion.output() + "/" + shadow.output() + "/" + shadow.version())))
                .listener(heard::add)
                .open()) {
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(pairs).as("on the executor").isEmpty();
            runAll();

            assertThat(pairs).containsExactly("1:a/2:a/2");
            assertThat(heard).extracting(Served::version).containsExactly(1L);
            assertThat(credit.stats().shadow()).isEqualTo(new DeploymentStats.ShadowCounts(1, 1, 0, 0));
            assertThat(credit.stats().predictions()).isEqualTo(1);
        }
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsDroppedAndCounted() {
        source.version(2, input -> "1:" + input);
        try (Deployment<String, String> credit = source.deploy()
                .shadow("candidate", s -> s.executor(tasks::add).queue(3))
                .open()) {
            for (int i = 0; i < 10; i++) {
                credit.predict("a");
            }
            assertThat(tasks).hasSize(3);
            runAll();
            credit.predict("b");
            runAll();

            assertThat(credit.stats().shadow()).isEqualTo(new DeploymentStats.ShadowCounts(4, 0, 0, 7));
        }
    }

    @Test
    void anExecutorThatRefusesIsCountedAndHarmsNobody() {
        try (Deployment<String, String> credit = source.deploy()
                .shadow(
                        "candidate",
                        s -> s.queue(1).executor(task -> {
                            throw new RejectedExecutionException("full");
                        }))
                .open()) {
            assertThat(credit.predict("a")).isEqualTo("1:a");
            assertThat(credit.predict("b")).isEqualTo("1:b");
            assertThat(credit.stats().shadow().dropped()).isEqualTo(2);
        }
    }

    @Test
    void aShadowOrItsListenerThatThrowsIsCounted() {
        source.version(2, input -> {
            if (input.equals("bad")) {
                throw new IllegalStateException("young");
            }
            return input;
        });
        try (Deployment<String, String> credit = source.deploy()
                .shadow(
                        "candidate",
                        s -> s.executor(Runnable::run).onPair((champion, shadow) -> {
                            throw new IllegalStateException("listener");
                        }))
                .open()) {
            assertThat(credit.predict("bad")).isEqualTo("1:bad");
            assertThat(credit.predict("good")).isEqualTo("1:good");
            assertThat(credit.predict("good")).isEqualTo("1:good");

            assertThat(credit.stats().shadow()).isEqualTo(new DeploymentStats.ShadowCounts(2, 2, 1, 0));
            assertThat(credit.stats().listenerFailures()).isEqualTo(2);
        }
    }

    @Test
    void aSampleIsSpreadEvenly() {
        try (Deployment<String, String> credit = source.deploy()
                .shadow("candidate", s -> s.executor(Runnable::run).sample(0.1))
                .open()) {
            for (int i = 0; i < 1000; i++) {
                credit.predict("a");
            }
            assertThat(credit.stats().shadow().answered()).isBetween(98L, 102L);
        }
    }

    @Test
    void callsThatWaitWhenTheDeploymentIsClosedAreDropped() {
        Deployment<String, String> credit =
                source.deploy().shadow("candidate", s -> s.executor(tasks::add)).open();
        credit.predict("a");
        credit.close();
        runAll();

        assertThat(credit.stats().shadow()).isEqualTo(new DeploymentStats.ShadowCounts(0, 0, 0, 1));
    }

    @Test
    void aCandidateThatIsTheChampionCastsNoShadow() {
        source.point("champion", 2);
        try (Deployment<String, String> credit =
                source.deploy().shadow("candidate", s -> s.executor(tasks::add)).open()) {
            credit.predict("a");
            assertThat(tasks).isEmpty();
        }
    }

    @Test
    void misuseSaysWhatWasWanted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.deploy().shadow("candidate", s -> s.queue(5)))
                .withMessage("a shadow needs the host's executor: call executor(...)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shadow.unset().queue(0))
                .withMessage("a shadow's queue must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shadow.unset().sample(0))
                .withMessage("a shadow's sample must be in (0, 1], got 0.0");
        assertThat(Shadow.unset()).hasToString("Shadow[queue=1024, sample=1.0]");
    }
}
