// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@link Numbers} of a column while it is filled, segment by segment; not thread-safe. */
final class NumbersAccumulator {
    /** How many values are of each kind that is no finite number. */
    static final class Counts {
        long nan;
        long positiveInfinities;
        long negativeInfinities;

        void add(Counts other) {
            nan += other.nan;
            positiveInfinities += other.positiveInfinities;
            negativeInfinities += other.negativeInfinities;
        }
    }

    /** The finite values of one segment. */
    static final class Segment {
        final long zeros;
        final long negatives;
        final Moments moments;
        final long min;
        final long max;
        final long[] keys; // sorted unless there are no quantiles, and perhaps others after them
        final int size;
        final Optional<DistinctSketch> distinct; // where they are counted already

        Segment(
                long zeros,
                long negatives,
                Moments moments,
                long min,
                long max,
                long[] keys,
                int size,
                Optional<DistinctSketch> distinct) {
            this.zeros = zeros;
            this.negatives = negatives;
            this.moments = moments;
            this.min = min;
            this.max = max;
            this.keys = keys;
            this.size = size;
            this.distinct = distinct;
        }
    }

    private final boolean quantiles;
    private final QuantileAccumulator values;
    private long zeros;
    private long negatives;
    private Moments moments = Moments.NONE;
    private @Nullable DistinctSketch distinct;
    private FrequentKeys frequent = new FrequentKeys();
    private long min = Long.MAX_VALUE; // without quantiles
    private long max = Long.MIN_VALUE;

    NumbersAccumulator(boolean quantiles, QuantileAdditions scratch) {
        this(quantiles, new QuantileAccumulator(scratch));
    }

    private NumbersAccumulator(boolean quantiles, QuantileAccumulator values) {
        this.quantiles = quantiles;
        this.values = values;
    }

    /** Returns one that can be added to without a trace in this one. */
    NumbersAccumulator copy() {
        NumbersAccumulator copy = new NumbersAccumulator(quantiles, values.copy());
        copy.zeros = zeros;
        copy.negatives = negatives;
        copy.moments = moments;
        copy.distinct = distinct == null ? null : distinct.copy();
        copy.frequent = frequent.copy();
        copy.min = min;
        copy.max = max;
        return copy;
    }

    void add(Segment segment) {
        if (segment.size == 0) {
            return;
        }
        zeros += segment.zeros;
        negatives += segment.negatives;
        moments = moments.merge(segment.moments);
        if (!quantiles) {
            min = Math.min(min, segment.min);
            max = Math.max(max, segment.max);
            distinct = merged(distinct, segment);
        } else if (!values.addExactly(segment.keys, segment.size, Numbers.EXACT_VALUES)) {
            if (values.isExact()) {
                QuantileSketch all = values.sketch();
                distinct = Numbers.sketched(all);
                frequent.start(all);
            }
            distinct = merged(distinct, segment);
            frequent.add(segment.keys, segment.size);
            values.add(segment.keys, segment.size);
        }
    }

    private static DistinctSketch merged(@Nullable DistinctSketch sketch, Segment segment) {
        DistinctSketch all = sketch == null ? new DistinctSketch() : sketch;
        segment.distinct.ifPresentOrElse(all::addAll, () -> all.addKeys(segment.keys, segment.size));
        return all;
    }

    Numbers numbers(Counts counts) {
        boolean exact = quantiles ? values.isExact() : moments.n() == 0;
        QuantileSketch all = quantiles || exact ? values.sketch() : QuantileSketch.ofEnds(min, max, moments.n());
        return new Numbers(
                counts.nan,
                counts.positiveInfinities,
                counts.negativeInfinities,
                zeros,
                negatives,
                moments,
                all,
                exact || distinct == null ? null : distinct.copy(),
                quantiles ? frequent.items() : new FrequentItems<>(Map.<Long, Long>of(), moments.n()));
    }
}
