// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.tracking.RunStatus;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final SearchSpace SPACE = SearchSpace.empty()
            .logUniform("eta", 1e-4, 1)
            .uniform("momentum", -1, 1)
            .integer("depth", 2, 5)
            .choice("loss", "log", "hinge");

    private static double bowl(Trial trial) {
        double eta = Math.log10(trial.number("eta")) + 2;
        return eta * eta + trial.number("momentum") * trial.number("momentum");
    }

    @Test
    void theSameSeedTriesTheSameAlsoOnSeveralThreads() {
        Search search = Search.minimize(SPACE).withSeed(42);
        SearchResult one = search.random(30, SearchTest::bowl);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            assertThat(search.withExecutor(pool).random(30, SearchTest::bowl)).isEqualTo(one);
        } finally {
            pool.shutdownNow();
        }
        assertThat(search.withSeed(43).random(30, SearchTest::bowl)).isNotEqualTo(one);
    }

    @Test
    void moreTrialsOrParametersChangeNothingThatWasDrawnBefore() {
        SearchResult few = Search.minimize(SPACE).withSeed(7).random(5, SearchTest::bowl);
        SearchResult many = Search.minimize(SPACE).withSeed(7).random(9, SearchTest::bowl);
        SearchResult wider =
                Search.minimize(SPACE.uniform("extra", 0, 1)).withSeed(7).random(5, SearchTest::bowl);

        assertThat(many.results().subList(0, 5)).isEqualTo(few.results());
        for (int i = 0; i < 5; i++) {
            assertThat(wider.results().get(i).trial().parameters())
                    .containsAllEntriesOf(few.results().get(i).trial().parameters());
        }
    }

    @Test
    void valuesFillTheirRangesEvenly() {
        List<Trial> trials = Search.maximize(SPACE).withSeed(1).random(4000, trial -> 0).results().stream()
                .map(TrialResult::trial)
                .toList();

        assertThat(trials).allSatisfy(trial -> {
            assertThat(trial.number("eta")).isBetween(1e-4, 1.0);
            assertThat(trial.number("momentum")).isBetween(-1.0, 1.0);
            assertThat(trial.integer("depth")).isBetween(2, 5);
            assertThat(trial.choice("loss")).isIn("log", "hinge");
        });
        // Five standard deviations of a share of 4000.
        assertThat(share(trials, trial -> trial.number("eta") < 0.01)).isCloseTo(0.5, within(0.04));
        assertThat(share(trials, trial -> trial.number("momentum") < 0)).isCloseTo(0.5, within(0.04));
        assertThat(share(trials, trial -> trial.integer("depth") == 5)).isCloseTo(0.25, within(0.035));
        assertThat(share(trials, trial -> trial.choice("loss").equals("log"))).isCloseTo(0.5, within(0.04));
        assertThat(trials.stream().map(Trial::seed).distinct()).hasSize(4000);
    }

    private static double share(List<Trial> trials, java.util.function.Predicate<Trial> kind) {
        return trials.stream().filter(kind).count() / (double) trials.size();
    }

    @Test
    void theBestIsTheLargestOrTheSmallestAndOfEqualOnesTheFirst() {
        assertThat(Search.maximize(SPACE)
                        .random(9, trial -> -Math.abs(trial.number() - 4))
                        .best())
                .hasValueSatisfying(best -> assertThat(best.trial().number()).isEqualTo(4));
        assertThat(Search.minimize(SPACE)
                        .random(9, trial -> Math.abs(trial.number() - 4))
                        .best())
                .hasValueSatisfying(best -> assertThat(best.trial().number()).isEqualTo(4));
        assertThat(Search.maximize(SPACE).random(9, trial -> 1).best())
                .hasValueSatisfying(best -> assertThat(best.trial().number()).isZero());
    }

    @Test
    void aTrialThatFailsOrGivesNaNIsNeverTheBest() {
        SearchResult result = Search.maximize(SPACE).random(3, trial -> {
            if (trial.number() == 0) {
                throw new IOException("disk");
            }
            return trial.number() == 1 ? Double.NaN : -5;
        });

        assertThat(result.results().get(0).failure()).containsInstanceOf(IOException.class);
        assertThat(result.results().get(1))
                .satisfies(nan -> assertThat(nan.value()).isEmpty())
                .satisfies(nan -> assertThat(nan.failure()).isEmpty());
        assertThat(result.best().orElseThrow().value()).isEqualTo(OptionalDouble.of(-5));
        assertThat(Search.maximize(SPACE).random(3, trial -> Double.NaN).best()).isEmpty();
    }

    @Test
    void successiveHalvingGivesTheBestOfEachRungMore() {
        SearchResult result = Search.minimize(SPACE)
                .successiveHalving(27, 1, 27, 3, trial -> Math.abs(trial.number() - 13) + 10.0 / trial.budget());

        assertThat(result.results().stream().map(r -> r.trial().budget()).filter(b -> b == 1))
                .hasSize(27);
        assertThat(numbers(result, 3)).containsExactly(9, 10, 11, 12, 13, 14, 15, 16, 17);
        assertThat(numbers(result, 9)).containsExactly(12, 13, 14);
        assertThat(numbers(result, 27)).containsExactly(13);
        assertThat(result.best().orElseThrow().trial().budget()).isEqualTo(27);
        assertThat(result.spent()).isEqualTo(4 * 27);
        assertThat(result.results().stream()
                        .filter(r -> r.trial().number() == 13)
                        .map(r -> r.trial().seed())
                        .distinct())
                .as("the same seed on every rung")
                .hasSize(1);
    }

    private static List<Integer> numbers(SearchResult result, long budget) {
        return result.results().stream()
                .map(TrialResult::trial)
                .filter(trial -> trial.budget() == budget)
                .map(Trial::number)
                .toList();
    }

    @Test
    void halvingStopsWhereNothingIsLeft() {
        SearchResult result = Search.minimize(SPACE).successiveHalving(4, 1, 8, 2, trial -> Double.NaN);

        assertThat(result.results()).hasSize(4);
        assertThat(result.best()).isEmpty();
        assertThat(Search.minimize(SPACE)
                        .successiveHalving(1, 5, 9, 2, trial -> 1)
                        .spent())
                .as("10 is beyond the largest budget")
                .isEqualTo(5);
    }

    @Test
    void halvingFindsAsGoodAsRandomForLess() {
        SearchResult random = Search.minimize(SPACE).withSeed(5).random(81, SearchTest::bowl);
        SearchResult halving = Search.minimize(SPACE)
                .withSeed(5)
                .successiveHalving(81, 1, 27, 3, trial -> bowl(trial) + 0.05 / trial.budget());

        assertThat(halving.best().orElseThrow().trial().parameters())
                .isEqualTo(random.best().orElseThrow().trial().parameters());
        assertThat(halving.spent()).isLessThan(81 * 27 / 3);
    }

    @Test
    void anInterruptedSearchBeginsNoFurtherTrial() {
        AtomicInteger begun = new AtomicInteger();
        SearchResult result = Search.maximize(SPACE).random(5, trial -> {
            if (begun.incrementAndGet() == 2) {
                throw new InterruptedException("stop");
            }
            return 1;
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.results()).hasSize(2);
        assertThat(result.best()).isPresent();
    }

    @Test
    void anErrorOfTheMachineIsNotAResult() {
        OutOfMemoryError error = new OutOfMemoryError("heap");
        assertThatThrownBy(() -> Search.maximize(SPACE).random(1, trial -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void trialsAreTrackedRuns(@TempDir Path folder) {
        try (Workspace workspace = Workspace.open(folder.resolve("w"))) {
            Search.maximize(SPACE).recordTo(workspace.tracker(), "credit").random(2, trial -> {
                if (trial.number() == 1) {
                    throw new IOException("disk");
                }
                return 0.8;
            });

            assertThat(workspace.tracker().runs("credit"))
                    .extracting(run -> run.status())
                    .containsExactlyInAnyOrder(RunStatus.COMPLETED, RunStatus.FAILED);
            assertThat(workspace.tracker().runs("credit").get(1).parameters()).containsKeys("eta", "depth", "seed");
        }
    }

    @Test
    void misuseSaysWhatWasWanted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Search.maximize(SPACE).random(0, trial -> 1))
                .withMessage("a search needs at least 1 trial, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Search.maximize(SPACE).successiveHalving(9, 3, 1, 3, trial -> 1))
                .withMessage("successive halving needs 1 <= least <= largest budget and a reduction of at least 2,"
                        + " got 3, 1 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SPACE.uniform("eta", 0, 1))
                .withMessage("parameter 'eta' is there already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchSpace.empty().logUniform("c", 0, 1))
                .withMessage("parameter 'c' needs a lower and an upper end that fit, got 0.0 and 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchSpace.empty().uniform("c", Double.NaN, 1))
                .withMessageContaining("got NaN and 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchSpace.empty().choice("c"))
                .withMessage("parameter 'c' needs at least one option, got none");
        Search.maximize(SearchSpace.empty().integer("depth", 1, 2)).random(1, trial -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trial.choice("depth"))
                    .withMessageStartingWith("there is no String parameter 'depth', the trial has {depth=");
            return 1;
        });
        assertThat(SPACE).hasToString("SearchSpace[eta, momentum, depth, loss]");
    }
}
