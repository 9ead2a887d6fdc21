// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Rows to look for counterexamples in: base rows, and each with one column raised step by step. */
final class Ladder {
    private static final int MOST_RUNGS = 64;

    private final FittedModel<?> fitted;
    private final ColumnFeatures column;
    private final List<Object> steps;

    Ladder(FittedModel<?> fitted, ColumnFeatures column, int output) {
        this.fitted = fitted;
        this.column = column;
        this.steps = column instanceof ColumnFeatures.Numeric numeric ? numbers(numeric, output) : List.of(false, true);
    }

    /** The values of the column: around the mean, and on both sides of the thresholds at which trees split it. */
    private List<Object> numbers(ColumnFeatures.Numeric numeric, int output) {
        TreeSet<Double> values = new TreeSet<>();
        double unit = numeric.standardDeviation() == 0 ? 1 : numeric.standardDeviation();
        for (double z : new double[] {-30, -10, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 10, 30}) {
            values.add(numeric.mean() + z * unit);
        }
        TreeSet<Double> cuts = new TreeSet<>();
        int position = fitted.featurizer().positions(column)[0];
        for (ValueTree tree : fitted.trees(output)) {
            for (double threshold : tree.thresholdsOf(position)) {
                cuts.add(numeric.mean() + threshold * unit);
            }
        }
        int every = cuts.size() / MOST_RUNGS + 1;
        int index = 0;
        double previous = Double.NEGATIVE_INFINITY;
        for (double cut : cuts) {
            if (index++ % every == 0) {
                values.add(Double.isInfinite(previous) ? cut - unit : previous / 2 + cut / 2);
                values.add(cut + unit * 1e-3);
            }
            previous = cut;
        }
        boolean whole = type(numeric.column()) == ColumnType.INTEGER;
        List<Object> steps = new ArrayList<>();
        for (double value : values) {
            Object step = whole ? (Object) Math.round(value) : (Object) value;
            if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(step)) {
                steps.add(step);
            }
        }
        return steps;
    }

    private ColumnType type(String name) {
        return fitted.signature().inputs().field(name).map(Field::type).orElse(ColumnType.NUMBER);
    }

    /** The row with each value of the column, in rising order. */
    List<Row> rungs(Row base) {
        return steps.stream().map(step -> base.with(column.column(), step)).toList();
    }

    /** A row: for 0 the one of means and first categories, then others at random. */
    Row base(int index, SplittableRandom random) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (ColumnFeatures each : fitted.featurizer().columns()) {
            double z = index == 0 ? 0 : 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble()) - 3;
            if (each instanceof ColumnFeatures.Numeric numeric) {
                double value = numeric.mean() + z * numeric.standardDeviation();
                boolean whole = type(numeric.column()) == ColumnType.INTEGER;
                values.put(numeric.column(), whole ? (Object) Math.round(value) : (Object) value);
            } else if (each instanceof ColumnFeatures.Categories text) {
                int count = text.categories().size();
                values.put(text.column(), text.categories().get(index == 0 ? 0 : random.nextInt(count)));
            } else {
                values.put(each.column(), z > 0);
            }
        }
        return Row.of(values);
    }
}
