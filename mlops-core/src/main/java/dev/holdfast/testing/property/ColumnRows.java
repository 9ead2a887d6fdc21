// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.TopValue;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What one column holds in rows that are drawn: its values, and how often there is none.
 *
 * @param name the column's name
 * @param type the type of its values
 * @param values its values
 * @param missing the share of rows in which the value is missing
 */
record ColumnRows(String name, ColumnType type, Values values, double missing) {
    private static final int QUANTILES = 100;
    private static final int FEW = 12;
    private static final int MOST_TEXTS = 1_000;

    /** The column of a schema: any value of its type; every tenth is missing where it may be. */
    static ColumnRows of(Field field) {
        Values values = switch (field.type()) {
            case NUMBER -> spread(ColumnType.NUMBER);
            case INTEGER -> spread(ColumnType.INTEGER);
            case TIME -> new Numbers(ColumnType.TIME, new double[] {0, 1_500_000_000, 4_000_000_000.0}, List.of(), 0);
            case BOOLEAN -> new Choices(List.of(false, true), new double[] {1, 1});
            case TEXT -> new Wording();
        };
        return new ColumnRows(field.name(), field.type(), values, field.optional() ? 0.1 : 0);
    }

    /** Numbers of every size up to a million: half of them within 100 of zero. */
    private static Numbers spread(ColumnType type) {
        return new Numbers(type, new double[] {-1e6, -1e3, -10, 0, 1, 10, 100, 1e4, 1e6}, List.of(), 0);
    }

    /** The column as a profile describes it. */
    static ColumnRows like(ColumnProfile column) {
        if (column.count() == 0) {
            throw new IllegalArgumentException("column '" + column.name()
                    + "' has no value to draw from; leave it out with without(\"" + column.name() + "\")");
        }
        double missing = (double) column.missing() / column.rows();
        boolean few = column.isExact() && column.distinct() instanceof Estimate distinct && distinct.point() <= FEW;
        boolean named = column.type() == ColumnType.TEXT || column.type() == ColumnType.BOOLEAN;
        boolean odd = column.nan() + column.positiveInfinities() + column.negativeInfinities() > 0;
        Values values = named || (few && !odd) ? choices(column) : numbers(column);
        return new ColumnRows(column.name(), column.type(), values, missing);
    }

    private static Choices choices(ColumnProfile column) {
        List<Object> values = new ArrayList<>();
        List<TopValue> top = column.topValues(MOST_TEXTS);
        double[] weights = new double[top.size()];
        for (int i = 0; i < weights.length; i++) {
            values.add(top.get(i).value());
            weights[i] = Math.max(1, top.get(i).count());
        }
        return new Choices(values, weights);
    }

    private static Numbers numbers(ColumnProfile column) {
        double[] quantiles = new double[QUANTILES + 1];
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = column.quantile((double) i / QUANTILES) instanceof Estimate estimate
                    ? Math.max(previous, estimate.point())
                    : 0; // only NaN and infinities are there
            previous = quantiles[i];
        }
        List<Object> odd = new ArrayList<>();
        if (column.nan() > 0) {
            odd.add(Double.NaN);
        }
        if (column.positiveInfinities() > 0) {
            odd.add(Double.POSITIVE_INFINITY);
        }
        if (column.negativeInfinities() > 0) {
            odd.add(Double.NEGATIVE_INFINITY);
        }
        double count = (double) column.nan() + column.positiveInfinities() + column.negativeInfinities();
        return new Numbers(column.type(), quantiles, odd, count / column.count());
    }

    ColumnRows among(List<Object> named) {
        double[] weights = new double[named.size()];
        Arrays.fill(weights, 1);
        return new ColumnRows(name, type, new Choices(named, weights), missing);
    }

    ColumnRows between(double low, double high) {
        return new ColumnRows(name, type, new Numbers(type, new double[] {low, high}, List.of(), 0), missing);
    }

    ColumnRows missing(double share) {
        return new ColumnRows(name, type, values, share);
    }

    Optional<Object> draw(SplittableRandom random) {
        return missing > 0 && random.nextDouble() < missing ? Optional.empty() : Optional.of(values.draw(random));
    }

    /** The typical value, or none when it is always missing. */
    Optional<Object> typical() {
        return missing == 1 ? Optional.empty() : Optional.of(values.typical());
    }

    /** The values to try before any is drawn, the typical one not among them. */
    List<Optional<Object>> edges() {
        List<Optional<Object>> edges = new ArrayList<>();
        if (missing < 1) {
            values.edges().forEach(edge -> edges.add(Optional.of(edge)));
            if (missing > 0) {
                edges.add(Optional.empty());
            }
        }
        return edges;
    }

    List<Optional<Object>> simpler(Optional<Object> value) {
        if (value.isEmpty()) {
            return missing == 1 ? List.of() : List.of(typical());
        }
        return values.simpler(value.get()).stream().map(Optional::of).toList();
    }

    long complexity(Optional<Object> value) {
        return value.map(values::complexity).orElse(missing == 1 ? 0L : 1L << 41);
    }
}
