// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where bad rows go. Every reading of the data opens the sink once and ends it once: it is closed when all data were read, and
 * abandoned when they were not, be it that the source or the sink failed or that whoever reads stopped early.
 */
public interface QuarantineSink {
    /**
     * Makes ready to take the bad rows of one reading, in row order.
     *
     * @return the writer
     * @throws IOException when it cannot
     */
    Writer open() throws IOException;

    /**
     * Tells whether rows are handed over with the values of sensitive columns as they were read.
     *
     * @return true when they are; false unless said otherwise
     */
    default boolean takesSensitiveValues() {
        return false;
    }

    /**
     * Returns this sink with the values of sensitive columns as they were read, for rows that are to be repaired and fed in
     * again. Guard what it writes like the data themselves.
     *
     * @return the sink
     */
    default QuarantineSink withSensitiveValues() {
        QuarantineSink hiding = this;
        return new QuarantineSink() {
            @Override
            public Writer open() throws IOException {
                return hiding.open();
            }

            @Override
            public boolean takesSensitiveValues() {
                return true;
            }
        };
    }

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
         * Ends a reading that did not come to the end of the data. What was written stays, and must not look like all there is.
         *
         * @throws IOException when what was written cannot be kept
         */
        void abandon() throws IOException;

        /**
         * Ends a reading of all data.
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
            public void abandon() {
                // The code has the rows already.
            }

            @Override
            public void close() {
                // There is nothing to end.
            }

            @Override
            public String toString() {
                return "of the host's code";
            }
        };
    }

    /**
     * Returns a sink that writes a CSV file: the row number, the line of the source where it is known, the reasons, then the
     * values of the row.
     *
     * <p>While the data are read the rows are in a file beside it that ends in {@code .part}, each written before the next row is
     * looked at. When all data were read it is forced to the disk and replaces the file; else it keeps its name and all complete
     * lines, and an older complete file is not touched. The next reading starts the {@code .part} file anew. Two readings cannot write
     * the same file at the same time.
     *
     * <p>A text that a spreadsheet would run as a formula, because it starts with {@code =}, {@code +}, {@code -}, {@code @} and is no
     * number, has an apostrophe put before it; so has a text that starts with apostrophes and goes on like this. Taking away
     * one apostrophe from such texts gives the values as they were.
     *
     * @param file the file
     * @return the sink
     */
    static QuarantineSink csv(Path file) {
        return () -> new CsvQuarantine(file);
    }
}
