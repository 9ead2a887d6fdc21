// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Arrays;
import java.util.BitSet;

/** A column of double precision numbers; see {@link Column} for what all columns share. */
public final class NumberColumn implements Column {
    private final String name;
    private final double[] values;
    private final BitSet missing;

    NumberColumn(String name, double[] values, BitSet missing) {
        this.name = name;
        this.values = values;
        this.missing = missing;
    }

    /**
     * Returns a column without missing values.
     *
     * @param name the column's name
     * @param values the values, copied
     * @return the column
     */
    public static NumberColumn of(String name, double... values) {
        return new NumberColumn(name, values.clone(), new BitSet());
    }

    /**
     * Starts a column that is filled value by value.
     *
     * @param name the column's name
     * @return the empty builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Returns the value of a row.
     *
     * @param row the row's index
     * @return the value
     * @throws IllegalStateException when it is missing
     */
    public double get(int row) {
        Rows.requirePresent(this, row);
        return values[row];
    }

    /**
     * Copies the values of consecutive rows, NaN where one is missing; the fast way through a long column.
     *
     * @param from the first row's index
     * @param to the index after the last row
     * @param target where to copy to
     * @param at the index in {@code target} of the first value
     * @throws IndexOutOfBoundsException when the rows are not within the column or do not fit
     */
    public void copy(int from, int to, double[] target, int at) {
        System.arraycopy(values, from, target, at, to - from);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ColumnType type() {
        return ColumnType.NUMBER;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean isMissing(int row) {
        return missing.get(row);
    }

    @Override
    public int missingCount() {
        return missing.cardinality();
    }

    @Override
    public double number(int row) {
        return get(row);
    }

    @Override
    public String text(int row) {
        return String.valueOf(get(row));
    }

    @Override
    public Object value(int row) {
        return get(row);
    }

    @Override
    public NumberColumn select(int[] rows) {
        double[] selected = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return new NumberColumn(name, selected, Rows.select(missing, rows));
    }

    @Override
    public NumberColumn named(String newName) {
        return new NumberColumn(newName, values, missing);
    }

    /** Collects the values of one NumberColumn; not thread-safe. */
    public static final class Builder {
        private final String name;
        private double[] values = new double[16];
        private final BitSet missing = new BitSet();
        private int size;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Adds a value.
         *
         * @param value the value
         * @return this builder
         */
        public Builder add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
            return this;
        }

        /**
         * Adds a missing value.
         *
         * @return this builder
         */
        public Builder addMissing() {
            missing.set(size);
            return add(Double.NaN);
        }

        /**
         * Returns the column; the builder can go on to be filled.
         *
         * @return the column of all values added so far
         */
        public NumberColumn build() {
            return new NumberColumn(name, Arrays.copyOf(values, size), (BitSet) missing.clone());
        }
    }
}
