// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A data set that is read in batches, so that it may be larger than memory.
 *
 * <p>It can be read as often as one likes, and each reading gives the same rows in the same order. How the rows are cut
 * into batches carries no meaning: whoever consumes a source gives the same answer for every cut.
 */
public interface TableSource {
    /**
     * Returns the columns that every batch has; a field is optional when a value may be missing.
     *
     * @return the schema
     * @throws DataException when the data cannot be read
     */
    Schema schema();

    /**
     * Opens the data for one reading.
     *
     * @return the batches in order, lazily read; to be closed by the caller
     * @throws DataException when the data cannot be read, here or while the stream is consumed
     */
    Stream<Table> batches();

    /**
     * Reads the data once, in pieces that can be made tables by any thread and in any order.
     *
     * <p>What the pieces' suppliers do is most of the work of reading. A source that has to read its rows to know their
     * schema may guess it from the first ones; where a later row shows the guess to be wrong, the supplier throws, and
     * the reader is called once more with the schema of all rows. So a reader must pass such an exception on and begin
     * anew at every call, and whether a field is optional must not matter to it.
     *
     * <pre>{@code
     * long rows = source.read((schema, pieces) -> pieces.mapToLong(piece -> piece.get().rowCount()).sum());
     * }</pre>
     *
     * @param <T> what is made of the data
     * @param reader is given the schema and the batches in order, of which each is to be made a table at most once, and
     *     none after it has returned
     * @return what the reader returned at its last call
     * @throws DataException when the data cannot be read
     */
    default <T> T read(BiFunction<? super Schema, ? super Stream<Supplier<Table>>, ? extends T> reader) {
        Schema columns = schema();
        try (Stream<Table> batches = batches()) {
            return reader.apply(columns, batches.map(batch -> () -> batch));
        }
    }

    /**
     * Returns the source of a table that is in memory already: one batch.
     *
     * @param table the table
     * @return the source
     */
    static TableSource of(Table table) {
        return new TableSource() {
            @Override
            public Schema schema() {
                return table.schema();
            }

            @Override
            public Stream<Table> batches() {
                return Stream.of(table);
            }
        };
    }

    /**
     * Returns the source of rows that hold their own values, such as those of requests or maps ({@link Row#of(Map)}).
     *
     * @param schema the columns; a value that a row does not have is missing, other values of a row are left out; an
     *     integer is taken where a number is wanted
     * @param rows the rows, iterated over once a reading; while they are read, an {@link IllegalArgumentException} tells
     *     of a value that is not of its column's type
     * @return the source
     */
    static TableSource of(Schema schema, Iterable<? extends Row> rows) {
        return new RowSource(schema, rows);
    }

    /**
     * Returns the source of those rows that a condition holds for.
     *
     * @param condition the condition; the same for the same row at every reading
     * @return the narrower source, which reads as lazily as this one
     */
    default TableSource where(Predicate<Row> condition) {
        TableSource all = this;
        return new TableSource() {
            @Override
            public Schema schema() {
                return all.schema();
            }

            @Override
            public Stream<Table> batches() {
                return all.batches().map(batch -> batch.where(condition));
            }
        };
    }

    /**
     * Returns the source of some columns, in the order in which they are named.
     *
     * @param names the columns
     * @return the narrower source
     * @throws IllegalArgumentException when one is not there
     */
    default TableSource select(String... names) {
        Schema narrow = schema().select(names);
        TableSource all = this;
        return new TableSource() {
            @Override
            public Schema schema() {
                return narrow;
            }

            @Override
            public Stream<Table> batches() {
                return all.batches().map(batch -> batch.select(names));
            }
        };
    }

    /**
     * Reads all rows into memory.
     *
     * @return the table
     * @throws DataException when the data cannot be read
     */
    default Table toTable() {
        List<Table> parts = new ArrayList<>();
        try (Stream<Table> batches = batches()) {
            batches.forEach(parts::add);
        }
        if (parts.isEmpty()) {
            return Table.empty(schema());
        }
        return parts.get(0).concat(parts.subList(1, parts.size()).toArray(Table[]::new));
    }
}
