// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;

/** A column of instants; see {@link Column} for what all columns share. */
public final class TimeColumn implements Column {
    private final String name;
    private final Instant[] values;
    private final BitSet missing;

    TimeColumn(String name, Instant[] values, BitSet missing) {
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
    public static TimeColumn of(String name, Instant... values) {
        return new TimeColumn(name, values.clone(), new BitSet());
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
    public Instant get(int row) {
        Rows.requirePresent(this, row);
        return values[row];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ColumnType type() {
        return ColumnType.TIME;
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
        throw Rows.notNumeric(this);
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
    public TimeColumn select(int[] rows) {
        Instant[] selected = new Instant[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = values[rows[i]];
        }
        return new TimeColumn(name, selected, Rows.select(missing, rows));
    }

    @Override
    public TimeColumn named(String newName) {
        return new TimeColumn(newName, values, missing);
    }

    /** Collects the values of one TimeColumn; not thread-safe. */
    public static final class Builder {
        private final String name;
        private Instant[] values = new Instant[16];
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
        public Builder add(Instant value) {
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
            return add(Instant.EPOCH);
        }

        /**
         * Returns the column; the builder can go on to be filled.
         *
         * @return the column of all values added so far
         */
        public TimeColumn build() {
            return new TimeColumn(name, Arrays.copyOf(values, size), (BitSet) missing.clone());
        }
    }
}
