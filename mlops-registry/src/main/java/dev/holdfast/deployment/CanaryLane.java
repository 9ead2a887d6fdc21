// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.report.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A canary at one of its steps, with what happened to both sides' calls since the step began. Only the counts change. */
final class CanaryLane<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final Slot<I, O> slot;
    private final Canary<I, O> canary;
    private final Counters counters;
    private final InstantSource clock;
    private final int step;
    private final @Nullable String stopped;
    private final Instant since;
    private final int seed;
    private final int below;
    private final Tally<O> mine;
    private final Tally<O> champions;

    private CanaryLane(
            Slot<I, O> slot,
            Canary<I, O> canary,
            Counters counters,
            InstantSource clock,
            int step,
            @Nullable String stopped) {
        this.slot = slot;
        this.canary = canary;
        this.counters = counters;
        this.clock = clock;
        this.step = step;
        this.stopped = stopped;
        this.since = clock.instant();
        this.seed = Buckets.seed(canary.saltFor(slot.version()));
        this.below = (int) Math.round(canary.shares().get(step) * Buckets.COUNT / 100);
        this.mine = new Tally<>(canary.gates());
        this.champions = new Tally<>(canary.gates());
    }

    static <I, O> CanaryLane<I, O> first(Slot<I, O> slot, Canary<I, O> canary, Counters counters, InstantSource clock) {
        return new CanaryLane<>(slot, canary, counters, clock, 0, null);
    }

    /** The next step, or this one when there is none or the canary is stopped. */
    CanaryLane<I, O> next() {
        return stopped != null || isLast() ? this : new CanaryLane<>(slot, canary, counters, clock, step + 1, null);
    }

    /** Stopped for as long as the alias names this version. */
    CanaryLane<I, O> stop(String reason) {
        return stopped != null ? this : new CanaryLane<>(slot, canary, counters, clock, step, reason);
    }

    Slot<I, O> slot() {
        return slot;
    }

    boolean isStopped() {
        return stopped != null;
    }

    boolean isLast() {
        return step + 1 == canary.shares().size();
    }

    boolean hasHeld() {
        return !clock.instant().isBefore(since.plus(canary.hold()));
    }

    boolean takes(I input) {
        String key;
        try {
            key = canary.keyOf(input);
        } catch (RuntimeException e) {
            LOG.debug("The key of a call to {} cannot be read", slot.version(), e);
            key = null;
        }
        if (key == null || key.isBlank()) {
            counters.canaryWithoutKey.increment();
            return false;
        }
        return Buckets.bucket(key, seed) < below;
    }

    /** Answers, or returns null when the candidate cannot, so that the champion has to. */
    @Nullable
    O answerOrNull(I input, long started) {
        try {
            O output = slot.answer(input);
            mine.answered(output, System.nanoTime() - started);
            counters.canaryAnswered.increment();
            return output;
        } catch (Throwable failure) {
            if (Slot.isFatal(failure)) {
                throw failure;
            }
            mine.failed();
            counters.canaryFailures.increment();
            LOG.debug("The canary {} failed; the champion answers", slot.version(), failure);
            return null;
        }
    }

    void championAnswered(O output, long started) {
        champions.answered(output, System.nanoTime() - started);
    }

    void championFailed() {
        champions.failed();
    }

    List<CanaryVerdict.Finding> judge() {
        List<CanaryVerdict.Finding> findings = new ArrayList<>();
        for (int gate = 0; gate < canary.gates().size(); gate++) {
            findings.add(canary.gates().get(gate).judge(mine, champions, gate, canary.confidencePerGate()));
        }
        return findings;
    }

    /** What follows from the findings, if nobody changes the canary meanwhile. */
    CanaryVerdict.Action action(List<CanaryVerdict.Finding> findings) {
        if (stopped != null || findings.stream().anyMatch(finding -> finding.outcome() == Outcome.FAILED)) {
            return CanaryVerdict.Action.STOPPED;
        }
        boolean passed = !findings.isEmpty()
                && findings.stream().allMatch(finding -> finding.outcome() == Outcome.PASSED)
                && hasHeld();
        if (!passed) {
            return CanaryVerdict.Action.HELD;
        }
        return isLast() ? CanaryVerdict.Action.COMPLETED : CanaryVerdict.Action.ADVANCED;
    }

    CanaryStatus status(DeployedVersion champion) {
        boolean idle = stopped != null || champion.number() == slot.version().number();
        return new CanaryStatus(
                slot.version(),
                step,
                canary.shares().size(),
                idle ? 0 : canary.shares().get(step),
                mine.answers(),
                mine.failures(),
                Optional.ofNullable(stopped));
    }
}
