// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class TableSourceTest {
    @Property(tries = 500)
    void cutsCellsAsFastCsvDoes(@ForAll("rows") List<List<String>> rows) throws IOException {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                text.append(i > 0 ? "," : "")
                        .append('"')
                        .append(row.get(i).replace("\"", "\"\""))
                        .append('"');
            }
            text.append("\r\n");
        }
        List<List<String>> expected = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text.toString())) {
            reader.forEach(each -> expected.add(each.getFields()));
        }
        CsvTokenizer tokens = new CsvTokenizer(
                new Trickle(text.toString().getBytes(StandardCharsets.UTF_8)),
                "text",
                CsvFormat.withDefaults().longestRow(1 << 20));
        List<List<String>> found = new ArrayList<>();
        while (tokens.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < tokens.cells(); i++) {
                row.add(Utf8.decode(tokens.bytes(), tokens.from(i), tokens.to(i))
                        .orElseThrow());
            }
            found.add(row);
        }
        assertThat(found).isEqualTo(expected).isEqualTo(rows);
    }

    @Provide
    Arbitrary<List<List<String>>> rows() {
        Arbitrary<String> cell =
                Arbitraries.strings().withChars("ab\",\n\r \u00e9\u0000").ofMaxLength(6);
        return cell.list().ofSize(3).list().ofMinSize(1).ofMaxSize(5);
    }

    /** Gives one byte at a time, so that every place is once the end of the buffer. */
    private static final class Trickle extends ByteArrayInputStream {
        Trickle(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(1, length));
        }
    }

    private static SQLiteDataSource database(Path folder) throws SQLException {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("test.db"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table loan (id integer not null, amount real, name text, good boolean, at timestamp, "
                            + "price decimal(9, 2))");
            statement.execute("insert into loan values (1, 1.5, 'a', true, '2024-02-29 12:30:00.000', 9.25)");
            statement.execute("insert into loan values (9007199254740993, null, '', false, null, null)");
        }
        return database;
    }

    @Test
    void readsQueries(@TempDir Path folder) throws SQLException {
        SQLiteDataSource database = database(folder);
        Table table = Jdbc.query(database, "select * from loan where id > ? order by id", 0);

        assertThat(table.columns().stream().map(Column::type))
                .containsExactly(
                        ColumnType.INTEGER,
                        ColumnType.NUMBER,
                        ColumnType.TEXT,
                        ColumnType.BOOLEAN,
                        ColumnType.TIME,
                        ColumnType.NUMBER);
        assertThat(table.column("id").value(1)).isEqualTo(9_007_199_254_740_993L);
        assertThat(table.column("amount").isMissing(1)).isTrue();
        assertThat(table.column("name").text(1)).isEmpty();
        assertThat(table.column("good").value(0)).isEqualTo(true);
        assertThat(table.column("at").value(0)).isEqualTo(Instant.parse("2024-02-29T12:30:00Z"));
        assertThat(table.column("price").number(0)).isEqualTo(9.25);
        assertThat(Jdbc.query(database, "select id from loan where id < 0").rowCount())
                .isZero();
        assertThat(Jdbc.stream(database, "select id from loan").schema().names())
                .containsExactly("id");
    }

    @Test
    void readsResultSets(@TempDir Path folder) throws SQLException {
        try (Connection connection = database(folder).getConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("select id, name as label from loan order by id")) {
            assertThat(Jdbc.read(result).columnNames()).containsExactly("id", "label");
        }
    }

    @Test
    void namesWhatAQueryDidWrong(@TempDir Path folder) throws SQLException {
        SQLiteDataSource database = database(folder);

        assertThatThrownBy(() -> Jdbc.query(database, "select nothing from loan"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("query 'select nothing from loan': found a database error (");
        assertThatThrownBy(() -> Jdbc.query(database, "select id, id from loan"))
                .hasMessage("query 'select id, id from loan', column 'id': found the column 'id' twice in the result, "
                        + "expected each name once; rename one by 'as'");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update loan set id = 'x1' where id = 1");
        }
        assertThatThrownBy(() -> Jdbc.query(database, "select id from loan order by 1"))
                .hasMessage(
                        "query 'select id from loan order by 1', column 'id': found 'x1', expected a whole number; cast "
                                + "the column in the query");
    }

    private static Table lines(String text) {
        return JsonLines.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text.jsonl");
    }

    @Test
    void readsJsonLines() {
        Table table = lines("""
                {"i": 1, "n": 1, "t": "x", "b": true, "d": "2024-02-29", "m": 1}

                {"i": 9007199254740993, "n": 2.5, "t": "1", "b": null, "d": "2024-02-29T12:30:00Z", "m": "x"}
                {"n": "NaN", "late": 1e3}
                """);

        assertThat(table.schema())
                .isEqualTo(Schema.of(
                        Field.optional("i", ColumnType.INTEGER),
                        Field.required("n", ColumnType.NUMBER),
                        Field.optional("t", ColumnType.TEXT),
                        Field.optional("b", ColumnType.BOOLEAN),
                        Field.optional("d", ColumnType.TIME),
                        Field.optional("m", ColumnType.TEXT),
                        Field.optional("late", ColumnType.NUMBER)));
        assertThat(table.column("i").value(1)).isEqualTo(9_007_199_254_740_993L);
        assertThat(table.column("n").number(2)).isNaN();
        assertThat(table.column("m").text(0)).isEqualTo("1");
        assertThat(lines("").rowCount()).isZero();
    }

    @Test
    void namesTheLineThatIsNoFlatObject() {
        assertThatThrownBy(() -> lines("{\"a\": 1}\n[1]\n"))
                .hasMessage("text.jsonl, line 2: found '[1]', expected a JSON object");
        assertThatThrownBy(() -> lines("{\"a\": {\"b\": 1}}\n"))
                .hasMessage(
                        "text.jsonl, line 1, column 'a': found an object, expected a number, a text, a truth value or "
                                + "null; flatten it first");
        assertThatThrownBy(() -> lines("{\"a\": []}\n")).hasMessageContaining("found an array");
        assertThatThrownBy(() -> lines("{\"a\": 1e400}\n"))
                .hasMessageContaining("line 1, column 'a': found a number beyond the range of double");
        assertThatThrownBy(() -> lines("{\"a\": 1, \"a\": 2}\n")).hasMessageContaining("line 1: found no valid JSON");
        assertThatThrownBy(() -> lines("{\"a\": 1} x\n")).hasMessageContaining("line 1: found no valid JSON");
        assertThatThrownBy(() -> JsonLines.read(Path.of("/nowhere/at.all"))).hasMessageContaining("found no such file");
        assertThatThrownBy(() -> JsonLines.read(
                        new ByteArrayInputStream(new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'}), "latin"))
                .hasMessage("latin, line 1: found bytes that are no UTF-8, expected well-formed UTF-8");
    }

    @Test
    void writesJsonLinesThatReadBack(@TempDir Path folder) throws IOException {
        Table table = Table.of(
                TextColumn.builder("t").add("").addMissing().add("\u2028\"x").build(),
                NumberColumn.of("n", Double.NaN, Double.NEGATIVE_INFINITY, -0.0),
                IntegerColumn.of("i", Long.MIN_VALUE, 0, Long.MAX_VALUE),
                BooleanColumn.of("b", true, false, true),
                TimeColumn.of("d", Instant.EPOCH, Instant.EPOCH.plusNanos(1), Instant.EPOCH));
        Path file = folder.resolve("a.jsonl");
        JsonLines.write(table, file);

        assertThat(JsonLines.read(file).select("t", "n", "i", "b", "d").fingerprint())
                .isEqualTo(table.fingerprint());
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThatThrownBy(() -> JsonLines.write(table, folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found an error while writing");
    }

    record Point(double x, int y) {}

    @Test
    void readsRowsAndMapsByASchema() {
        Schema schema = Schema.of(Field.required("x", ColumnType.NUMBER), Field.optional("t", ColumnType.TEXT));
        List<Row> rows =
                List.of(Row.of(Map.of("x", 1, "other", true)), Row.of("t", "a"), Row.of("x", Double.NaN, "t", "b"));
        Table table = Table.of(schema, rows);

        assertThat(table.columnNames()).containsExactly("x", "t");
        assertThat(table.column("x").number(0)).isEqualTo(1);
        assertThat(table.column("x").isMissing(1)).isTrue();
        assertThatThrownBy(() -> Table.of(schema, List.of(Row.of("x", "much"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'x' must be NUMBER, got the String 'much'");
        try (Stream<Table> batches = TableSource.of(
                        schema,
                        IntStream.range(0, 20_000).mapToObj(i -> Row.of("x", i)).toList())
                .batches()) {
            assertThat(batches.map(Table::rowCount).toList()).containsExactly(8192, 8192, 3616);
        }
        assertThat(Table.of(Point.class, List.of(new Point(1, 2))).schema()).isEqualTo(Schema.of(Point.class));
    }
}
