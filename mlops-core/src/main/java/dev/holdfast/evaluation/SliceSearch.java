// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import dev.holdfast.stats.Alternative;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.MultipleTesting;
import dev.holdfast.stats.ProportionTest;
import dev.holdfast.stats.TestResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Tests the error rate of every slice of every column against that of the rest. */
final class SliceSearch {
    private static final int EXACT_LIMIT = 10_000;

    private SliceSearch() {}

    static List<WeakSlice> search(Table table, boolean[] wrong, int minimum, double confidence) {
        List<Slices.Slice> slices = new ArrayList<>();
        for (Column column : table.columns()) {
            List<Slices.Slice> ofColumn = Slices.byColumn(column);
            // A column of nearly all distinct values, such as a key, has no slice of the minimum size.
            ofColumn.stream()
                    .filter(slice -> slice.rows().length >= minimum && slice.rows().length < wrong.length)
                    .forEach(slices::add);
        }
        long all = count(wrong);
        ProportionTest test = ProportionTest.withDefaults()
                .withExact(wrong.length <= EXACT_LIMIT)
                .withAlternative(Alternative.GREATER)
                .withAlpha(1 - confidence);
        List<Slices.Slice> tested = new ArrayList<>();
        List<TestResult> results = new ArrayList<>();
        for (Slices.Slice slice : slices) {
            long errors = count(wrong, slice.rows());
            int rows = slice.rows().length;
            TestResult result = test.test(errors, rows, all - errors, (long) wrong.length - rows);
            if (result.pValue() instanceof Estimate) {
                tested.add(slice);
                results.add(result);
            }
        }
        double[] adjusted = MultipleTesting.benjaminiHochberg(results.stream()
                .mapToDouble(result -> result.pValue().orThrow().point())
                .toArray());
        List<WeakSlice> weak = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= 1 - confidence) {
                int[] rows = tested.get(i).rows();
                weak.add(new WeakSlice(
                        tested.get(i).name(),
                        rows.length,
                        Intervals.wilson(count(wrong, rows), rows.length, confidence),
                        results.get(i).effect(),
                        adjusted[i],
                        results.get(i)));
            }
        }
        weak.sort(
                Comparator.comparingDouble(slice -> -slice.difference().value().orElse(0)));
        return List.copyOf(weak);
    }

    private static long count(boolean[] wrong) {
        long count = 0;
        for (boolean each : wrong) {
            count += each ? 1 : 0;
        }
        return count;
    }

    private static long count(boolean[] wrong, int[] rows) {
        long count = 0;
        for (int row : rows) {
            count += wrong[row] ? 1 : 0;
        }
        return count;
    }
}
