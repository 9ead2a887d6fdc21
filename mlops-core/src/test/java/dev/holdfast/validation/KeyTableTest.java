// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableTest {
    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long put(KeyTable table, String text, long row) {
        return table.putIfAbsent(key(text), key(text).length, row);
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    /** A hash collision must not make two keys one: here every key has the same hash, in memory and in the file. */
    @Test
    void keysOfOneHashAreKeptApart(@TempDir Path folder) {
        try (KeyTable table = new KeyTable(new KeyMemory(8192, Optional.of(folder)), (bytes, length) -> 42)) {
            for (int i = 0; i < 300; i++) {
                assertThat(put(table, "key " + i, i)).isEqualTo(KeyTable.NEW);
            }
            for (int i = 0; i < 300; i++) {
                assertThat(put(table, "key " + i, 1_000)).isEqualTo(i);
            }
            table.setRow(key("key 299"), 7, -5);
            assertThat(put(table, "key 299", 1_000)).isEqualTo(-5);
        }
    }

    @Test
    void isTheSameAsAMapInMemoryAndInTheFile(@TempDir Path folder) throws IOException {
        for (long bytes : new long[] {1 << 16, 1 << 30}) {
            SplittableRandom random = new SplittableRandom(3);
            Map<String, Long> map = new HashMap<>();
            KeyMemory memory = new KeyMemory(bytes, Optional.of(folder));
            try (KeyTable table = new KeyTable(memory)) {
                for (long row = 0; row < 20_000; row++) {
                    String text =
                            "x".repeat(random.nextInt(random.nextInt(100) == 0 ? 3_000 : 30)) + random.nextInt(3_000);
                    Long first = map.putIfAbsent(text, row);
                    assertThat(put(table, text, row)).isEqualTo(first == null ? KeyTable.NEW : first);
                }
                Map<String, Long> visited = new HashMap<>();
                table.forEach((key, row) -> assertThat(visited.put(new String(key, StandardCharsets.UTF_8), row))
                        .isNull());
                assertThat(visited).isEqualTo(map);
                assertThat(files(folder) > 1).isEqualTo(bytes == 1 << 16);
            }
            assertThat(files(folder)).isZero();
            assertThat(memory.reserve(bytes)).isTrue();
        }
    }

    /** Hashes that crowd at either end, or are few, so that pages and tables overflow where they can. */
    @Test
    void hashesThatCrowdAreKeptApartInFilesToo(@TempDir Path folder) throws IOException {
        List<KeyTable.Hashing> crowded = List.of(
                (bytes, length) -> -1 - bytes[length - 1] % 2,
                (bytes, length) -> bytes[length - 1] % 2,
                (bytes, length) -> ((long) bytes[length - 1]) << 60,
                (bytes, length) -> Arrays.hashCode(Arrays.copyOf(bytes, length)));
        for (KeyTable.Hashing hashing : crowded) {
            KeyMemory memory = new KeyMemory(1 << 14, Optional.of(folder));
            try (KeyTable table = new KeyTable(memory, hashing)) {
                for (int i = 0; i < 1_500; i++) {
                    assertThat(put(table, "key " + i, i)).isEqualTo(KeyTable.NEW);
                }
                table.setRow(key("key 3"), 5, -7);
                table.setRow(key("key 1499"), 8, -8);
                table.setRow(key("none"), 4, -9);
                for (int i = 0; i < 1_500; i++) {
                    assertThat(put(table, "key " + i, 9_000)).isEqualTo(i == 3 ? -7 : i == 1_499 ? -8 : i);
                }
                assertThat(memory.left()).isZero();
            }
            assertThat(memory.left()).isEqualTo(1 << 14);
            assertThat(files(folder)).isZero();
        }
    }

    @Test
    void manyKeysInFilesAreFoundAndMergedIntoFewFiles(@TempDir Path folder) throws IOException {
        int keys = 60_000;
        try (KeyTable table = new KeyTable(new KeyMemory(1 << 16, Optional.of(folder)))) {
            for (int i = 0; i < keys; i++) {
                assertThat(put(table, "k" + i, i)).isEqualTo(KeyTable.NEW);
            }
            assertThat(files(folder)).isBetween(2L, 5L);
            SplittableRandom random = new SplittableRandom(8);
            for (int i = 0; i < 5_000; i++) {
                int key = random.nextInt(keys);
                assertThat(put(table, "k" + key, keys)).isEqualTo(key);
            }
            long[] seen = {0, 0};
            table.forEach((key, row) -> {
                assertThat(new String(key, StandardCharsets.UTF_8)).isEqualTo("k" + row);
                seen[0]++;
                seen[1] += row;
            });
            assertThat(seen).containsExactly(keys, (keys - 1L) * keys / 2);
        }
    }

    @Test
    void takesKeysThatAreLongerThanAPage() {
        try (KeyTable table = new KeyTable(new KeyMemory(1L << 30, Optional.empty()))) {
            String huge = "y".repeat(3 << 20);
            assertThat(put(table, "before", 1)).isEqualTo(KeyTable.NEW);
            assertThat(put(table, huge, 2)).isEqualTo(KeyTable.NEW);
            assertThat(put(table, huge + "z", 3)).isEqualTo(KeyTable.NEW);
            assertThat(put(table, "after", 4)).isEqualTo(KeyTable.NEW);
            assertThat(put(table, huge, 5)).isEqualTo(2);
            assertThat(put(table, huge + "z", 5)).isEqualTo(3);
            assertThat(put(table, "after", 5)).isEqualTo(4);
        }
    }

    @Test
    void keysOfAnyLengthGoToFiles(@TempDir Path folder) {
        try (KeyTable table = new KeyTable(new KeyMemory(8192, Optional.of(folder)))) {
            List<String> keys = new java.util.ArrayList<>(List.of(""));
            for (int length : new int[] {1, 20, 5_000, 300_000, 70_000, 3, 1_000, 1 << 20, 200}) {
                keys.add("z".repeat(length));
            }
            for (int i = 0; i < keys.size(); i++) {
                assertThat(put(table, keys.get(i), i)).isEqualTo(KeyTable.NEW);
            }
            Map<Long, String> visited = new HashMap<>();
            table.forEach((key, row) -> visited.put(row, new String(key, StandardCharsets.UTF_8)));
            for (int i = 0; i < keys.size(); i++) {
                assertThat(put(table, keys.get(i), 100)).isEqualTo(i);
                assertThat(visited).containsEntry((long) i, keys.get(i));
            }
            assertThat(visited).hasSize(keys.size());
        }
    }

    @Test
    void knowsWhatFitsAndSaysOfTheRestThatItDoesNotKnow() {
        try (KeyTable table = new KeyTable(new KeyMemory(1 << 16, Optional.empty()))) {
            int row = 0;
            while (put(table, "key " + row, row) == KeyTable.NEW) {
                row++;
            }
            assertThat(row).isBetween(500, 4_000);
            assertThat(put(table, "key " + row, row)).isEqualTo(KeyTable.UNKNOWN);
            assertThat(put(table, "key 7", row)).isEqualTo(7);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldWithWhatToDo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (KeyTable table = new KeyTable(new KeyMemory(8192, Optional.of(file)))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            put(table, "key " + i, i);
                        }
                    })
                    .isInstanceOf(CheckFailure.class)
                    .hasMessageStartingWith("more keys than fit into 8192 bytes could not be kept in " + file + " (")
                    .hasMessageEndingWith("make room there, or allow more memory with start(o -> o.keyMemory(bytes))");
        }
    }

    @Test
    void writesEveryValueSoThatOnlyEqualOnesAreEqual() {
        List<Column> columns = List.of(
                NumberColumn.of("a", 1, 2, Double.NaN, Double.POSITIVE_INFINITY),
                IntegerColumn.of("a", 1, 2, Long.MIN_VALUE, 1L << 53),
                TextColumn.of("a", "", "1", "\ud800", "\ud801", "a", "\u0131", "NaN", "\u0000"),
                BooleanColumn.of("a", true, false),
                TimeColumn.of("a", Instant.EPOCH, Instant.EPOCH.plusNanos(1)),
                NumberColumn.builder("a").addMissing().build());
        Set<String> seen = new HashSet<>();
        int values = 0;
        KeyEncoder encoder = new KeyEncoder();
        for (Column column : columns) {
            for (int row = 0; row < column.size(); row++) {
                encoder.start().add(column, row);
                byte[] bytes = Arrays.copyOf(encoder.bytes(), encoder.length());
                assertThat(seen.add(Arrays.toString(bytes))).isTrue();
                Object back = KeyEncoder.decode(bytes).get(0);
                assertThat(back).isEqualTo(column.isMissing(row) ? Texts.Absent.VALUE : column.value(row));
                values++;
            }
        }
        assertThat(seen).hasSize(values);
    }
}
