// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link ContinuousTraining}. Setting anything twice is refused, except listeners, which add up. Not
 * thread-safe; used up by {@link #open()}.
 *
 * @param <C> what the pipeline gives
 */
public final class ContinuousTrainingBuilder<C> {
    private final Supplier<PipelineResult<C>> training;
    private final List<Consumer<? super TrainingOutcome<C>>> listeners = new ArrayList<>();
    private @Nullable Duration cooldown;
    private TrainingLedger.@Nullable Budget budget;
    private @Nullable Integer maximumInARow;
    private @Nullable Executor executor;
    private @Nullable InstantSource clock;
    private boolean open;

    <A> ContinuousTrainingBuilder(Pipeline<A, C> pipeline, Supplier<? extends A> input) {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(input, "input");
        if (pipeline.steps().contains("input")) {
            throw new IllegalArgumentException(
                    "a training adds the step 'input' to its pipeline, which has one: " + pipeline);
        }
        this.training = () -> pipeline.runWith(input);
    }

    /**
     * Sets how long after the end of a run no other begins; there is none unless it is set.
     *
     * @param time the time, not negative
     * @return this builder
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException when it was set before
     */
    public ContinuousTrainingBuilder<C> cooldown(Duration time) {
        refuseSecond("cooldown", cooldown, time);
        if (time.isNegative()) {
            throw new IllegalArgumentException("cooldown must not be negative, got " + time);
        }
        cooldown = time;
        return this;
    }

    /**
     * Sets how many runs may begin within any stretch of time of one length; there is no bound unless it is set.
     *
     * @param runs the number of runs, at least 1
     * @param window the length of the stretch, more than zero
     * @return this builder
     * @throws IllegalArgumentException when a number is out of its range
     * @throws IllegalStateException when it was set before
     */
    public ContinuousTrainingBuilder<C> budget(int runs, Duration window) {
        TrainingLedger.Budget given = new TrainingLedger.Budget(runs, window);
        refuseSecond("budget", budget, given);
        if (runs < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException(
                    "budget must be at least 1 run in more than no time, got " + runs + " in " + window);
        }
        budget = given;
        return this;
    }

    /**
     * Sets how many runs may succeed one after the other before a person has to look and call
     * {@link ContinuousTraining#acknowledge}; there is no bound unless it is set. A run that does not succeed starts the
     * count again.
     *
     * @param runs the number of runs, at least 1
     * @return this builder
     * @throws IllegalArgumentException when it is less than 1
     * @throws IllegalStateException when it was set before
     */
    public ContinuousTrainingBuilder<C> maximumInARow(int runs) {
        refuseSecond("maximumInARow", maximumInARow, runs);
        if (runs < 1) {
            throw new IllegalArgumentException("maximumInARow must be at least 1, got " + runs);
        }
        maximumInARow = runs;
        return this;
    }

    /**
     * Sets where accepted runs happen; without one they wait for {@link ContinuousTraining#runPending()}.
     *
     * @param host the host's executor, which this library never shuts down
     * @return this builder
     * @throws IllegalStateException when it was set before
     */
    public ContinuousTrainingBuilder<C> executor(Executor host) {
        refuseSecond("executor", executor, host);
        executor = host;
        return this;
    }

    /**
     * Sets the clock; the system's is the default.
     *
     * @param source tells the time for cooldown and budget
     * @return this builder
     * @throws IllegalStateException when it was set before
     */
    public ContinuousTrainingBuilder<C> clock(InstantSource source) {
        refuseSecond("clock", clock, source);
        clock = source;
        return this;
    }

    /**
     * Adds a listener that hears of each run when it has ended. What it throws is logged and changes nothing.
     *
     * @param listener called on the thread of the run
     * @return this builder
     */
    public ContinuousTrainingBuilder<C> onOutcome(Consumer<? super TrainingOutcome<C>> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Opens the training.
     *
     * @return the training, idle
     * @throws IllegalStateException when this builder has opened one before
     */
    public ContinuousTraining<C> open() {
        if (open) {
            throw new IllegalStateException("a builder opens one training only, and this one has");
        }
        open = true;
        return new ContinuousTraining<>(training, this);
    }

    TrainingLedger ledger() {
        return new TrainingLedger(cooldown == null ? Duration.ZERO : cooldown, budget);
    }

    boolean isBudgeted() {
        return budget != null;
    }

    int maximumInARow() {
        return maximumInARow == null ? Integer.MAX_VALUE : maximumInARow;
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    Instant now() {
        return clock == null ? InstantSource.system().instant() : clock.instant();
    }

    List<Consumer<? super TrainingOutcome<C>>> listeners() {
        return listeners;
    }

    private static void refuseSecond(String what, @Nullable Object before, Object now) {
        Objects.requireNonNull(now, what);
        if (before != null) {
            throw new IllegalStateException(what + " is set twice: " + before + " and " + now);
        }
    }
}
