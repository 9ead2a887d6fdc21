// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A canary at one of its steps. Only the counts change. */
final class CanaryLane<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final Slot<I, O> slot;
    private final Canary<I> canary;
    private final Counters counters;
    private final int step;
    private final @Nullable String stopped;
    private final int seed;
    private final int below;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private CanaryLane(Slot<I, O> slot, Canary<I> canary, Counters counters, int step, @Nullable String stopped) {
        this.slot = slot;
        this.canary = canary;
        this.counters = counters;
        this.step = step;
        this.stopped = stopped;
        this.seed = Buckets.seed(canary.saltFor(slot.version()));
        this.below = (int) Math.round(canary.shares().get(step) * Buckets.COUNT / 100);
    }

    static <I, O> CanaryLane<I, O> first(Slot<I, O> slot, Canary<I> canary, Counters counters) {
        return new CanaryLane<>(slot, canary, counters, 0, null);
    }

    /** The next step, or this one when there is none or the canary is stopped. */
    CanaryLane<I, O> next() {
        return stopped != null || step + 1 == canary.shares().size()
                ? this
                : new CanaryLane<>(slot, canary, counters, step + 1, null);
    }

    /** Stopped for as long as the alias names this version. */
    CanaryLane<I, O> stop(String reason) {
        return stopped != null ? this : new CanaryLane<>(slot, canary, counters, step, reason);
    }

    Slot<I, O> slot() {
        return slot;
    }

    boolean takes(I input) {
        if (stopped != null) {
            return false;
        }
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
    O answerOrNull(I input) {
        try {
            O output = slot.answer(input);
            answered.increment();
            counters.canaryAnswered.increment();
            return output;
        } catch (Throwable failure) {
            if (Slot.isFatal(failure)) {
                throw failure;
            }
            failures.increment();
            counters.canaryFailures.increment();
            LOG.debug("The canary {} failed; the champion answers", slot.version(), failure);
            return null;
        }
    }

    CanaryStatus status(DeployedVersion champion) {
        boolean idle = stopped != null || champion.number() == slot.version().number();
        return new CanaryStatus(
                slot.version(),
                step,
                canary.shares().size(),
                idle ? 0 : canary.shares().get(step),
                answered.sum(),
                failures.sum(),
                Optional.ofNullable(stopped));
    }
}
