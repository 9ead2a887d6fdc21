// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.TextColumn;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;

/** How many values of one column fell into each cell of its bins, with the smallest and largest finite number. */
final class ColumnCounts {
    final Bins bins;
    final long[] cells;
    final UnseenLevels unseen = new UnseenLevels();
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    /** The largest number below the reference and the smallest above it: with min and max they tell a single fill value. */
    double highestLow = Double.NEGATIVE_INFINITY;

    double lowestHigh = Double.POSITIVE_INFINITY;

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
        if (cell == bins.body() + Bins.LOW) {
            highestLow = Math.max(highestLow, normal);
        } else if (cell == bins.body() + Bins.HIGH) {
            lowestHigh = Math.min(lowestHigh, normal);
        }
        if (normal < min && normal > Double.NEGATIVE_INFINITY) {
            min = normal;
        }
        if (normal > max && normal < Double.POSITIVE_INFINITY) {
            max = normal;
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
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        highestLow = Math.max(highestLow, other.highestLow);
        lowestHigh = Math.min(lowestHigh, other.lowestHigh);
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

    long missing() {
        return special(Bins.MISSING) + special(Bins.ABSENT);
    }

    long notFinite() {
        return special(Bins.NAN) + special(Bins.NEGATIVE_INFINITY) + special(Bins.POSITIVE_INFINITY);
    }

    void write(DataOutput out) throws IOException {
        out.writeShort(cells.length);
        for (long cell : cells) {
            out.writeLong(cell);
        }
        out.writeDouble(min);
        out.writeDouble(max);
        out.writeDouble(highestLow);
        out.writeDouble(lowestHigh);
        unseen.write(out);
    }

    void read(DataInput in) throws IOException {
        if (in.readUnsignedShort() != cells.length) {
            throw new IOException("a column has another number of cells");
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = in.readLong();
            if (cells[i] < 0) {
                throw new IOException("a count is negative");
            }
        }
        min = in.readDouble();
        max = in.readDouble();
        highestLow = in.readDouble();
        lowestHigh = in.readDouble();
        unseen.read(in);
    }

    @Override
    public String toString() {
        return Arrays.toString(cells);
    }
}
