// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Served;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of a model that an alias names, served inside the host.
 *
 * <p>Each prediction reads what is served one time, without a lock: it never sees half of a swap. {@link #refresh()}
 * looks at the alias; when it names another version, that one is loaded, verified against its digest, warmed up and only
 * then served. When that fails the version before stays, and the returned {@link Refresh} and the log say so.
 *
 * <p>What is served, and what a rollback would serve, cannot be deleted from the registry meanwhile, whichever process
 * tries: the deployment holds it under its {@linkplain DeploymentBuilder#named name}. The hold is a lease that each
 * refresh renews when it is time to, so that it ends by itself when the process has died.
 *
 * <p>When the model throws, or gives null, the fallback answers, or, without one, the caller gets the exception. What a
 * listener throws is logged once, counted, and reaches nobody. Errors of the virtual machine pass through, except a stack
 * that overflows.
 *
 * <pre>{@code
 * try (Deployment<Row, ClassScores> credit = Deployment.of(workspace.registry().model("credit"), codec)
 *         .champion("champion").listener(monitor).fallback(row -> ClassScores.of("bad", 1)).open()) {
 *     credit.reload(scheduler, Duration.ofSeconds(30));
 *     ClassScores scores = credit.predict(row);
 * }
 * }</pre>
 *
 * <p>Thread-safe. A prediction that has begun when the deployment is closed or swapped ends with what it began with; one
 * that begins after {@link #close()} fails. Models are released to the garbage collector and not closed.
 *
 * @param <I> the input of the model
 * @param <O> its answer
 */
public final class Deployment<I, O> implements Predictor<I, O>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final Board<I, O> board = new Board<>();
    private final Counters counters;
    private final VersionSource<I, O> source;
    private final InstantSource clock;
    private final List<Ear<I, O>> ears;
    private final @Nullable Function<? super I, ? extends O> fallback;
    private final @Nullable ShadowLane<I, O> shadow;
    private final boolean timed;
    private final Follower<I, O> follower;
    private final List<Post<I, O>> posts;
    private final Claims<I, O> claims;
    private final ReentrantLock reloading = new ReentrantLock();
    private @Nullable ScheduledFuture<?> reload;

    Deployment(VersionSource<I, O> source, DeploymentBuilder<I, O> settings) {
        this.source = source;
        this.counters = new Counters();
        this.clock = settings.clock();
        this.ears = settings.listeners().stream()
                .map(listener -> new Ear<>(listener, counters))
                .toList();
        this.fallback = settings.fallback();
        Shadow<I, O> shade = settings.shadow();
        this.shadow = shade == null ? null : new ShadowLane<>(shade, counters, clock, () -> board.current() != null);
        this.timed = !ears.isEmpty() || shadow != null;
        this.follower = new Follower<>(source, board, counters, settings.warmUp(), settings.cacheBytes());
        this.posts = settings.posts(counters);
        this.claims = new Claims<>(source, board, posts.get(0), settings.holder(), settings.lease(), clock);
    }

    /**
     * Starts the description of a deployment.
     *
     * @param model the model whose versions are served
     * @param codec reads the versions
     * @param <I> the input of the model
     * @param <O> its answer
     * @return the builder
     */
    public static <I, O> DeploymentBuilder<I, O> of(RegisteredModel model, ModelCodec<I, O> codec) {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(codec, "codec");
        return new DeploymentBuilder<>(new RegistrySource<>(model, codec));
    }

    Deployment<I, O> start() {
        board.open(new Serving<>(follower.first(posts.get(0)), null, null));
        posts.subList(1, posts.size()).forEach(post -> follower.follow(post, false));
        claims.tell();
        return this;
    }

    /**
     * Answers one input with the version that is served now.
     *
     * @param input the input
     * @return the answer of the champion, or of the canary for callers in its share, or of the fallback
     * @throws IllegalStateException when the deployment is closed
     */
    @Override
    public O predict(I input) {
        Serving<I, O> now = serving();
        counters.predictions.increment();
        CanaryLane<I, O> canary = now.activeCanary();
        // The clock costs more than a small model; without anybody to tell the time to it is not read.
        long started = timed || canary != null ? System.nanoTime() : 0;
        if (canary != null && canary.takes(input)) {
            O output = canary.answerOrNull(input, started);
            if (output != null) {
                return tell(canary.slot().version().number(), input, output, started);
            }
            // The champion steps in, which is no call of its own side of the comparison.
            return championAnswers(now, null, input, started);
        }
        return championAnswers(now, canary, input, started);
    }

    /**
     * Looks at the aliases and serves what they name now.
     *
     * <p>The work is done on the calling thread while predictions go on with the version before.
     *
     * @return what became of each alias; a failure is told there and not thrown
     * @throws IllegalStateException when the deployment is closed
     */
    public Refresh refresh() {
        serving();
        List<Refresh.Outcome> outcomes = new ArrayList<>();
        posts.forEach(post -> outcomes.add(follower.follow(post, false)));
        claims.tell();
        return new Refresh(outcomes);
    }

    /**
     * Refreshes, and judges the canary if there is one, again and again on the host's scheduler, until the deployment is
     * closed.
     *
     * @param scheduler the host's scheduler, which this library never shuts down
     * @param period how long to wait between two looks, more than zero
     * @throws IllegalArgumentException when the period is not more than zero
     * @throws IllegalStateException when the deployment is closed or reloads already
     */
    public void reload(ScheduledExecutorService scheduler, Duration period) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("the reload period must be more than zero, got " + period);
        }
        reloading.lock();
        try {
            serving();
            if (reload != null) {
                throw new IllegalStateException("the deployment of '" + source.model() + "' reloads already");
            }
            long nanos = period.toNanos();
            reload = scheduler.scheduleWithFixedDelay(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
        } finally {
            reloading.unlock();
        }
    }

    /**
     * Moves the champion's alias back to the version that it named before and serves that at once; it takes no load when
     * the version is still in memory.
     *
     * @param actor who does it
     * @param reason why, for the audit trail
     * @return the version that is served now
     * @throws IllegalStateException when the deployment is closed or there is no version to go back to
     * @throws DeploymentException when the alias was moved but its version cannot be loaded; the version before stays
     */
    public DeployedVersion rollback(Actor actor, String reason) {
        DeployedVersion from = serving().champion().version();
        Post<I, O> post = posts.get(0);
        source.rollback(post.alias(), actor, reason);
        Refresh.Outcome outcome = follower.follow(post, true);
        claims.tell();
        if (outcome instanceof Refresh.Failed failed) {
            throw new DeploymentException(
                    source.model(),
                    post.alias(),
                    failed.version().map(DeployedVersion::number).orElse(0L),
                    "alias '" + post.alias() + "' was moved back, but what it names cannot be served; " + version()
                            + " still is: " + failed.cause(),
                    failed.cause());
        }
        DeployedVersion to = version();
        LOG.info("{} rolled back from {} to {}: {}", actor.name(), from, to, reason);
        return to;
    }

    /**
     * Returns the version that answers as champion now.
     *
     * @return the version
     * @throws IllegalStateException when the deployment is closed
     */
    public DeployedVersion version() {
        return serving().champion().version();
    }

    /**
     * Returns where the canary stands.
     *
     * @return the status, or empty when there is no candidate
     * @throws IllegalStateException when the deployment is closed
     */
    public Optional<CanaryStatus> canary() {
        Serving<I, O> now = serving();
        return Optional.ofNullable(now.canary())
                .map(lane -> lane.status(now.champion().version()));
    }

    /**
     * Moves the canary to the next larger share; at the last step, or once stopped, it stays where it is.
     *
     * @return where it stands then
     * @throws IllegalStateException when the deployment is closed or there is no candidate
     */
    public CanaryStatus advanceCanary() {
        return changeCanary(CanaryLane::next);
    }

    /**
     * Sends all callers to the champion until the candidate's alias names another version.
     *
     * @param reason why
     * @return where the canary stands then
     * @throws IllegalStateException when the deployment is closed or there is no candidate
     */
    public CanaryStatus stopCanary(String reason) {
        Objects.requireNonNull(reason, "reason");
        CanaryStatus status = changeCanary(lane -> lane.stop(reason));
        LOG.info("The canary {} was stopped: {}", status.version(), reason);
        return status;
    }

    /**
     * Asks the canary's gates and does what follows: a gate that fails stops the canary, and when all have passed and the
     * step has lasted long enough the canary moves to the next share. {@link #reload} does this with every look.
     *
     * @return what the gates found and what followed, or empty when there is no candidate or it is the champion
     * @throws IllegalStateException when the deployment is closed
     */
    public Optional<CanaryVerdict> judgeCanary() {
        Serving<I, O> now = serving();
        CanaryLane<I, O> lane = now.canary();
        if (lane == null || now.isChampion(lane.slot())) {
            return Optional.empty();
        }
        List<CanaryVerdict.Finding> findings = lane.judge();
        CanaryVerdict.Action action = lane.action(findings);
        if (action == CanaryVerdict.Action.STOPPED && !lane.isStopped()) {
            String reason = findings.stream()
                    .filter(finding -> finding.outcome() == Outcome.FAILED)
                    .map(CanaryVerdict.Finding::toString)
                    .collect(Collectors.joining("; "));
            LOG.warn("The canary {} is stopped: {}", lane.slot().version(), reason);
            replace(lane, lane.stop(reason));
        } else if (action == CanaryVerdict.Action.ADVANCED) {
            LOG.info("The canary {} passed its step and advances", lane.slot().version());
            replace(lane, lane.next());
        }
        return canary().map(status -> new CanaryVerdict(action, status, findings));
    }

    /**
     * Returns what was counted since the deployment was opened; also after it is closed.
     *
     * @return the counts
     */
    public DeploymentStats stats() {
        return counters.snapshot();
    }

    /** Ends the deployment: predictions that have begun end well, later ones fail. A second call does nothing. */
    @Override
    public void close() {
        boolean first = board.close();
        reloading.lock();
        try {
            if (reload != null) {
                reload.cancel(false);
            }
        } finally {
            reloading.unlock();
        }
        follower.close();
        if (first) {
            claims.end();
        }
    }

    @Override
    public String toString() {
        Serving<I, O> now = board.current();
        return "Deployment["
                + (now == null ? source.model() + ", closed" : now.champion().version()) + "]";
    }

    private Serving<I, O> serving() {
        Serving<I, O> now = board.current();
        if (now == null) {
            throw new IllegalStateException("the deployment of '" + source.model() + "' is closed");
        }
        return now;
    }

    private void tick() {
        try {
            refresh();
            judgeCanary();
        } catch (RuntimeException e) {
            // A task that throws is never scheduled again; this one ends when the deployment is closed, not before.
            LOG.debug("A reload of '{}' ended early", source.model(), e);
        }
    }

    /** Nothing happens when somebody else has changed the canary since it was judged. */
    private void replace(CanaryLane<I, O> judged, CanaryLane<I, O> next) {
        board.change(now -> now.canary() == judged ? now.withCanary(next) : now);
    }

    private CanaryStatus changeCanary(UnaryOperator<CanaryLane<I, O>> change) {
        board.change(now -> now.canary() == null ? now : now.withCanary(change.apply(now.canary())));
        return canary().orElseThrow(() -> new IllegalStateException(
                "the deployment of '" + source.model() + "' has no canary; its alias names no version"));
    }

    private O championAnswers(Serving<I, O> now, @Nullable CanaryLane<I, O> beside, I input, long started) {
        O output;
        try {
            output = now.champion().answer(input);
        } catch (Throwable failure) {
            if (Slot.isFatal(failure)) {
                throw failure;
            }
            counters.failures.increment();
            if (beside != null) {
                beside.championFailed();
            }
            if (fallback == null) {
                throw failure;
            }
            return fallBack(fallback, now.champion().version(), input, failure, started);
        }
        if (beside != null) {
            beside.championAnswered(output, started);
        }
        tell(now.champion().version().number(), input, output, started);
        mirror(now, input, output, started);
        return output;
    }

    private O fallBack(
            Function<? super I, ? extends O> rule, DeployedVersion version, I input, Throwable failure, long started) {
        LOG.debug("{} failed; the fallback answers", version, failure);
        O output;
        try {
            output = Objects.requireNonNull(rule.apply(input), "the fallback answered null");
        } catch (RuntimeException | Error e) {
            e.addSuppressed(failure);
            throw e;
        }
        counters.fallbacks.increment();
        return tell(0, input, output, started);
    }

    private O tell(long version, I input, O output, long started) {
        if (!ears.isEmpty()) {
            Served<I, O> served =
                    new Served<>(source.model(), version, input, output, clock.instant(), System.nanoTime() - started);
            for (Ear<I, O> ear : ears) {
                ear.hear(served);
            }
        }
        return output;
    }

    private void mirror(Serving<I, O> now, I input, O output, long started) {
        Slot<I, O> candidate = now.shadow();
        if (shadow != null && candidate != null && !now.isChampion(candidate) && shadow.samples()) {
            shadow.offer(
                    candidate,
                    new Served<>(
                            source.model(),
                            now.champion().version().number(),
                            input,
                            output,
                            clock.instant(),
                            System.nanoTime() - started));
        }
    }
}
