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
                row,reasons,x,t
                2,"x: between(0, 5), got '7.0'",7.0,"b,""c"
                3,"x: required(), got '(missing)'",,""
                4,"x: check(not-two, not 'x' in 2), got '2.0'",2.0," d"
                5,"x: unique(), got '1.0'",1.0,e
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
                .hasMessageContaining("did not take row 3 (java.lang.IllegalStateException: disk full)");
        assertThat(kept).containsExactly(1L);
        assertThat(good.schema()).isEqualTo(table.schema());
        QuarantineSink closed = () -> {
            throw new IOException("read-only");
        };
        assertThatThrownBy(() -> CONTRACT.filter(TableSource.of(table), closed).toTable())
                .hasMessageStartingWith("the quarantine did not take row 1 (java.io.IOException: read-only)");
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
