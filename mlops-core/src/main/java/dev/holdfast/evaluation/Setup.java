// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Table;
import dev.holdfast.stats.Bootstrap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the methods of an {@link Evaluation} change, in one value.
 *
 * @param sample the rows
 * @param table the rows with all their columns, if there is one
 * @param excluded how many rows were left out as their target is missing
 * @param statement what is evaluated, in words
 * @param hidden columns that no slice may be cut from: the target and the weights
 * @param metrics the metrics
 * @param slices the slices
 * @param searched whether the weakest slices are searched for
 * @param minimumSlice the least number of rows of a slice
 * @param confidence the coverage of intervals
 * @param bootstrap how to resample
 * @param baselines further baselines by name
 */
record Setup<S extends Sample<S>>(
        S sample,
        Optional<Table> table,
        long excluded,
        String statement,
        Set<String> hidden,
        List<Metric<S>> metrics,
        List<Slices.Slice> slices,
        boolean searched,
        int minimumSlice,
        double confidence,
        Bootstrap bootstrap,
        Map<String, S> baselines) {

    static <S extends Sample<S>> Setup<S> of(S sample, List<Metric<S>> metrics) {
        return new Setup<>(
                sample,
                Optional.empty(),
                0,
                "",
                Set.of(),
                metrics,
                List.of(),
                false,
                30,
                0.95,
                Bootstrap.withDefaults().withSeed(0),
                Map.of());
    }

    /** The same with the rows' columns and what is told of them. */
    Setup<S> from(Optional<Table> newTable, long newExcluded, String newStatement, Set<String> newHidden) {
        return new Setup<>(
                sample,
                newTable,
                newExcluded,
                newStatement,
                newHidden,
                metrics,
                slices,
                searched,
                minimumSlice,
                confidence,
                bootstrap,
                baselines);
    }

    Setup<S> weighted(double[] weights, Optional<String> column) {
        Set<String> more = new HashSet<>(hidden);
        column.ifPresent(more::add);
        Map<String, S> weightedBaselines = new LinkedHashMap<>();
        baselines.forEach((name, each) -> weightedBaselines.put(name, each.weighted(weights)));
        return new Setup<>(
                sample.weighted(weights),
                table,
                excluded,
                statement,
                Set.copyOf(more),
                metrics,
                slices,
                searched,
                minimumSlice,
                confidence,
                bootstrap,
                weightedBaselines);
    }

    Setup<S> measuring(List<Metric<S>> newMetrics) {
        return new Setup<>(
                sample,
                table,
                excluded,
                statement,
                hidden,
                newMetrics,
                slices,
                searched,
                minimumSlice,
                confidence,
                bootstrap,
                baselines);
    }

    Setup<S> slicedBy(List<Slices.Slice> more, boolean newSearched, int newMinimum) {
        List<Slices.Slice> all = new ArrayList<>(slices);
        all.addAll(more);
        return new Setup<>(
                sample,
                table,
                excluded,
                statement,
                hidden,
                metrics,
                List.copyOf(all),
                newSearched,
                newMinimum,
                confidence,
                bootstrap,
                baselines);
    }

    Setup<S> resampled(double newConfidence, Bootstrap newBootstrap) {
        return new Setup<>(
                sample,
                table,
                excluded,
                statement,
                hidden,
                metrics,
                slices,
                searched,
                minimumSlice,
                newConfidence,
                newBootstrap,
                baselines);
    }

    Setup<S> against(String name, S baseline) {
        Map<String, S> more = new LinkedHashMap<>(baselines);
        more.put(name, baseline);
        return new Setup<>(
                sample,
                table,
                excluded,
                statement,
                hidden,
                metrics,
                slices,
                searched,
                minimumSlice,
                confidence,
                bootstrap,
                more);
    }
}
