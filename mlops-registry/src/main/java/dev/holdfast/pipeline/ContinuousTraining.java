// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.pipeline.TrainingResponse.Accepted;
import dev.holdfast.pipeline.TrainingResponse.Suppressed;
import dev.holdfast.pipeline.TrainingResponse.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a pipeline when something asks for it, but never two at a time, not again before a cooldown has passed, not more
 * often than a budget allows, and not for ever without a person.
 *
 * <p>{@link #request} answers at once: {@link Accepted}, or {@link Suppressed} and why. An accepted run happens on the
 * host's executor, or, without one, on whatever thread calls {@link #runPending()}. The states follow each other like
 * this:
 *
 * <pre>{@code
 * IDLE --request--> PENDING --executor or runPending--> RUNNING --end--> IDLE
 * }</pre>
 *
 * <p>The cooldown counts from the end of the last run, whether it succeeded or not; the budget counts the runs that
 * were accepted in a sliding window. Both start empty with each {@code open()}. A request that comes while a run waits
 * adds its reason to that run; one that comes during a run is told so and has to come again if its cause persists.
 *
 * <pre>{@code
 * ContinuousTraining<Model> retraining = ContinuousTraining.of(pipeline, () -> newestLoans())
 *         .cooldown(Duration.ofHours(6)).budget(4, Duration.ofDays(1)).executor(pool).open();
 * TrainingResponse response = retraining.request("drift in Income");
 * }</pre>
 *
 * <p>Thread-safe. No lock is held while the pipeline or a listener runs.
 *
 * @param <C> what the pipeline gives
 */
public final class ContinuousTraining<C> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContinuousTraining.class);

    private final Supplier<PipelineResult<C>> training;
    private final ContinuousTrainingBuilder<C> settings;
    private final TrainingLedger ledger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Why, Long> suppressed = new EnumMap<>(Why.class);
    private final List<String> reasons = new ArrayList<>();
    private TrainingStatus.State state = TrainingStatus.State.IDLE;
    private long runs;
    private int successesInARow;

    ContinuousTraining(Supplier<PipelineResult<C>> training, ContinuousTrainingBuilder<C> settings) {
        this.training = training;
        this.settings = settings;
        this.ledger = settings.ledger();
    }

    /**
     * Starts the description of a training that runs a pipeline.
     *
     * @param pipeline what to run
     * @param input gives each run what it starts from, on the thread of the run, as a first step named {@code "input"}
     * @param <A> what a run starts from
     * @param <C> what a run gives
     * @return the builder
     * @throws IllegalArgumentException when the pipeline has a step named {@code "input"} of its own
     */
    public static <A, C> ContinuousTrainingBuilder<C> of(Pipeline<A, C> pipeline, Supplier<? extends A> input) {
        return new ContinuousTrainingBuilder<>(pipeline, input);
    }

    /**
     * Starts the description of a training that is one piece of work of the host's own.
     *
     * @param work what to run; what it throws is the outcome of a step named {@code "training"}
     * @return the builder
     */
    public static ContinuousTrainingBuilder<String> of(Runnable work) {
        Objects.requireNonNull(work, "work");
        Pipeline<String, String> pipeline = Pipeline.named("training").step("training", (String start) -> {
            work.run();
            return "done";
        });
        return new ContinuousTrainingBuilder<>(pipeline, () -> "start");
    }

    /**
     * Asks for a run.
     *
     * @param reason why, for the record and the listeners
     * @return whether a run follows, and if not, why
     */
    public TrainingResponse request(String reason) {
        Objects.requireNonNull(reason, "reason");
        TrainingResponse response = decide(reason);
        if (response instanceof Suppressed no) {
            LOG.info("Training not started for '{}': {}", reason, no.why());
            return response;
        }
        Executor executor = settings.executor();
        if (executor == null) {
            return response;
        }
        try {
            executor.execute(this::runPending);
            return response;
        } catch (RejectedExecutionException e) {
            LOG.warn("The executor refused the training for '{}'", reason, e);
            return withdraw(reason);
        }
    }

    /**
     * Runs what waits, on the calling thread.
     *
     * @return what became of it, or empty when nothing waits
     */
    public Optional<TrainingOutcome<C>> runPending() {
        List<String> why;
        long number;
        lock.lock();
        try {
            if (state != TrainingStatus.State.PENDING) {
                return Optional.empty();
            }
            state = TrainingStatus.State.RUNNING;
            why = List.copyOf(reasons);
            reasons.clear();
            number = runs;
        } finally {
            lock.unlock();
        }
        PipelineResult<C> result;
        boolean succeeded = false;
        Instant endedAt;
        try {
            result = training.get();
            succeeded = result.succeeded();
        } finally {
            endedAt = settled(succeeded);
        }
        TrainingOutcome<C> outcome = new TrainingOutcome<>(number, why, result, endedAt);
        settings.listeners().forEach(listener -> tell(listener, outcome));
        return Optional.of(outcome);
    }

    /**
     * Says that a person has looked at what the runs did: the count of successes in a row starts again.
     *
     * @param who the person, for the log
     */
    public void acknowledge(String who) {
        Objects.requireNonNull(who, "who");
        lock.lock();
        try {
            successesInARow = 0;
        } finally {
            lock.unlock();
        }
        LOG.info("{} acknowledged the trainings so far", who);
    }

    /**
     * Returns where the training stands now.
     *
     * @return a snapshot
     */
    public TrainingStatus status() {
        lock.lock();
        try {
            return new TrainingStatus(
                    state,
                    runs,
                    settings.isBudgeted() ? ledger.inWindow(settings.now()) : Math.toIntExact(runs),
                    successesInARow,
                    ledger.ended(),
                    suppressed);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more requests and forgets a run that waits; one that is under way goes on. A second call does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            state = TrainingStatus.State.CLOSED;
            reasons.clear();
        } finally {
            lock.unlock();
        }
    }

    private TrainingResponse decide(String reason) {
        lock.lock();
        try {
            return switch (state) {
                case CLOSED -> suppress(reason, Why.CLOSED, Optional.empty());
                case RUNNING -> suppress(reason, Why.RUNNING, Optional.empty());
                case PENDING -> {
                    reasons.add(reason);
                    yield suppress(reason, Why.PENDING, Optional.empty());
                }
                case IDLE -> decideIdle(reason);
            };
        } finally {
            lock.unlock();
        }
    }

    private TrainingResponse decideIdle(String reason) {
        if (successesInARow >= settings.maximumInARow()) {
            return suppress(reason, Why.NEEDS_A_PERSON, Optional.empty());
        }
        Instant now = settings.now();
        Optional<TrainingLedger.Refusal> refusal = ledger.refusal(now);
        if (refusal.isPresent()) {
            return suppress(
                    reason, refusal.get().why(), Optional.of(refusal.get().until()));
        }
        ledger.begin(now);
        state = TrainingStatus.State.PENDING;
        reasons.add(reason);
        return new Accepted(reason, ++runs);
    }

    private Suppressed suppress(String reason, Why why, Optional<Instant> retryAt) {
        suppressed.merge(why, 1L, Long::sum);
        return new Suppressed(reason, why, retryAt);
    }

    /** The executor refused: as if nobody had asked, so that the next request may try again. */
    private TrainingResponse withdraw(String reason) {
        lock.lock();
        try {
            if (state == TrainingStatus.State.PENDING) {
                state = TrainingStatus.State.IDLE;
                reasons.clear();
                ledger.undo();
                runs--;
            }
            return suppress(reason, Why.REJECTED, Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    private Instant settled(boolean succeeded) {
        Instant now = settings.now();
        lock.lock();
        try {
            ledger.end(now);
            successesInARow = succeeded ? successesInARow + 1 : 0;
            if (state == TrainingStatus.State.RUNNING) {
                state = TrainingStatus.State.IDLE;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    private void tell(Consumer<? super TrainingOutcome<C>> listener, TrainingOutcome<C> outcome) {
        try {
            listener.accept(outcome);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed at training run {}", outcome.number(), e);
        }
    }
}
