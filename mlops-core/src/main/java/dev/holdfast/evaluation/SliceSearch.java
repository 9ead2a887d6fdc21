// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import dev.holdfast.stats.Alternative;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.MannWhitneyTest;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.MultipleTesting;
import dev.holdfast.stats.ProportionTest;
import dev.holdfast.stats.TestResult;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Tests the losses of every slice of every column against those of the rest. */
final class SliceSearch {
    private static final int EXACT_LIMIT = 10_000;

    private final double[] losses;
    private final boolean counted;
    private final double confidence;

    private SliceSearch(double[] losses, boolean counted, double confidence) {
        this.losses = losses;
        this.counted = counted;
        this.confidence = confidence;
    }

    static List<WeakSlice> search(Setup<?> setup, Table table) {
        Sample<?> sample = setup.sample();
        if (sample instanceof RankingSample) {
            throw new IllegalStateException("weak slices are of rows of a table, got " + sample);
        }
        boolean counted = !(sample instanceof RegressionSample);
        return new SliceSearch(losses(sample), counted, setup.confidence())
                .search(slices(table, setup), setup.minimumSlice());
    }

    private static double[] losses(Sample<?> sample) {
        double[] losses = new double[sample.size()];
        for (int row = 0; row < losses.length; row++) {
            losses[row] = loss(sample, row);
        }
        return losses;
    }

    private static double loss(Sample<?> sample, int row) {
        if (sample instanceof BinarySample binary) {
            return binary.truth(row) == binary.predicted(row) ? 0 : 1;
        }
        if (sample instanceof MulticlassSample classes) {
            return classes.truth(row) == classes.predicted(row) ? 0 : 1;
        }
        if (sample instanceof MultilabelSample labels) {
            for (int label = 0; label < labels.labels().size(); label++) {
                if (labels.truth(row, label) != labels.predicted(row, label)) {
                    return 1;
                }
            }
            return 0;
        }
        RegressionSample numbers = (RegressionSample) sample;
        return Math.abs(numbers.truth(row) - numbers.predicted(row));
    }

    private static List<Slices.Slice> slices(Table table, Setup<?> setup) {
        List<Slices.Slice> slices = new ArrayList<>();
        for (Column column : table.columns()) {
            if (!setup.hidden().contains(column.name())) {
                slices.addAll(Slices.byColumn(column));
            }
        }
        return slices;
    }

    private List<WeakSlice> search(List<Slices.Slice> slices, int minimum) {
        List<Slices.Slice> tested = new ArrayList<>();
        List<TestResult> results = new ArrayList<>();
        for (Slices.Slice slice : slices) {
            int rows = slice.rows().length;
            // A column of nearly all distinct values, such as a key, has no slice of the minimum size.
            if (rows >= minimum && rows < losses.length) {
                TestResult result = test(slice.rows());
                if (result.pValue() instanceof Estimate) {
                    tested.add(slice);
                    results.add(result);
                }
            }
        }
        double[] adjusted = MultipleTesting.benjaminiHochberg(results.stream()
                .mapToDouble(result -> result.pValue().orThrow().point())
                .toArray());
        List<WeakSlice> weak = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= 1 - confidence) {
                weak.add(weak(tested.get(i), adjusted[i], results.get(i)));
            }
        }
        weak.sort(
                Comparator.comparingDouble(slice -> -slice.difference().value().orElse(0)));
        return List.copyOf(weak);
    }

    private TestResult test(int[] rows) {
        double[] inside = inside(rows);
        double[] outside = outside(rows);
        return counted
                ? ProportionTest.withDefaults()
                        .withExact(losses.length <= EXACT_LIMIT)
                        .withAlternative(Alternative.GREATER)
                        .withAlpha(1 - confidence)
                        .test(count(inside), inside.length, count(outside), outside.length)
                : MannWhitneyTest.withDefaults()
                        .withAlternative(Alternative.GREATER)
                        .withAlpha(1 - confidence)
                        .test(inside, outside);
    }

    private WeakSlice weak(Slices.Slice slice, double adjusted, TestResult result) {
        double[] inside = inside(slice.rows());
        double[] outside = outside(slice.rows());
        Measurement loss = counted
                ? Intervals.wilson(count(inside), inside.length, confidence)
                : Means.interval(inside, confidence);
        Measurement difference = counted ? result.effect() : difference(inside, outside);
        return new WeakSlice(slice.name(), inside.length, loss, difference, adjusted, result);
    }

    private Measurement difference(double[] inside, double[] outside) {
        if (inside.length < 2 || outside.length < 2) {
            return new Undefined("one row has no standard error");
        }
        double error = Math.sqrt(Means.squaredError(inside) + Means.squaredError(outside));
        return Intervals.normal(Means.of(inside) - Means.of(outside), error, losses.length, confidence);
    }

    private double[] inside(int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> losses[row]).toArray();
    }

    private double[] outside(int[] rows) {
        boolean[] in = new boolean[losses.length];
        for (int row : rows) {
            in[row] = true;
        }
        double[] outside = new double[losses.length - rows.length];
        int at = 0;
        for (int row = 0; row < in.length; row++) {
            if (!in[row]) {
                outside[at++] = losses[row];
            }
        }
        return outside;
    }

    private static long count(double[] wrong) {
        return Math.round(Arrays.stream(wrong).sum());
    }
}
