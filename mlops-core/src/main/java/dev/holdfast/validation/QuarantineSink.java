// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where bad rows go. Every reading of the data opens the sink once and closes it at the end. */
public interface QuarantineSink {
    /**
     * Makes ready to take the bad rows of one reading, in row order.
     *
     * @return the writer
     * @throws IOException when it cannot
     */
    Writer open() throws IOException;

    /** Takes the bad rows of one reading. */
    interface Writer extends AutoCloseable {
        /**
         * Takes a row.
         *
         * @param row the row
         * @throws IOException when it cannot be kept
         */
        void write(QuarantinedRow row) throws IOException;

        /**
         * Ends the reading.
         *
         * @throws IOException when what was written cannot be kept
         */
        @Override
        void close() throws IOException;
    }

    /**
     * Returns a sink that hands every row to code.
     *
     * @param rows takes the rows
     * @return the sink
     */
    static QuarantineSink to(Consumer<QuarantinedRow> rows) {
        return () -> new Writer() {
            @Override
            public void write(QuarantinedRow row) {
                rows.accept(row);
            }

            @Override
            public void close() {
                // There is nothing to end.
            }
        };
    }

    /**
     * Returns a sink that writes a CSV file: the row number, the reasons, then the values of the row. While the data are
     * read the rows are in a file beside it that ends in {@code .part}, every row flushed; at the end it replaces the file.
     *
     * @param file the file
     * @return the sink
     */
    static QuarantineSink csv(Path file) {
        return () -> new CsvQuarantine(file);
    }
}
