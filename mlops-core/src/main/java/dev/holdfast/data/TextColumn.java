// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A column of text, coded by a dictionary: every distinct text is held once, in order of first appearance.
 *
 * <p>See {@link Column} for what all columns share.
 */
public final class TextColumn implements Column {
    private static final int MISSING = -1;

    private final String name;
    private final int[] codes;
    private final List<String> dictionary;

    TextColumn(String name, int[] codes, List<String> dictionary) {
        this.name = name;
        this.codes = codes;
        this.dictionary = dictionary;
    }

    /**
     * Returns a column without missing values.
     *
     * @param name the column's name
     * @param values the values
     * @return the column
     */
    public static TextColumn of(String name, String... values) {
        Builder builder = builder(name);
        for (String value : values) {
            builder.add(value);
        }
        return builder.build();
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
     * Returns the text of a row.
     *
     * @param row the row's index
     * @return the text
     * @throws IllegalStateException when it is missing
     */
    public String get(int row) {
        int code = codes[row];
        if (code == MISSING) {
            Rows.requirePresent(this, row);
        }
        return dictionary.get(code);
    }

    /**
     * Returns the code of a row: the index of its text in {@link #dictionary()}.
     *
     * @param row the row's index
     * @return the code, or -1 when the value is missing
     */
    public int code(int row) {
        return codes[row];
    }

    /**
     * Returns the distinct texts by code; after a selection of rows some of them may be unused.
     *
     * @return the dictionary, immutable
     */
    public List<String> dictionary() {
        return dictionary;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ColumnType type() {
        return ColumnType.TEXT;
    }

    @Override
    public int size() {
        return codes.length;
    }

    @Override
    public boolean isMissing(int row) {
        return codes[row] == MISSING;
    }

    @Override
    public int missingCount() {
        int count = 0;
        for (int code : codes) {
            if (code == MISSING) {
                count++;
            }
        }
        return count;
    }

    @Override
    public double number(int row) {
        throw Rows.notNumeric(this);
    }

    @Override
    public String text(int row) {
        return get(row);
    }

    @Override
    public Object value(int row) {
        return get(row);
    }

    @Override
    public TextColumn select(int[] rows) {
        int[] selected = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = codes[rows[i]];
        }
        return new TextColumn(name, selected, dictionary);
    }

    @Override
    public TextColumn named(String newName) {
        return new TextColumn(newName, codes, dictionary);
    }

    /** Collects the values of one TextColumn; not thread-safe. */
    public static final class Builder {
        private final String name;
        private final Map<String, Integer> codeOf = new LinkedHashMap<>();
        private int[] codes = new int[16];
        private int size;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Adds a value; the empty text is a value.
         *
         * @param value the text
         * @return this builder
         */
        public Builder add(String value) {
            Objects.requireNonNull(value, "value");
            Integer known = codeOf.get(value);
            int code = known == null ? codeOf.size() : known;
            if (known == null) {
                codeOf.put(value, code);
            }
            return append(code);
        }

        /**
         * Adds a missing value.
         *
         * @return this builder
         */
        public Builder addMissing() {
            return append(MISSING);
        }

        private Builder append(int code) {
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, size * 2);
            }
            codes[size++] = code;
            return this;
        }

        /**
         * Returns the column; the builder can go on to be filled.
         *
         * @return the column of all values added so far
         */
        public TextColumn build() {
            return new TextColumn(name, Arrays.copyOf(codes, size), List.copyOf(new ArrayList<>(codeOf.keySet())));
        }
    }
}
