// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a column of numbers, times or truth values; immutable and mergeable.
 *
 * @param nan how many values are NaN
 * @param positiveInfinities how many are infinite
 * @param negativeInfinities how many are negative infinite
 * @param zeros how many are 0 or -0
 * @param negatives how many finite values are below 0
 * @param moments of the finite values
 * @param values the distribution of the finite values
 * @param distinctSketch the distinct finite values, once they are too many for {@code values} to hold them all
 * @param frequent the frequent finite values, from then on
 */
record Numbers(
        long nan,
        long positiveInfinities,
        long negativeInfinities,
        long zeros,
        long negatives,
        Moments moments,
        QuantileSketch values,
        @Nullable DistinctSketch distinctSketch,
        FrequentItems<Long> frequent) {
    /** Up to so many distinct values everything is exact. */
    static final int EXACT_VALUES = 2048;

    static final int FREQUENT = 64;

    static final Numbers NONE =
            new Numbers(0, 0, 0, 0, 0, Moments.NONE, QuantileSketch.EMPTY, null, FrequentItems.none());

    Optional<DistinctSketch> distinct() {
        return Optional.ofNullable(distinctSketch);
    }

    boolean isExact() {
        return distinctSketch == null;
    }

    Numbers merge(Numbers other) {
        QuantileSketch all = isExact() && other.isExact() ? values.merge(other.values) : QuantileSketch.EMPTY;
        boolean exact = isExact() && other.isExact() && all.size() <= EXACT_VALUES;
        return new Numbers(
                nan + other.nan,
                positiveInfinities + other.positiveInfinities,
                negativeInfinities + other.negativeInfinities,
                zeros + other.zeros,
                negatives + other.negatives,
                moments.merge(other.moments),
                exact ? all : bounded(other.values),
                exact ? null : sketched().merge(other.sketched()),
                exact ? FrequentItems.none() : items().merge(other.items(), FREQUENT));
    }

    private QuantileSketch bounded(QuantileSketch other) {
        if (values.n() == 0 || other.n() == 0) {
            return values.merge(other);
        }
        QuantileSketch thinned =
                values.mergeThinned(other, (values.n() + other.n()) / QuantileAccumulator.GAPS, EXACT_VALUES / 2);
        return thinned.size() <= EXACT_VALUES ? thinned : thinned.shrink(EXACT_VALUES);
    }

    /** Returns the numbers with at most so many entries in their distribution, sketched where that is less than all. */
    Numbers compact(int entries) {
        if (values.size() <= entries) {
            return this;
        }
        return new Numbers(
                nan,
                positiveInfinities,
                negativeInfinities,
                zeros,
                negatives,
                moments,
                values.shrink(entries),
                sketched(),
                items());
    }

    private DistinctSketch sketched() {
        return distinctSketch == null ? sketched(values) : distinctSketch;
    }

    /** Returns the sketch of the distinct keys of a distribution that holds them all. */
    static DistinctSketch sketched(QuantileSketch values) {
        DistinctSketch sketch = new DistinctSketch();
        for (int i = 0; i < values.size(); i++) {
            sketch.add(DistinctSketch.hash(values.key(i)));
        }
        return sketch;
    }

    /** Returns the frequent values, with counts from the distribution itself while that holds them all. */
    FrequentItems<Long> items() {
        return isExact() ? items(values) : frequent;
    }

    /** Returns the frequent keys of a distribution that holds them all. */
    static FrequentItems<Long> items(QuantileSketch values) {
        // The k-th largest count first: most columns of many values hold nearly all of them once, and those need no
        // map.
        long cut = 0;
        if (values.size() > FREQUENT) {
            long[] weights = new long[values.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = values.weight(i);
            }
            Arrays.sort(weights);
            cut = weights[weights.length - FREQUENT - 1];
        }
        Map<Long, Long> counts = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.weight(i) > cut) {
                counts.put(values.key(i), values.weight(i) - cut);
            }
        }
        return new FrequentItems<>(counts, cut);
    }
}
