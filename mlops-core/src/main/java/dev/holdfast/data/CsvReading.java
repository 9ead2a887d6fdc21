// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/** One pass over delimited text: the header first, then row by row what the format's policies leave of it. */
final class CsvReading implements AutoCloseable {
    /** Beside the kinds of {@link Cells}: a cell is missing. */
    static final int OPTIONAL = 32;

    private final CsvFormat format;
    private final String source;
    private final InputStream in;
    private final CsvTokenizer tokens;
    private final byte[][] missing;
    private final List<String> names;
    private boolean firstRowIsData;
    private long rejected;
    private long firstRejectedLine;

    CsvReading(CsvFormat format, InputStream raw, String source) throws IOException {
        this.format = format;
        this.source = source;
        this.in = Utf8.open(raw, format.charset());
        this.tokens = new CsvTokenizer(in, source, format);
        this.missing = missing(format);
        this.names = readNames();
    }

    /** Reads a piece of a file; the first begins with what names the columns. */
    CsvReading(CsvFormat format, CsvPieces.Piece piece, List<String> columns, String source) throws IOException {
        this.format = format;
        this.source = source;
        this.in = InputStream.nullInputStream();
        this.tokens = new CsvTokenizer(piece, source, format);
        this.missing = missing(format);
        this.names = piece.offset() == 0 ? readNames() : columns;
    }

    private static byte[][] missing(CsvFormat format) {
        return format.missing().stream()
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    List<String> names() {
        return names;
    }

    CsvTokenizer tokens() {
        return tokens;
    }

    long rejectedRows() {
        return rejected;
    }

    long firstRejectedLine() {
        return firstRejectedLine;
    }

    private List<String> readNames() throws IOException {
        boolean any = advance();
        while (any && isBlank() && format.header()) {
            any = advance();
        }
        if (!format.header()) {
            firstRowIsData = any;
            List<String> given = format.names();
            if (!given.isEmpty() || !any) {
                if (given.isEmpty()) {
                    throw empty("at least one row, for the columns are not named");
                }
                return given;
            }
            List<String> numbered = new ArrayList<>();
            for (int i = 1; i <= tokens.cells(); i++) {
                numbered.add("column" + i);
            }
            return List.copyOf(numbered);
        }
        if (!any) {
            throw empty("a header row");
        }
        return header();
    }

    private DataException empty(String expected) {
        return DataException.in(source)
                .found("no rows at all")
                .expected(expected)
                .remedy("check that the file was written to its end")
                .build();
    }

    private List<String> header() {
        List<String> header = new ArrayList<>();
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < tokens.cells(); i++) {
            String name = text(i, "column " + (i + 1));
            if (name.isEmpty()) {
                name = "column" + (i + 1);
            }
            Integer earlier = positions.putIfAbsent(name, i + 1);
            if (earlier != null) {
                if (!format.renamesDuplicates()) {
                    throw DataException.in(source)
                            .line(tokens.rowLine())
                            .column(name)
                            .found("the header '" + name + "' in columns " + earlier + " and " + (i + 1))
                            .expected("each name once")
                            .remedy("rename one, or read with renameDuplicates()")
                            .build();
                }
                name = free(name, positions);
                positions.put(name, i + 1);
            }
            header.add(name);
        }
        return List.copyOf(header);
    }

    private static String free(String name, Map<String, Integer> taken) {
        int number = 1;
        while (taken.containsKey(name + "." + number)) {
            number++;
        }
        return name + "." + number;
    }

    /** Reads the next row that is to be kept; false at the end. */
    boolean next() throws IOException {
        while (firstRowIsData || advance()) {
            firstRowIsData = false;
            if (names.size() > 1 && isBlank()) {
                continue;
            }
            int cells = tokens.cells();
            if (cells == names.size() || (cells < names.size() && format.ragged() == Ragged.PAD)) {
                return true;
            }
            if (format.ragged() != Ragged.QUARANTINE) {
                throw DataException.in(source)
                        .line(tokens.rowLine())
                        .found(count(cells))
                        .expected(count(names.size()))
                        .remedy(
                                cells < names.size()
                                        ? "complete the row, or read with ragged(PAD) or ragged(QUARANTINE)"
                                        : "quote cells that hold the separator, or read with ragged(QUARANTINE)")
                        .build();
            }
            reject("found " + count(cells) + ", expected " + count(names.size()));
        }
        return false;
    }

    private static String count(int cells) {
        return cells == 1 ? "1 cell" : cells + " cells";
    }

    private void reject(String reason) {
        if (rejected++ == 0) {
            firstRejectedLine = tokens.rowLine();
        }
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < tokens.cells(); i++) {
            // What is left out is shown even when its bytes are no text.
            cells.add(new String(tokens.bytes(), from(i), to(i) - from(i), StandardCharsets.UTF_8));
        }
        format.rejectedSink().accept(new RejectedRow(source, tokens.rowLine(), tokens.rowOffset(), cells, reason));
    }

    private boolean isBlank() {
        return tokens.cells() == 1 && !tokens.isQuoted(0) && tokens.from(0) == tokens.to(0);
    }

    private boolean advance() throws IOException {
        try {
            return tokens.next();
        } catch (CharacterCodingException | ZipException e) {
            throw damaged(e, tokens.line(), source);
        }
    }

    /** Puts in words why bytes cannot be made text; other exceptions are passed on as they are. */
    static DataException damaged(IOException e, long line, String source) throws IOException {
        if (e instanceof CharacterCodingException) {
            return DataException.in(source)
                    .line(line)
                    .found("bytes that are not in the file's encoding")
                    .expected("well-formed text")
                    .remedy("name the encoding with charset(...)")
                    .cause(e)
                    .build();
        }
        if (e instanceof ZipException) {
            return DataException.in(source)
                    .line(line)
                    .found("damaged gzip data (" + e.getMessage() + ")")
                    .expected("a whole gzip file")
                    .cause(e)
                    .build();
        }
        throw e;
    }

    /** Tells whether a cell of the current row is missing; a cell beyond the end of a padded row is. */
    boolean isMissing(int cell) {
        if (cell >= tokens.cells()) {
            return true;
        }
        if (tokens.isQuoted(cell) && !format.readsQuotedMissing()) {
            return false;
        }
        int from = from(cell);
        int length = to(cell) - from;
        for (byte[] token : missing) {
            if (token.length == length && matches(token, tokens.bytes(), from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] token, byte[] bytes, int from) {
        for (int i = 0; i < token.length; i++) {
            if (bytes[from + i] != token[i]) {
                return false;
            }
        }
        return true;
    }

    int from(int cell) {
        int from = tokens.from(cell);
        if (format.trims() && !tokens.isQuoted(cell)) {
            int to = tokens.to(cell);
            while (from < to && isSpace(tokens.bytes()[from])) {
                from++;
            }
        }
        return from;
    }

    int to(int cell) {
        int to = tokens.to(cell);
        if (format.trims() && !tokens.isQuoted(cell)) {
            int from = from(cell); // of a cell of nothing but blanks, its end
            while (to > from && isSpace(tokens.bytes()[to - 1])) {
                to--;
            }
        }
        return to;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private String text(int cell, String column) {
        return Utf8.decode(tokens.bytes(), from(cell), to(cell)).orElseThrow(() -> malformed(column));
    }

    DataException malformed(String column) {
        return DataException.in(source)
                .line(tokens.rowLine())
                .column(column)
                .found("bytes that are no UTF-8")
                .expected("well-formed UTF-8")
                .remedy("name the encoding with charset(...)")
                .build();
    }

    /** Reads all rows that are left and returns what their cells can be read as. */
    Schema infer(Map<String, ColumnType> declared) throws IOException {
        return schema(kinds(Long.MAX_VALUE), declared);
    }

    /** Returns what the cells of the next rows can be read as, of each column, with {@link #OPTIONAL}. */
    int[] kinds(long rows) throws IOException {
        int width = names.size();
        int[] kinds = new int[width];
        for (long row = 0; row < rows && next(); row++) {
            byte[] bytes = tokens.bytes();
            for (int i = 0; i < width; i++) {
                if (isMissing(i)) {
                    kinds[i] |= OPTIONAL;
                } else if ((kinds[i] & Cells.TEXT) == 0) {
                    kinds[i] |= Cells.kind(bytes, from(i), to(i));
                }
            }
        }
        return kinds;
    }

    Schema schema(int[] kinds, Map<String, ColumnType> declared) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (int i = 0; i < kinds.length; i++) {
            String name = names.get(i);
            boolean optional = (kinds[i] & OPTIONAL) != 0;
            fields.put(name, new Field(name, declared.getOrDefault(name, type(kinds[i] & ~OPTIONAL)), optional));
        }
        return Schema.of(List.copyOf(fields.values()));
    }

    static ColumnType type(int kinds) {
        return switch (kinds) {
            case Cells.INTEGER -> ColumnType.INTEGER;
            case Cells.NUMBER, Cells.NUMBER | Cells.INTEGER -> ColumnType.NUMBER;
            case Cells.BOOLEAN -> ColumnType.BOOLEAN;
            case Cells.TIME -> ColumnType.TIME;
            default -> ColumnType.TEXT;
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
