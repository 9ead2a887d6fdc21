// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.model.Served;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the champion's calls to shadows, whichever version they are; the bound on waiting calls is common to all. */
final class ShadowLane<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
    /** The golden ratio as a fraction of 2^64: its multiples fall evenly into the unit interval, without chance. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Shadow<I, O> shadow;
    private final Counters counters;
    private final InstantSource clock;
    private final BooleanSupplier open;
    private final AtomicLong offered = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean listenerLogged = new AtomicBoolean();

    ShadowLane(Shadow<I, O> shadow, Counters counters, InstantSource clock, BooleanSupplier open) {
        this.shadow = shadow;
        this.counters = counters;
        this.clock = clock;
        this.open = open;
    }

    void offer(Slot<I, O> slot, Served<I, O> champion) {
        if (waiting.incrementAndGet() > shadow.queue()) {
            waiting.decrementAndGet();
            counters.shadowDropped.increment();
            return;
        }
        try {
            shadow.executor().execute(() -> {
                try {
                    answer(slot, champion);
                } finally {
                    waiting.decrementAndGet();
                }
            });
        } catch (RuntimeException e) {
            // Mostly a rejection; whatever it is, the caller of the champion has nothing to do with it.
            waiting.decrementAndGet();
            counters.shadowDropped.increment();
        }
    }

    boolean samples() {
        if (shadow.sample() == 1) {
            return true;
        }
        long weyl = offered.getAndIncrement() * GOLDEN;
        return (weyl >>> 11) * 0x1.0p-53 < shadow.sample();
    }

    private void answer(Slot<I, O> slot, Served<I, O> champion) {
        if (!open.getAsBoolean()) {
            counters.shadowDropped.increment();
            return;
        }
        Served<I, O> answered;
        long started = System.nanoTime();
        try {
            O output = slot.answer(champion.input());
            answered = new Served<>(
                    champion.model(),
                    slot.version().number(),
                    champion.input(),
                    output,
                    clock.instant(),
                    System.nanoTime() - started);
        } catch (Throwable failure) {
            if (Slot.isFatal(failure)) {
                throw failure;
            }
            counters.shadowFailures.increment();
            LOG.debug("The shadow {} failed", slot.version(), failure);
            return;
        }
        counters.shadowAnswered.increment();
        if (!answered.output().equals(champion.output())) {
            counters.shadowDifferent.increment();
        }
        tell(champion, answered);
    }

    private void tell(Served<I, O> champion, Served<I, O> answered) {
        try {
            shadow.listener().accept(champion, answered);
        } catch (Throwable failure) {
            if (Slot.isFatal(failure)) {
                throw failure;
            }
            counters.listenerFailures.increment();
            if (listenerLogged.compareAndSet(false, true)) {
                LOG.warn("The listener of a shadow of '{}' failed; logged once", champion.model(), failure);
            }
        }
    }
}
