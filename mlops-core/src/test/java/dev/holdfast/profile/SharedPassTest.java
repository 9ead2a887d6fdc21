// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Csv;
import dev.holdfast.data.DataException;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Ragged;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedPassTest {
    private static final Profiler PROFILER = Profiler.withDefaults();

    private static Path file(Path folder, int rows, String end) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder text = new StringBuilder("id,x,word,note,flag,day\n");
        for (int row = 0; row < rows; row++) {
            text.append(row).append(',');
            if (random.nextInt(10) > 0) {
                text.append(random.nextDouble() * 1e9);
            }
            text.append(",w").append(random.nextInt(40)).append(",\"a \"\"note\"\",\n");
            text.append(random.nextInt()).append("\",").append(random.nextBoolean());
            text.append(",2024-02-").append(10 + random.nextInt(19)).append('\n');
        }
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, text.append(end));
        return file;
    }

    @Test
    void isTheSameToTheLastBitForAnyNumberOfThreads(@TempDir Path folder) throws IOException {
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            for (int rows : new int[] {0, 1, 16_384, 60_000}) {
                Path file = file(folder, rows, "");
                Profile one = PROFILER.profile(Csv.stream(file));
                assertThat(one.rowCount()).isEqualTo(rows);
                for (int threads : new int[] {1, 2, 3, 8}) {
                    Profile many = PROFILER.profile(Csv.stream(file), executor, threads);
                    assertThat(many.toJson()).isEqualTo(one.toJson());
                    assertThat(many.toBytes()).isEqualTo(one.toBytes());
                }
                assertThat(PROFILER.profile(Csv.read(file)).toBytes()).isEqualTo(one.toBytes());
                assertThat(PROFILER.profile(TableSource.of(Csv.read(file)), executor, 3)
                                .toBytes())
                        .isEqualTo(one.toBytes());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void comesToItsEndWhateverTheExecutorDoes(@TempDir Path folder) throws IOException {
        Path file = file(folder, 30_000, "");
        byte[] expected = PROFILER.profile(Csv.stream(file)).toBytes();
        Executor never = task -> {};
        Executor refuses = task -> {
            throw new RejectedExecutionException("full");
        };
        Executor itself = Runnable::run;
        for (Executor executor : new Executor[] {never, refuses, itself}) {
            assertThat(PROFILER.profile(Csv.stream(file), executor, 4).toBytes())
                    .isEqualTo(expected);
        }
        assertThatThrownBy(() -> PROFILER.profile(Csv.stream(file), never, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads must be at least 1, got 0");
    }

    @Test
    void guessesAnewWhenTheLastRowIsOfAnotherType(@TempDir Path folder) throws IOException {
        Path file = file(folder, 40_000, "x1,none,7,8,maybe,2024-02-30\n");
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            byte[] expected = PROFILER.profile(Csv.read(file)).toBytes();
            assertThat(PROFILER.profile(Csv.stream(file)).toBytes()).isEqualTo(expected);
            assertThat(PROFILER.profile(Csv.stream(file), executor, 2).toBytes())
                    .isEqualTo(expected);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void failsAsAPassOfOneThreadDoes(@TempDir Path folder) throws IOException {
        Path file = file(folder, 60_000, "1,2\n3\n");
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            assertThatThrownBy(() -> PROFILER.profile(Csv.stream(file)))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ", line 120002: found 2 cells");
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> PROFILER.profile(Csv.stream(file), executor, 4))
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith(file + ", line 120002: found 2 cells");
            }
            long[] rejected = new long[1];
            Profile left = PROFILER.profile(
                    Csv.with(csv -> csv.ragged(Ragged.QUARANTINE).rejected(row -> rejected[0]++)).stream(file),
                    executor,
                    2);
            assertThat(left.rowCount()).isEqualTo(60_000);
            assertThat(rejected[0]).isEqualTo(2); // each once
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void passesOnWhatInterruptedIt() {
        Thread.currentThread().interrupt();
        Table table = Table.of(NumberColumn.of("x", 1, 2), TextColumn.of("t", "a", "b"));
        Profile profile = PROFILER.profile(TableSource.of(table), command -> new Thread(command).start(), 2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(profile.toBytes()).isEqualTo(PROFILER.profile(table).toBytes());
    }
}
