// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * How delimited text is written: separator, missing values, encoding, and what to do with rows that do not fit.
 *
 * <p>Each setting returns a new format and leaves this one as it is; {@link Csv} says how cells are read. Immutable, and
 * thread-safe when its consumer of rejected rows is.
 */
public final class CsvFormat {

    private final Settings settings;

    private CsvFormat(Settings settings) {
        this.settings = settings;
    }

    static CsvFormat withDefaults() {
        return new CsvFormat(new Settings());
    }

    /** What is set; never changed once its format is handed out. */
    private static final class Settings implements Cloneable {
        private char separator = ',';
        private char quote = '"';
        private List<String> missing = List.of("");
        private boolean quotedMissing;
        private boolean trim;
        private boolean header = true;
        private List<String> names = List.of();
        private boolean renameDuplicates;
        private Ragged ragged = Ragged.FAIL;
        private @Nullable Consumer<RejectedRow> rejected;
        private @Nullable Charset charset;
        private boolean keepMalformed;
        private Map<String, ColumnType> types = Map.of();
        private Map<String, String> times = Map.of();
        private @Nullable Schema schema;
        private int batchRows = 8192;
        private int longestRow = 100 << 20;

        Settings copy() {
            try {
                return (Settings) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private CsvFormat with(Consumer<Settings> change) {
        Settings changed = settings.copy();
        change.accept(changed);
        return new CsvFormat(changed);
    }

    /**
     * Sets the character between cells; a comma unless set.
     *
     * @param character an ASCII character, no quote and no line end
     * @return the format with it
     * @throws IllegalArgumentException when it is another character
     */
    public CsvFormat separator(char character) {
        return with(s -> s.separator = ascii("separator", character, s.quote));
    }

    /**
     * Sets the character around cells that hold separators; {@code "} unless set.
     *
     * @param character an ASCII character, not the separator and no line end
     * @return the format with it
     * @throws IllegalArgumentException when it is another character
     */
    public CsvFormat quote(char character) {
        return with(s -> s.quote = ascii("quote", character, s.separator));
    }

    private static char ascii(String what, char character, char other) {
        if (character > 127 || character == '\n' || character == '\r' || character == other) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s must be an ASCII character, no line end and not '%c', got U+%04X",
                    what,
                    other,
                    (int) character));
        }
        return character;
    }

    /**
     * Sets the unquoted cells that are missing values, compared exactly; only the empty cell unless set.
     *
     * @param tokens the cells, the empty one included if it is to be missing
     * @return the format with them
     */
    public CsvFormat missing(String... tokens) {
        List<String> copy = List.of(tokens);
        return with(s -> s.missing = copy);
    }

    /**
     * Lets {@link #missing} hold for cells in quotes too, for files in which every cell is quoted.
     *
     * @return the format with it
     */
    public CsvFormat quotedMissing() {
        return with(s -> s.quotedMissing = true);
    }

    /**
     * Takes blanks and tabs off both ends of unquoted cells.
     *
     * @return the format with it
     */
    public CsvFormat trim() {
        return with(s -> s.trim = true);
    }

    /**
     * Says that the first row is data already; columns are called {@code column1}, {@code column2}, ...
     *
     * @return the format with it
     */
    public CsvFormat noHeader() {
        return with(s -> s.header = false);
    }

    /**
     * Says that the first row is data already and names the columns.
     *
     * @param columns the names in column order
     * @return the format with them
     * @throws IllegalArgumentException when a name is empty or comes twice
     */
    public CsvFormat noHeader(String... columns) {
        List<String> copy = List.of(columns);
        Schema.of(
                copy.stream().map(name -> Field.optional(name, ColumnType.TEXT)).toList());
        return with(s -> {
            s.header = false;
            s.names = copy;
        });
    }

    /**
     * Renames a column whose header was there before to {@code name.1}, {@code name.2}, ...; it fails unless set.
     *
     * @return the format with it
     */
    public CsvFormat renameDuplicates() {
        return with(s -> s.renameDuplicates = true);
    }

    /**
     * Sets what happens to rows with another number of cells than the header; they fail unless set.
     *
     * @param policy the policy
     * @return the format with it
     */
    public CsvFormat ragged(Ragged policy) {
        Objects.requireNonNull(policy, "policy");
        return with(s -> s.ragged = policy);
    }

    /**
     * Sets who receives the rows that {@link Ragged#QUARANTINE} leaves out; without a receiver their number is logged as
     * a warning at the end of the reading.
     *
     * @param sink called in the order of the rows, once a row and reading
     * @return the format with it
     */
    public CsvFormat rejected(Consumer<RejectedRow> sink) {
        Objects.requireNonNull(sink, "sink");
        return with(s -> s.rejected = sink);
    }

    /**
     * Sets the encoding; unless set, a byte order mark decides, and UTF-8 where there is none.
     *
     * @param encoding the encoding
     * @return the format with it
     */
    public CsvFormat charset(Charset encoding) {
        Objects.requireNonNull(encoding, "encoding");
        return with(s -> s.charset = encoding);
    }

    /**
     * Declares the type of a column; a cell that is not of it fails with its line. A declared number also takes
     * {@code NaN}, {@code Infinity} and {@code -Infinity}, a declared integer leading zeros and all 64 bits.
     *
     * @param column the column's name
     * @param type the type
     * @return the format with it
     */
    public CsvFormat type(String column, ColumnType type) {
        return with(s -> s.types = added(s.types, column, type));
    }

    /**
     * Keeps bytes that are no UTF-8 in cells of text, instead of failing at them: each becomes half of a surrogate pair,
     * U+DC80 for the byte 0x80 up to U+DCFF for 0xFF, so that nothing is replaced and the bytes can be told from the text
     * again (Python's {@code surrogateescape}, PEP 383). Such a text is counted as malformed in a profile, and writing
     * it fails. Headers must be well-formed all the same, and so must text in a named encoding other than UTF-8.
     *
     * @return the format with it
     */
    public CsvFormat keepMalformed() {
        return with(s -> s.keepMalformed = true);
    }

    boolean keepsMalformed() {
        return settings.keepMalformed;
    }

    /**
     * Declares a column of times that are written by a pattern of {@link DateTimeFormatter}; without an offset in the
     * pattern they are UTC. Impossible dates fail.
     *
     * @param column the column's name
     * @param pattern the pattern: {@code "yyyy/MM/dd HH:mm"}
     * @return the format with it
     * @throws IllegalArgumentException when the pattern is invalid
     */
    public CsvFormat time(String column, String pattern) {
        formatter(pattern);
        return with(s -> {
            s.types = added(s.types, column, ColumnType.TIME);
            s.times = added(s.times, column, pattern);
        });
    }

    /**
     * Declares the columns to read and their types, so that nothing is inferred: all of them must be in the header;
     * columns that the schema does not name are left out, the others come in the schema's order.
     *
     * @param declared the schema
     * @return the format with it
     */
    public CsvFormat schema(Schema declared) {
        return with(s -> s.schema = declared);
    }

    /**
     * Sets how many rows a batch of {@link #stream} has; 8192 unless set.
     *
     * @param rows the number of rows, at least 1
     * @return the format with it
     * @throws IllegalArgumentException when it is less
     */
    public CsvFormat batchRows(int rows) {
        return with(s -> s.batchRows = atLeastOne("batchRows", rows));
    }

    /**
     * Sets how long a row may be before the reading fails, so that a forgotten quote does not fill the memory; 100 MiB
     * unless set.
     *
     * @param bytes the number of bytes, at least 1
     * @return the format with it
     * @throws IllegalArgumentException when it is less
     */
    public CsvFormat longestRow(int bytes) {
        return with(s -> s.longestRow = atLeastOne("longestRow", bytes));
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
        return value;
    }

    private static <V> Map<String, V> added(Map<String, V> values, String column, V value) {
        Map<String, V> all = new LinkedHashMap<>(values);
        all.put(Objects.requireNonNull(column, "column"), Objects.requireNonNull(value, "value"));
        return all;
    }

    /**
     * Reads a file into memory.
     *
     * @param file the file
     * @return the table
     * @throws DataException as {@link Csv#read(Path)}, and when a cell is not of its declared type
     */
    public Table read(Path file) {
        return new CsvSource(this, CsvSource.open(file), file.toString()).toTable();
    }

    /**
     * Reads a stream into memory; the stream is read to its end and left open.
     *
     * @param in the stream
     * @param sourceName what to call it in messages
     * @return the table
     * @throws DataException as {@link Csv#read(Path)}, and when a cell is not of its declared type
     */
    public Table read(InputStream in, String sourceName) {
        byte[] content;
        try {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw CsvSource.unreadable(sourceName, e);
        }
        return new CsvSource(this, () -> new ByteArrayInputStream(content), sourceName).toTable();
    }

    /**
     * Opens a file that may be larger than memory. Unless all types are declared by {@link #schema}, they are inferred by
     * a reading of their own before the first batch.
     *
     * @param file the file
     * @return the source; it has read nothing yet
     */
    public TableSource stream(Path file) {
        return new CsvSource(this, CsvSource.open(file), file.toString());
    }

    /**
     * Writes a table in UTF-8 with LF line ends, so that this format reads back the same values: a missing value as the
     * first token of {@link #missing}, and in quotes whatever would be read as something else without them. Doubles are
     * written by {@link Double#toString(double)}, times in ISO 8601; a column of which NaN or infinities are read back
     * has to be declared.
     *
     * @param table the table
     * @param file the file, replaced when it is there
     * @throws DataException when the file cannot be written
     */
    public void write(Table table, Path file) {
        write(TableSource.of(table), file);
    }

    /**
     * Writes a source batch by batch, as {@link #write(Table, Path)}.
     *
     * @param rows the source
     * @param file the file, replaced when it is there
     * @throws DataException when the source cannot be read or the file cannot be written
     */
    public void write(TableSource rows, Path file) {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                Stream<Table> batches = rows.batches()) {
            CsvWriter writer = new CsvWriter(out, this);
            if (settings.header) {
                writer.header(rows.schema().names());
            }
            for (Table batch : (Iterable<Table>) batches::iterator) {
                writer.rows(batch);
            }
        } catch (IOException e) {
            throw DataException.in(file.toString())
                    .found("an error while writing: " + e)
                    .cause(e)
                    .build();
        }
    }

    char separator() {
        return settings.separator;
    }

    char quote() {
        return settings.quote;
    }

    List<String> missing() {
        return settings.missing;
    }

    boolean readsQuotedMissing() {
        return settings.quotedMissing;
    }

    boolean trims() {
        return settings.trim;
    }

    boolean header() {
        return settings.header;
    }

    List<String> names() {
        return settings.names;
    }

    boolean renamesDuplicates() {
        return settings.renameDuplicates;
    }

    Ragged ragged() {
        return settings.ragged;
    }

    Consumer<RejectedRow> rejectedSink() {
        Consumer<RejectedRow> sink = settings.rejected;
        return sink == null ? row -> {} : sink;
    }

    /** Says that rows were left out where nobody listens. */
    void reportRejected(String source, long count, long firstLine) {
        if (count > 0 && settings.rejected == null) {
            // Asked for only here: finding the host's logging takes longer than reading a small file.
            LoggerFactory.getLogger(CsvFormat.class)
                    .warn(
                            "{} rows of {} left out for their number of cells, the first at line {}",
                            count,
                            source,
                            firstLine);
        }
    }

    /** Returns this format for a reading that only looks. */
    CsvFormat silent() {
        return rejected(row -> {});
    }

    @Nullable
    Charset charset() {
        return settings.charset;
    }

    Map<String, ColumnType> types() {
        return settings.types;
    }

    @Nullable
    DateTimeFormatter times(String column) {
        String pattern = settings.times.get(column);
        return pattern == null ? null : formatter(pattern);
    }

    private static DateTimeFormatter formatter(String pattern) {
        // 'u' is the year that strict resolving wants; users write 'y', which would need an era beside it.
        return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    @Nullable
    Schema declaredSchema() {
        return settings.schema;
    }

    int batchRows() {
        return settings.batchRows;
    }

    int longestRow() {
        return settings.longestRow;
    }
}
