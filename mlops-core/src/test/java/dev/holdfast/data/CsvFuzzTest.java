// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds the reader what nobody would write; {@code -Dholdfast.fuzz=1000000} for the whole. */
class CsvFuzzTest {
    private static final int INPUTS = Integer.getInteger("holdfast.fuzz", 5_000);
    private static final List<Ragged> POLICIES = List.of(Ragged.values());
    private static final byte[] ALPHABET =
            ",,,\"\"\r\n\n;01.5-eET:\tazNA 2024-02-29\u00e4\u20ac\0".getBytes(StandardCharsets.UTF_8);

    @Test
    void endsInATableOrAClearError() {
        SplittableRandom random = new SplittableRandom(20_261_121);
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(30), () -> {
            int tables = 0;
            for (int i = 0; i < INPUTS; i++) {
                byte[] input = input(random);
                CsvFormat format = format(random);
                try {
                    Table table = format.read(new ByteArrayInputStream(input), "fuzz");
                    assertThat(table.columnNames()).isNotEmpty();
                    tables++;
                } catch (DataException e) {
                    assertThat(e.getMessage()).startsWith("fuzz").contains("found");
                }
            }
            assertThat(tables).isBetween(INPUTS / 50, INPUTS);
        });
    }

    private static byte[] input(SplittableRandom random) {
        byte[] input = new byte[random.nextInt(200)];
        boolean anything = random.nextInt(4) == 0;
        for (int i = 0; i < input.length; i++) {
            input[i] = anything ? (byte) random.nextInt(256) : ALPHABET[random.nextInt(ALPHABET.length)];
        }
        byte[][] marks = {{(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, {(byte) 0xff, (byte) 0xfe}, {0x1f, (byte) 0x8b}};
        if (random.nextInt(10) == 0 && input.length > 3) {
            byte[] mark = marks[random.nextInt(marks.length)];
            System.arraycopy(mark, 0, input, 0, mark.length);
        }
        return input;
    }

    private static CsvFormat format(SplittableRandom random) {
        CsvFormat format = CsvFormat.withDefaults();
        format = random.nextBoolean() ? format.renameDuplicates() : format;
        format = format.ragged(POLICIES.get(random.nextInt(POLICIES.size()))).rejected(row -> {});
        format = random.nextInt(4) == 0 ? format.noHeader() : format;
        return random.nextInt(4) == 0 ? format.trim().missing("", "NA") : format;
    }

    @Test
    void cutsPiecesOnlyBetweenRows() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        CsvFormat format = CsvFormat.withDefaults();
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = input(random);
            List<List<String>> whole = new ArrayList<>();
            List<List<String>> pieces = new ArrayList<>();
            String wholeError = rows(new CsvTokenizer(new ByteArrayInputStream(input), "fuzz", format), whole);
            CsvPieces cutter = new CsvPieces(new ByteArrayInputStream(input), format, 1 + random.nextInt(40));
            String error = "";
            while (error.isEmpty() && cutter.advance()) {
                error = rows(new CsvTokenizer(cutter.next(), "fuzz", format), pieces);
            }
            assertThat(pieces).isEqualTo(whole);
            assertThat(error).isEqualTo(wholeError);
        }
    }

    /** Adds the rows with the lines on which they start; returns the message of what ended them, or nothing. */
    private static String rows(CsvTokenizer tokens, List<List<String>> rows) throws IOException {
        try {
            while (tokens.next()) {
                List<String> row = new ArrayList<>(List.of(tokens.rowLine() + " at " + tokens.rowOffset()));
                for (int i = 0; i < tokens.cells(); i++) {
                    row.add(new String(
                            tokens.bytes(),
                            tokens.from(i),
                            tokens.to(i) - tokens.from(i),
                            StandardCharsets.ISO_8859_1));
                }
                rows.add(row);
            }
            return "";
        } catch (DataException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void readsInOnePassWhatTwoPassesRead(@TempDir Path folder) throws IOException {
        String many = "1,2.5,true,2024-01-01,x,,7\n".repeat(50_000);
        String[] ends = {
            "",
            "1,2.5,true,2024-01-01,x,,7",
            "1.5,2.5,true,2024-01-01,x,,7\n",
            "1,no,true,2024-01-01,x,,7\n",
            "1,2.5,yes,2024-01-01,x,,7\n",
            "1,2.5,true,2024-02-30,x,,7\n",
            "1,2.5,true,2024-01-01,x,5,7\n",
            "1,2.5,true,2024-01-01,x,,007\n",
            ",,,,,,\n",
            "1,2.5,true,2024-01-01,\"a\n\"\"b\",,7\n",
            "NaN,1d,,,,,\n"
        };
        for (String end : ends) {
            Path file = folder.resolve("a.csv");
            Files.writeString(file, "a,b,c,d,e,f,g\n" + many + end);
            Table expected = Csv.read(file);
            Table found = Csv.stream(file).read((schema, pieces) -> concat(schema, pieces.map(Supplier::get)));
            assertThat(found.schema()).isEqualTo(expected.schema());
            assertThat(found.fingerprint()).isEqualTo(expected.fingerprint());
        }
    }

    private static Table concat(Schema schema, Stream<Table> parts) {
        return Table.empty(schema).concat(parts.toArray(Table[]::new));
    }

    @Test
    void namesTheLineInAnyPiece(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "a,b\n" + "1,\"two\nlines\"\n".repeat(200_000) + "1,2,3\n");
        assertThat(Assertions.assertThrows(
                                DataException.class,
                                () -> Csv.stream(file)
                                        .read((schema, pieces) -> pieces.mapToLong(
                                                        piece -> piece.get().rowCount())
                                                .sum()))
                        .getMessage())
                .startsWith(file + ", line 400002: found 3 cells");
    }
}
