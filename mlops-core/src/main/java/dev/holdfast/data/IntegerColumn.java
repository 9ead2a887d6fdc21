// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Arrays;
import java.util.BitSet;

/** A column of 64-bit whole numbers; see {@link Column} for what all columns share. */
public final class IntegerColumn implements Column {
    private final String name;
    private final long[] values;
    private final BitSet missing;

    IntegerColumn(String name, long[] values, BitSet missing) {
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
    public static IntegerColumn of(String name, long... values) {
        return new IntegerColumn(name, values.clone(), new BitSet());
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
    public long get(int row) {
        Rows.requirePresent(this, row);
        return values[row];
    }

    /**
     * Copies the values of some rows, where one that is missing stands as whatever number.
     *
     * @param from the first row
     * @param to the row after the last
     * @param target where to
     * @param at the place of the first in the target
     * @throws IndexOutOfBoundsException when the rows or the places are not there
     */
    public void copy(int from, int to, long[] target, int at) {
        System.arraycopy(values, from, target, at, to - from);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ColumnType type() {
        return ColumnType.INTEGER;
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
    public IntegerColumn select(int[] rows) {
        long[] selected = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return new IntegerColumn(name, selected, Rows.select(missing, rows));
    }

    @Override
    public IntegerColumn named(String newName) {
        return new IntegerColumn(newName, values, missing);
    }

    /** Collects the values of one IntegerColumn; not thread-safe. */
    public static final class Builder {
        private final String name;
        private long[] values = new long[16];
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
        public Builder add(long value) {
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
            return add(0);
        }

        /**
         * Returns the column; the builder can go on to be filled.
         *
         * @return the column of all values added so far
         */
        public IntegerColumn build() {
            return new IntegerColumn(name, Arrays.copyOf(values, size), (BitSet) missing.clone());
        }
    }
}
