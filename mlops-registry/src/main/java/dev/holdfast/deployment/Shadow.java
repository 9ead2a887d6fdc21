// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.model.Served;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate answers beside the champion without anybody hearing its answers but a listener.
 *
 * <p>The candidate runs on the host's executor with the very input that the champion had, which neither may change. At
 * most {@code queue} of its calls wait or run at a time; what comes beyond is dropped and counted, so a slow candidate
 * never slows the champion down. (An executor that runs its tasks on the calling thread gives that up.)
 *
 * <p>Immutable; each call returns a new value.
 *
 * @param <I> the input of the models
 * @param <O> their answer
 */
public final class Shadow<I, O> {
    private final @Nullable Executor executor;
    private final int queue;
    private final double sample;
    private final BiConsumer<? super Served<I, O>, ? super Served<I, O>> listener;

    private Shadow(
            @Nullable Executor executor,
            int queue,
            double sample,
            BiConsumer<? super Served<I, O>, ? super Served<I, O>> listener) {
        this.executor = executor;
        this.queue = queue;
        this.sample = sample;
        this.listener = listener;
    }

    static <I, O> Shadow<I, O> unset() {
        return new Shadow<>(null, 1024, 1, (champion, shadow) -> {});
    }

    /**
     * Sets where the candidate runs.
     *
     * @param host the host's executor, which this library never shuts down
     * @return the shadow on this executor
     */
    public Shadow<I, O> executor(Executor host) {
        return new Shadow<>(Objects.requireNonNull(host, "host"), queue, sample, listener);
    }

    /**
     * Sets how many calls may wait or run at a time; 1024 is the default.
     *
     * @param calls at least 1
     * @return the shadow with this bound
     * @throws IllegalArgumentException when it is less than 1
     */
    public Shadow<I, O> queue(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("a shadow's queue must be at least 1, got " + calls);
        }
        return new Shadow<>(executor, calls, sample, listener);
    }

    /**
     * Sets which share of the champion's calls the shadow sees, evenly spread; all is the default.
     *
     * @param share in (0, 1]
     * @return the shadow with this share
     * @throws IllegalArgumentException when it is out of range
     */
    public Shadow<I, O> sample(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a shadow's sample must be in (0, 1], got " + share);
        }
        return new Shadow<>(executor, queue, share, listener);
    }

    /**
     * Sets who hears of each pair of answers, the champion's first. What it throws is logged and counted as a failure of
     * a listener.
     *
     * @param pair called on the host's executor
     * @return the shadow with this listener
     */
    public Shadow<I, O> onPair(BiConsumer<? super Served<I, O>, ? super Served<I, O>> pair) {
        return new Shadow<>(executor, queue, sample, Objects.requireNonNull(pair, "pair"));
    }

    Shadow<I, O> checked() {
        executor();
        return this;
    }

    Executor executor() {
        if (executor == null) {
            throw new IllegalArgumentException("a shadow needs the host's executor: call executor(...)");
        }
        return executor;
    }

    int queue() {
        return queue;
    }

    double sample() {
        return sample;
    }

    BiConsumer<? super Served<I, O>, ? super Served<I, O>> listener() {
        return listener;
    }

    @Override
    public String toString() {
        return "Shadow[queue=" + queue + ", sample=" + sample + "]";
    }
}
