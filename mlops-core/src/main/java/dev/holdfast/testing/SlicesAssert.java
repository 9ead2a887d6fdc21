// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.model.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Assertions that must hold on every one of several slices of the rows.
 *
 * <p>Each slice must clear the limit with its whole interval; as all must, no correction for their number is needed. A slice
 * too small to tell is INCONCLUSIVE, so ignore the small ones by {@link #ignoringSlicesBelow}; those are listed. Immutable.
 *
 * @param <O> the model's answers
 */
public final class SlicesAssert<O extends Prediction> {
    private final Examination<O> examination;
    private final List<SliceCut> cuts;
    private final int ignoredBelow;

    private SlicesAssert(Examination<O> examination, List<SliceCut> cuts, int ignoredBelow) {
        this.examination = examination;
        this.cuts = List.copyOf(cuts);
        this.ignoredBelow = ignoredBelow;
    }

    static <O extends Prediction> SlicesAssert<O> of(Examination<O> examination, List<SliceCut> cuts) {
        for (SliceCut cut : cuts) {
            if (cut.condition().isEmpty() && !examination.table().has(cut.name())) {
                throw new IllegalArgumentException("slices are cut by a column of the data, got '" + cut.name()
                        + "', not one of " + examination.table().columnNames());
            }
        }
        if (cuts.isEmpty()) {
            throw new IllegalArgumentException("name at least one column to cut slices by, got none");
        }
        return new SlicesAssert<>(examination, cuts, 1);
    }

    /**
     * Adds the slice of the rows that a condition holds for.
     *
     * @param name the name of the slice
     * @param condition the condition
     * @return these slices and that one
     */
    public SlicesAssert<O> and(String name, Predicate<Row> condition) {
        List<SliceCut> more = new ArrayList<>(cuts);
        more.add(new SliceCut(name, Optional.of(condition)));
        return new SlicesAssert<>(examination, more, ignoredBelow);
    }

    /**
     * Leaves out slices that are too small; the result lists them. When none is left, the assertion fails.
     *
     * @param rows the least number of rows of a slice that counts, at least 1
     * @return the larger slices
     * @throws IllegalArgumentException when it is below 1
     */
    public SlicesAssert<O> ignoringSlicesBelow(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("slices that count must have at least 1 row, got " + rows);
        }
        return new SlicesAssert<>(examination, cuts, rows);
    }

    /**
     * Asserts that the whole interval of a metric is at least a value on every slice.
     *
     * @param metric the metric
     * @param floor the least value
     * @return these assertions
     */
    public SlicesAssert<O> hasAtLeast(Metric<?> metric, double floor) {
        return hold(metric, Limit.atLeast(floor));
    }

    /**
     * Asserts that the whole interval of a metric is at most a value on every slice.
     *
     * @param metric the metric
     * @param ceiling the largest value
     * @return these assertions
     */
    public SlicesAssert<O> hasAtMost(Metric<?> metric, double ceiling) {
        return hold(metric, Limit.atMost(ceiling));
    }

    /**
     * Asserts that the estimate of a metric is at least a value on every slice, whatever its interval.
     *
     * @param metric the metric
     * @param floor the least value
     * @return these assertions
     */
    public SlicesAssert<O> hasPointEstimateAtLeast(Metric<?> metric, double floor) {
        return hold(metric, Limit.atLeast(floor).ofPoint());
    }

    /**
     * Asserts that the estimate of a metric is at most a value on every slice, whatever its interval.
     *
     * @param metric the metric
     * @param ceiling the largest value
     * @return these assertions
     */
    public SlicesAssert<O> hasPointEstimateAtMost(Metric<?> metric, double ceiling) {
        return hold(metric, Limit.atMost(ceiling).ofPoint());
    }

    private SlicesAssert<O> hold(Metric<?> metric, Limit limit) {
        MetricCheck.slices(examination, cuts, metric, limit, ignoredBelow);
        return this;
    }

    /**
     * Turns back to all rows.
     *
     * @return assertions on all rows
     */
    public ModelOnDataAssert<O> onAllRows() {
        return new ModelOnDataAssert<>(examination);
    }
}
