// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of UTF-8 bytes into rows and cells, one row at a time, without making a {@link String} of any.
 *
 * <p>Reads RFC 4180, section 2, with these decisions where it is silent: a row ends with LF, CR or CRLF; a quote that is
 * not the first character of its cell is an ordinary character; text after a closing quote and a quote that is never
 * closed are errors; an empty line is a row of one empty cell, for the caller to judge.
 *
 * <pre>{@code
 *   cell start --quote--> quoted --quote--> quote in quoted --quote--> quoted (one quote)
 *       |                                       |
 *     other                          separator or line end: the cell ends
 *       v
 *    unquoted --separator or line end--> the cell ends
 * }</pre>
 *
 * <p>The bytes of the current row always lie together in the buffer, and cell positions count from its start, so that
 * reading on may move or enlarge the buffer at any time.
 */
final class CsvTokenizer {
    private static final int INITIAL_BUFFER = 1 << 16;

    private final InputStream in;
    private final String source;
    private final byte separator;
    private final byte quote;
    private final int longestRow;

    private byte[] buffer;
    private int rowStart;
    private int position;
    private int limit;
    private long base; // the offset in the stream of buffer[0]
    private long line;
    private long rowLine;
    private long rowOffset;

    private int cells;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private boolean[] quoted = new boolean[16];

    CsvTokenizer(InputStream in, String source, CsvFormat format) {
        this(in, source, format, new CsvPieces.Piece(new byte[INITIAL_BUFFER], 0, 0, 1));
    }

    /** Cuts rows that were read already, which are overwritten. */
    CsvTokenizer(CsvPieces.Piece piece, String source, CsvFormat format) {
        this(InputStream.nullInputStream(), source, format, piece);
    }

    private CsvTokenizer(InputStream in, String source, CsvFormat format, CsvPieces.Piece start) {
        this.in = in;
        this.source = source;
        this.separator = (byte) format.separator();
        this.quote = (byte) format.quote();
        this.longestRow = format.longestRow();
        this.buffer = start.bytes();
        this.limit = start.length();
        this.base = start.offset();
        this.line = start.line();
    }

    /** Returns how many cells the current row has. */
    int cells() {
        return cells;
    }

    /** Returns the bytes in which the cells lie, until the next row is read. */
    byte[] bytes() {
        return buffer;
    }

    int from(int cell) {
        return rowStart + starts[cell];
    }

    int to(int cell) {
        return rowStart + ends[cell];
    }

    boolean isQuoted(int cell) {
        return quoted[cell];
    }

    /** Returns the physical line, from 1, on which the current row started. */
    long rowLine() {
        return rowLine;
    }

    /** Returns the byte, from 0, at which the current row started. */
    long rowOffset() {
        return rowOffset;
    }

    /** Returns the physical line that is being read. */
    long line() {
        return line;
    }

    /** Reads the next row; false at the end of the stream. */
    boolean next() throws IOException {
        rowStart = position;
        cells = 0;
        if (position == limit && !fill()) {
            return false;
        }
        rowLine = line;
        rowOffset = base + rowStart;
        boolean more = true;
        while (more) {
            boolean inQuotes = (position < limit || fill()) && buffer[position] == quote;
            more = inQuotes ? quotedCell() : plainCell();
        }
        return true;
    }

    /** Reads a cell without quotes; true when its row goes on. */
    private boolean plainCell() throws IOException {
        int start = position - rowStart;
        do {
            byte[] bytes = buffer;
            int end = limit;
            byte cut = separator;
            for (int i = position; i < end; i++) {
                byte b = bytes[i];
                if (b == cut) {
                    add(start, i - rowStart, false);
                    position = i + 1;
                    return true;
                }
                // Few bytes of text are below '\r' + 1, so that one comparison passes over nearly all.
                if ((b <= '\r') && ((b == '\n') || (b == '\r'))) {
                    add(start, i - rowStart, false);
                    endLine(i);
                    return false;
                }
            }
            position = end;
        } while (fill());
        add(start, position - rowStart, false);
        return false;
    }

    private boolean quotedCell() throws IOException {
        long startLine = line;
        int start = position + 1 - rowStart;
        int write = start; // doubled quotes are taken out in place
        boolean afterReturn = false;
        position++;
        while (true) {
            if (position == limit && !fill()) {
                throw DataException.in(source)
                        .line(startLine)
                        .found("a quote in cell " + (cells + 1) + " that is never closed")
                        .expected("a closing " + (char) quote)
                        .remedy("add it, or double a quote that belongs to the text")
                        .build();
            }
            byte b = buffer[position++];
            if (b == quote) {
                if ((position == limit && !fill()) || buffer[position] != quote) {
                    add(start, write, true);
                    return afterQuoted();
                }
                position++;
            }
            if (b == '\r' || (b == '\n' && !afterReturn)) {
                line++;
            }
            afterReturn = b == '\r';
            buffer[rowStart + write++] = b;
        }
    }

    private boolean afterQuoted() throws IOException {
        if (position == limit) {
            return false;
        }
        byte next = buffer[position];
        if (next == separator) {
            position++;
            return true;
        }
        if (next == '\n' || next == '\r') {
            endLine(position);
            return false;
        }
        throw DataException.in(source)
                .line(line)
                .found("text after the closing quote of cell " + cells)
                .expected("the separator '" + (char) separator + "' or the end of the line")
                .remedy("double a quote that belongs to the text")
                .build();
    }

    private void endLine(int at) throws IOException {
        boolean carriageReturn = buffer[at] == '\r';
        line++;
        position = at + 1;
        if (carriageReturn && (position < limit || fill()) && buffer[position] == '\n') {
            position++;
        }
    }

    private void add(int start, int end, boolean inQuotes) {
        if (cells == starts.length) {
            starts = Arrays.copyOf(starts, cells * 2);
            ends = Arrays.copyOf(ends, cells * 2);
            quoted = Arrays.copyOf(quoted, cells * 2);
        }
        starts[cells] = start;
        ends[cells] = end;
        quoted[cells++] = inQuotes;
    }

    /** Reads more bytes behind those of the current row, which move to the start; false at the end of the stream. */
    private boolean fill() throws IOException {
        int kept = limit - rowStart;
        if (kept > longestRow) {
            throw DataException.in(source)
                    .line(rowLine)
                    .found("a row of more than " + longestRow + " bytes")
                    .expected("shorter rows")
                    .remedy("look for a quote that is not closed, or raise longestRow")
                    .build();
        }
        if (rowStart > 0) {
            System.arraycopy(buffer, rowStart, buffer, 0, kept);
            base += rowStart;
            position -= rowStart;
            rowStart = 0;
            limit = kept;
        } else if (kept == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        while (read == 0) {
            read = in.read(buffer, limit, buffer.length - limit);
        }
        if (read < 0) {
            return false;
        }
        limit += read;
        return true;
    }
}
