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
import java.util.Optional;

/**
 * Fills the profile of one column, segment by segment; not thread-safe.
 *
 * <p>Rows are collected to segments of a fixed number, whatever batches they come in, and each segment is summarised as a
 * whole and merged: this is why the way in which data is cut into batches leaves no trace in a profile, not even in its
 * last bit.
 */
abstract class ColumnAccumulator {
    /** So many rows that the values of a segment and the entries of the distribution take less than 100 KB together. */
    static final int SEGMENT = 5120;

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

    static ColumnAccumulator of(Field field, boolean quantiles, Scratch scratch) {
        return field.type() == ColumnType.TEXT ? new OfTexts(field) : new OfNumbers(field, quantiles, scratch);
    }

    /** The work space of a pass, which its columns use in turn; not thread-safe. */
    static final class Scratch {
        private final KeySort sort = new KeySort();
        private final QuantileAdditions additions = new QuantileAdditions();
        private long[] keys = new long[0];
        private double[] numbers = new double[0];

        private long[] keys(int size) {
            keys = keys.length < size ? new long[Math.max(size, Math.min(SEGMENT, 2 * keys.length))] : keys;
            return keys;
        }

        private double[] numbers(int size) {
            numbers =
                    numbers.length < size ? new double[Math.max(size, Math.min(SEGMENT, 2 * numbers.length))] : numbers;
            return numbers;
        }
    }

    /** What a segment alone adds to a column. */
    sealed interface Part permits NumbersPart, TextsPart {}

    private record NumbersPart(
            long rows, long missing, NumbersAccumulator.Counts counts, NumbersAccumulator.Segment values)
            implements Part {}

    private record TextsPart(long rows, long missing, Texts texts) implements Part {}

    /** Adds rows that all belong to the current segment. */
    abstract void add(Column column, int from, int to);

    abstract void endSegment();

    /** Returns the profile of all rows so far; more can be added after. */
    abstract ColumnProfile profile();

    /** Returns the current segment alone and forgets it. */
    abstract Part take();

    /** Adds a segment that another accumulator of this column took, at the end of a segment of its own. */
    abstract void append(Part part);

    private static final class OfNumbers extends ColumnAccumulator {
        private static final long INFINITE = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

        private final boolean quantiles;
        private final Scratch scratch;
        private final NumbersAccumulator total;
        private NumbersAccumulator.Counts counts = new NumbersAccumulator.Counts();
        private double[] values = new double[0]; // of numbers
        private long[] keys = new long[0]; // of whole numbers, times and truth values
        private int size;

        OfNumbers(Field field, boolean quantiles, Scratch scratch) {
            super(field);
            this.quantiles = quantiles;
            this.scratch = scratch;
            this.total = new NumbersAccumulator(quantiles, scratch.additions);
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
                    keys[size++] = key(column, row);
                }
            }
        }

        private void addNumbers(NumberColumn column, int from, int to, boolean complete) {
            int at = size;
            int count = to - from;
            column.copy(from, to, values, at);
            if (areFinite(values, at, at + count)) {
                size += count;
                return;
            }
            for (int i = 0; i < count; i++) {
                double value = values[at + i];
                if (Math.abs(value) <= Double.MAX_VALUE) {
                    values[size++] = value;
                } else if (!complete && column.isMissing(from + i)) {
                    missing++;
                } else {
                    addSpecial(value);
                    places.odd(count - i, value);
                }
            }
        }

        /** Tells whether there is no NaN or infinity, without a branch for each. */
        private static boolean areFinite(double[] values, int from, int to) {
            long less = -1;
            for (int i = from; i < to; i++) {
                less &= (Double.doubleToRawLongBits(values[i]) & Long.MAX_VALUE) - INFINITE;
            }
            return less < 0;
        }

        private void addSpecial(double value) {
            if (Double.isNaN(value)) {
                counts.nan++;
            } else if (value > 0) {
                counts.positiveInfinities++;
            } else {
                counts.negativeInfinities++;
            }
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
            total.add(segment());
            size = 0;
        }

        /** Returns the segment in the work space, which the next column will use. */
        private NumbersAccumulator.Segment segment() {
            long[] all = scratch.keys(size);
            double[] numbers = values;
            if (type == ColumnType.NUMBER) {
                for (int i = 0; i < size; i++) {
                    all[i] = Keys.of(values[i]);
                }
            } else {
                System.arraycopy(keys, 0, all, 0, size);
                numbers = scratch.numbers(size);
                for (int i = 0; i < size; i++) {
                    numbers[i] = Keys.number(type, keys[i]);
                }
            }
            long zeros = 0;
            long negatives = 0;
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = 0; i < size; i++) {
                zeros += 1 - ((all[i] | -all[i]) >>> 63); // without a branch that nobody could foresee
                negatives += all[i] >>> 63;
            }
            for (int i = 0; i < size; i++) {
                min = Math.min(min, all[i]);
                max = Math.max(max, all[i]);
            }
            if (quantiles) {
                scratch.sort.sort(all, size, min, max);
            }
            return new NumbersAccumulator.Segment(
                    zeros, negatives, Moments.of(numbers, size), min, max, all, size, Optional.empty());
        }

        @Override
        ColumnProfile profile() {
            NumbersAccumulator all = total;
            if (size > 0) {
                all = total.copy();
                all.add(segment());
            }
            return ColumnProfile.ofNumbers(name, type, rows, missing, all.numbers(counts));
        }

        @Override
        Part take() {
            NumbersAccumulator.Segment all = segment();
            boolean many = !quantiles || QuantileSketch.distinct(all.keys, size) > Numbers.EXACT_VALUES;
            NumbersAccumulator.Segment segment = new NumbersAccumulator.Segment(
                    all.zeros,
                    all.negatives,
                    all.moments,
                    all.min,
                    all.max,
                    Arrays.copyOf(all.keys, quantiles ? size : 0),
                    size,
                    many ? Optional.of(DistinctSketch.of(all.keys, size)) : Optional.empty());
            Part taken = new NumbersPart(rows, missing, counts, segment);
            counts = new NumbersAccumulator.Counts();
            rows = 0;
            missing = 0;
            size = 0;
            return taken;
        }

        @Override
        void append(Part part) {
            NumbersPart numbers = (NumbersPart) part;
            rows += numbers.rows;
            missing += numbers.missing;
            counts.add(numbers.counts);
            total.add(numbers.values);
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
        Part take() {
            collect();
            Part taken = new TextsPart(rows, missing, segment);
            clear();
            rows = 0;
            missing = 0;
            return taken;
        }

        @Override
        void append(Part part) {
            TextsPart texts = (TextsPart) part;
            total = total.merge(texts.texts.after(rows));
            rows += texts.rows;
            missing += texts.missing;
        }
    }
}
