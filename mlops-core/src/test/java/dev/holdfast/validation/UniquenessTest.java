// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UniquenessTest {
    private static final DataContract UNIQUE =
            DataContract.named("u").column("id", c -> c.unique()).build();

    /** 20,000 rows of which the last 7 repeat the first 7. */
    private static Table repeating() {
        return Table.of(IntegerColumn.of(
                "id",
                LongStream.range(0, 20_000).map(i -> i % 19_993 * 1_000_003).toArray()));
    }

    private static Finding only(ContractReport report) {
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    private static Finding check(Table table, UnaryOperator<CheckOptions> options) {
        return only(UNIQUE.check(TableSource.of(table), options));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void edgeCase11ACompositeKeyKnowsWhereItsPartsEnd() {
        Table table = Table.of(TextColumn.of("a", "a", "ab", "a"), TextColumn.of("b", "bc", "c", "bc"));
        DataContract contract =
                DataContract.named("k").rows(r -> r.unique("a", "b")).build();
        assertThat(only(contract.check(table)).sample()).containsExactly(new FailingRow(3, "a, b", "a, bc"));
    }

    @Test
    void edgeCase11AMissingPartIsNoKeyOrAFailureOrAValueAsTheRuleSays() {
        Table table = Table.of(
                TextColumn.builder("a").addMissing().addMissing().add("x").build(), TextColumn.of("b", "y", "y", "y"));
        Finding unique = only(
                DataContract.named("k").rows(r -> r.unique("a", "b")).build().check(table));
        assertThat(unique.verdict()).isEqualTo(Verdict.PASS);
        assertThat(unique.checked()).isEqualTo(1);
        Finding key = only(DataContract.named("k")
                .rows(r -> r.primaryKey("a", "b"))
                .build()
                .check(table));
        assertThat(key.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(key.sample()).extracting(FailingRow::row).containsExactly(1L, 2L);
        Finding rows = only(DataContract.named("k")
                .rows(TableRules::noDuplicateRows)
                .build()
                .check(table));
        assertThat(rows.sample()).containsExactly(new FailingRow(2, "a, b", "(missing), y"));
    }

    @Test
    void zeroIsOneKeyWhateverItsSignAndNaNIsAKey() {
        Table table = Table.of(NumberColumn.of("id", 0.0, -0.0, Double.NaN, Double.NaN, 1));
        assertThat(check(table, o -> o).sample()).extracting(FailingRow::row).containsExactly(2L, 4L);
    }

    @Test
    void edgeCase11KeysBeyondTheMemoryGoToFilesAndTheAnswerStaysExact(@TempDir Path folder) throws IOException {
        Finding inMemory = check(repeating(), o -> o);
        Finding spilled = check(repeating(), o -> o.keyMemory(1 << 16).keySpill(folder));
        assertThat(spilled).isEqualTo(inMemory);
        assertThat(spilled.failing()).isEqualTo(7);
        assertThat(isEmpty(folder)).isTrue();
    }

    @Test
    void withoutAFolderItIsUndecidedWithTheNumbersItKnows() {
        Table late = Table.of(IntegerColumn.of(
                "id", LongStream.range(0, 20_000).map(i -> Math.min(i, 19_990)).toArray()));
        Finding finding = check(late, o -> o.keyMemory(1 << 16));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.failing()).isEqualTo(0);
        assertThat(finding.sentence())
                .matches(
                        "id: at least 0 and at most 1[89]\\d{3} of 20000 checked rows break unique\\(\\); the memory for"
                                + " keys \\(65536 bytes\\) was used up and whether these repeat another row is not known; name a"
                                + " folder with start\\(o -> o\\.keySpill\\(folder\\)\\), or allow more with keyMemory\\(bytes\\)");
    }

    @Test
    void whatIsKnownDecidesWhereItIsEnough() {
        Table early = Table.of(IntegerColumn.of(
                "id", LongStream.range(0, 20_000).map(i -> Math.max(5, i)).toArray()));
        assertThat(check(early, o -> o.keyMemory(1 << 16)).verdict()).isEqualTo(Verdict.FAIL);
        DataContract lenient = DataContract.named("u")
                .column("id", c -> c.unique().atLeast(0.01))
                .build();
        assertThat(only(lenient.check(TableSource.of(repeating()), o -> o.keyMemory(1 << 16)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void groupsShareTheMemoryOfTheirRule() {
        Table table = repeating()
                .with(IntegerColumn.of(
                        "g", IntStream.range(0, 20_000).mapToLong(i -> i % 900).toArray()));
        DataContract contract = DataContract.named("u")
                .column("id", c -> c.unique().groupBy("g"))
                .build();
        ContractReport report = contract.check(TableSource.of(table), o -> o.keyMemory(1 << 16));
        assertThat(report.findings()).hasSize(900).extracting(Finding::verdict).contains(Verdict.UNDECIDED);
    }

    @Test
    void theFilesAreDeletedWhenTheSourceFails(@TempDir Path folder) throws IOException {
        List<String> closed = new ArrayList<>();
        TableSource failing = new TableSource() {
            @Override
            public Schema schema() {
                return repeating().schema();
            }

            @Override
            public Stream<Table> batches() {
                return Stream.of(1, 2)
                        .map(i -> {
                            if (i == 2) {
                                assertThat(folder.toFile().list()).hasSizeGreaterThan(1);
                                throw new IllegalStateException("the line went dead");
                            }
                            return repeating();
                        })
                        .onClose(() -> closed.add("closed"));
            }
        };
        UnaryOperator<CheckOptions> options = o -> o.keyMemory(1 << 16).keySpill(folder);
        assertThatThrownBy(() -> UNIQUE.check(failing, options)).hasMessage("the line went dead");
        assertThatThrownBy(() -> UNIQUE.check(failing, options, Runnable::run, 2))
                .hasMessage("the line went dead");
        assertThatThrownBy(() -> UNIQUE.filter(failing, QuarantineSink.to(row -> {}), options, report -> {})
                        .toTable())
                .hasMessage("the line went dead");
        assertThat(isEmpty(folder)).isTrue();
        assertThat(closed).hasSize(3);
    }

    @Test
    void aFolderThatIsNoneIsAnErrorOfThatRuleAlone(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        DataContract contract =
                DataContract.named("u").column("id", c -> c.unique().from(0)).build();
        ContractReport report = contract.check(
                TableSource.of(repeating()), o -> o.keyMemory(1 << 16).keySpill(file));
        assertThat(report.findings()).extracting(Finding::verdict).containsExactly(Verdict.ERROR, Verdict.PASS);
    }

    @Test
    void partsThatWentToFilesMergeIntoTheAnswerOfTheWhole(@TempDir Path folder) throws IOException {
        UnaryOperator<CheckOptions> options = o -> o.keyMemory(1 << 16).keySpill(folder);
        Table all = repeating();
        try (ContractCheck later = UNIQUE.start(o -> options.apply(o).firstRow(9_001));
                ContractCheck earlier = UNIQUE.start(options)) {
            later.add(all.slice(9_000, 20_000));
            later.merge(earlier.add(all.slice(0, 9_000)));
            assertThat(only(later.report())).isEqualTo(check(all, o -> o));
        }
        assertThat(isEmpty(folder)).isTrue();
    }

    @Test
    void aColumnThatDeterminesAnotherIsBoundedToo() {
        Table table = repeating()
                .with(IntegerColumn.of(
                        "to", IntStream.range(0, 20_000).mapToLong(i -> i).toArray()));
        DataContract contract =
                DataContract.named("d").rows(r -> r.determined("to", "id")).build();
        assertThat(only(contract.check(table)).failing()).isEqualTo(7);
        Finding bounded = only(contract.check(TableSource.of(table), o -> o.keyMemory(1 << 16)));
        assertThat(bounded.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(bounded.sentence()).contains("the memory for keys (65536 bytes) was used up and ");
    }

    @Test
    void refusesTooLittleMemory() {
        assertThatThrownBy(() -> UNIQUE.start(o -> o.keyMemory(1)))
                .hasMessage("the memory for keys must be at least 65536 bytes, got 1");
    }

    /** Run at full size with {@code -Dholdfast.keys=20000000}. */
    @Test
    void manyKeysNeedLittleMemory(@TempDir Path folder) {
        int rows = Integer.getInteger("holdfast.keys", 100_000);
        int batch = 50_000;
        TableSource source = new TableSource() {
            @Override
            public Schema schema() {
                return Table.of(IntegerColumn.of("id", 1)).schema();
            }

            @Override
            public Stream<Table> batches() {
                return IntStream.iterate(0, from -> from < rows, from -> from + batch)
                        .mapToObj(from -> Table.of(IntegerColumn.of(
                                "id",
                                LongStream.range(from, Math.min(rows, from + batch))
                                        .map(i -> i == rows - 1 ? 0 : i)
                                        .toArray())));
            }
        };
        Finding finding = only(
                UNIQUE.check(source, o -> o.withoutProfile().keyMemory(1 << 20).keySpill(folder)));
        assertThat(finding.sample()).containsExactly(new FailingRow(rows, "id", "0"));
        assertThat(finding.checked()).isEqualTo(rows);
    }
}
