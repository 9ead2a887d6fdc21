// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Csv;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The edges at which checks of data go wrong; those of 11, 14, 15 and 17 stand beside what they test. */
class EdgeCasesTest {
    private static Finding check(Table table, String column, Consumer<ColumnRules> rules) {
        ContractReport report =
                DataContract.named("e").column(column, rules).build().check(table);
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    @Test
    void edgeCase1MissingNaNEmptyBlankAndNAAreFiveThings() {
        Table table = Csv.with(f -> f.missing(""))
                .read(
                        new ByteArrayInputStream(
                                "t,n\n,1\n\"\",2\n\"   \",3\nNA,4\nnull,5\n".getBytes(StandardCharsets.UTF_8)),
                        "edge");
        assertThat(check(table, "t", ColumnRules::required).sample())
                .extracting(FailingRow::row)
                .containsExactly(1L);
        assertThat(check(table, "t", ColumnRules::notBlank).sample())
                .extracting(FailingRow::row)
                .containsExactly(2L, 3L);
        assertThat(check(table, "t", c -> c.notIn("NA", "null")).sample())
                .extracting(FailingRow::row)
                .containsExactly(4L, 5L);
        assertThat(check(table, "t", ColumnRules::unique).failing()).isZero();
        Table zeros = Table.of(NumberColumn.of("x", -0.0, 0.0, Double.NEGATIVE_INFINITY));
        assertThat(check(zeros, "x", c -> c.in(0)).failing()).isEqualTo(1);
        assertThat(check(zeros, "x", c -> c.from(0)).failing()).isEqualTo(1);
    }

    @Test
    void edgeCase2NothingToLookAtIsNeverGreenButRowsAreCounted() {
        DataContract contract = DataContract.named("e")
                .column("x", c -> c.between(0, 1).mean(Limit.atMost(1)))
                .rows(r -> r.atLeast(0).noDuplicateRows())
                .build();
        for (Table table : new Table[] {
            Table.of(NumberColumn.of("x")), Table.of(NumberColumn.builder("x").build())
        }) {
            assertThat(contract.check(table).findings())
                    .extracting(Finding::verdict)
                    .containsExactly(Verdict.SKIPPED, Verdict.UNDECIDED, Verdict.PASS, Verdict.SKIPPED);
        }
        Table missing =
                Table.of(NumberColumn.builder("x").addMissing().addMissing().build());
        assertThat(contract.check(missing).findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.SKIPPED, Verdict.UNDECIDED, Verdict.PASS, Verdict.FAIL);
        assertThat(contract.check(Table.of()).findings().get(0).sentence())
                .isEqualTo("x: the column is not there; the table has []");
    }

    @Test
    void edgeCase3AFilterThatMatchesNothingIsSkipped() {
        Table table = Table.of(IntegerColumn.of("x", 1));
        assertThat(check(table, "x", c -> c.from(0).where(Condition.when("x").above(5)))
                        .verdict())
                .isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void edgeCase4ConstantsAndTooFewValuesHaveNoShape() {
        Table constant = Table.of(NumberColumn.of("x", 3, 3, 3, 3), NumberColumn.of("y", 1, 2, 3, 4));
        assertThat(check(constant, "x", c -> c.standardDeviation(Limit.atMost(0)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(check(constant, "x", c -> c.skewness(Limit.atMost(9))).verdict())
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(check(constant.slice(0, 1), "x", c -> c.variance(Limit.atMost(9)))
                        .verdict())
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(check(constant.slice(0, 2), "y", c -> c.kurtosis(Limit.atMost(9)))
                        .verdict())
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(DataContract.named("e")
                        .rows(r -> r.correlation("x", "y", Limit.atMost(1)))
                        .build()
                        .check(constant)
                        .verdict())
                .isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void edgeCase9LengthsAreCodePointsAndFormsAreKeptApart() {
        Table table = Table.of(TextColumn.of("t", "\ud83d\ude00", "e\u0301", "\u00e9", "a\u200bb", "\u0130", "i"));
        assertThat(check(table, "t", c -> c.length(1, 1)).sample())
                .extracting(FailingRow::row)
                .containsExactly(2L, 4L);
        assertThat(check(table, "t", ColumnRules::unique).failing()).isZero();
        assertThat(check(table, "t", c -> c.in("\u00e9", "I", "\u0131")).failing())
                .isEqualTo(5);
        assertThat(check(Table.of(TextColumn.of("b", "TRUE", "False")), "b", ColumnRules::bool)
                        .sentence())
                .contains("although every value reads as true or false");
    }

    @Test
    void edgeCase10SumsAndMomentsSurviveLargeNumbers() {
        Table table = Table.of(NumberColumn.of("x", 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16));
        assertThat(check(table, "x", c -> c.variance(Limit.within(30, 30))).verdict())
                .isEqualTo(Verdict.PASS);
        double[] tenths = new double[1_000];
        Arrays.fill(tenths, 0.1);
        assertThat(check(Table.of(NumberColumn.of("x", tenths)), "x", c -> c.sum(Limit.within(100, 100)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        Table huge = Table.of(NumberColumn.of("x", 1e308, 1e308, -1e308, -1e308));
        assertThat(check(huge, "x", c -> c.mean(Limit.atMost(1))).verdict()).isNotEqualTo(Verdict.FAIL);
    }

    @Test
    void edgeCase12PartsInAnyOrderMergeToTheWholeAndAnEmptyPartChangesNothing() {
        Table table = SharedCheckTest.table(300);
        DataContract contract = DataContract.named("e")
                .column("x", c -> c.between(0, 50).median(Limit.atMost(1)).distinct(Limit.atMost(1)))
                .column("id", c -> c.unique().increasing())
                .build();
        ContractReport whole = contract.check(table);
        ContractCheck last = contract.start(o -> o.firstRow(201)).add(table.slice(200, 300));
        ContractCheck first = contract.start().add(table.slice(0, 120));
        ContractCheck middle = contract.start(o -> o.firstRow(121)).add(table.slice(120, 200));
        ContractReport parts =
                last.merge(contract.start()).merge(first).merge(middle).report();
        assertThat(parts.findings()).isEqualTo(whole.findings());
    }

    @Test
    void edgeCase13SharesAreComparedWithoutRounding() {
        Table hundred = Table.of(IntegerColumn.of(
                "x", IntStream.rangeClosed(1, 100).asLongStream().toArray()));
        assertThat(check(hundred, "x", c -> c.upTo(99).atLeast(0.99)).verdict()).isEqualTo(Verdict.PASS);
        Table ten = Table.of(IntegerColumn.of("x", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        assertThat(check(ten, "x", c -> c.upTo(3).atLeast(0.3)).verdict()).isEqualTo(Verdict.PASS);
        assertThat(check(ten, "x", c -> c.upTo(3).atLeast(0.3000000001)).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void edgeCase16NewAndAbsentCategoriesBothCount() {
        Table table = Table.of(TextColumn.of("x", "a", "b"));
        Finding finding = check(table, "x", c -> c.distribution(Map.of("a", 0.5, "c", 0.5), Limit.atMost(0.1)));
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.measured().orElseThrow().value()).hasValue(0.5);
    }

    @Test
    void edgeCase18ColumnsAreFoundByNameWhateverTheirOrder() {
        DataContract contract = DataContract.named("e")
                .column("a", c -> c.integer().from(0))
                .column("b", ColumnRules::text)
                .build();
        Table other = Table.of(TextColumn.of("b", "x"), IntegerColumn.of("a", 1), IntegerColumn.of("more", 1));
        assertThat(contract.check(other).verdict()).isEqualTo(Verdict.PASS);
        Table older = Table.of(IntegerColumn.of("a", 1));
        assertThat(contract.check(older).findings(Verdict.FAIL))
                .extracting(Finding::name)
                .containsExactly("b: present()");
        assertThat(older.schema().difference(contract.schema()).toString()).contains("column 'b'");
    }

    @Test
    void oddColumnNamesAreNames() {
        for (String name : new String[] {"count", "*", "a.b", "`x`", "\"", "row", "a, b", " "}) {
            Table table = Table.of(IntegerColumn.of(name, 1, 1));
            if (name.isBlank()) {
                assertThatThrownBy(() -> check(table, name, ColumnRules::unique))
                        .hasMessage("a column needs a name, got a blank text");
            } else {
                assertThat(check(table, name, ColumnRules::unique).sample())
                        .containsExactly(new FailingRow(2, name, "1"));
            }
        }
    }
}
