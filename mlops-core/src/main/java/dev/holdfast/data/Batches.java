// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Cuts rows that come one by one into tables. */
final class Batches implements Iterator<Table> {
    private final Schema schema;
    private final int size;
    private final Supplier<Optional<Object[]>> rows;
    private @Nullable Table ahead;
    private boolean done;

    private Batches(Schema schema, int size, Supplier<Optional<Object[]>> rows) {
        this.schema = schema;
        this.size = size;
        this.rows = rows;
    }

    /**
     * Returns the tables of rows.
     *
     * @param rows gives the values of the next row in column order, null where missing; empty at the end
     * @param close what to do when the stream is closed
     */
    static Stream<Table> stream(Schema schema, int size, Supplier<Optional<Object[]>> rows, Runnable close) {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                new Batches(schema, size, rows), Spliterator.ORDERED | Spliterator.NONNULL),
                        false)
                .onClose(close);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !done) {
            ahead = read();
        }
        return ahead != null;
    }

    @Override
    public Table next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more batches");
        }
        Table batch = java.util.Objects.requireNonNull(ahead);
        ahead = null;
        return batch;
    }

    private @Nullable Table read() {
        List<Columns.Filler> fillers = schema.fields().stream()
                .map(field -> Columns.filler(field.name(), field.type()))
                .toList();
        int count = 0;
        while (count < size) {
            Optional<Object[]> row = rows.get();
            if (row.isEmpty()) {
                done = true;
                break;
            }
            Object[] values = row.get();
            for (int i = 0; i < values.length; i++) {
                fillers.get(i).add(values[i]);
            }
            count++;
        }
        return count == 0
                ? null
                : Table.of(fillers.stream().map(Columns.Filler::build).toList());
    }
}
