// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Csv;
import dev.holdfast.data.DataException;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCheckTest {
    private static final DataContract CONTRACT = DataContract.named("p")
            .column(
                    "x",
                    c -> c.number()
                            .required()
                            .between(0, 50)
                            .mean(Limit.within(20, 21))
                            .sum(Limit.atLeast(1))
                            .standardDeviation(Limit.atMost(1))
                            .skewness(Limit.atMost(0))
                            .median(Limit.atMost(1))
                            .distinct(Limit.atMost(10)))
            .column("id", c -> c.integer().unique().increasing())
            .column("t", c -> c.text().in("a", "b").matches("[ab]").groupBy("g"))
            .rows(r -> r.atLeast(10)
                    .unique("x", "t")
                    .correlation("x", "id", Limit.atLeast(0.9))
                    .determined("t", "g")
                    .check("c", Condition.when("x").above(10).then("t").is("a"))
                    .custom("odd-1", row -> row.number("id") % 2 == 1)
                    .where(Condition.when("x").isPresent())
                    .custom("throws-1", row -> {
                        if (row.number("id") > 700) {
                            throw new IllegalStateException("broken");
                        }
                        return true;
                    }))
            .build();

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    static Table table(int rows) {
        SplittableRandom random = new SplittableRandom(11);
        NumberColumn.Builder x = NumberColumn.builder("x");
        TextColumn.Builder t = TextColumn.builder("t");
        TextColumn.Builder g = TextColumn.builder("g");
        for (int i = 0; i < rows; i++) {
            if (random.nextInt(20) == 0) {
                x.addMissing();
            } else {
                x.add(random.nextDouble() * 55);
            }
            t.add(String.valueOf((char) ('a' + random.nextInt(3))));
            g.add("g" + random.nextInt(3));
        }
        long[] ids = random.longs(rows, 0, Math.max(1, rows)).toArray();
        return Table.of(x.build(), IntegerColumn.of("id", ids), t.build(), g.build());
    }

    static TableSource cut(Table table, int size) {
        return new TableSource() {
            @Override
            public Schema schema() {
                return table.schema();
            }

            @Override
            public Stream<Table> batches() {
                return IntStream.iterate(0, from -> from < table.rowCount(), from -> from + size)
                        .mapToObj(from -> table.slice(from, Math.min(from + size, table.rowCount())));
            }
        };
    }

    private static String bytes(ContractReport report) {
        return report.report().toJson()
                + report.profile().orElseThrow().toJson()
                + report.measurements()
                + report.findings();
    }

    @Test
    void edgeCase14TheReportIsTheSameForEveryNumberOfThreadsAndEveryCut() {
        Table table = table(1_000);
        String one = bytes(CONTRACT.check(table));
        assertThat(one).contains("the custom check 'throws-1' threw in row ");
        for (int size : new int[] {1, 7, 100, 333, 1_000}) {
            assertThat(bytes(CONTRACT.check(cut(table, size)))).isEqualTo(one);
            for (int n = 1; n <= 5; n++) {
                assertThat(bytes(CONTRACT.check(cut(table, size), UnaryOperator.identity(), threads, n)))
                        .isEqualTo(one);
            }
        }
    }

    @Test
    void readsAFileInPiecesAndNamesItsLines(@TempDir Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("id,note\n");
        for (int i = 1; i <= 50_000; i++) {
            csv.append(i % 10_000 == 0 ? -i : i).append(i % 5 == 0 ? ",\"two\nlines\"\n" : ",one\n");
        }
        Path file = Files.writeString(folder.resolve("data.csv"), csv);
        DataContract contract =
                DataContract.named("f").column("id", c -> c.integer().from(0)).build();
        String one = bytes(contract.check(Csv.stream(file)));
        assertThat(one).contains("for instance '-10000' in row 10000 (line 12000)");
        for (int n = 1; n <= 4; n++) {
            assertThat(bytes(contract.check(Csv.stream(file), UnaryOperator.identity(), threads, n)))
                    .isEqualTo(one);
        }
    }

    @Test
    void comesToItsEndWhateverTheExecutorDoes() {
        Table table = table(500);
        String one = bytes(CONTRACT.check(table));
        assertThat(bytes(CONTRACT.check(cut(table, 50), UnaryOperator.identity(), task -> {}, 8)))
                .isEqualTo(one);
        assertThat(bytes(CONTRACT.check(
                        cut(table, 50),
                        UnaryOperator.identity(),
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        8)))
                .isEqualTo(one);
        assertThatThrownBy(() -> CONTRACT.check(cut(table, 50), UnaryOperator.identity(), threads, 0))
                .hasMessage("threads must be at least 1, got 0");
    }

    @Test
    void edgeCase14TheSourceIsClosedWhenItFails() {
        List<String> closed = new ArrayList<>();
        Table table = table(100);
        TableSource failing = new TableSource() {
            @Override
            public Schema schema() {
                return table.schema();
            }

            @Override
            public Stream<Table> batches() {
                return Stream.of(1, 2, 3)
                        .map(i -> {
                            if (i == 3) {
                                throw new IllegalStateException("gone");
                            }
                            return table;
                        })
                        .onClose(() -> closed.add("closed"));
            }
        };
        for (int n = 1; n <= 3; n++) {
            int many = n;
            assertThatThrownBy(() -> CONTRACT.check(failing, UnaryOperator.identity(), threads, many))
                    .hasMessage("gone");
            assertThat(closed).hasSize(n);
        }
        assertThatThrownBy(() -> CONTRACT.check(Csv.stream(Path.of("no such file")), o -> o, threads, 2))
                .isInstanceOf(DataException.class);
    }

    @Test
    void manyRulesAndAnEmptySource() {
        DataContract.Builder many = DataContract.named("m");
        for (int i = 0; i < 200; i++) {
            int column = i;
            many.column("c" + i, c -> c.number().from(column));
        }
        DataContract contract = many.build();
        Table none = table(0);
        assertThat(contract.check(cut(none, 5), o -> o, threads, 4).toString())
                .isEqualTo(contract.check(cut(none, 5)).toString());
        assertThat(contract.check(table(10)).toString())
                .isEqualTo(contract.check(cut(table(10), 3), o -> o, threads, 4).toString());
    }
}
