// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Delimited text (RFC 4180) read into tables.
 *
 * <p>The type of a column is decided from <em>all</em> its cells:
 *
 * <ul>
 *   <li>{@link ColumnType#INTEGER} when every cell is a whole number in ASCII digits, perhaps with a minus sign, without
 *       leading zeros and of at most 18 digits: {@code 007} and {@code 1234567890123456789} are identifiers and stay
 *       text;
 *   <li>{@link ColumnType#NUMBER} when every cell is such a number or a decimal one: {@code 1.5}, {@code .5},
 *       {@code 1.}, {@code 2e-3}, {@code -0}. What only Java takes for a number ({@code 1d}, {@code 0x1p3}, {@code NaN},
 *       {@code Infinity}), a plus sign, blanks, grouping ({@code 1,234}), other digits and numbers beyond the range of
 *       {@code double} ({@code 1e400}) are text. Whole numbers beside decimal ones are rounded to the nearest
 *       {@code double};
 *   <li>{@link ColumnType#BOOLEAN} when every cell is {@code true} or {@code false} in any case; {@code 0}, {@code 1},
 *       {@code yes} and {@code no} are not;
 *   <li>{@link ColumnType#TIME} when every cell is an ISO 8601 date {@code 2024-02-29}, or such a date with a time
 *       {@code 2024-02-29T12:30[:15[.5]]} (a space will do for the {@code T}) and perhaps {@code Z} or an offset. A time
 *       without an offset is taken as UTC, a date as its start in UTC. An impossible date is text;
 *   <li>{@link ColumnType#TEXT} otherwise, and when every cell is missing.
 * </ul>
 *
 * <p>An empty cell is missing; {@code ""} in quotes is the empty text, which is a value and therefore makes its column
 * text. Other quotes do not influence the type. A header of no name becomes {@code column1} by its position; a file with
 * a header and no rows is an empty table; a file without a header row fails. Empty lines are skipped, except in a file of
 * one column, where they are rows with a missing value. Gzip is unpacked and a byte order mark (UTF-8, UTF-16) obeyed;
 * without one the text is UTF-8, and bytes that are not fail. A row with another number of cells than the header fails;
 * {@link #with} sets another policy.
 *
 * <pre>{@code
 * Table loans = Csv.read(Path.of("loans.csv"));
 * Table clicks = Csv.with(csv -> csv.separator(';').missing("", "NA")).read(Path.of("clicks.csv"));
 * }</pre>
 */
public final class Csv {
    private static final CsvFormat DEFAULTS = CsvFormat.withDefaults();

    private Csv() {}

    /**
     * Reads a file with a header row, commas and UTF-8.
     *
     * @param file the file
     * @return the table
     * @throws DataException when the file is not there, is a directory, is empty, is no such text, names a column twice,
     *     or a row has another number of cells than the header
     */
    public static Table read(Path file) {
        return DEFAULTS.read(file);
    }

    /**
     * Reads a stream with a header row, commas and UTF-8; the stream is read to its end and left open.
     *
     * @param in the stream
     * @param sourceName what to call it in messages
     * @return the table
     * @throws DataException as {@link #read(Path)}
     */
    public static Table read(InputStream in, String sourceName) {
        return DEFAULTS.read(in, sourceName);
    }

    /**
     * Opens a file that may be larger than memory.
     *
     * @param file the file
     * @return the source; it has read nothing yet
     */
    public static TableSource stream(Path file) {
        return DEFAULTS.stream(file);
    }

    /**
     * Writes a table with a header row, commas and UTF-8; see {@link CsvFormat#write}.
     *
     * @param table the table
     * @param file the file, replaced when it is there
     * @throws DataException when the file cannot be written
     */
    public static void write(Table table, Path file) {
        DEFAULTS.write(table, file);
    }

    /**
     * Tells what a single cell would be read as, by the rules above.
     *
     * @param cell the cell's text, without quotes
     * @return the narrowest type that takes it; {@link ColumnType#TEXT} for the empty text
     */
    public static ColumnType typeOf(String cell) {
        byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
        return CsvReading.type(Cells.kind(bytes, 0, bytes.length));
    }

    /**
     * Returns a format with other settings.
     *
     * @param settings applied to the defaults: {@code csv -> csv.separator(';')}
     * @return the format, which reads and writes
     */
    public static CsvFormat with(UnaryOperator<CsvFormat> settings) {
        return settings.apply(DEFAULTS);
    }
}
