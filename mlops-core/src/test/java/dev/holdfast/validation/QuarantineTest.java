// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Csv;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final DataContract CONTRACT = DataContract.named("x")
            .column("x", c -> c.number().required().between(0, 5).unique())
            .rows(r -> r.check("not-two", Condition.when("x").is(2).negate()))
            .build();

    private static TableSource cut(Table table, int size) {
        return new TableSource() {
            @Override
            public Schema schema() {
                return table.schema();
            }

            @Override
            public Stream<Table> batches() {
                return java.util.stream.IntStream.iterate(0, from -> from < table.rowCount(), from -> from + size)
                        .mapToObj(from -> table.slice(from, Math.min(from + size, table.rowCount())));
            }
        };
    }

    @Property(tries = 200)
    void losesAndDuplicatesNoRow(
            @ForAll @Size(max = 40) List<@IntRange(min = -3, max = 9) Integer> values,
            @ForAll @IntRange(min = 1, max = 12) int batch) {
        NumberColumn.Builder x = NumberColumn.builder("x");
        values.forEach(value -> {
            if (value == 9) {
                x.addMissing();
            } else {
                x.add(value);
            }
        });
        double[] ids = java.util.stream.IntStream.rangeClosed(1, values.size())
                .asDoubleStream()
                .toArray();
        Table table = Table.of(x.build(), NumberColumn.of("id", ids));
        List<Long> bad = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        List<ContractReport> reports = new ArrayList<>();
        try (Stream<Table> good = CONTRACT.filter(
                        cut(table, batch),
                        QuarantineSink.to(row -> {
                            assertThat(row.row().number("id")).isEqualTo((double) row.number());
                            assertThat(row.breaches()).isNotEmpty();
                            bad.add(row.number());
                        }),
                        o -> o,
                        reports::add)
                .batches()) {
            good.forEach(part -> part.forEach(row -> all.add((long) row.number("id"))));
        }
        assertThat(all).isSorted();
        assertThat(bad).isSorted();
        all.addAll(bad);
        assertThat(all).hasSize(values.size()).doesNotHaveDuplicates();
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).findings()).isEqualTo(CONTRACT.check(table).findings());
    }

    @Test
    void writesBadRowsWithTheirReasons(@TempDir Path directory) throws IOException {
        Table table = Table.of(
                NumberColumn.builder("x")
                        .add(1)
                        .add(7)
                        .addMissing()
                        .add(2)
                        .add(1)
                        .build(),
                TextColumn.of("t", "a", "b,\"c", "", " d", "e"));
        Path file = directory.resolve("bad.csv");
        Table good = CONTRACT.filter(cut(table, 2), QuarantineSink.csv(file)).toTable();
        assertThat(good.rowCount()).isEqualTo(1);
        assertThat(Files.readString(file)).isEqualTo("""
                row,line,reasons,x,t
                2,,"x: between(0, 5), got '7'",7.0,"b,""c"
                3,,"x: required(), got '(missing)'",,""
                4,,"x: check(not-two, not 'x' in 2), got '2'",2.0," d"
                5,,"x: unique(), got '1'",1.0,e
                """);
        assertThat(Csv.read(file).rowCount()).isEqualTo(4);
        assertThat(directory.resolve("bad.csv.part")).doesNotExist();
    }

    @Test
    void aSinkThatFailsKeepsWhatItHasAndNamesTheRow() {
        Table table = Table.of(NumberColumn.of("x", 7, 1, 8));
        List<Long> kept = new ArrayList<>();
        TableSource good = CONTRACT.filter(TableSource.of(table), QuarantineSink.to(row -> {
            if (row.number() == 3) {
                throw new IllegalStateException("disk full");
            }
            kept.add(row.number());
        }));
        assertThatThrownBy(good::toTable)
                .isInstanceOfSatisfying(
                        QuarantineException.class, e -> assertThat(e.row()).isEqualTo(3))
                .hasMessage(
                        "the quarantine of the host's code did not take row 3 (java.lang.IllegalStateException: disk full); it keeps the 1"
                                + " rows before it and is not complete; no good row of the batch was passed on; repair the sink"
                                + " and read the data again, which starts the quarantine anew");
        assertThat(kept).containsExactly(1L);
        assertThat(good.schema()).isEqualTo(table.schema());
        QuarantineSink closed = () -> {
            throw new IOException("read-only");
        };
        assertThatThrownBy(() -> CONTRACT.filter(TableSource.of(table), closed).toTable())
                .hasMessageStartingWith("the quarantine did not take row 1 (java.io.IOException: read-only)");
    }

    /** Fails at the third row that it is given. */
    private static QuarantineSink failing(Path file, List<String> events) {
        return () -> {
            QuarantineSink.Writer csv = QuarantineSink.csv(file).open();
            return new QuarantineSink.Writer() {
                private int rows;

                @Override
                public void write(QuarantinedRow row) throws IOException {
                    if (++rows == 3) {
                        throw new IOException("No space left on device");
                    }
                    csv.write(row);
                }

                @Override
                public void abandon() throws IOException {
                    events.add("abandon");
                    csv.abandon();
                }

                @Override
                public void close() throws IOException {
                    events.add("close");
                    csv.close();
                }

                @Override
                public String toString() {
                    return csv.toString();
                }
            };
        };
    }

    @Test
    void anIncompleteQuarantineKeepsItsRowsAndNeverLooksComplete(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("bad.csv");
        Path part = directory.resolve("bad.csv.part");
        Files.writeString(file, "of an earlier reading");
        Table table = Table.of(NumberColumn.of("x", 7, 1, 8, 9));
        List<String> events = new ArrayList<>();
        assertThatThrownBy(() ->
                        CONTRACT.filter(cut(table, 1), failing(file, events)).toTable())
                .isInstanceOfSatisfying(QuarantineException.class, e -> {
                    assertThat(e.row()).isEqualTo(4);
                    assertThat(e.written()).isEqualTo(2);
                })
                .hasMessage(
                        "the quarantine " + part + " did not take row 4 (java.io.IOException: No space left on device);"
                                + " it keeps the 2 rows before it and is not complete; no good row of the batch was passed on;"
                                + " repair the sink and read the data again, which starts the quarantine anew");
        assertThat(events).containsExactly("abandon");
        assertThat(part).content().isEqualTo("""
                row,line,reasons,x
                1,,"x: between(0, 5), got '7'",7.0
                3,,"x: between(0, 5), got '8'",8.0
                """);
        assertThat(file).content().isEqualTo("of an earlier reading");
        CONTRACT.filter(cut(table, 1), QuarantineSink.csv(file)).toTable();
        assertThat(part).doesNotExist();
        assertThat(Csv.read(file).rowCount()).isEqualTo(3);
    }

    @Test
    void aReadingThatStopsEarlyOrWhoseSourceFailsIsNotComplete(@TempDir Path directory) {
        Path file = directory.resolve("bad.csv");
        Path part = directory.resolve("bad.csv.part");
        Table table = Table.of(NumberColumn.of("x", 7, 1, 8));
        List<ContractReport> reports = new ArrayList<>();
        try (Stream<Table> good = CONTRACT.filter(cut(table, 1), QuarantineSink.csv(file), o -> o, reports::add)
                .batches()) {
            assertThat(good.limit(1).count()).isEqualTo(1);
        }
        assertThat(file).doesNotExist();
        assertThat(part).exists();
        TableSource broken = new TableSource() {
            @Override
            public Schema schema() {
                return table.schema();
            }

            @Override
            public Stream<Table> batches() {
                return Stream.of(1, 2).map(i -> {
                    if (i == 2) {
                        throw new IllegalStateException("gone");
                    }
                    return table;
                });
            }
        };
        assertThatThrownBy(() -> CONTRACT.filter(broken, QuarantineSink.csv(file), o -> o, reports::add)
                        .toTable())
                .hasMessage("gone");
        assertThat(file).doesNotExist();
        assertThat(part).content().contains("3,,\"x: between(0, 5), got '8'\",8.0");
        assertThat(reports).isEmpty();
    }

    @Test
    void twoReadingsCannotWriteTheSameFile(@TempDir Path directory) {
        QuarantineSink sink = QuarantineSink.csv(directory.resolve("bad.csv"));
        TableSource good = CONTRACT.filter(cut(Table.of(NumberColumn.of("x", 7, 8)), 1), sink);
        try (Stream<Table> first = good.batches()) {
            first.iterator().next();
            assertThatThrownBy(good::toTable).hasMessageContaining("bad.csv.part is being written by another reading");
        }
    }

    @Test
    void aSinkThatCannotBeEndedIsTold() {
        QuarantineSink sink = () -> new QuarantineSink.Writer() {
            @Override
            public void write(QuarantinedRow row) {
                assertThat(row.breaches()).isNotEmpty();
            }

            @Override
            public void abandon() throws IOException {
                throw new IOException("stuck");
            }

            @Override
            public void close() throws IOException {
                throw new IOException("stuck");
            }

            @Override
            public String toString() {
                return "q";
            }
        };
        TableSource good = CONTRACT.filter(cut(Table.of(NumberColumn.of("x", 7, 8)), 1), sink);
        String message =
                "the quarantine q could not be ended (java.io.IOException: stuck); it was handed all of its 2 rows,"
                        + " but may not have kept them; repair the sink and read the data again";
        assertThatThrownBy(good::toTable)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        QuarantineException.class, e -> assertThat(e.row()).isZero());
        Stream<Table> stopped = good.batches();
        assertThat(stopped.spliterator().tryAdvance(batch -> {})).isTrue();
        assertThatThrownBy(stopped::close).isInstanceOf(QuarantineException.class);
    }

    @Test
    void namesTheLineOfTheFileAndTheByte(@TempDir Path directory) throws IOException {
        Path data = Files.writeString(directory.resolve("data.csv"), "x,note\n1,\"two\nlines\"\n\n7,b\n");
        List<QuarantinedRow> bad = new ArrayList<>();
        List<ContractReport> reports = new ArrayList<>();
        Path file = directory.resolve("bad.csv");
        CONTRACT.filter(Csv.stream(data), QuarantineSink.to(bad::add), o -> o, reports::add)
                .toTable();
        assertThat(bad).hasSize(1);
        assertThat(bad.get(0).number()).isEqualTo(2);
        assertThat(bad.get(0).position().orElseThrow().line()).isEqualTo(5);
        assertThat(bad.get(0).position().orElseThrow().offset()).isEqualTo(22);
        Finding finding = reports.get(0).findings(Verdict.FAIL).get(0);
        assertThat(finding.sentence()).endsWith("; for instance '7' in row 2 (line 5)");
        assertThat(finding.sample().get(0).position()).isEqualTo(bad.get(0).position());
        assertThat(finding.sample().get(0)).hasToString("row 2 (" + data + ", line 5), x: '7'");
        assertThat(reports.get(0).report().toMarkdown())
                .contains("| Value | In rows | At lines |")
                .contains("| 7 | 2 | 5 |");
        CONTRACT.filter(Csv.stream(data), QuarantineSink.csv(file)).toTable();
        assertThat(file).content().contains("2,5,\"x: between(0, 5), got '7'\",7,b");
    }

    @Test
    void edgeCase17AFormulaIsNoFormulaForASpreadsheet(@TempDir Path directory) {
        String name = "=cmd|' /C calc'!A0";
        Table table = Table.of(
                NumberColumn.of("x", 7, -7, 7, 7, 7, 7, 7),
                TextColumn.of(name, name, "-5", "@SUM(A1)", "'=1", "\uff1d1+1", " +1+1", "\t=1"),
                TextColumn.of("row", "a", "'b", "c", "d", "e", "f", "g"));
        Path file = directory.resolve("bad.csv");
        CONTRACT.filter(TableSource.of(table), QuarantineSink.csv(file)).toTable();
        assertThat(file).content().startsWith("row_,line,reasons,x,'=cmd|' /C calc'!A0,row\n");
        Table back = Csv.with(f -> f).read(file);
        List<String> texts = back.rows().map(row -> row.text("'" + name)).toList();
        assertThat(texts).containsExactly("'" + name, "-5", "'@SUM(A1)", "''=1", "'\uff1d1+1", "' +1+1", "'\t=1");
        assertThat(back.row(1).text("row")).isEqualTo("'b");
        assertThat(back.row(1).number("x")).isEqualTo(-7);
    }

    @Test
    void rulesThatLetRowsOffRejectNone() {
        DataContract contract = DataContract.named("x")
                .column("x", c -> c.from(3).atLeast(0.1).below(6).severity(Severity.WARN))
                .build();
        Table table = Table.of(NumberColumn.of("x", 7, 1, 8));
        assertThat(contract.filter(TableSource.of(table), QuarantineSink.to(row -> {}))
                        .toTable()
                        .rowCount())
                .isEqualTo(3);
    }

    @Test
    void checksOneRow() {
        DataContract contract = DataContract.named("x")
                .column("Age", c -> c.integer().required().between(18, 100))
                .column("Home", c -> c.text().in("rent", "owner").severity(Severity.WARN))
                .column("Note", c -> c.length(0, 3).optional())
                .column("Status", c -> c.text().required().environment("TRAINING"))
                .rows(r -> r.check(
                                "c",
                                Condition.when("Age").above(60).then("Home").is("owner"))
                        .exactlyOne("a", "b")
                        .allOrNone("a", "p")
                        .sumEquals("s", 0, "p", "q")
                        .custom("even-1", row -> row.number("Age") % 2 == 0)
                        .where(Condition.when("Age").below(50)))
                .build();
        Row good = Row.of("Age", 30, "Home", "rent", "a", 1, "p", 2, "q", 3, "s", 5);
        assertThat(contract.check(good, "SERVING")).isSameAs(RowCheck.PASSED);
        assertThat(contract.check(good).breaches())
                .containsExactly(new Breach("Status", "present()", "(no such column)"));
        assertThat(contract.check(good, "TRAINING").passed()).isFalse();
        assertThat(contract.check(good.with("Home", "boat"), "SERVING"))
                .isEqualTo(new RowCheck(Verdict.WARN, List.of(new Breach("Home", "in(rent, owner)", "boat"))));
        RowCheck bad = contract.check(
                Row.of("Age", 70.5, "Home", "rent", "Note", "long", "a", 1, "b", 1, "p", 2, "q", 3, "s", 6), "SERVING");
        assertThat(bad.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(bad.breaches())
                .extracting(Breach::rule)
                .containsExactly(
                        "integer()",
                        "length(0, 3)",
                        "check(c, when 'Age' above 60 then 'Home' in owner)",
                        "exactlyOne(a, b)",
                        "sum(p, q, s, 0)");
        assertThat(contract.check(Row.of("Age", "x", "Home", "rent", "a", 1, "p", 1), "SERVING")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(DataContract.parse(contract.toJson()).check(good, "SERVING").verdict())
                .isEqualTo(Verdict.ERROR);
    }
}
