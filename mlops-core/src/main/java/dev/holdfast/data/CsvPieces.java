// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of UTF-8 bytes into pieces of whole rows, so that each can be parsed by itself.
 *
 * <p>A quote begins a quoted cell exactly where a cell begins, which is at the start of a row or after a separator: only
 * quotes and line ends have to be looked at to find where rows end, and eight bytes are looked at in one step.
 */
final class CsvPieces implements Iterator<CsvPieces.Piece> {
    /**
     * Some whole rows.
     *
     * @param bytes their bytes, from the start of the array
     * @param length how many
     * @param offset the byte, from 0, at which they start
     * @param line the physical line, from 1, on which they start
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from one owner to the next, and never compared
    record Piece(byte[] bytes, int length, long offset, long line) {}

    /** Below half a mebibyte, so that a collector with regions of one does not give each piece regions of its own. */
    static final int SIZE = (1 << 19) - (1 << 10);

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long RETURNS = '\r' * ONES;
    private static final long FEEDS = '\n' * ONES;

    private final InputStream in;
    private final byte separator;
    private final byte quote;
    private final long quotes;
    private final int longestRow;
    private final int size;

    private byte[] rest = new byte[0];
    private long offset;
    private long line = 1;
    private boolean end;
    private @Nullable Piece ahead;

    private long rowLines; // the physical lines of the row that was looked at last

    CsvPieces(InputStream in, CsvFormat format, int size) {
        this.in = in;
        this.size = size;
        this.separator = (byte) format.separator();
        this.quote = (byte) format.quote();
        this.quotes = (quote & 0xffL) * ONES;
        this.longestRow = format.longestRow();
    }

    /** Returns the physical line on which the rows start that are still to come. */
    long line() {
        return line;
    }

    /** Reads on; the reason why the bytes cannot be read is for the caller to put in words. */
    boolean advance() throws IOException {
        if (ahead == null && !end) {
            ahead = read();
        }
        return ahead != null;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public Piece next() {
        if (ahead == null) {
            throw new NoSuchElementException("no more pieces");
        }
        Piece piece = Objects.requireNonNull(ahead);
        ahead = null;
        return piece;
    }

    private @Nullable Piece read() throws IOException {
        byte[] buffer = Arrays.copyOf(rest, Math.max(size, rest.length * 2));
        int limit = rest.length;
        while (true) {
            int read = in.readNBytes(buffer, limit, buffer.length - limit);
            limit += read;
            end = limit < buffer.length;
            long lines = 0;
            int cut = 0;
            for (int next = rowEnd(buffer, 0, limit); next >= 0; next = rowEnd(buffer, cut, limit)) {
                cut = next;
                lines += rowLines;
            }
            if (end || limit - cut > longestRow) {
                end = true; // a row that is too long is the last, for whoever parses it to refuse
                cut = limit;
            }
            if (cut > 0) {
                Piece piece = new Piece(buffer, cut, offset, line);
                rest = Arrays.copyOfRange(buffer, cut, limit);
                offset += cut;
                line += lines;
                return piece;
            }
            if (end) {
                return null;
            }
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
    }

    /** Returns where the row after the one that starts here starts, or -1 when its end is not in sight. */
    private int rowEnd(byte[] bytes, int from, int limit) {
        rowLines = 0;
        int i = from;
        while (true) {
            i = special(bytes, i, limit);
            if (i >= limit) {
                return -1;
            }
            if (bytes[i] == quote) {
                i = i == from || bytes[i - 1] == separator ? afterQuoted(bytes, i + 1, limit) : i + 1;
                continue;
            }
            if (bytes[i] == '\n') {
                rowLines++;
                return i + 1;
            }
            if (i + 1 == limit) {
                return -1; // the line feed of this carriage return may be still to come
            }
            rowLines++;
            return bytes[i + 1] == '\n' ? i + 2 : i + 1;
        }
    }

    /** Returns the place after the closing quote, or the limit when that is not in sight. */
    private int afterQuoted(byte[] bytes, int from, int limit) {
        int i = special(bytes, from, limit);
        while (i < limit) {
            if (bytes[i] == quote) {
                if (i + 1 == limit) {
                    return limit; // a second quote may be still to come
                }
                if (bytes[i + 1] != quote) {
                    return i + 1;
                }
                i += 2;
            } else {
                boolean secondHalf = bytes[i] == '\n' && i > from && bytes[i - 1] == '\r';
                rowLines += secondHalf ? 0 : 1;
                i++;
            }
            i = special(bytes, i, limit);
        }
        return limit;
    }

    /** Returns where the next quote or line end is, or the limit. */
    private int special(byte[] bytes, int from, int limit) {
        int i = from;
        for (; i <= limit - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            long found = zeros(word ^ FEEDS) | zeros(word ^ RETURNS) | zeros(word ^ quotes);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < limit && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != quote) {
            i++;
        }
        return Math.min(i, limit);
    }

    /** Marks the zero bytes of a word; the lowest mark is always right. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }
}
