// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.ContractChange.Kind.ADDED;
import static dev.holdfast.validation.ContractChange.Kind.CHANGED;
import static dev.holdfast.validation.ContractChange.Kind.LOOSENED;
import static dev.holdfast.validation.ContractChange.Kind.REMOVED;
import static dev.holdfast.validation.ContractChange.Kind.TIGHTENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContractDifferenceTest {
    private static DataContract column(Consumer<ColumnRules> rules) {
        return DataContract.named("c").column("x", rules).build();
    }

    private static DataContract table(Consumer<TableRules> rules) {
        return DataContract.named("c").column("x").rows(rules).build();
    }

    private static void change(
            DataContract older, DataContract newer, ContractChange.Kind kind, boolean breaking, String why) {
        ContractDifference difference = newer.differenceFrom(older);
        assertThat(difference.changes()).hasSize(1);
        ContractChange change = difference.changes().get(0);
        assertThat(change.why()).isEqualTo(why);
        assertThat(change.kind()).isEqualTo(kind);
        assertThat(change.breaking()).isEqualTo(breaking);
        assertThat(difference.isCompatible()).isEqualTo(!breaking);
    }

    private static void tightened(Consumer<ColumnRules> loose, Consumer<ColumnRules> tight) {
        ContractChange to =
                column(tight).differenceFrom(column(loose)).changes().get(0);
        ContractChange back =
                column(loose).differenceFrom(column(tight)).changes().get(0);
        assertThat(to.kind()).as(to.toString()).isEqualTo(TIGHTENED);
        assertThat(to.breaking()).isTrue();
        assertThat(back.kind()).as(back.toString()).isEqualTo(LOOSENED);
        assertThat(back.breaking()).isFalse();
    }

    private static void tightenedTable(Consumer<TableRules> loose, Consumer<TableRules> tight) {
        assertThat(table(tight).differenceFrom(table(loose)).changes())
                .extracting(ContractChange::kind, ContractChange::breaking)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(TIGHTENED, true));
        assertThat(table(loose).differenceFrom(table(tight)).changes())
                .extracting(ContractChange::kind, ContractChange::breaking)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(LOOSENED, false));
    }

    @Test
    void aRuleThatIsNewBreaksAndOneThatIsGoneDoesNot() {
        change(
                column(c -> c.number()),
                column(c -> c.number().between(0, 5)),
                ADDED,
                true,
                "column 'x': between(0, 5) was not asked for before");
        change(
                column(c -> c.number().between(0, 5)),
                column(c -> c.number()),
                REMOVED,
                false,
                "column 'x': between(0, 5) is not asked for any more");
        change(
                column(c -> c.number()),
                column(c -> c.number().between(0, 5).severity(Severity.WARN)),
                ADDED,
                false,
                "column 'x': between(0, 5) (warns) was not asked for before, and only warns");
    }

    @Test
    void tellsTighterFromLooserByWhatIsAllowed() {
        tightened(c -> c.between(0, 10), c -> c.between(1, 10));
        tightened(c -> c.between(0L, 1L << 60), c -> c.between(0L, (1L << 60) - 1));
        tightened(c -> c.from(1), c -> c.above(1));
        tightened(c -> c.above(1), c -> c.from(2));
        tightened(c -> c.upTo(1), c -> c.below(1));
        tightened(c -> c.in("a", "b"), c -> c.in("b"));
        tightened(c -> c.notIn("a"), c -> c.notIn("b", "a"));
        tightened(c -> c.containsAll("a"), c -> c.containsAll("b", "a"));
        tightened(c -> c.missing(Limit.atMost(0.5)), ColumnRules::required);
        tightened(ColumnRules::notNan, ColumnRules::finite);
        tightened(c -> c.length(0, 5), c -> c.length(1, 5));
        tightened(c -> c.startsWith("a"), c -> c.startsWith("ab"));
        tightened(c -> c.endsWith("a"), c -> c.endsWith("ba"));
        tightened(c -> c.increasing(), c -> c.strictlyIncreasing());
        tightened(c -> c.fresh(Duration.ofHours(2)), c -> c.fresh(Duration.ofMinutes(5)));
        tightened(c -> c.mean(Limit.within(0, 5)), c -> c.mean(Limit.within(1, 5)));
        tightened(c -> c.quantile(0.9, Limit.atMost(5)), c -> c.quantile(0.9, Limit.atMost(4)));
        tightened(
                c -> c.distribution(Map.of("a", 1.0), Limit.atMost(0.2)),
                c -> c.distribution(Map.of("a", 1.0), Limit.atMost(0.1)));
        tightened(ColumnRules::number, ColumnRules::integer);
        tightened(
                c -> c.during(Instant.EPOCH, Instant.EPOCH.plusSeconds(5)),
                c -> c.during(Instant.EPOCH, Instant.EPOCH.plusSeconds(4)));
        tightened(c -> c.from(0).atLeast(0.9), c -> c.from(0));
        tightened(c -> c.from(0).where(when("y").above(1)), c -> c.from(0));
        tightened(c -> c.from(0).environment("A"), c -> c.from(0));
        tightened(c -> c.from(0).severity(Severity.WARN), c -> c.from(0));
        tightenedTable(r -> r.atLeast(5), r -> r.atLeast(6));
        tightenedTable(r -> r.sumEquals("x", 0.5, "a", "b"), r -> r.sumEquals("x", 0.1, "b", "a"));
        tightenedTable(
                r -> r.correlation("a", "b", Limit.atLeast(0.5)), r -> r.correlation("a", "b", Limit.atLeast(0.6)));
        tightenedTable(r -> r.determined("x", "a", "b"), r -> r.determined("x", "a"));
    }

    @Test
    void whatIncludesNeitherIsChangedAndBreaks() {
        change(
                column(c -> c.between(0, 10)),
                column(c -> c.between(5, 15)),
                CHANGED,
                true,
                "column 'x': between(5, 15) was between(0, 10)");
        change(
                column(c -> c.matches("a+")),
                column(c -> c.matches("a*")),
                CHANGED,
                true,
                "column 'x': matches(a*) was matches(a+)");
        change(
                table(r -> r.custom("iban-1", row -> true)),
                table(r -> r.custom("iban-2", row -> true)),
                CHANGED,
                true,
                "table: custom(iban-2) was custom(iban-1)");
        change(
                column(c -> c.mean(Limit.atMost(5)).where(when("y").is("a"))),
                column(c -> c.mean(Limit.atMost(5))),
                CHANGED,
                true,
                "column 'x': mean(at most 5) was mean(at most 5) where 'y' in a");
        change(
                column(c -> c.mean(Limit.atMost(5)).severity(Severity.WARN)),
                column(c -> c.mean(Limit.within(6, 7)).severity(Severity.WARN)),
                CHANGED,
                false,
                "column 'x': mean(at least 6, at most 7) (warns) was mean(at most 5) (warns), and only warns");
    }

    @Test
    void whatSaysTheSameInOtherWordsIsCompatible() {
        change(
                column(c -> c.required()),
                column(c -> c.missing(Limit.atMost(0))),
                CHANGED,
                false,
                "column 'x': missing(at most 0) says the same as required()");
        change(
                column(c -> c.in("a", "b")),
                column(c -> c.in("b", "a")),
                CHANGED,
                false,
                "column 'x': in(b, a) says the same as in(a, b)");
        change(
                column(c -> c.from(0).because("EUR")),
                column(c -> c.from(0).because("USD")),
                CHANGED,
                false,
                "column 'x': from(0) gives another reason: USD");
    }

    @Test
    void columnsComeAndGo() {
        DataContract one = DataContract.named("c").column("x").build();
        DataContract two = DataContract.named("c").column("y").column("x").build();
        DataContract optional = DataContract.named("c")
                .column("x")
                .column("y", ColumnRules::optional)
                .build();
        change(one, two, ADDED, true, "column 'y' must be there, and was not named before");
        change(two, one, REMOVED, false, "column 'y' is not named any more");
        change(one, optional, ADDED, false, "column 'y' is named now and may be absent");
        change(optional, two, TIGHTENED, true, "column 'y' must be there, and could be absent");
        change(two, optional, LOOSENED, false, "column 'y' may be absent now");
        DataContract training = DataContract.named("c")
                .column("y", c -> c.environment("TRAINING"))
                .column("x")
                .build();
        change(training, two, TIGHTENED, true, "column 'y' must be there in all environments, and was in [TRAINING]");
        change(
                column(c -> c.from(0)),
                column(c -> c.from(0).sensitive()),
                CHANGED,
                false,
                "values of column 'x' are masked in reports, and were shown");
    }

    @Test
    void isADocumentAndAText() {
        DataContract older = DataContract.named("loans")
                .column("Age", c -> c.integer().between(18, 100))
                .column("Note", c -> c.text())
                .build();
        DataContract newer = DataContract.named("loans")
                .version(2)
                .column("Age", c -> c.between(21, 100).integer())
                .column("Income", c -> c.number())
                .build();
        ContractDifference difference = newer.differenceFrom(older);
        assertThat(difference).hasToString("""
                breaking: column 'Age': between(21, 100) was between(18, 100)
                compatible: column 'Note' is not named any more
                compatible: column 'Note': text() is not asked for any more
                breaking: column 'Income' must be there, and was not named before
                breaking: column 'Income': number() was not asked for before""");
        assertThat(difference.breaking()).hasSize(3);
        assertThat(difference.report().toMarkdown())
                .contains("# From contract 'loans' version 1 to contract 'loans' version 2")
                .contains("3 of 5 changes may break who met contract 'loans' version 1")
                .contains("| Age | between(21, 100) | tightened | breaking |");
        assertThat(newer.differenceFrom(newer)).hasToString("no difference");
        assertThat(newer.differenceFrom(DataContract.parse(newer.toJson()))
                        .report()
                        .toHtml())
                .contains("no difference");
    }

    /** Compatible means what it says: data that meet the older contract meet the newer one. */
    @Property(tries = 500)
    void compatibleContractsAcceptWhatTheOlderAccepts(
            @ForAll @IntRange(min = -2, max = 4) int min,
            @ForAll @IntRange(min = -2, max = 4) int newMin,
            @ForAll @IntRange(min = 1, max = 3) int shape,
            @ForAll @IntRange(min = 1, max = 3) int newShape,
            @ForAll @IntRange(min = 5, max = 10) int share,
            @ForAll @IntRange(min = 5, max = 10) int newShare,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -3, max = 6) Integer> values) {
        DataContract older = column(shaped(shape, min, share));
        DataContract newer = column(shaped(newShape, newMin, newShare));
        Table data =
                Table.of(IntegerColumn.of("x", values.stream().mapToLong(i -> i).toArray()));
        if (newer.differenceFrom(older).isCompatible() && older.check(data).verdict() == Verdict.PASS) {
            assertThat(newer.check(data).verdict()).isEqualTo(Verdict.PASS);
        }
    }

    private static Consumer<ColumnRules> shaped(int shape, int min, int share) {
        return switch (shape) {
            case 1 -> c -> c.from(min).atLeast(share / 10.0);
            case 2 -> c -> c.above(min).atLeast(share / 10.0);
            default -> c -> c.between(min, 5).atLeast(share / 10.0);
        };
    }
}
