// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Arrays;
import java.util.Optional;

/**
 * The positions of rows in the order in which they were read.
 *
 * <p>Lines are kept as the rows at which a run of consecutive lines begins, so that a text of one line a row costs one
 * entry. Offsets are kept as the distance from the row before, seven bits a byte and the lowest first, with the absolute
 * offset at every 64th row: one or two bytes a row.
 */
final class TextPositions extends Positions {
    private static final int MARK_SHIFT = 6;

    private final String source;
    private final int[] runRows;
    private final long[] runLines;
    private final byte[] distances;
    private final long[] markOffsets;
    private final int[] markPlaces;

    private TextPositions(Builder builder) {
        this.source = builder.source;
        this.runRows = Arrays.copyOf(builder.runRows, builder.runs);
        this.runLines = Arrays.copyOf(builder.runLines, builder.runs);
        this.distances = Arrays.copyOf(builder.distances, builder.place);
        this.markOffsets = Arrays.copyOf(builder.markOffsets, builder.marks());
        this.markPlaces = Arrays.copyOf(builder.markPlaces, builder.marks());
    }

    @Override
    Optional<RowPosition> of(int row) {
        int run = Arrays.binarySearch(runRows, row);
        run = run < 0 ? -run - 2 : run;
        return Optional.of(new RowPosition(source, runLines[run] + row - runRows[run], offset(row)));
    }

    private long offset(int row) {
        int mark = row >>> MARK_SHIFT;
        long offset = markOffsets[mark];
        int place = markPlaces[mark];
        for (int i = mark << MARK_SHIFT; i < row; i++) {
            int shift = 0;
            while (distances[place] < 0) {
                offset += (distances[place++] & 0x7fL) << shift;
                shift += 7;
            }
            offset += (long) distances[place++] << shift;
        }
        return offset;
    }

    /** Takes the positions of the rows of one table after the other; not thread-safe. */
    static final class Builder {
        private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

        private final String source;
        private int rows;
        private int[] runRows = new int[1];
        private long[] runLines = new long[1];
        private int runs;
        private byte[] distances = new byte[64];
        private int place;
        private long[] markOffsets = new long[4];
        private int[] markPlaces = new int[4];
        private long nextLine;
        private long lastOffset;

        Builder(String source) {
            this.source = source;
        }

        private int marks() {
            return (rows + (1 << MARK_SHIFT) - 1) >>> MARK_SHIFT;
        }

        /** Adds the next row, which starts on a later line and at a later byte than the one before. */
        void add(long line, long offset) {
            if (rows == 0 || line != nextLine) {
                addRun(line);
            }
            nextLine = line + 1;
            if (rows > 0) {
                addDistance(offset - lastOffset);
            }
            if ((rows & ((1 << MARK_SHIFT) - 1)) == 0) {
                addMark(offset);
            }
            lastOffset = offset;
            rows++;
        }

        private void addRun(long line) {
            if (runs == runRows.length) {
                runRows = Arrays.copyOf(runRows, larger(runs));
                runLines = Arrays.copyOf(runLines, runRows.length);
            }
            runRows[runs] = rows;
            runLines[runs++] = line;
        }

        private void addDistance(long distance) {
            if (distances.length - place < 10) {
                distances = Arrays.copyOf(distances, larger(distances.length));
            }
            long left = distance;
            while (left > 0x7f) {
                distances[place++] = (byte) (left | 0x80);
                left >>>= 7;
            }
            distances[place++] = (byte) left;
        }

        private void addMark(long offset) {
            int mark = rows >>> MARK_SHIFT;
            if (mark == markOffsets.length) {
                markOffsets = Arrays.copyOf(markOffsets, larger(mark));
                markPlaces = Arrays.copyOf(markPlaces, markOffsets.length);
            }
            markOffsets[mark] = offset;
            markPlaces[mark] = place;
        }

        private static int larger(int length) {
            return length > LARGEST_ARRAY / 2 ? LARGEST_ARRAY : length * 2;
        }

        /** Returns the positions since the last call, and starts the next table. */
        Positions take() {
            Positions positions = new TextPositions(this);
            rows = 0;
            runs = 0;
            place = 0;
            return positions;
        }
    }
}
