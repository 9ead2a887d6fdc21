// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.model.PredictionListener;
import dev.holdfast.model.Served;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener that cannot do harm: what it throws is counted, and logged the first time. */
final class Ear<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final PredictionListener<I, O> listener;
    private final Counters counters;
    private final AtomicBoolean logged = new AtomicBoolean();

    Ear(PredictionListener<I, O> listener, Counters counters) {
        this.listener = listener;
        this.counters = counters;
    }

    void hear(Served<I, O> served) {
        try {
            listener.onPrediction(served);
        } catch (Throwable failure) {
            if (Slot.isFatal(failure)) {
                throw failure;
            }
            counters.listenerFailures.increment();
            if (logged.compareAndSet(false, true)) {
                LOG.warn("A listener of '{}' failed; logged once: {}", served.model(), listener, failure);
            }
        }
    }
}
