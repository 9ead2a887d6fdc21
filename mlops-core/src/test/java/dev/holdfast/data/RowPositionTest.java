// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowPositionTest {
    private final Path folder;

    RowPositionTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Table read(CsvFormat format, String text) {
        return format.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text.csv");
    }

    private static List<RowPosition> positions(Table table) {
        return IntStream.range(0, table.rowCount())
                .mapToObj(row -> table.position(row).orElseThrow())
                .toList();
    }

    private static List<Long> lines(Table table) {
        return positions(table).stream().map(RowPosition::line).toList();
    }

    /** Checks that at its offset a text has the row, by its first cell, and that its line counts the ends before it. */
    private static void assertPlaced(Table table, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long[] lines = new long[bytes.length + 1];
        lines[0] = 1;
        for (int i = 0; i < bytes.length; i++) {
            boolean secondHalf = bytes[i] == '\n' && i > 0 && bytes[i - 1] == '\r';
            lines[i + 1] = lines[i] + ((bytes[i] == '\n' || bytes[i] == '\r') && !secondHalf ? 1 : 0);
        }
        assertThat(table.rowCount()).isPositive();
        for (int row = 0; row < table.rowCount(); row++) {
            RowPosition position = table.position(row).orElseThrow();
            int offset = Math.toIntExact(position.offset());
            String cell = table.column("id").text(row) + ",";
            assertThat(new String(bytes, offset, cell.length(), StandardCharsets.UTF_8))
                    .isEqualTo(cell);
            assertThat(position.line()).isEqualTo(lines[offset]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void countsLineBreaksWithinQuotesAndEmptyLines(String end) {
        String text = String.join(
                end,
                "",
                "id,note",
                "a,plain",
                "b,\"two",
                "lines\"",
                "",
                "c,\"",
                "",
                "",
                "\"",
                "d,x",
                "",
                "e,\u20ac",
                "f,");
        Table table = read(CsvFormat.withDefaults(), text);

        assertThat(lines(table)).containsExactly(3L, 4L, 7L, 11L, 13L, 14L);
        assertPlaced(table, text);
        assertThat(table.position(1)).map(RowPosition::toString).contains("text.csv, line 4");
    }

    @Test
    void countsFromTheFirstLineWithoutAHeader() {
        Table table = read(Csv.with(csv -> csv.noHeader("id", "v")), "a,1\nb,2\n");

        assertThat(positions(table))
                .containsExactly(new RowPosition("text.csv", 1, 0), new RowPosition("text.csv", 2, 4));
    }

    @Test
    void countsRaggedRowsThatWereLeftOut() {
        String text = "id,v\na,1\nb\nc,3\nd,4,4\n\"e\n\",5,5\nf,6\n";
        Table table = read(Csv.with(csv -> csv.ragged(Ragged.QUARANTINE)), text);

        assertThat(lines(table)).containsExactly(2L, 4L, 8L);
        assertPlaced(table, text);
    }

    @Test
    void countsTheUnpackedTextOfGzipAndOfOtherEncodings() throws IOException {
        String text = "id,note\na,\"\u00e4\n\"\nb,\u20ac\nc,\n";
        Path packed = folder.resolve("a.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path marked = folder.resolve("a.csv");
        Files.writeString(marked, "\ufeff" + text, StandardCharsets.UTF_16LE);

        for (Path file : List.of(packed, marked)) {
            assertPlaced(Csv.read(file), text);
            assertThat(Csv.read(file).position(2)).contains(new RowPosition(file.toString(), 5, 22));
        }
    }

    @Test
    void goesOnFromBatchToBatch() throws IOException {
        String text = text(1000);
        Path file = folder.resolve("a.csv");
        Files.writeString(file, text);
        List<RowPosition> whole = positions(Csv.read(file));
        assertPlaced(Csv.read(file), text);

        for (int size : new int[] {1, 63, 64, 65, 999, 1000, 5000}) {
            CsvFormat format = Csv.with(csv -> csv.batchRows(size));
            try (Stream<Table> batches = format.stream(file).batches()) {
                assertThat(batches.flatMap(batch -> positions(batch).stream())).isEqualTo(whole);
            }
        }
    }

    /** Rows of one to four lines, some of them long. */
    private static String text(int rows) {
        SplittableRandom random = new SplittableRandom(7);
        return "id,note\n"
                + IntStream.range(0, rows)
                        .mapToObj(row -> row + ",\"" + "\n".repeat(Math.max(0, random.nextInt(8) - 4))
                                + "x".repeat(random.nextInt(10) == 0 ? random.nextInt(40_000) : 5) + "\"\n"
                                + (random.nextInt(20) == 0 ? "\n" : ""))
                        .collect(Collectors.joining());
    }

    @Test
    void isTheSameInPiecesThatAreParsedInAnyOrder() throws IOException {
        String text = text(2000);
        Path file = folder.resolve("a.csv");
        Files.writeString(file, text);
        assertThat(Files.size(file)).isGreaterThan(2L * CsvPieces.SIZE);

        List<Table> tables = Csv.stream(file).read((schema, pieces) -> {
            List<Supplier<Table>> parts = pieces.toList();
            List<Table> parsed = new ArrayList<>();
            for (int i = parts.size() - 1; i >= 0; i--) {
                parsed.add(0, parts.get(i).get());
            }
            return parsed;
        });

        assertThat(tables).hasSizeGreaterThan(2);
        Table joined = tables.get(0).concat(tables.subList(1, tables.size()).toArray(Table[]::new));
        assertThat(positions(joined)).isEqualTo(positions(Csv.read(file)));
        assertPlaced(joined, text);
    }

    @Test
    void staysWithTheRowThroughEveryChoice() {
        String text = text(300);
        Table table = read(CsvFormat.withDefaults(), text);

        assertPlaced(table.slice(70, 210), text);
        assertPlaced(table.slice(70, 210).slice(100, 140), text);
        assertPlaced(table.where(row -> row.number("id") % 3 == 0), text);
        assertPlaced(table.sample(50, 1).rows(49, 0, 0, 7), text);
        assertPlaced(table.select("id"), text);
        assertPlaced(table.without("note"), text);
        assertPlaced(table.select("id").with(NumberColumn.of("more", new double[300])), text);
        Split split = table.split(Splits.random(0.5, 0.5).seed(3));
        assertPlaced(split.train(), text);
        assertPlaced(split.test(), text);
        assertPlaced(split.test().concat(split.train()), text);
        assertPlaced(TableSource.of(table).where(row -> row.number("id") > 200).toTable(), text);
    }

    @Test
    void tellsJoinedFilesApart() {
        Table first = Csv.read(new ByteArrayInputStream("a\n1\n".getBytes(StandardCharsets.UTF_8)), "one.csv");
        Table second = Csv.read(new ByteArrayInputStream("a\n2\n3\n".getBytes(StandardCharsets.UTF_8)), "two.csv");
        Table none = Table.of(IntegerColumn.of("a", 4));
        Table joined = first.concat(second.slice(0, 0), none, second);

        assertThat(IntStream.range(0, 4).mapToObj(joined::position))
                .containsExactly(
                        Optional.of(new RowPosition("one.csv", 2, 2)),
                        Optional.empty(),
                        Optional.of(new RowPosition("two.csv", 2, 2)),
                        Optional.of(new RowPosition("two.csv", 3, 4)));
        assertThat(joined.slice(1, 3).position(1)).contains(new RowPosition("two.csv", 2, 2));
    }

    @Test
    void isUnknownForRowsThatWereNotReadFromAText() {
        Table table = Table.of(IntegerColumn.of("a", 1, 2));

        assertThat(table.position(1)).isEmpty();
        assertThat(table.slice(0, 1).concat(table).position(2)).isEmpty();
        assertThat(read(CsvFormat.withDefaults(), "a\n1\n2\n3\n")
                        .select()
                        .with(IntegerColumn.of("b", 1, 2, 3, 4))
                        .position(3))
                .isEmpty();
        assertThatThrownBy(() -> table.position(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void keepsOffsetsOfVeryLongRowsAndVeryLargeTexts() {
        TextPositions.Builder builder = new TextPositions.Builder("huge.csv");
        SplittableRandom random = new SplittableRandom(5);
        List<RowPosition> expected = new ArrayList<>();
        long line = 1L << 40;
        long offset = 1L << 50;
        for (int i = 0; i < 500; i++) {
            expected.add(new RowPosition("huge.csv", line, offset));
            builder.add(line, offset);
            line += random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
            offset += random.nextLong(1L << (1 + random.nextInt(36))) + 1;
        }
        Positions positions = builder.take();
        assertThat(IntStream.range(0, 500).mapToObj(row -> positions.of(row).orElseThrow()))
                .isEqualTo(expected);

        builder.add(3, 9);
        assertThat(builder.take().of(0)).contains(new RowPosition("huge.csv", 3, 9));
    }
}
