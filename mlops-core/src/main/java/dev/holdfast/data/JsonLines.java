// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line (JSON Lines), each a row.
 *
 * <p>Columns come in the order in which their names first appear; null and an absent member are missing. The type is
 * decided from all rows: {@link ColumnType#INTEGER} when every value is a whole number of at most 64 bits,
 * {@link ColumnType#NUMBER} when every value is a number or one of the texts {@code "NaN"}, {@code "Infinity"} and
 * {@code "-Infinity"} beside numbers (as they are written here), {@link ColumnType#BOOLEAN} for truth values,
 * {@link ColumnType#TIME} when every value is an ISO 8601 text that {@link Csv} would take for a time, and
 * {@link ColumnType#TEXT} otherwise, numbers and truth values among texts as they print. Objects, arrays, a name that
 * comes twice in a line and lines that are no object fail with their line. Empty lines are skipped; gzip and byte order
 * marks are read as {@link Csv} reads them.
 */
public final class JsonLines {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Set<String> SPECIAL = Set.of("NaN", "Infinity", "-Infinity");

    private JsonLines() {}

    /**
     * Reads a file into memory.
     *
     * @param file the file
     * @return the table
     * @throws DataException when the file cannot be read or a line is no flat JSON object
     */
    public static Table read(Path file) {
        return stream(file).toTable();
    }

    /**
     * Reads a stream into memory; the stream is read to its end and left open.
     *
     * @param in the stream
     * @param sourceName what to call it in messages
     * @return the table
     * @throws DataException when the stream cannot be read or a line is no flat JSON object
     */
    public static Table read(InputStream in, String sourceName) {
        try {
            byte[] content = in.readAllBytes();
            return new Source(() -> new ByteArrayInputStream(content), sourceName).toTable();
        } catch (IOException e) {
            throw CsvSource.unreadable(sourceName, e);
        }
    }

    /**
     * Opens a file that may be larger than memory; the types are inferred by a reading of their own.
     *
     * @param file the file
     * @return the source; it has read nothing yet
     */
    public static TableSource stream(Path file) {
        return new Source(CsvSource.open(file), file.toString());
    }

    /**
     * Writes a table in UTF-8, one object a line; missing values are left out, NaN and infinities are texts.
     *
     * @param table the table
     * @param file the file, replaced when it is there
     * @throws DataException when the file cannot be written
     */
    public static void write(Table table, Path file) {
        write(TableSource.of(table), file);
    }

    /**
     * Writes a source batch by batch, as {@link #write(Table, Path)}.
     *
     * @param rows the source
     * @param file the file, replaced when it is there
     * @throws DataException when the source cannot be read or the file cannot be written
     */
    public static void write(TableSource rows, Path file) {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                JsonGenerator json = FACTORY.createGenerator(out);
                Stream<Table> batches = rows.batches()) {
            json.setRootValueSeparator(null);
            for (Table batch : (Iterable<Table>) batches::iterator) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    writeRow(json, batch.columns(), row);
                    json.writeRaw('\n');
                }
            }
        } catch (IOException e) {
            throw DataException.in(file.toString())
                    .found("an error while writing: " + e)
                    .cause(e)
                    .build();
        }
    }

    private static void writeRow(JsonGenerator json, List<Column> columns, int row) throws IOException {
        json.writeStartObject();
        for (Column column : columns) {
            if (column.isMissing(row)) {
                continue;
            }
            json.writeFieldName(column.name());
            Object value = column.value(row);
            if (value instanceof Long number) {
                json.writeNumber(number);
            } else if (value instanceof Boolean truth) {
                json.writeBoolean(truth);
            } else if (value instanceof Double number && Double.isFinite(number)) {
                json.writeNumber(number);
            } else {
                json.writeString(value.toString());
            }
        }
        json.writeEndObject();
    }

    /** What the values of a member were so far. */
    private enum Seen {
        INTEGER,
        NUMBER,
        SPECIAL,
        BOOLEAN,
        TIME,
        TEXT
    }

    private static final class Source implements TableSource {
        private static final int BATCH = 8192;

        private final CsvSource.Opener opener;
        private final String source;
        private volatile @Nullable Schema schema;

        Source(CsvSource.Opener opener, String source) {
            this.opener = opener;
            this.source = source;
        }

        @Override
        public Schema schema() {
            Schema known = schema;
            if (known == null) {
                known = infer();
                schema = known;
            }
            return known;
        }

        private Schema infer() {
            Map<String, EnumSet<Seen>> seen = new LinkedHashMap<>();
            Map<String, Long> present = new LinkedHashMap<>();
            long rows = 0;
            try (Lines lines = new Lines(opener.open(), source)) {
                for (JsonNode row = lines.next(); row != null; row = lines.next()) {
                    rows++;
                    for (Map.Entry<String, JsonNode> member : row.properties()) {
                        EnumSet<Seen> kinds = seen.computeIfAbsent(member.getKey(), name -> EnumSet.noneOf(Seen.class));
                        if (!member.getValue().isNull()) {
                            kinds.add(lines.kind(member.getKey(), member.getValue()));
                            present.merge(member.getKey(), 1L, Long::sum);
                        }
                    }
                }
            } catch (IOException e) {
                throw CsvSource.unreadable(source, e);
            }
            long all = rows;
            return Schema.of(seen.entrySet().stream()
                    .map(entry -> new Field(
                            entry.getKey(), type(entry.getValue()), present.getOrDefault(entry.getKey(), 0L) < all))
                    .toList());
        }

        private static ColumnType type(EnumSet<Seen> kinds) {
            if (kinds.equals(EnumSet.of(Seen.INTEGER))) {
                return ColumnType.INTEGER;
            }
            boolean numeric = kinds.contains(Seen.INTEGER) || kinds.contains(Seen.NUMBER);
            if (numeric && EnumSet.of(Seen.INTEGER, Seen.NUMBER, Seen.SPECIAL).containsAll(kinds)) {
                return ColumnType.NUMBER;
            }
            if (kinds.equals(EnumSet.of(Seen.BOOLEAN))) {
                return ColumnType.BOOLEAN;
            }
            return kinds.equals(EnumSet.of(Seen.TIME)) ? ColumnType.TIME : ColumnType.TEXT;
        }

        @Override
        public Stream<Table> batches() {
            Schema columns = schema();
            try {
                Lines lines = new Lines(opener.open(), source);
                return Batches.stream(columns, BATCH, () -> read(columns, lines), lines::close);
            } catch (IOException e) {
                throw CsvSource.unreadable(source, e);
            }
        }

        private Optional<Object[]> read(Schema columns, Lines lines) {
            try {
                JsonNode row = lines.next();
                if (row == null) {
                    return Optional.empty();
                }
                List<Field> fields = columns.fields();
                Object[] values = new Object[fields.size()];
                for (int i = 0; i < values.length; i++) {
                    JsonNode value = row.get(fields.get(i).name());
                    if (value != null && !value.isNull()) {
                        values[i] = value(fields.get(i).type(), value);
                    }
                }
                return Optional.of(values);
            } catch (IOException e) {
                throw CsvSource.unreadable(source, e);
            }
        }

        private static Object value(ColumnType type, JsonNode value) {
            return switch (type) {
                case INTEGER -> value.longValue();
                case NUMBER -> value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText());
                case BOOLEAN -> value.booleanValue();
                case TIME -> time(value).orElseThrow();
                case TEXT -> value.asText();
            };
        }
    }

    private static Optional<Instant> time(JsonNode value) {
        byte[] bytes = value.asText().getBytes(StandardCharsets.UTF_8);
        return Cells.time(bytes, 0, bytes.length);
    }

    /** The objects of a file, one after the other. */
    private static final class Lines implements AutoCloseable {
        private final BufferedReader reader;
        private final String source;
        private long line;

        Lines(InputStream in, String source) throws IOException {
            // A decoder of its own reports malformed bytes; the reader made from a charset would replace them.
            this.reader =
                    new BufferedReader(new InputStreamReader(Utf8.open(in, null), StandardCharsets.UTF_8.newDecoder()));
            this.source = source;
        }

        @Nullable
        JsonNode next() throws IOException {
            try {
                for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                    line++;
                    if (!text.isBlank()) {
                        return parse(text);
                    }
                }
                return null;
            } catch (CharacterCodingException e) {
                throw DataException.in(source)
                        .line(line + 1)
                        .found("bytes that are no UTF-8")
                        .expected("well-formed UTF-8")
                        .cause(e)
                        .build();
            }
        }

        private JsonNode parse(String text) {
            try {
                JsonNode row = JSON.readTree(text);
                if (row.isObject()) {
                    return row;
                }
                throw DataException.in(source)
                        .line(line)
                        .foundCell(text)
                        .expected("a JSON object")
                        .build();
            } catch (JsonProcessingException e) {
                throw DataException.in(source)
                        .line(line)
                        .found("no valid JSON (" + e.getOriginalMessage() + ")")
                        .expected("one JSON object a line")
                        .cause(e)
                        .build();
            }
        }

        Seen kind(String name, JsonNode value) {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return Seen.INTEGER;
            }
            if (value.isNumber()) {
                if (Double.isInfinite(value.doubleValue())) {
                    throw DataException.in(source)
                            .line(line)
                            .column(name)
                            .found("a number beyond the range of double")
                            .expected("a number up to 1.8e308")
                            .remedy("write it as a text")
                            .build();
                }
                return Seen.NUMBER;
            }
            if (value.isBoolean()) {
                return Seen.BOOLEAN;
            }
            if (value.isTextual()) {
                if (SPECIAL.contains(value.asText())) {
                    return Seen.SPECIAL;
                }
                return time(value).isPresent() ? Seen.TIME : Seen.TEXT;
            }
            throw DataException.in(source)
                    .line(line)
                    .column(name)
                    .found(value.isArray() ? "an array" : "an object")
                    .expected("a number, a text, a truth value or null")
                    .remedy("flatten it first")
                    .build();
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw CsvSource.unreadable(source, e);
            }
        }
    }
}
