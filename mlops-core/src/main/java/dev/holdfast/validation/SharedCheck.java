// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import dev.holdfast.internal.pass.SharedReading;
import dev.holdfast.internal.pass.SharedWork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a check by several threads, with the report that one thread gives.
 *
 * <p>Each consumer of the check (a rule, or the profile) takes every batch, in order and one at a time, whatever thread
 * does it: its sums are added up in the order of the rows, so there is nothing to merge and nothing that could depend on
 * the number of threads. A batch is held until all have seen it.
 */
final class SharedCheck implements SharedWork<Table> {
    private final ContractCheck check;
    private final List<Consumer<Batch>> consumers;
    private final int[] done;
    private final boolean[] busy;

    private final Deque<Batch> window = new ArrayDeque<>();
    private int windowStart;

    SharedCheck(ContractCheck check) {
        this.check = check;
        this.consumers = check.tasks();
        this.done = new int[consumers.size()];
        this.busy = new boolean[consumers.size()];
    }

    void run(Iterator<Supplier<Table>> pieces, Executor executor, int threads) {
        new SharedReading<>(pieces, this, threads).run(executor);
    }

    @Override
    public void append(Table piece) {
        window.add(check.next(piece, false));
        dropWhatAllHaveSeen();
    }

    @Override
    public void end() {
        // No consumer waits for more than the next batch.
    }

    @Override
    public @Nullable Task claim() {
        int consumer = furthestBehind();
        if (consumer < 0) {
            return null;
        }
        busy[consumer] = true;
        Batch batch = next(consumer);
        return () -> {
            consumers.get(consumer).accept(batch);
            return () -> {
                busy[consumer] = false;
                done[consumer]++;
                dropWhatAllHaveSeen();
            };
        };
    }

    /** The consumer that lies furthest behind and is free, or -1 when none has anything to do. */
    private int furthestBehind() {
        int best = -1;
        for (int each = 0; each < done.length; each++) {
            if (!busy[each] && done[each] < appended() && (best < 0 || done[each] < done[best])) {
                best = each;
            }
        }
        return best;
    }

    private Batch next(int consumer) {
        Iterator<Batch> batches = window.iterator();
        for (int i = windowStart; i < done[consumer]; i++) {
            batches.next();
        }
        return batches.next();
    }

    private int appended() {
        return windowStart + window.size();
    }

    private void dropWhatAllHaveSeen() {
        int last = appended();
        for (int each : done) {
            last = Math.min(last, each);
        }
        for (; windowStart < last; windowStart++) {
            window.remove();
        }
    }

    @Override
    public int held() {
        return window.size();
    }

    @Override
    public boolean isIdle() {
        return window.isEmpty();
    }
}
