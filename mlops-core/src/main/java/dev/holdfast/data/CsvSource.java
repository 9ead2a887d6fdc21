// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Delimited text as a source of tables: one reading to infer the types, and one for the rows. */
final class CsvSource implements TableSource {
    /** Opens the bytes once more. */
    interface Opener {
        InputStream open() throws IOException;
    }

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

    private Stream<Table> batches(int rows) {
        Schema columns = schema();
        try {
            CsvReading reading = new CsvReading(format, opener.open(), source);
            Batches batches = new Batches(columns, reading, rows);
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
        private final List<ColumnParser> parsers = new ArrayList<>();
        private final int[] cells;
        private @Nullable Table ahead;
        private boolean done;

        Batches(Schema columns, CsvReading reading, int rows) {
            this.reading = reading;
            this.rows = rows;
            this.cells = new int[columns.fields().size()];
            int i = 0;
            for (Field field : columns.fields()) {
                cells[i++] = requireColumn(reading, field.name());
                parsers.add(ColumnParser.of(field.name(), field.type(), format.times(field.name())));
            }
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
                count++;
            }
            return count == 0
                    ? null
                    : Table.of(parsers.stream().map(ColumnParser::take).toList());
        }

        private void readRow() {
            for (int i = 0; i < cells.length; i++) {
                int cell = cells[i];
                ColumnParser parser = parsers.get(i);
                if (reading.isMissing(cell)) {
                    parser.addMissing();
                } else if (!parser.add(reading.tokens().bytes(), reading.from(cell), reading.to(cell))) {
                    throw refused(parser, cell);
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
