// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a check by several threads, with the report that one thread gives.
 *
 * <p>Pieces are parsed by any thread and put in order again. Each task (a rule, or the profile) takes every batch, in order and
 * one at a time, whatever thread does it: its sums are added up in the order of the rows, so there is nothing to merge and
 * nothing that could depend on the number of threads. The calling thread works like the others, so that the pass comes to
 * its end even when the executor starts nothing. At most two pieces a thread are in memory at a time. All fields but the
 * final ones, and what the final ones hold, are guarded by the monitor of this object.
 */
final class SharedCheck {
    private final ContractCheck check;
    private final Iterator<Supplier<Table>> pieces;
    private final int ahead;
    private final List<Consumer<Batch>> tasks;
    private final int[] done;
    private final boolean[] busy;

    private final Map<Integer, Table> parsed = new HashMap<>();
    private final Deque<Batch> window = new ArrayDeque<>();
    private int windowStart;
    private int appended;
    private int taken;
    private boolean reading;
    private boolean exhausted;

    private boolean over;
    private int working;
    private int failedAt = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    SharedCheck(ContractCheck check, Iterator<Supplier<Table>> pieces, int threads) {
        this.check = check;
        this.pieces = pieces;
        this.ahead = 2 * threads;
        this.tasks = check.tasks();
        this.done = new int[tasks.size()];
        this.busy = new boolean[tasks.size()];
    }

    void run(Executor executor, int threads) {
        try {
            for (int i = 1; i < threads; i++) {
                executor.execute(this::help);
            }
        } catch (RejectedExecutionException e) {
            // Whoever was started helps, and this thread does the rest.
        }
        work();
        awaitHelpers();
        synchronized (this) {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }

    private void help() {
        synchronized (this) {
            if (over) {
                return;
            }
            working++;
        }
        try {
            work();
        } finally {
            synchronized (this) {
                working--;
                notifyAll();
            }
        }
    }

    private void awaitHelpers() {
        boolean interrupted = false;
        synchronized (this) {
            over = true;
            while (working > 0) {
                interrupted |= !sleep();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for another thread's news; false when interrupted. */
    @SuppressWarnings("WaitNotInLoop") // the loops are those that call
    private boolean sleep() {
        try {
            wait();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void work() {
        boolean interrupted = false;
        while (true) {
            int task;
            Batch batch;
            synchronized (this) {
                task = runnable();
                while (task < 0 && !isOver() && !mayRead()) {
                    interrupted |= !sleep();
                    task = runnable();
                }
                if (isOver()) {
                    break;
                }
                batch = task < 0 ? null : claim(task);
                reading |= batch == null;
            }
            if (batch != null) {
                perform(task, batch);
            } else {
                readAndParse();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The task that lies furthest behind and is free, or -1 when none has anything to do. */
    private int runnable() {
        int best = -1;
        for (int task = 0; task < done.length; task++) {
            if (!busy[task] && done[task] < appended && (best < 0 || done[task] < done[best])) {
                best = task;
            }
        }
        return best;
    }

    private Batch claim(int task) {
        busy[task] = true;
        Iterator<Batch> batches = window.iterator();
        for (int i = windowStart; i < done[task]; i++) {
            batches.next();
        }
        return batches.next();
    }

    private void perform(int task, Batch batch) {
        try {
            tasks.get(task).accept(batch);
        } catch (RuntimeException | Error e) {
            fail(Integer.MAX_VALUE, e);
        }
        synchronized (this) {
            busy[task] = false;
            done[task]++;
            dropWhatAllHaveSeen();
            notifyAll();
        }
    }

    private synchronized void dropWhatAllHaveSeen() {
        int last = appended;
        for (int each : done) {
            last = Math.min(last, each);
        }
        for (; windowStart < last; windowStart++) {
            window.remove();
        }
    }

    private synchronized boolean isOver() {
        return failure != null || (exhausted && appended == taken && windowStart == appended);
    }

    private synchronized boolean mayRead() {
        return !reading && !exhausted && taken - windowStart < ahead;
    }

    private void readAndParse() {
        Supplier<Table> piece;
        int number;
        try {
            boolean any = pieces.hasNext();
            piece = any ? pieces.next() : Table::of;
            number = taken(any);
            if (!any) {
                return;
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                reading = false;
                exhausted = true;
                fail(taken, e);
            }
            return;
        }
        try {
            append(number, piece.get());
        } catch (RuntimeException | Error e) {
            fail(number, e);
        }
    }

    private synchronized int taken(boolean any) {
        reading = false;
        exhausted = !any;
        notifyAll();
        return any ? taken++ : taken;
    }

    /** Of several failures the one in the first piece counts, as it would in a pass of one thread. */
    private synchronized void fail(int piece, Throwable reason) {
        if (failure == null || piece < failedAt) {
            failedAt = piece;
            failure = reason;
        }
        notifyAll();
    }

    private synchronized void append(int number, Table table) {
        parsed.put(number, table);
        while (parsed.containsKey(appended)) {
            window.add(check.next(java.util.Objects.requireNonNull(parsed.remove(appended)), false));
            appended++;
        }
        dropWhatAllHaveSeen();
        notifyAll();
    }
}
