// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fitted features of one column: their names, and how a row's value becomes their numbers. */
sealed interface ColumnFeatures {
    String MISSING = "?missing";
    String UNSEEN = "?unseen";

    String column();

    /** The names in the order of the numbers. */
    List<String> names();

    /** Writes the number of feature {@code i} to {@code into[slots[from + i]]}; the array comes filled with zeros. */
    void write(Row row, double[] into, int[] slots, int from);

    /** Tells a missing value from a column that is not there, which is a mistake of the caller. */
    static boolean isMissing(Row row, String column) {
        if (!row.isMissing(column)) {
            return false;
        }
        if (!row.has(column)) {
            throw new IllegalArgumentException(
                    "the row has no column '" + column + "', which the model needs; it has " + row.names());
        }
        return true;
    }

    /** A number, standardised. */
    record Numeric(String column, double mean, double standardDeviation) implements ColumnFeatures {
        /** Keeps the sums of any linear model finite; real data ends long before. */
        private static final double LIMIT = 1e9;

        @Override
        public List<String> names() {
            String name = FeatureNames.column(column);
            return List.of(name, name + MISSING);
        }

        @Override
        public void write(Row row, double[] into, int[] slots, int from) {
            double value = isMissing(row, column) ? Double.NaN : row.number(column);
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                into[slots[from + 1]] = 1;
            } else {
                double divisor = standardDeviation == 0 ? 1 : standardDeviation;
                into[slots[from]] = Math.max(-LIMIT, Math.min(LIMIT, (value - mean) / divisor));
            }
        }
    }

    /** A truth value. */
    record Flag(String column) implements ColumnFeatures {
        @Override
        public List<String> names() {
            String name = FeatureNames.column(column);
            return List.of(name, name + MISSING);
        }

        @Override
        public void write(Row row, double[] into, int[] slots, int from) {
            if (isMissing(row, column)) {
                into[slots[from + 1]] = 1;
                return;
            }
            Object value = row.value(column).orElseThrow();
            if (!(value instanceof Boolean flag)) {
                throw new IllegalArgumentException("'" + column + "' must be true or false, got '" + value + "'");
            }
            into[slots[from]] = flag ? 1 : 0;
        }
    }

    /** A text, one feature a category. */
    final class Categories implements ColumnFeatures {
        private final String column;
        private final List<String> categories;
        private final Map<String, Integer> indexOf = new HashMap<>();

        Categories(String column, List<String> categories) {
            this.column = column;
            this.categories = List.copyOf(categories);
            for (int i = 0; i < categories.size(); i++) {
                indexOf.put(categories.get(i), i);
            }
        }

        @Override
        public String column() {
            return column;
        }

        List<String> categories() {
            return categories;
        }

        boolean isUnseen(Row row) {
            return !isMissing(row, column) && !indexOf.containsKey(row.text(column));
        }

        @Override
        public List<String> names() {
            String name = FeatureNames.column(column);
            List<String> names = new ArrayList<>();
            for (String category : categories) {
                names.add(name + "=" + FeatureNames.category(category));
            }
            names.add(name + MISSING);
            names.add(name + UNSEEN);
            return names;
        }

        @Override
        public void write(Row row, double[] into, int[] slots, int from) {
            int bin;
            if (isMissing(row, column)) {
                bin = categories.size();
            } else {
                Integer known = indexOf.get(row.text(column));
                bin = known == null ? categories.size() + 1 : known;
            }
            into[slots[from + bin]] = 1;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Categories that && column.equals(that.column) && categories.equals(that.categories);
        }

        @Override
        public int hashCode() {
            return 31 * column.hashCode() + categories.hashCode();
        }

        @Override
        public String toString() {
            return "Categories[" + column + ", " + categories + "]";
        }
    }
}
