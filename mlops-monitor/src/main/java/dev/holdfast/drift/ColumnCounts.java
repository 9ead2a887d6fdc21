// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import java.util.Arrays;
import java.util.stream.LongStream;

/** How many values of one column fell into each cell of its bins, and how far numbers lay outside the reference. */
final class ColumnCounts {
    private static final int CHUNK = 1_024;

    final Bins bins;
    final long[] cells;
    final UnseenLevels unseen = new UnseenLevels();
    /** The smallest and the largest number below the reference, then above it: equal ones tell a single fill value. */
    final double[] outside = {
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    ColumnCounts(Bins bins) {
        this.bins = bins;
        this.cells = new long[bins.body() + Bins.SPECIAL];
    }

    void special(int which, long count) {
        cells[bins.body() + which] += count;
    }

    long special(int which) {
        return cells[bins.body() + which];
    }

    void number(Grid grid, double value) {
        double normal = value + 0.0;
        int cell = grid.cell(normal);
        cells[cell]++;
        int special = cell - grid.edges.length;
        if (special == Bins.LOW || special == Bins.HIGH) {
            outside[2 * special] = Math.min(outside[2 * special], normal);
            outside[2 * special + 1] = Math.max(outside[2 * special + 1], normal);
        }
    }

    private void numbers(Grid grid, double[] values, int size) {
        for (int i = 0; i < size; i++) {
            number(grid, values[i]);
        }
    }

    void text(Levels levels, String text, long count) {
        int cell = levels.cell(text);
        cells[cell] += count;
        if (cell == levels.body() + Bins.HIGH) {
            unseen.add(text, count);
        }
    }

    /** Counts a value as it comes from a row; one of another kind is counted as such, never refused. */
    void value(Object value) {
        if (bins instanceof Grid grid) {
            if (value instanceof Number number) {
                number(grid, number.doubleValue());
            } else {
                special(Bins.MISTYPED, 1);
            }
        } else if (bins instanceof Levels levels) {
            if (value instanceof String || value instanceof Boolean) {
                text(levels, value.toString(), 1);
            } else {
                special(Bins.MISTYPED, 1);
            }
        }
    }

    void column(Column column, boolean sameKind) {
        if (!sameKind) {
            int missing = column.missingCount();
            special(Bins.MISSING, missing);
            special(Bins.MISTYPED, column.size() - missing);
        } else if (bins instanceof Grid grid && column instanceof NumberColumn numbers) {
            numbers(grid, numbers);
        } else if (bins instanceof Grid grid) {
            for (int row = 0; row < column.size(); row++) {
                if (column.isMissing(row)) {
                    special(Bins.MISSING, 1);
                } else {
                    number(grid, column.number(row));
                }
            }
        } else if (bins instanceof Levels levels && column instanceof TextColumn text) {
            codes(levels, text);
        } else {
            for (int row = 0; row < column.size(); row++) {
                if (column.isMissing(row)) {
                    special(Bins.MISSING, 1);
                } else {
                    value(column.value(row));
                }
            }
        }
    }

    private void numbers(Grid grid, NumberColumn column) {
        double[] chunk = new double[Math.min(CHUNK, column.size())];
        boolean gaps = column.missingCount() > 0;
        for (int from = 0; from < column.size(); from += CHUNK) {
            int to = Math.min(column.size(), from + CHUNK);
            column.copy(from, to, chunk, 0);
            int size = to - from;
            if (gaps) {
                size = 0;
                for (int row = from; row < to; row++) {
                    if (Double.isNaN(chunk[row - from]) && column.isMissing(row)) {
                        special(Bins.MISSING, 1);
                    } else {
                        chunk[size++] = chunk[row - from];
                    }
                }
            }
            numbers(grid, chunk, size);
        }
    }

    private void codes(Levels levels, TextColumn column) {
        long[] counts = new long[column.dictionary().size()];
        for (int row = 0; row < column.size(); row++) {
            int code = column.code(row);
            if (code < 0) {
                special(Bins.MISSING, 1);
            } else {
                counts[code]++;
            }
        }
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > 0) {
                text(levels, column.dictionary().get(code), counts[code]);
            }
        }
    }

    void merge(ColumnCounts other) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] += other.cells[i];
        }
        for (int i = 0; i < outside.length; i++) {
            outside[i] = i % 2 == 0 ? Math.min(outside[i], other.outside[i]) : Math.max(outside[i], other.outside[i]);
        }
        unseen.merge(other.unseen);
    }

    /** Returns the number of rows counted. */
    long rows() {
        return LongStream.of(cells).sum();
    }

    /** Returns the number of ordinary values: finite numbers or texts. */
    long values() {
        return LongStream.of(cells).limit(bins.body() + 2L).sum();
    }

    /** Returns the ordinary cells in ascending order of value: below the reference, its bins, above it. */
    long[] ordered() {
        int body = bins.body();
        long[] ordered = new long[body + 2];
        ordered[0] = special(Bins.LOW);
        System.arraycopy(cells, 0, ordered, 1, body);
        ordered[body + 1] = special(Bins.HIGH);
        return ordered;
    }

    long missing() {
        return special(Bins.MISSING) + special(Bins.ABSENT);
    }

    long notFinite() {
        return special(Bins.NAN) + special(Bins.NEGATIVE_INFINITY) + special(Bins.POSITIVE_INFINITY);
    }

    void write(Encoder out) {
        for (long cell : cells) {
            out.count(cell);
        }
        for (double each : outside) {
            out.number(each);
        }
        unseen.write(out);
    }

    void read(Decoder in) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = in.count();
        }
        for (int i = 0; i < outside.length; i++) {
            outside[i] = in.number();
        }
        unseen.read(in);
    }

    @Override
    public String toString() {
        return Arrays.toString(cells);
    }
}
