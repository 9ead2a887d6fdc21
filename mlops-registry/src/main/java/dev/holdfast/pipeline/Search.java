// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.tracking.Tracker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A search for good parameters: {@code Search.maximize(space).withSeed(42).random(40, trial -> auc(trial))}.
 *
 * <p>The same seed gives the same trials, on any number of threads. A trial that throws, or whose value is NaN, is a
 * result without a value and never the best; the search goes on. When the thread is interrupted no further trial begins.
 *
 * <p>References: Bergstra and Bengio (2012), Random search for hyper-parameter optimization, JMLR 13; Jamieson and
 * Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization, AISTATS.
 *
 * <p>Immutable and thread-safe.
 */
public final class Search {
    private final SearchSpace space;
    private final boolean maximize;
    private final long seed;
    private final @Nullable Executor executor;
    private final @Nullable Tracker tracker;
    private final String experiment;

    private Search(
            SearchSpace space,
            boolean maximize,
            long seed,
            @Nullable Executor executor,
            @Nullable Tracker tracker,
            String experiment) {
        this.space = Objects.requireNonNull(space, "space");
        this.maximize = maximize;
        this.seed = seed;
        this.executor = executor;
        this.tracker = tracker;
        this.experiment = experiment;
    }

    /**
     * What a search makes large or small.
     */
    @FunctionalInterface
    public interface Objective {
        /**
         * Tries parameters.
         *
         * @param trial the parameters, the budget and a seed
         * @return how good they are; NaN when that cannot be said
         * @throws Exception when the trial fails
         */
        double value(Trial trial) throws Exception;
    }

    /**
     * Returns the search for a large value.
     *
     * @param space the parameters
     * @return the search, with seed 0
     */
    public static Search maximize(SearchSpace space) {
        return new Search(space, true, 0, null, null, "");
    }

    /**
     * Returns the search for a small value.
     *
     * @param space the parameters
     * @return the search, with seed 0
     */
    public static Search minimize(SearchSpace space) {
        return new Search(space, false, 0, null, null, "");
    }

    /**
     * Returns this search with another seed.
     *
     * @param seed decides which parameters are tried
     * @return the search
     */
    public Search withSeed(long seed) {
        return new Search(space, maximize, seed, executor, tracker, experiment);
    }

    /**
     * Returns this search with its trials on the host's executor, instead of one after the other on the calling thread,
     * which waits for them.
     *
     * @param host the executor; the calling thread must not be one that it needs
     * @return the search
     */
    public Search withExecutor(Executor host) {
        return new Search(space, maximize, seed, Objects.requireNonNull(host, "host"), tracker, experiment);
    }

    /**
     * Returns this search with a tracked run for each trial and budget: its parameters, {@code trial}, {@code budget} and
     * {@code seed}, and its value as the metric {@code "objective"}. A trial that throws is a run that failed.
     *
     * @param tracker where to
     * @param experiment the experiment that the runs belong to
     * @return the search
     */
    public Search recordTo(Tracker tracker, String experiment) {
        return new Search(
                space,
                maximize,
                seed,
                executor,
                Objects.requireNonNull(tracker, "tracker"),
                Objects.requireNonNull(experiment, "experiment"));
    }

    /**
     * Tries parameters that are drawn at random, each trial with the budget 1.
     *
     * @param trials how many, at least 1
     * @param objective what to make large or small
     * @return the results
     * @throws IllegalArgumentException when there is less than one trial
     */
    public SearchResult random(int trials, Objective objective) {
        List<TrialResult> results = rung(draw(trials, 1), objective);
        return new SearchResult(results, best(results));
    }

    /**
     * Tries many parameters with a small budget, and again and again the best of them with a larger one.
     *
     * <p>Of n trials in a rung the best {@code floor(n / reduction)}, at least one, go to the next rung, whose budget is
     * {@code reduction} times as large, until the next would be above the largest. Of equal trials the earlier is the
     * better one.
     *
     * @param trials how many begin, at least 1
     * @param leastBudget the first budget, at least 1
     * @param largestBudget the largest, not below the first
     * @param reduction how many times fewer trials and more budget, at least 2
     * @param objective what to make large or small; it is called anew for each budget
     * @return the results
     * @throws IllegalArgumentException when a number is out of range
     */
    public SearchResult successiveHalving(
            int trials, long leastBudget, long largestBudget, int reduction, Objective objective) {
        if (leastBudget < 1 || largestBudget < leastBudget || reduction < 2) {
            throw new IllegalArgumentException("successive halving needs 1 <= least <= largest budget and a reduction"
                    + " of at least 2, got " + leastBudget + ", " + largestBudget + " and " + reduction);
        }
        List<TrialResult> all = new ArrayList<>();
        List<Trial> rung = draw(trials, leastBudget);
        List<TrialResult> results = rung(rung, objective);
        all.addAll(results);
        long budget = leastBudget;
        while (budget <= largestBudget / reduction) {
            budget *= reduction;
            rung = survivors(results, Math.max(1, rung.size() / reduction), budget);
            if (rung.isEmpty()) {
                break;
            }
            results = rung(rung, objective);
            all.addAll(results);
        }
        return new SearchResult(all, best(results));
    }

    private List<Trial> draw(int trials, long budget) {
        if (trials < 1) {
            throw new IllegalArgumentException("a search needs at least 1 trial, got " + trials);
        }
        List<Trial> drawn = new ArrayList<>();
        for (int number = 0; number < trials; number++) {
            drawn.add(new Trial(number, space.draw(seed, number), budget, SearchSpace.seed(seed, number)));
        }
        return drawn;
    }

    private List<Trial> survivors(List<TrialResult> results, int count, long budget) {
        return results.stream()
                .filter(result -> result.value().isPresent())
                .sorted(better())
                .limit(count)
                .map(TrialResult::trial)
                .sorted(Comparator.comparingInt(Trial::number))
                .map(trial -> new Trial(trial.number(), trial.parameters(), budget, trial.seed()))
                .toList();
    }

    private Optional<TrialResult> best(List<TrialResult> results) {
        return results.stream().filter(result -> result.value().isPresent()).min(better());
    }

    private Comparator<TrialResult> better() {
        Comparator<TrialResult> byValue =
                Comparator.comparingDouble(result -> result.value().getAsDouble());
        return (maximize ? byValue.reversed() : byValue)
                .thenComparingInt(result -> result.trial().number());
    }

    private List<TrialResult> rung(List<Trial> trials, Objective objective) {
        Objects.requireNonNull(objective, "objective");
        if (executor != null) {
            Executor host = executor;
            return trials.stream()
                    .map(trial -> CompletableFuture.supplyAsync(() -> attempt(trial, objective), host))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : trials) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            results.add(attempt(trial, objective));
        }
        return results;
    }

    private TrialResult attempt(Trial trial, Objective objective) {
        try {
            double value = tracker == null ? objective.value(trial) : tracked(tracker, trial, objective);
            return new TrialResult(
                    trial, Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TrialResult(trial, OptionalDouble.empty(), Optional.of(e));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return new TrialResult(trial, OptionalDouble.empty(), Optional.of(e));
        }
    }

    private double tracked(Tracker to, Trial trial, Objective objective) throws Exception {
        return to.run(experiment, "trial " + trial.number(), run -> {
            trial.parameters().forEach(run::parameter);
            run.parameter("trial", trial.number())
                    .parameter("budget", trial.budget())
                    .parameter("seed", trial.seed());
            double value = objective.value(trial);
            run.metric("objective", value);
            return value;
        });
    }
}
