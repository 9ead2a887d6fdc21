// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.pass;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a data set by several threads.
 *
 * <p>Pieces are taken one after the other, parsed by any thread, put in order again and handed to the work; the tasks
 * that the work makes of them are done by any thread, before more is read. The calling thread works like the others, so
 * that the reading comes to its end even when the executor starts nothing. At most two pieces a thread are under way at a
 * time. All fields but the final ones, and the work but for its tasks' {@link SharedWork.Task#perform}, are guarded by
 * the monitor of this object.
 *
 * @param <T> a parsed piece
 */
public final class SharedReading<T> {
    private final Iterator<Supplier<T>> pieces;
    private final SharedWork<T> work;
    private final int threads;

    private final Map<Integer, T> parsed = new HashMap<>();
    private boolean reading;
    private boolean exhausted;
    private int taken;
    private int appended;
    private boolean ended;

    private boolean closed;
    private int working;
    private int failedAt = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    /**
     * Prepares a reading.
     *
     * @param pieces what is read; each piece is parsed when it is asked for, by whatever thread
     * @param work what is done with the pieces
     * @param threads how many threads read, the calling one among them; at least 1
     */
    public SharedReading(Iterator<Supplier<T>> pieces, SharedWork<T> work, int threads) {
        this.pieces = pieces;
        this.work = work;
        this.threads = threads;
    }

    /**
     * Reads everything, and returns when no thread is at work any more; called once. What fails is thrown as it is: of
     * several failures that in the first piece, as it would be in a reading by one thread. An interruption does not end
     * the reading, it is passed on.
     *
     * @param executor what starts the other threads; what it refuses, the calling thread does
     */
    public void run(Executor executor) {
        try {
            for (int i = 1; i < threads; i++) {
                executor.execute(this::help);
            }
        } catch (RejectedExecutionException e) {
            // Whoever was started helps, and this thread does the rest.
        }
        participate();
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
            if (closed) {
                return;
            }
            working++;
        }
        try {
            participate();
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
            closed = true;
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

    private void participate() {
        boolean interrupted = false;
        boolean over = false;
        while (!over) {
            @Nullable Runnable next;
            synchronized (this) {
                over = isOver();
                next = over ? null : claim();
                if (next == null && !over) {
                    interrupted |= !sleep();
                }
            }
            if (next != null) {
                next.run();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isOver() {
        return failure != null || (ended && work.isIdle());
    }

    private synchronized @Nullable Runnable claim() {
        SharedWork.Task task = work.claim();
        if (task != null) {
            return () -> perform(task);
        }
        if (reading || exhausted || taken - appended + work.held() >= 2 * threads) {
            return null;
        }
        reading = true;
        return this::readAndParse;
    }

    private void perform(SharedWork.Task task) {
        try {
            Runnable outcome = task.perform();
            synchronized (this) {
                outcome.run();
                notifyAll();
            }
        } catch (RuntimeException | Error e) {
            fail(Integer.MAX_VALUE, e);
        }
    }

    private void readAndParse() {
        @Nullable Supplier<T> piece;
        int number;
        try {
            piece = pieces.hasNext() ? pieces.next() : null;
            number = taken(piece != null);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                reading = false;
                exhausted = true;
                fail(taken, e);
            }
            return;
        }
        if (piece == null) {
            return;
        }
        try {
            append(number, piece.get());
        } catch (RuntimeException | Error e) {
            fail(number, e);
        }
    }

    /** Lets the next thread read, and gives the number of the piece that was taken, if any was. */
    private synchronized int taken(boolean any) {
        reading = false;
        exhausted = !any;
        int number = taken;
        if (any) {
            taken++;
        }
        endAfterTheLast();
        return number;
    }

    private synchronized void append(int number, T piece) {
        parsed.put(number, piece);
        while (parsed.containsKey(appended)) {
            work.append(Objects.requireNonNull(parsed.remove(appended)));
            appended++;
        }
        endAfterTheLast();
    }

    private synchronized void endAfterTheLast() {
        if (exhausted && appended == taken && !ended) {
            ended = true;
            work.end();
        }
        notifyAll();
    }

    /** Of several failures the one in the first piece counts, as it would in a pass of one thread. */
    private synchronized void fail(int piece, Throwable reason) {
        if (failure == null || piece < failedAt) {
            failedAt = piece;
            failure = reason;
        }
        notifyAll();
    }
}
