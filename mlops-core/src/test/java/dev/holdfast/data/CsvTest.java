// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private final Path folder;

    CsvTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Table read(String text) {
        return Csv.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text.csv");
    }

    private static Table read(CsvFormat format, String text) {
        return format.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text.csv");
    }

    private static DataException failure(String text) {
        return catchThrowableOfType(DataException.class, () -> read(text));
    }

    @Test
    void readsTheLoansWithTheirMissingValues() throws IOException {
        try (InputStream in = Objects.requireNonNull(CsvTest.class.getResourceAsStream("credit_data.csv.gz"))) {
            Table loans = Csv.read(in, "credit_data.csv.gz");

            assertThat(loans.rowCount()).isEqualTo(4454);
            Map<String, Integer> missing = loans.columns().stream()
                    .filter(column -> column.missingCount() > 0)
                    .collect(Collectors.toMap(Column::name, Column::missingCount));
            assertThat(missing)
                    .isEqualTo(Map.of("Income", 381, "Assets", 47, "Debt", 18, "Home", 6, "Job", 2, "Marital", 1));
            assertThat(loans.column("Income").type()).isEqualTo(ColumnType.INTEGER);
            assertThat(loans.column("Home").type()).isEqualTo(ColumnType.TEXT);
            assertThat(loans.row(0).text("Status")).isEqualTo("good");
            assertThat(loans.row(4453).number("Price"))
                    .isEqualTo(loans.column("Price").number(4453));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|INTEGER",
                "-7|INTEGER",
                "0|INTEGER",
                "999999999999999999|INTEGER",
                "1.5|NUMBER",
                ".5|NUMBER",
                "1.|NUMBER",
                "-0|NUMBER",
                "2e-3|NUMBER",
                "1E+5|NUMBER",
                "1e-400|NUMBER",
                "007|TEXT",
                "00.5|TEXT",
                "-01|TEXT",
                "1000000000000000000|TEXT",
                "1d|TEXT",
                "1f|TEXT",
                "0x1p3|TEXT",
                "NaN|TEXT",
                "Infinity|TEXT",
                "٣|TEXT",
                "'1,234'|TEXT",
                "1 234|TEXT",
                "+5|TEXT",
                "' 5'|TEXT",
                "1e400|TEXT",
                "-1e999|TEXT",
                "1e|TEXT",
                "1e+|TEXT",
                ".|TEXT",
                "-|TEXT",
                "-.|TEXT",
                "1.2.3|TEXT",
                "--1|TEXT",
                "true|BOOLEAN",
                "False|BOOLEAN",
                "TRUE|BOOLEAN",
                "tRuX|TEXT",
                "yes|TEXT",
                "t|TEXT",
                "2024-02-29|TIME",
                "2024-02-30|TEXT",
                "2023-02-29|TEXT",
                "24-02-29|TEXT",
                "2024-2-9|TEXT",
                "2024-02-29T12:30|TIME",
                "2024-02-29 12:30:15|TIME",
                "2024-02-29T12:30:15.5Z|TIME",
                "2024-02-29T12:30+05:45|TIME",
                "2024-02-29T25:00|TEXT",
                "2024-02-29Z|TEXT",
                "2024-02-29x12:30|TEXT",
                "2024-02-29T1230|TEXT",
                "2024/02/29|TEXT",
                "2024-02-29T12:30 CET|TEXT"
            })
    void takesForANumberOnlyWhatEveryReaderWould(String cell, ColumnType type) {
        assertThat(read("a,b\n\"" + cell + "\",x\n").column("a").type()).isEqualTo(type);
    }

    @Test
    void decidesTheTypeFromAllRowsAndNotFromAPrefix() {
        StringBuilder text = new StringBuilder("id,amount\n");
        for (int i = 1; i <= 20_000; i++) {
            text.append(i).append(',').append(i).append('\n');
        }
        Table table = read(text + "007,0.5\n");

        assertThat(table.column("id").type()).isEqualTo(ColumnType.TEXT);
        assertThat(table.column("amount").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(table.column("id").text(20_000)).isEqualTo("007");
    }

    @Test
    void keepsWholeNumbersBeyondTheReachOfDoubles() {
        IntegerColumn column = (IntegerColumn) read("a\n9007199254740993\n").column("a");

        assertThat(column.get(0)).isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void readsDoublesToTheLastBit() {
        String[] cells = {
            "0.1",
            "3.14159265358979",
            "123456789012345678.5",
            "1e22",
            "1e23",
            "5e-324",
            "1.7976931348623157e308",
            "0.3",
            "9007199254740993.0",
            "2.2250738585072014E-308",
            "-0.0",
            "100000000000000000000.5",
            "1e-400"
        };
        Table table = read("a\n" + String.join("\n", cells) + "\n");

        for (int i = 0; i < cells.length; i++) {
            assertThat(Double.doubleToRawLongBits(table.column("a").number(i)))
                    .as(cells[i])
                    .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(cells[i])));
        }
    }

    @Test
    void tellsAnEmptyCellFromTheEmptyText() {
        Table table = read("a,b\n,x\n\"\",x\n  ,x\n");
        Column a = table.column("a");

        assertThat(a.isMissing(0)).isTrue();
        assertThat(a.text(1)).isEmpty();
        assertThat(a.text(2)).isEqualTo("  ");
    }

    @Test
    void readsMissingTokensOnlyWithoutQuotesUnlessTold() {
        CsvFormat format = Csv.with(csv -> csv.missing("", "NA"));
        Table table = read(format, "a,b\nNA,1\n\"NA\",NA\n");

        assertThat(table.column("a").isMissing(0)).isTrue();
        assertThat(table.column("a").text(1)).isEqualTo("NA");
        assertThat(table.column("b").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(read(format.quotedMissing(), "a\n\"NA\"\n").column("a").isMissing(0))
                .isTrue();
    }

    @Test
    void readsQuotedSeparatorsLineEndsAndQuotes() {
        Table table = read("a,b\r\n\"x,y\",\"line\r\nend\"\r\n\"say \"\"hi\"\"\",5\" wide\r\n");

        assertThat(table.column("a").text(0)).isEqualTo("x,y");
        assertThat(table.column("b").text(0)).isEqualTo("line\r\nend");
        assertThat(table.column("a").text(1)).isEqualTo("say \"hi\"");
        assertThat(table.column("b").text(1)).isEqualTo("5\" wide");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsAllLineEndsWithAndWithoutTheLastOne(String end) {
        String text = String.join(end, "a,b", "1,x", "2,y");

        assertThat(read(text).rowCount()).isEqualTo(2);
        assertThat(read(text + end).rowCount()).isEqualTo(2);
        assertThat(read(text + end + end).rowCount()).isEqualTo(2);
        assertThat(read(text + end).column("b").text(1)).isEqualTo("y");
    }

    @Test
    void takesAnEmptyLineOfAOneColumnFileForAMissingValue() {
        Table table = read("a\n1\n\n3\n");

        assertThat(table.rowCount()).isEqualTo(3);
        assertThat(table.column("a").isMissing(1)).isTrue();
    }

    @Test
    void obeysByteOrderMarks() throws IOException {
        String text = "\ufeffName,n\nZoë,1\n";
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Path file = Files.write(folder.resolve(charset.name()), text.getBytes(charset));

            assertThat(Csv.read(file).columnNames()).containsExactly("Name", "n");
            assertThat(Csv.read(file).column("Name").text(0)).isEqualTo("Zoë");
        }
    }

    @Test
    void readsANamedEncoding() {
        Table table = Csv.with(csv -> csv.charset(StandardCharsets.ISO_8859_1))
                .read(new ByteArrayInputStream("a\nZo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1)), "latin");

        assertThat(table.column("a").text(0)).isEqualTo("Zo\u00eb");
    }

    @Test
    void unpacksGzip() throws IOException {
        Path file = folder.resolve("a.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(file);

        assertThat(Csv.read(file).row(0).number("b")).isEqualTo(2);
        Path cut = Files.write(folder.resolve("cut.gz"), java.util.Arrays.copyOf(whole, whole.length - 6));
        assertThatThrownBy(() -> Csv.read(cut))
                .isInstanceOf(DataException.class)
                .hasMessage(cut + ": found the end of the data in the middle, expected a whole file");
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] latin = "a,b\n1,x\n2,Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Csv.read(new ByteArrayInputStream(latin), "latin.csv"))
                .isInstanceOf(DataException.class)
                .hasMessage("latin.csv, line 3, column 'b': found bytes that are no UTF-8, expected well-formed UTF-8; "
                        + "name the encoding with charset(...)");
        byte[] odd = {(byte) 0xfe, (byte) 0xff, 0, 'a', 0, '\n', (byte) 0xd8, 0, 0, 'b'};
        assertThatThrownBy(() -> Csv.read(new ByteArrayInputStream(odd), "odd.csv"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found bytes that are not in the file's encoding");
    }

    @Test
    void keepsBytesThatAreNoUtf8WhenTold(@TempDir Path folder) throws IOException {
        byte[] bytes = "a,b\n1,x\n2,Zo\u00eb\n\u00ff,\u00f0\u009f\u0098?\n3,\u00ef\u00bf\u00bd\n"
                .getBytes(StandardCharsets.ISO_8859_1); // the last cell is well-formed and stays as it is
        Path file = Files.write(folder.resolve("mixed.csv"), bytes);
        CsvFormat keeping = Csv.with(csv -> csv.keepMalformed());
        Table table = keeping.read(file);

        assertThat(((TextColumn) table.column("b")).dictionary())
                .containsExactly("x", "Zo\udceb", "\udcf0\udc9f\udc98?", "\ufffd");
        assertThat(((TextColumn) table.column("a")).dictionary()).containsExactly("1", "2", "\udcff", "3");
        assertThat(keeping.stream(file).toTable().fingerprint()).isEqualTo(table.fingerprint());
        assertThat(keeping.type("b", ColumnType.TEXT).read(file).row(1).text("b"))
                .isEqualTo("Zo\udceb");
        byte[] header = "a\u00eb,b\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> keeping.read(new ByteArrayInputStream(header), "header.csv"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found bytes that are no UTF-8");
        assertThatThrownBy(() -> Csv.write(table, folder.resolve("back.csv"))).isInstanceOf(DataException.class);
    }

    @Test
    void namesTheLineOfARaggedRow() {
        DataException short1 = failure("a,b\n1,2\n\n\"x\ny\",1\n3\n");

        assertThat(short1)
                .hasMessage("text.csv, line 6: found 1 cell, expected 2 cells; complete the row, or read with "
                        + "ragged(PAD) or ragged(QUARANTINE)");
        assertThat(short1.source()).isEqualTo("text.csv");
        assertThat(short1.line()).hasValue(6);
        assertThat(short1.found()).contains("1 cell");
        assertThat(short1.expected()).contains("2 cells");
        assertThat(short1.column()).isEmpty();
        assertThat(failure("a,b\n1,2,3\n"))
                .hasMessage(
                        "text.csv, line 2: found 3 cells, expected 2 cells; quote cells that hold the separator, or "
                                + "read with ragged(QUARANTINE)");
    }

    @Test
    void padsShortRowsButNeverCutsLongOnes() {
        CsvFormat padding = Csv.with(csv -> csv.ragged(Ragged.PAD));

        assertThat(read(padding, "a,b\n1\n").column("b").isMissing(0)).isTrue();
        assertThatThrownBy(() -> read(padding, "a,b\n1,2,3\n")).isInstanceOf(DataException.class);
    }

    @Test
    void handsRaggedRowsToTheQuarantineWithTheirPlaceAndReason() {
        List<RejectedRow> rejected = new ArrayList<>();
        Table table = read(
                Csv.with(csv -> csv.ragged(Ragged.QUARANTINE).rejected(rejected::add)), "a,b\n1,2\nx\n3,4\n5,6,7\n");

        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.column("a").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(rejected)
                .containsExactly(
                        new RejectedRow("text.csv", 3, 8, List.of("x"), "found 1 cell, expected 2 cells"),
                        new RejectedRow("text.csv", 5, 14, List.of("5", "6", "7"), "found 3 cells, expected 2 cells"));
        assertThat(read(Csv.with(csv -> csv.ragged(Ragged.QUARANTINE)), "a,b\nx\n")
                        .rowCount())
                .isZero();
    }

    @Test
    void refusesAHeaderThatNamesAColumnTwice() {
        assertThat(failure("a,b,a\n1,2,3\n"))
                .hasMessage("text.csv, line 1, column 'a': found the header 'a' in columns 1 and 3, expected each name "
                        + "once; rename one, or read with renameDuplicates()");
        assertThat(read(Csv.with(CsvFormat::renameDuplicates), "a,a,a.1,a\n1,2,3,4\n")
                        .columnNames())
                .doesNotHaveDuplicates()
                .startsWith("a", "a.1");
    }

    @Test
    void keepsOddHeadersAsTheyAre() {
        assertThat(read("count,*,a.b,`x`, A,a,\n1,2,3,4,5,6,7\n").columnNames())
                .containsExactly("count", "*", "a.b", "`x`", " A", "a", "column7");
    }

    @Test
    void readsAHeaderWithoutRowsAsAnEmptyTable() {
        Table table = read("a,b\n");

        assertThat(table.rowCount()).isZero();
        assertThat(table.columnNames()).containsExactly("a", "b");
    }

    @Test
    void refusesAnEmptyFileADirectoryAndAFileThatIsNotThere() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        Path absent = folder.resolve("absent.csv");

        assertThatThrownBy(() -> Csv.read(empty))
                .isInstanceOf(DataException.class)
                .hasMessage(empty + ": found no rows at all, expected a header row; check that the file was written to "
                        + "its end");
        assertThatThrownBy(() -> Csv.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + ": found a directory, expected a file; name one of the files in it");
        assertThatThrownBy(() -> Csv.read(absent))
                .isInstanceOf(DataException.class)
                .hasMessage(absent + ": found no such file, expected a file; check the path");
        assertThatThrownBy(() -> Csv.stream(absent).schema()).isInstanceOf(DataException.class);
    }

    @Test
    void refusesQuotesThatAreNotClosedOrCloseTooEarly() {
        assertThat(failure("a,b\n1,\"x\n2,y\n"))
                .hasMessage(
                        "text.csv, line 2: found a quote in cell 2 that is never closed, expected a closing \"; add "
                                + "it, or double a quote that belongs to the text");
        assertThat(failure("a,b\n1,\"x\"y\n"))
                .hasMessage(
                        "text.csv, line 2: found text after the closing quote of cell 2, expected the separator ',' "
                                + "or the end of the line; double a quote that belongs to the text");
    }

    @Test
    void namesTheCellThatIsNotOfItsDeclaredType() {
        CsvFormat format = Csv.with(csv -> csv.type("Income", ColumnType.NUMBER));

        DataException wrong =
                catchThrowableOfType(DataException.class, () -> read(format, "Name,Income\nx,1\ny,12k\n"));
        assertThat(wrong)
                .hasMessage(
                        "text.csv, line 3, column 'Income': found '12k', expected a number; correct the cell, declare "
                                + "the column as TEXT or name the cell among the missing ones");
        assertThat(wrong.column()).contains("Income");
        assertThatThrownBy(() -> read(format, "Name\nx\n"))
                .hasMessage(
                        "text.csv, column 'Income': found the columns [Name], expected the declared column 'Income' "
                                + "among them");
    }

    @Test
    void readsDeclaredColumnsAsTheyAreDeclared() {
        CsvFormat format = Csv.with(csv -> csv.type("n", ColumnType.NUMBER)
                .type("i", ColumnType.INTEGER)
                .type("t", ColumnType.TEXT)
                .time("d", "yyyy/MM/dd HH:mm"));
        Table table = read(format, """
                n,i,t,d
                NaN,007,1,2001/01/31 00:47
                -Infinity,-9223372036854775808,2,
                12345678901234567890,1,3,2001/02/01 23:59
                Infinity,1,3,
                """);

        assertThat(table.column("n").number(0)).isNaN();
        assertThat(table.column("n").number(1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(table.column("n").number(2)).isEqualTo(Double.parseDouble("12345678901234567890"));
        assertThat(table.column("n").number(3)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(table.column("i").value(0)).isEqualTo(7L);
        assertThat(table.column("i").value(1)).isEqualTo(Long.MIN_VALUE);
        assertThat(table.column("t").text(1)).isEqualTo("2");
        assertThat(table.column("d").value(0)).isEqualTo(Instant.parse("2001-01-31T00:47:00Z"));
        assertThatThrownBy(() -> read(format, "n,i,t,d\n1,1,1,2001/02/30 00:00\n"))
                .hasMessageContaining("line 2, column 'd': found '2001/02/30 00:00', expected a time");
        assertThatThrownBy(() -> read(format, "n,i,t,d\n1,9223372036854775808,1,\n"))
                .hasMessageContaining("expected a whole number of at most 64 bits");
    }

    @Test
    void readsTheColumnsOfADeclaredSchemaOnly() {
        Schema schema = Schema.of(Field.required("b", ColumnType.NUMBER), Field.optional("a", ColumnType.BOOLEAN));
        Table table = read(Csv.with(csv -> csv.schema(schema)), "a,x,b\ntrue,?,1\n,?,2\n");

        assertThat(table.columnNames()).containsExactly("b", "a");
        assertThat(table.column("b").type()).isEqualTo(ColumnType.NUMBER);
        assertThatThrownBy(() -> read(Csv.with(csv -> csv.schema(schema)), "a,b\nmaybe,1\n"))
                .hasMessageContaining("column 'a': found 'maybe', expected true or false");
    }

    @Test
    void readsWithoutAHeader() {
        assertThat(read(Csv.with(CsvFormat::noHeader), "1,x\n2,y\n").columnNames())
                .containsExactly("column1", "column2");
        Table named = read(Csv.with(csv -> csv.noHeader("n", "t").trim().missing("?")), "1, x\n ?,y \n");
        assertThat(named.column("t").text(0)).isEqualTo("x");
        assertThat(named.column("n").isMissing(1)).isTrue();
        assertThat(named.column("t").text(1)).isEqualTo("y");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> Csv.with(csv -> csv.separator('"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("separator must be an ASCII character, no line end and not '\"', got U+0022");
        assertThatThrownBy(() -> Csv.with(csv -> csv.quote('\u00ab'))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Csv.with(csv -> csv.batchRows(0))).hasMessage("batchRows must be at least 1, got 0");
        assertThatThrownBy(() -> Csv.with(csv -> csv.noHeader("a", "a"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stopsAtARowThatIsTooLong() {
        String text = "a\n" + "x".repeat(200_000) + "\n";

        assertThatThrownBy(() -> read(Csv.with(csv -> csv.longestRow(100_000)), text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: found a row of more than 100000 bytes");
        assertThat(read(text).column("a").text(0)).hasSize(200_000);
    }

    @Test
    void readsBatchesThatTogetherAreTheTable() throws IOException {
        StringBuilder text = new StringBuilder("n,t\n");
        for (int i = 0; i < 30_000; i++) {
            text.append(i * 0.5).append(",\"t\n").append(i % 7).append("\"\n");
        }
        Path file = Files.writeString(folder.resolve("long.csv"), text);
        TableSource source = Csv.with(csv -> csv.batchRows(7_001)).stream(file);

        assertThat(source.schema()).isEqualTo(Csv.read(file).schema());
        try (Stream<Table> batches = source.batches()) {
            assertThat(batches.map(Table::rowCount).toList()).containsExactly(7001, 7001, 7001, 7001, 1996);
        }
        Table joined;
        try (Stream<Table> batches = source.batches()) {
            List<Table> parts = batches.toList();
            joined = parts.get(0).concat(parts.subList(1, 5).toArray(Table[]::new));
        }
        assertThat(joined.fingerprint()).isEqualTo(Csv.read(file).fingerprint());
        assertThat(source.where(row -> row.number("n") < 1).toTable().rowCount())
                .isEqualTo(2);
        assertThat(source.select("t").toTable().columnNames()).containsExactly("t");
    }

    @Test
    void readsBackWhatItWrote() {
        Table table = Table.of(
                TextColumn.builder("text, \"quoted\"")
                        .add("")
                        .addMissing()
                        .add("a,b")
                        .add(" x ")
                        .add("NA")
                        .add("line\r\n\"end\"")
                        .build(),
                NumberColumn.builder("number")
                        .add(0.1)
                        .add(-0.0)
                        .addMissing()
                        .add(Double.MIN_VALUE)
                        .add(1e300)
                        .add(5)
                        .build(),
                BooleanColumn.of("bool", true, false, true, true, false, true),
                TimeColumn.builder("time")
                        .add(Instant.parse("2024-02-29T12:30:15.123456789Z"))
                        .addMissing()
                        .add(Instant.EPOCH)
                        .add(Instant.EPOCH)
                        .add(Instant.EPOCH)
                        .add(Instant.EPOCH)
                        .build());
        for (CsvFormat format : List.of(
                Csv.with(csv -> csv),
                Csv.with(csv -> csv.missing("NA")),
                Csv.with(csv -> csv.separator('\t').quote('\'')))) {
            Path file = folder.resolve("back.csv");
            format.write(table, file);

            assertThat(format.read(file).fingerprint()).isEqualTo(table.fingerprint());
        }
    }

    @Test
    void sayWhatCannotBeWritten() {
        assertThatThrownBy(() -> Csv.write(Table.of(NumberColumn.of("a", 1)), folder))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(folder + ": found an error while writing: ");
    }
}
