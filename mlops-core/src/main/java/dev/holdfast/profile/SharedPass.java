// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a data set by several threads, with the result that one thread has.
 *
 * <p>Pieces are parsed by any thread; their rows are put in order again and cut into the segments that a single pass cuts
 * them into; segments are sorted and counted by any thread and added to the whole in order. The calling thread works like the others, so that
 * the pass comes to its end even when the executor starts nothing. At most two pieces a thread are under way at a time.
 * All fields but the final ones are guarded by the monitor of this object.
 */
final class SharedPass {
    private record Slice(Table table, int from, int to) {}

    private record Segment(int number, List<Slice> rows) {}

    private final Schema schema;
    private final Profiler profiler;
    private final Iterator<Supplier<Table>> pieces;
    private final int ahead;

    private final Map<Integer, Table> parsed = new HashMap<>();
    private final Queue<Segment> segments = new ArrayDeque<>();
    private final Map<Integer, ProfileAccumulator.Part> summaries = new HashMap<>();
    private List<Slice> rest = new ArrayList<>();
    private int restRows;
    private boolean reading;
    private boolean exhausted;
    private int taken;
    private int appended;
    private int cut;
    private boolean allCut;

    private final ProfileAccumulator total;
    private int merged;

    private boolean over;
    private int working;
    private int failedAt = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    SharedPass(Schema schema, Profiler profiler, Iterator<Supplier<Table>> pieces, int threads) {
        this.schema = schema;
        this.profiler = profiler;
        this.pieces = pieces;
        this.ahead = 2 * threads;
        this.total = profiler.start(schema);
    }

    Profile run(Executor executor, int threads) {
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
            return total.profile();
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
        ProfileAccumulator own = profiler.start(schema);
        boolean interrupted = false;
        while (true) {
            @Nullable Segment segment;
            synchronized (this) {
                while (!isOver() && segments.isEmpty() && !mayRead()) {
                    interrupted |= !sleep();
                }
                if (isOver()) {
                    break;
                }
                segment = segments.poll();
                reading |= segment == null;
            }
            if (segment != null) {
                summarise(segment, own);
            } else {
                readAndParse();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isOver() {
        return failure != null || (allCut && segments.isEmpty());
    }

    private synchronized boolean mayRead() {
        return !reading && !exhausted && taken - appended < ahead;
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
        if (any) {
            return taken++;
        }
        cutSegments();
        return taken;
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
            Table next = java.util.Objects.requireNonNull(parsed.remove(appended++));
            int from = 0;
            while (from < next.rowCount()) {
                int to = Math.min(next.rowCount(), from + ColumnAccumulator.SEGMENT - restRows);
                rest.add(new Slice(next, from, to));
                restRows += to - from;
                if (restRows == ColumnAccumulator.SEGMENT) {
                    cutSegment();
                }
                from = to;
            }
        }
        cutSegments();
    }

    /** Cuts what is left at the end, be it empty, for a pass of one thread has such a segment too. */
    private synchronized void cutSegments() {
        if (exhausted && appended == taken && !allCut) {
            cutSegment();
            allCut = true;
        }
        notifyAll();
    }

    private synchronized void cutSegment() {
        segments.add(new Segment(cut++, rest));
        rest = new ArrayList<>();
        restRows = 0;
    }

    private void summarise(Segment segment, ProfileAccumulator own) {
        try {
            for (Slice slice : segment.rows) {
                own.addToSegment(slice.table, slice.from, slice.to);
            }
            ProfileAccumulator.Part summary = own.takeSegment();
            synchronized (this) {
                summaries.put(segment.number, summary);
                while (summaries.containsKey(merged)) {
                    total.append(java.util.Objects.requireNonNull(summaries.remove(merged++)));
                }
            }
        } catch (RuntimeException | Error e) {
            fail(Integer.MAX_VALUE, e);
        }
    }
}
