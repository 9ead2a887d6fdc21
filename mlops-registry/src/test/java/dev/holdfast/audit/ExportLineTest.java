// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick reading of a line says what the parser of JSON says, or nothing. */
class ExportLineTest {
    private static final String[] TEXTS = {
        "",
        "a",
        "model credit",
        "{\"alias\":\"champion\",\"version\":7}",
        "a\\b",
        "\\\"",
        "\n",
        "\u0001",
        "\u007f",
        "Ağaç",
        "\uD83D\uDE00",
        "\uD83D",
        "\uFFFD",
        "\u2028",
        "/",
        "x".repeat(300)
    };
    private static final long[] NUMBERS = {
        0, 1, 9, 10, 1_700_000_000_000_000L, (1L << 53) - 1, 1L << 53, -1, Long.MAX_VALUE
    };

    private final SplittableRandom dice = new SplittableRandom(7);

    private String text() {
        return TEXTS[dice.nextInt(TEXTS.length)] + (dice.nextInt(3) == 0 ? TEXTS[dice.nextInt(TEXTS.length)] : "");
    }

    private @Nullable String perhaps() {
        return dice.nextBoolean() ? text() : null;
    }

    private long number() {
        return NUMBERS[dice.nextInt(NUMBERS.length)];
    }

    private Link link() {
        return new Link(
                3, "", number(), number(), text(), perhaps(), perhaps(), text(), text(), text(), text(), perhaps(),
                perhaps(), perhaps(), text(), text());
    }

    @Test
    void everyEntryIsReadAsItWasWritten() {
        int quick = 0;
        for (int i = 0; i < 5_000; i++) {
            Link link = link();
            assertThat(Link.of(3, link.json())).isEqualTo(link);
            quick += ExportLine.read(3, link.json()) == null ? 0 : 1;
        }
        assertThat(quick).as("so many have nothing unusual").isGreaterThan(20);
        Link plain = new Link(
                3,
                "",
                12,
                34,
                "person-1",
                "Anna",
                "00",
                "[\"risk\"]",
                "alias.promoted",
                "model credit",
                "{\"version\":1}",
                "{\"reason\":\"x\"}",
                "11",
                "22",
                "33",
                "44");
        assertThat(ExportLine.read(3, plain.json())).isEqualTo(plain);
    }

    @Test
    void aLineThatWasChangedAnywhereIsNeverReadOtherwiseThanByTheParser() {
        String alphabet = "\"\\ 0{}:,au\n\u0001\uD83D";
        for (int i = 0; i < 300; i++) {
            String line = link().json();
            for (int change = 0; change < 60; change++) {
                int at = dice.nextInt(line.length());
                String end = line.substring(Math.min(line.length(), at + dice.nextInt(3)));
                String changed = line.substring(0, at) + alphabet.charAt(dice.nextInt(alphabet.length())) + end;
                assertAgrees(changed);
                assertAgrees(line.substring(0, at));
                assertAgrees(line + end);
            }
        }
    }

    private static void assertAgrees(String line) {
        Link quick = ExportLine.read(3, line);
        if (quick != null) {
            assertThat(quick).as(line).isEqualTo(Link.parsed(3, line));
        }
    }

    @Test
    void linesAreReadWholeWhereverTheBufferEndsAndWhatIsNoTextIsEmpty(@TempDir Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int length : new int[] {0, 1, 65_534, 65_535, 65_536, 65_537, 3, 200_000, 7}) {
            lines.add("y".repeat(length));
        }
        lines.add("Ağaç \uFFFD");
        Path file = folder.resolve("lines");
        Files.writeString(file, String.join("\n", lines) + "\n");
        assertThat(read(file)).isEqualTo(lines);

        Files.write(file, new byte[] {'a', '\n', (byte) 0xff, '\n', 'b'});
        assertThat(read(file)).as("no UTF-8; not ended").containsExactly("a", "", "");
        Files.write(file, new byte[0]);
        assertThat(read(file)).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsEmptyAndTheNextIsRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lines");
        for (int length : new int[] {(1 << 24) - 1, 1 << 24, (1 << 24) + 1, 3 << 24}) {
            byte[] bytes = ("z".repeat(length) + "\nnext\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, bytes);
            List<String> found = read(file);
            assertThat(found).hasSize(2);
            assertThat(found.get(0)).hasSize(length < 1 << 24 ? length : 0);
            assertThat(found.get(1)).isEqualTo("next");
        }
    }

    private static List<String> read(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (ExportReader in = new ExportReader(file)) {
            for (String line = in.line(); line != null; line = in.line()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
