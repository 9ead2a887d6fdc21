// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.Column;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import java.util.List;

/** A profile that is filled batch by batch; see {@link Profiler#start}. Not thread-safe. */
public final class ProfileAccumulator {
    private final List<ColumnAccumulator> columns;
    private long rows;
    private int inSegment;

    ProfileAccumulator(Schema schema, boolean quantiles) {
        ColumnAccumulator.Scratch scratch = new ColumnAccumulator.Scratch();
        this.columns = schema.fields().stream()
                .map(field -> ColumnAccumulator.of(field, quantiles, scratch))
                .toList();
    }

    /**
     * Adds the rows of a batch.
     *
     * @param batch a table with the columns of the schema; others are ignored
     * @return this accumulator
     * @throws IllegalArgumentException when a column is not there or of another type; nothing is added then
     */
    public ProfileAccumulator add(Table batch) {
        for (ColumnAccumulator column : columns) {
            if (batch.column(column.name).type() != column.type) {
                throw new IllegalArgumentException("column '" + column.name + "' must be " + column.type + ", got "
                        + batch.column(column.name).type());
            }
        }
        int end = batch.rowCount();
        int from = 0;
        while (from < end) {
            int to = Math.min(end, from + ColumnAccumulator.SEGMENT - inSegment);
            addToSegment(batch, from, to);
            if (inSegment == ColumnAccumulator.SEGMENT) {
                columns.forEach(ColumnAccumulator::endSegment);
                inSegment = 0;
            }
            from = to;
        }
        return this;
    }

    /** Adds rows of a batch that all belong to the current segment, and leaves its end to the caller. */
    void addToSegment(Table batch, int from, int to) {
        for (ColumnAccumulator column : columns) {
            Column values = batch.column(column.name);
            column.places.add(values, from, to);
            column.add(values, from, to);
        }
        inSegment += to - from;
        rows += to - from;
    }

    /** What a segment alone adds to a profile. */
    record Part(long rows, List<ColumnAccumulator.Part> columns, List<Places> places) {}

    /** Returns the current segment alone and forgets it. */
    Part takeSegment() {
        long taken = inSegment;
        rows -= taken;
        inSegment = 0;
        return new Part(
                taken,
                columns.stream().map(ColumnAccumulator::take).toList(),
                columns.stream().map(column -> column.places.take()).toList());
    }

    /** Adds a segment that another accumulator of these columns took, at the end of a segment of its own. */
    void append(Part segment) {
        rows += segment.rows;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).places.append(segment.places.get(i), segment.rows);
            columns.get(i).append(segment.columns.get(i));
        }
    }

    /**
     * Returns the profile of all rows added so far; more can be added after.
     *
     * @return the profile
     */
    public Profile profile() {
        return new Profile(
                rows,
                columns.stream()
                        .map(column -> column.profile().with(column.places.build()))
                        .toList());
    }
}
