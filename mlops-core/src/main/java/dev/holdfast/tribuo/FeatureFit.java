// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Column;
import dev.holdfast.data.Field;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Learns a featurizer in one pass: a state that takes tables and merges with the state of other tables.
 *
 * <p>Merging gives what one pass over all tables gives, the means and deviations to rounding. Not thread-safe.
 */
final class FeatureFit {
    private final FeatureSpec spec;
    private final List<ColumnFit> columns = new ArrayList<>();

    FeatureFit(FeatureSpec spec) {
        this.spec = spec;
        for (Field field : spec.requireInputs()) {
            columns.add(new ColumnFit(field));
        }
    }

    FeatureFit add(Table table) {
        for (ColumnFit column : columns) {
            column.add(table.column(column.field.name()), spec.maxCategories());
        }
        return this;
    }

    FeatureFit merge(FeatureFit other) {
        if (!spec.equals(other.spec)) {
            throw new IllegalArgumentException(
                    "fits of one specification can be merged only, got " + spec + " and " + other.spec);
        }
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).merge(other.columns.get(i), spec.maxCategories());
        }
        return this;
    }

    Featurizer featurizer() {
        return Featurizer.of(columns.stream().map(ColumnFit::features).toList());
    }

    /** How many numbers were NaN or infinite and therefore treated as missing. */
    long notFinite() {
        return columns.stream().mapToLong(column -> column.notFinite).sum();
    }

    /** Running moments by Welford (1962), merged by Chan, Golub and LeVeque (1983), and the set of categories. */
    private static final class ColumnFit {
        final Field field;
        final SortedSet<String> categories = new TreeSet<>();
        long present;
        long notFinite;
        double mean;
        double squares;

        ColumnFit(Field field) {
            this.field = field;
        }

        void add(Column column, int maxCategories) {
            if (field.type().isNumeric() != column.type().isNumeric()
                    || (!field.type().isNumeric() && field.type() != column.type())) {
                throw new IllegalArgumentException("column '" + field.name() + "' must be " + field.type()
                        + " as the feature specification says, got " + column.type());
            }
            if (field.type().isNumeric()) {
                addNumbers(column);
            } else {
                addOthers(column, maxCategories);
            }
        }

        private void addNumbers(Column column) {
            for (int row = 0; row < column.size(); row++) {
                if (column.isMissing(row)) {
                    continue;
                }
                double value = column.number(row);
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    notFinite++;
                    continue;
                }
                present++;
                double delta = value - mean;
                mean += delta / present;
                squares += delta * (value - mean);
            }
        }

        private void addOthers(Column column, int maxCategories) {
            for (int row = 0; row < column.size(); row++) {
                if (!column.isMissing(row)) {
                    present++;
                    if (column instanceof TextColumn text) {
                        categories.add(text.get(row));
                    }
                }
            }
            requireFew(maxCategories);
        }

        void merge(ColumnFit other, int maxCategories) {
            long total = present + other.present;
            if (other.present > 0) {
                double delta = other.mean - mean;
                squares += other.squares + delta * delta * ((double) present * other.present / total);
                mean += delta * other.present / total;
            }
            present = total;
            notFinite += other.notFinite;
            categories.addAll(other.categories);
            requireFew(maxCategories);
        }

        private void requireFew(int maxCategories) {
            if (categories.size() > maxCategories) {
                throw new IllegalArgumentException(
                        "text column '" + field.name() + "' has " + categories.size() + " categories, more than the "
                                + maxCategories + " allowed; exclude it or raise maxCategories");
            }
        }

        ColumnFeatures features() {
            if (present == 0) {
                throw new IllegalArgumentException(
                        "column '" + field.name() + "' has no value to learn from; exclude it");
            }
            return switch (field.type()) {
                case TEXT -> new ColumnFeatures.Categories(field.name(), List.copyOf(categories));
                case BOOLEAN -> new ColumnFeatures.Flag(field.name());
                case NUMBER, INTEGER -> numeric();
                case TIME -> throw new IllegalStateException("a time column is refused by the specification");
            };
        }

        private ColumnFeatures numeric() {
            double deviation = Math.sqrt(Math.max(0, squares) / present);
            if (!Double.isFinite(mean) || !Double.isFinite(deviation)) {
                throw new IllegalArgumentException("the numbers of column '" + field.name()
                        + "' lie too far apart to be standardised; rescale it or exclude it");
            }
            return new ColumnFeatures.Numeric(field.name(), mean, deviation);
        }
    }
}
