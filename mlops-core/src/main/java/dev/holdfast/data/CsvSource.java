// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Delimited text as a source of tables: one reading to infer the types, and one for the rows; or a single one by types
 * that are inferred from the first rows, which ends where a cell does not fit.
 */
final class CsvSource implements TableSource {
    /** Opens the bytes once more. */
    interface Opener {
        InputStream open() throws IOException;
    }

    private static final int GUESSED_FROM = 4096;

    private final CsvFormat format;
    private final Opener opener;
    private final String source;
    private volatile @Nullable Schema schema;

    CsvSource(CsvFormat format, Opener opener, String source) {
        this.format = format;
        this.opener = opener;
        this.source = source;
    }

    static Opener open(Path file) {
        return () -> {
            if (Files.isDirectory(file)) {
                throw DataException.in(file.toString())
                        .found("a directory")
                        .expected("a file")
                        .remedy("name one of the files in it")
                        .build();
            }
            return Files.newInputStream(file);
        };
    }

    static DataException unreadable(String source, IOException e) {
        DataException.Problem problem = DataException.in(source).cause(e);
        if (e instanceof NoSuchFileException) {
            return problem.found("no such file")
                    .expected("a file")
                    .remedy("check the path")
                    .build();
        }
        if (e instanceof EOFException) {
            return problem.found("the end of the data in the middle")
                    .expected("a whole file")
                    .build();
        }
        return problem.found("an error while reading: " + e).build();
    }

    @Override
    public Schema schema() {
        Schema known = schema;
        if (known == null) {
            known = format.declaredSchema();
            if (known == null) {
                known = infer();
            }
            schema = known;
        }
        return known;
    }

    private Schema infer() {
        try (CsvReading reading = new CsvReading(format.silent(), opener.open(), source)) {
            for (String declared : format.types().keySet()) {
                requireColumn(reading, declared);
            }
            return reading.infer(format.types());
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private int requireColumn(CsvReading reading, String name) {
        int index = reading.names().indexOf(name);
        if (index < 0) {
            throw DataException.in(source)
                    .column(name)
                    .found("the columns " + reading.names())
                    .expected("the declared column '" + name + "' among them")
                    .build();
        }
        return index;
    }

    @Override
    public Stream<Table> batches() {
        return batches(format.batchRows());
    }

    @Override
    public Table toTable() {
        try (Stream<Table> batches = batches(Integer.MAX_VALUE)) {
            return batches.findFirst().orElseGet(() -> Table.empty(schema()));
        }
    }

    @Override
    public <T> T read(BiFunction<? super Schema, ? super Stream<Supplier<Table>>, ? extends T> reader) {
        if (format.ragged() == Ragged.QUARANTINE) {
            return TableSource.super.read(reader); // the sink gets every row once and in order
        }
        if (schema == null && format.declaredSchema() == null) {
            try {
                return read(reader, guess());
            } catch (WrongGuessException e) {
                schema = infer();
            }
        }
        return read(reader, new Guess(schema(), Set.of(), Set.of()));
    }

    /** What is known of the columns, and of which of them it is only a guess or nothing so far. */
    private record Guess(Schema schema, Set<String> guessed, Set<String> allMissing) {
        /** Tells whether other cells may make a column another type; text, once seen, stays text. */
        boolean isGuess(int column) {
            Field field = schema.fields().get(column);
            return guessed.contains(field.name())
                    && (field.type() != ColumnType.TEXT || allMissing.contains(field.name()));
        }
    }

    /** A cell is not of the type that the cells before it had; says nothing to anyone but {@link #read}. */
    private static final class WrongGuessException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongGuessException() {
            super("a cell does not fit the guessed type", null, false, false);
        }
    }

    private Guess guess() {
        try (CsvReading reading = new CsvReading(format, opener.open(), source)) {
            for (String declared : format.types().keySet()) {
                requireColumn(reading, declared);
            }
            int[] kinds = reading.kinds(GUESSED_FROM);
            Schema guess = reading.schema(kinds, format.types());
            if (!reading.next()) {
                schema = guess;
                return new Guess(guess, Set.of(), Set.of());
            }
            Set<String> guessed = new HashSet<>(reading.names());
            guessed.removeAll(format.types().keySet());
            Set<String> allMissing = new HashSet<>();
            for (int i = 0; i < kinds.length; i++) {
                if ((kinds[i] & ~CsvReading.OPTIONAL) == 0) {
                    allMissing.add(reading.names().get(i));
                }
            }
            return new Guess(guess, guessed, allMissing);
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private <T> T read(BiFunction<? super Schema, ? super Stream<Supplier<Table>>, ? extends T> reader, Guess guess) {
        try (InputStream raw = opener.open();
                InputStream in = Utf8.open(raw, format.charset())) {
            Iterator<Supplier<Table>> pieces = new Pieces(in, guess);
            return reader.apply(
                    guess.schema,
                    StreamSupport.stream(
                            Spliterators.spliteratorUnknownSize(pieces, Spliterator.ORDERED | Spliterator.NONNULL),
                            false));
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    /** Cuts one reading into pieces that are still to be parsed. */
    private final class Pieces implements Iterator<Supplier<Table>> {
        private final CsvPieces pieces;
        private final Guess guess;
        private List<String> names = List.of();

        Pieces(InputStream in, Guess guess) {
            this.pieces = new CsvPieces(in, format, CsvPieces.SIZE);
            this.guess = guess;
        }

        @Override
        public boolean hasNext() {
            try {
                return pieces.advance();
            } catch (IOException e) {
                try {
                    throw CsvReading.damaged(e, pieces.line(), source);
                } catch (IOException other) {
                    throw unreadable(source, other);
                }
            }
        }

        @Override
        public Supplier<Table> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more pieces of " + source);
            }
            CsvPieces.Piece piece = pieces.next();
            if (piece.offset() > 0) {
                return () -> parse(open(piece));
            }
            CsvReading first = open(piece); // names the columns for all others
            names = first.names();
            return () -> parse(first);
        }

        private CsvReading open(CsvPieces.Piece piece) {
            try {
                return new CsvReading(format, piece, names, source);
            } catch (IOException e) {
                throw unreadable(source, e);
            }
        }

        private Table parse(CsvReading reading) {
            return new Batches(guess, reading, Integer.MAX_VALUE).all();
        }
    }

    private Stream<Table> batches(int rows) {
        Schema columns = schema();
        try {
            CsvReading reading = new CsvReading(format, opener.open(), source);
            Batches batches = new Batches(new Guess(columns, Set.of(), Set.of()), reading, rows);
            return StreamSupport.stream(
                            Spliterators.spliteratorUnknownSize(batches, Spliterator.ORDERED | Spliterator.NONNULL),
                            false)
                    .onClose(batches::close);
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    /** Cuts one reading into tables. */
    private final class Batches implements Iterator<Table> {
        private final CsvReading reading;
        private final int rows;
        private final Guess columns;
        private final List<ColumnParser> parsers = new ArrayList<>();
        private final int[] cells;
        private final TextPositions.Builder positions = new TextPositions.Builder(source);
        private @Nullable Table ahead;
        private boolean done;

        Batches(Guess columns, CsvReading reading, int rows) {
            this.reading = reading;
            this.rows = rows;
            this.columns = columns;
            this.cells = new int[columns.schema.fields().size()];
            int i = 0;
            for (Field field : columns.schema.fields()) {
                String name = field.name();
                cells[i++] = requireColumn(reading, name);
                ColumnParser parser = columns.guessed.contains(name)
                        ? ColumnParser.guessed(name, field.type(), columns.allMissing.contains(name))
                        : ColumnParser.of(name, field.type(), format.times(name));
                parsers.add(format.keepsMalformed() ? parser.keepingMalformed() : parser);
            }
        }

        /** Reads all rows; none make an empty table. */
        Table all() {
            return hasNext() ? next() : Table.empty(columns.schema);
        }

        @Override
        public boolean hasNext() {
            if (ahead == null && !done) {
                try {
                    ahead = readBatch();
                } catch (IOException e) {
                    throw unreadable(source, e);
                }
            }
            return ahead != null;
        }

        @Override
        public Table next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more batches of " + source);
            }
            Table batch = ahead;
            ahead = null;
            return java.util.Objects.requireNonNull(batch);
        }

        private @Nullable Table readBatch() throws IOException {
            int count = 0;
            while (count < rows) {
                if (!reading.next()) {
                    done = true;
                    format.reportRejected(source, reading.rejectedRows(), reading.firstRejectedLine());
                    close();
                    break;
                }
                readRow();
                positions.add(reading.tokens().rowLine(), reading.tokens().rowOffset());
                count++;
            }
            return count == 0
                    ? null
                    : Table.of(parsers.stream().map(ColumnParser::take).toList(), positions.take());
        }

        private void readRow() {
            for (int i = 0; i < cells.length; i++) {
                int cell = cells[i];
                ColumnParser parser = parsers.get(i);
                if (reading.isMissing(cell)) {
                    parser.addMissing();
                } else if (!parser.add(reading.tokens().bytes(), reading.from(cell), reading.to(cell))) {
                    throw columns.isGuess(i) ? new WrongGuessException() : refused(parser, cell);
                }
            }
        }

        private DataException refused(ColumnParser parser, int cell) {
            String column = reading.names().get(cell);
            String found = Utf8.decode(reading.tokens().bytes(), reading.from(cell), reading.to(cell))
                    .orElseThrow(() -> reading.malformed(column));
            return DataException.in(source)
                    .line(reading.tokens().rowLine())
                    .column(column)
                    .foundCell(found)
                    .expected(parser.expected())
                    .remedy("correct the cell, declare the column as TEXT or name the cell among the missing ones")
                    .build();
        }

        void close() {
            try {
                reading.close();
            } catch (IOException e) {
                throw unreadable(source, e);
            }
        }
    }
}
