// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.stats.Estimate;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The number of rows. */
final class RowCountState extends CheckState {
    private final Limit limit;
    private long count;

    RowCountState(Limit limit) {
        this.limit = limit;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        count += rows.cardinality();
    }

    @Override
    void merge(CheckState other) {
        count += ((RowCountState) other).count;
    }

    @Override
    Conclusion conclude() {
        return new Conclusion(
                limit.contains((double) count) ? Verdict.PASS : Verdict.FAIL,
                count,
                0,
                List.of(),
                Optional.of(Estimate.exact((double) count, count)),
                "there are " + count + " rows; wanted are " + limit);
    }
}
