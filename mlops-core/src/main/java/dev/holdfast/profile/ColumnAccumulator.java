// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.util.Arrays;
import java.util.Map;

/**
 * Fills the profile of one column, segment by segment; not thread-safe.
 *
 * <p>Rows are collected to segments of a fixed number, whatever batches they come in, and each segment is summarised as a
 * whole and merged: this is why the way in which data is cut into batches leaves no trace in a profile, not even in its
 * last bit.
 */
abstract class ColumnAccumulator {
    static final int SEGMENT = 16_384;

    final String name;
    final ColumnType type;
    final Places.Builder places;
    long rows;
    long missing;

    private ColumnAccumulator(Field field) {
        this.name = field.name();
        this.type = field.type();
        this.places = new Places.Builder(field.type());
    }

    static ColumnAccumulator of(Field field, boolean quantiles) {
        return field.type() == ColumnType.TEXT ? new OfTexts(field) : new OfNumbers(field, quantiles);
    }

    /** Adds rows that all belong to the current segment. */
    abstract void add(Column column, int from, int to);

    abstract void endSegment();

    /** Returns the profile of all rows so far; more can be added after. */
    abstract ColumnProfile profile();

    /** Returns the profile of the current segment alone, and begins the next. */
    abstract ColumnProfile take();

    private static final class OfNumbers extends ColumnAccumulator {
        private final boolean quantiles;
        private final KeySort sort = new KeySort();
        private Numbers total = Numbers.NONE;
        private double[] values = new double[0]; // of numbers
        private long[] keys = new long[0]; // of whole numbers, times and truth values
        private int size;
        private long nan;
        private long positiveInfinities;
        private long negativeInfinities;
        private long zeros;
        private long negatives;

        OfNumbers(Field field, boolean quantiles) {
            super(field);
            this.quantiles = quantiles;
        }

        @Override
        void add(Column column, int from, int to) {
            reserve(size + to - from);
            rows += to - from;
            boolean complete = column.missingCount() == 0;
            if (column instanceof NumberColumn numbers) {
                addNumbers(numbers, from, to, complete);
                return;
            }
            for (int row = from; row < to; row++) {
                if (!complete && column.isMissing(row)) {
                    missing++;
                } else {
                    addKey(key(column, row));
                }
            }
        }

        private void addNumbers(NumberColumn column, int from, int to, boolean complete) {
            int at = size;
            column.copy(from, to, values, at);
            int count = 0;
            int zero = 0;
            for (int row = from; row < to; row++) {
                double value = values[at + row - from];
                if (!(Math.abs(value) <= Double.MAX_VALUE)) { // NaN and the infinities, in one comparison
                    if (!complete && column.isMissing(row)) {
                        missing++;
                    } else {
                        addSpecial(value);
                    }
                    continue;
                }
                zero += value == 0 ? 1 : 0;
                count += value < 0 ? 1 : 0;
                values[size++] = value;
            }
            zeros += zero;
            negatives += count;
        }

        private void addSpecial(double value) {
            if (Double.isNaN(value)) {
                nan++;
            } else if (value > 0) {
                positiveInfinities++;
            } else {
                negativeInfinities++;
            }
        }

        private void addKey(long key) {
            zeros += key == 0 ? 1 : 0;
            negatives += key < 0 ? 1 : 0;
            keys[size++] = key;
        }

        private static long key(Column column, int row) {
            if (column instanceof IntegerColumn integers) {
                return integers.get(row);
            }
            if (column instanceof TimeColumn times) {
                return Keys.of(times.get(row));
            }
            return ((BooleanColumn) column).get(row) ? 1 : 0;
        }

        private void reserve(int wanted) {
            boolean numbers = type == ColumnType.NUMBER;
            int there = numbers ? values.length : keys.length;
            if (wanted > there) {
                int room = Math.min(SEGMENT, Math.max(wanted, there * 2));
                values = numbers ? Arrays.copyOf(values, room) : values;
                keys = numbers ? keys : Arrays.copyOf(keys, room);
            }
        }

        @Override
        void endSegment() {
            total = total.merge(segment());
            clear();
        }

        private void clear() {
            size = 0;
            nan = 0;
            positiveInfinities = 0;
            negativeInfinities = 0;
            zeros = 0;
            negatives = 0;
        }

        private Numbers segment() {
            long[] all = new long[size];
            double[] numbers = values;
            if (type == ColumnType.NUMBER) {
                for (int i = 0; i < size; i++) {
                    all[i] = Keys.of(values[i]);
                }
            } else {
                System.arraycopy(keys, 0, all, 0, size);
                numbers = new double[size];
                for (int i = 0; i < size; i++) {
                    numbers[i] = Keys.number(type, keys[i]);
                }
            }
            Moments moments = Moments.of(numbers, size);
            if (!quantiles && size > 0) {
                return unsorted(moments, all);
            }
            sort.sort(all, size);
            return Numbers.ofSegment(nan, positiveInfinities, negativeInfinities, zeros, negatives, moments, all, size);
        }

        private Numbers unsorted(Moments moments, long[] keys) {
            DistinctSketch distinct = new DistinctSketch();
            long min = keys[0];
            long max = keys[0];
            for (int i = 0; i < size; i++) {
                long key = keys[i];
                min = Math.min(min, key);
                max = Math.max(max, key);
                distinct.add(DistinctSketch.hash(key));
            }
            return new Numbers(
                    nan,
                    positiveInfinities,
                    negativeInfinities,
                    zeros,
                    negatives,
                    moments,
                    QuantileSketch.ofEnds(min, max, size),
                    distinct,
                    new FrequentItems<>(Map.<Long, Long>of(), size));
        }

        @Override
        ColumnProfile profile() {
            return ColumnProfile.ofNumbers(name, type, rows, missing, total.merge(segment()));
        }

        @Override
        ColumnProfile take() {
            ColumnProfile taken = ColumnProfile.ofNumbers(name, type, rows, missing, segment());
            clear();
            rows = 0;
            missing = 0;
            return taken;
        }
    }

    private static final class OfTexts extends ColumnAccumulator {
        /** Texts are counted by themselves until there are so many; looked at after every so many rows of a segment. */
        private static final int COUNTED = 1024;

        private final TextCounts counts = new TextCounts();
        private Texts total = Texts.NONE;
        private Texts segment = Texts.NONE;
        private int inSegment;

        OfTexts(Field field) {
            super(field);
        }

        @Override
        void add(Column column, int from, int to) {
            long before = rows - from;
            rows += to - from;
            TextColumn texts = (TextColumn) column;
            int start = from;
            while (start < to) {
                int end = Math.min(to, start + COUNTED - inSegment % COUNTED);
                addSome(texts, start, end, before);
                inSegment += end - start;
                // The rows alone decide where, so that it is the same for every cut into batches.
                if (inSegment % COUNTED == 0 && counts.size() >= COUNTED) {
                    collect();
                }
                start = end;
            }
        }

        private void collect() {
            segment = segment.merge(Texts.of(counts));
            counts.clear();
        }

        private void addSome(TextColumn texts, int from, int to, long before) {
            if (texts.dictionary().size() > 4 * (to - from)) {
                addEach(texts, from, to, before); // a part of a long column, whose dictionary is mostly of other rows
                return;
            }
            int[] perCode = new int[texts.dictionary().size()];
            int[] inOrder = new int[Math.min(perCode.length, to - from)];
            int[] firstRow = new int[inOrder.length];
            int distinct = 0;
            for (int row = from; row < to; row++) {
                int code = texts.code(row);
                if (code < 0) {
                    missing++;
                } else if (perCode[code]++ == 0) {
                    inOrder[distinct] = code;
                    firstRow[distinct++] = row;
                }
            }
            for (int i = 0; i < distinct; i++) {
                int code = inOrder[i];
                counts.add(texts.dictionary().get(code), perCode[code], before + firstRow[i]);
            }
        }

        private void addEach(TextColumn texts, int from, int to, long before) {
            for (int row = from; row < to; row++) {
                if (texts.isMissing(row)) {
                    missing++;
                } else {
                    counts.add(texts.get(row), 1, before + row);
                }
            }
        }

        @Override
        void endSegment() {
            collect();
            total = total.merge(segment);
            clear();
        }

        private void clear() {
            segment = Texts.NONE;
            inSegment = 0;
        }

        @Override
        ColumnProfile profile() {
            return ColumnProfile.ofTexts(name, rows, missing, total.merge(segment.merge(Texts.of(counts))));
        }

        @Override
        ColumnProfile take() {
            collect();
            ColumnProfile taken = ColumnProfile.ofTexts(name, rows, missing, segment);
            clear();
            rows = 0;
            missing = 0;
            return taken;
        }
    }
}
