// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHistoryTest {
    private static HistoryEntry entry(String id, double value) {
        return new HistoryEntry(id, Instant.EPOCH, Map.of("m", value), Optional.empty(), Optional.empty());
    }

    /** Adds runs until it is killed or has added enough: {@code file prefix count}. */
    static final class Writer {
        private Writer() {}

        /** Runs as a process of its own. */
        public static void main(String[] args) {
            MetricHistory history = MetricHistory.in(Path.of(args[0]));
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                history.add(entry(args[1] + i, i));
            }
        }
    }

    private static Process start(Path file, String prefix, int count) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Writer.class.getName(),
                        file.toString(),
                        prefix,
                        Integer.toString(count))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void twoProcessesAtOnceLoseNoEntry(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.jsonl");
        Process a = start(file, "a", 100);
        Process b = start(file, "b", 100);
        MetricHistory mine = MetricHistory.in(file);
        for (int i = 0; i < 50; i++) {
            mine.add(entry("c" + i, i));
        }
        assertThat(a.waitFor(120, TimeUnit.SECONDS) && b.waitFor(120, TimeUnit.SECONDS))
                .isTrue();
        assertThat(a.exitValue() + b.exitValue()).isZero();
        assertThat(mine.entries())
                .hasSize(250)
                .extracting(HistoryEntry::id)
                .doesNotHaveDuplicates()
                .contains("a99", "b99", "c49");
        assertThat(MetricHistory.in(file).entries()).isEqualTo(mine.entries());
        assertThat(mine.notices()).isEmpty();
    }

    @Test
    void aKilledProcessLosesNothingThatWasAcknowledged(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.jsonl");
        Process writer = start(file, "k", 1_000_000);
        for (int i = 0; i < 1_200 && (!Files.exists(file) || Files.size(file) < 2_000); i++) {
            Thread.sleep(50);
        }
        writer.destroyForcibly().waitFor();
        List<HistoryEntry> entries = MetricHistory.in(file).entries();
        assertThat(entries).hasSizeGreaterThan(10);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).id()).isEqualTo("k" + i);
        }
        MetricHistory.in(file).add(entry("after", 1));
        assertThat(MetricHistory.in(file).entries()).hasSize(entries.size() + 1);
    }

    @Test
    void manyThreadsAndObjectsTakeNoIdTwice(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                writers.add(() -> {
                    MetricHistory history = MetricHistory.in(file);
                    int won = 0;
                    for (int i = 0; i < 40; i++) {
                        try {
                            history.add(entry("run" + i, i));
                            won++;
                        } catch (IllegalArgumentException e) {
                            assertThat(e).hasMessage("run 'run" + i + "' is in the history already");
                        }
                    }
                    return won;
                });
            }
            int won = 0;
            for (Future<Integer> each : threads.invokeAll(writers)) {
                won += each.get();
            }
            assertThat(won).isEqualTo(40);
        } finally {
            threads.shutdownNow();
        }
        assertThat(MetricHistory.in(file).entries()).hasSize(40);
    }

    /** Every prefix of the file is what a crash may leave. */
    @Test
    void everyCutIsSurvivedAndTold(@TempDir Path directory) throws IOException {
        Path whole = directory.resolve("whole.jsonl");
        MetricHistory history = MetricHistory.in(whole);
        history.add(entry("a", 1));
        history.annotate("a", "caf\u00e9 \ud83d\ude00");
        history.add(entry("b", 2));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = directory.resolve("cut.jsonl");
        int lineEnds = 0;
        for (int length = 0; length <= bytes.length; length++) {
            lineEnds += length > 0 && bytes[length - 1] == '\n' ? 1 : 0;
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            MetricHistory survived = MetricHistory.in(cut);
            assertThat(survived.entries()).hasSize(lineEnds == 3 ? 2 : Math.min(1, lineEnds));
            boolean atLineEnd = length == 0 || bytes[length - 1] == '\n';
            assertThat(survived.notices()).hasSize(atLineEnd ? 0 : 1);
            survived.add(entry("next", 3));
            assertThat(MetricHistory.in(cut).values("m")).endsWith(3.0);
            assertThat(MetricHistory.in(cut).notices()).isEmpty();
        }
    }

    @Test
    void aDamagedLastLineIsToldAndADamagedEarlierOneStopsEverything(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("history.jsonl");
        MetricHistory.in(file).add(entry("a", 1));
        Files.writeString(file, "\0\0\0\n", StandardOpenOption.APPEND);
        MetricHistory history = MetricHistory.in(file);
        assertThat(history.entries()).hasSize(1);
        assertThat(history.notices())
                .containsExactly(
                        "line 2 is no JSON; it was cut short while it was written, is left out, and is overwritten by"
                                + " the next event");
        history.add(entry("b", 2));
        assertThat(MetricHistory.in(file).values("m")).containsExactly(1.0, 2.0);
        assertThat(MetricHistory.inMemory().notices()).isEmpty();
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(3);
            damaged.write('\n');
        }
        assertThatThrownBy(() -> MetricHistory.in(file))
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith("history " + file + ": line 1 is no event of a history (")
                .hasMessageEndingWith("); restore it");
        Files.writeString(file, "");
        assertThatThrownBy(history::entries)
                .hasMessageContaining("is shorter than when it was last read (0 bytes, were ");
    }

    @Test
    void addsOnlyTheNewLine(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("history.jsonl");
        MetricHistory history = MetricHistory.in(file);
        history.add(entry("a", 1));
        byte[] before = Files.readAllBytes(file);
        history.add(entry("b", 2));
        history.supersede("a", "b");
        assertThat(Files.readAllBytes(file)).startsWith(before).endsWith(new byte[] {'\n'});
        assertThat(Files.readAllLines(file)).hasSize(3);
    }
}
