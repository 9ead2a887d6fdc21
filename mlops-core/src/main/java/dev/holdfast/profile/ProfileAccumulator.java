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
        this.columns = schema.fields().stream()
                .map(field -> ColumnAccumulator.of(field, quantiles))
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
        int from = 0;
        while (from < batch.rowCount()) {
            int to = Math.min(batch.rowCount(), from + ColumnAccumulator.SEGMENT - inSegment);
            for (ColumnAccumulator column : columns) {
                Column values = batch.column(column.name);
                column.add(values, from, to);
            }
            inSegment += to - from;
            if (inSegment == ColumnAccumulator.SEGMENT) {
                columns.forEach(ColumnAccumulator::endSegment);
                inSegment = 0;
            }
            from = to;
        }
        rows += batch.rowCount();
        return this;
    }

    /**
     * Returns the profile of all rows added so far; more can be added after.
     *
     * @return the profile
     */
    public Profile profile() {
        return new Profile(
                rows, columns.stream().map(ColumnAccumulator::profile).toList());
    }
}
