// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.internal.pass.SharedReading;
import dev.holdfast.internal.pass.SharedWork;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a data set by several threads, with the result that one thread has.
 *
 * <p>The rows are cut into the segments that a single pass cuts them into; segments are sorted and counted by any thread
 * and added to the whole in order.
 */
final class SharedPass implements SharedWork<Table> {
    private record Slice(Table table, int from, int to) {}

    private record Segment(int number, List<Slice> rows) {}

    private final Schema schema;
    private final Profiler profiler;

    private final Queue<Segment> segments = new ArrayDeque<>();
    private final Map<Integer, ProfileAccumulator.Part> summaries = new HashMap<>();
    private final Deque<ProfileAccumulator> spare = new ArrayDeque<>();
    private List<Slice> rest = new ArrayList<>();
    private int restRows;
    private int cut;

    private final ProfileAccumulator total;
    private int merged;
    private boolean merging;

    SharedPass(Schema schema, Profiler profiler) {
        this.schema = schema;
        this.profiler = profiler;
        this.total = profiler.start(schema);
    }

    Profile run(Iterator<Supplier<Table>> pieces, Executor executor, int threads) {
        new SharedReading<>(pieces, this, threads).run(executor);
        return total.profile();
    }

    @Override
    public void append(Table piece) {
        int from = 0;
        while (from < piece.rowCount()) {
            int to = Math.min(piece.rowCount(), from + ColumnAccumulator.SEGMENT - restRows);
            rest.add(new Slice(piece, from, to));
            restRows += to - from;
            if (restRows == ColumnAccumulator.SEGMENT) {
                cutSegment();
            }
            from = to;
        }
    }

    /** Cuts what is left, be it empty, for a pass of one thread has such a segment too. */
    @Override
    public void end() {
        cutSegment();
    }

    private void cutSegment() {
        segments.add(new Segment(cut++, rest));
        rest = new ArrayList<>();
        restRows = 0;
    }

    @Override
    public @Nullable Task claim() {
        if (!merging && summaries.containsKey(merged)) {
            return merging();
        }
        if (segments.isEmpty()) {
            return null;
        }
        Segment segment = segments.remove();
        ProfileAccumulator idle = spare.poll();
        return () -> {
            ProfileAccumulator own = idle == null ? profiler.start(schema) : idle;
            for (Slice slice : segment.rows) {
                own.addToSegment(slice.table, slice.from, slice.to);
            }
            ProfileAccumulator.Part summary = own.takeSegment();
            return () -> {
                spare.push(own);
                summaries.put(segment.number, summary);
            };
        };
    }

    /** One thread at a time adds to the whole, in order, while the others go on with their segments. */
    private Task merging() {
        merging = true;
        List<ProfileAccumulator.Part> next = new ArrayList<>();
        while (summaries.containsKey(merged)) {
            next.add(Objects.requireNonNull(summaries.remove(merged++)));
        }
        return () -> {
            next.forEach(total::append);
            return () -> merging = false;
        };
    }

    @Override
    public int held() {
        return 0;
    }

    @Override
    public boolean isIdle() {
        return segments.isEmpty() && summaries.isEmpty() && !merging;
    }
}
