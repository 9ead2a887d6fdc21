// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.evaluation.leakage.LeakageFinding.Kind;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeakageTest {
    private static final Table TRAIN = loans(600, 1, 0);
    private static final Table TEST = loans(300, 2, 600);

    /** A target that depends on income, and columns that have nothing to do with it. */
    private static Table loans(int rows, long seed, int from) {
        SplittableRandom random = new SplittableRandom(seed);
        IntegerColumn.Builder id = IntegerColumn.builder("id");
        TimeColumn.Builder at = TimeColumn.builder("at");
        NumberColumn.Builder income = NumberColumn.builder("Income");
        TextColumn.Builder home = TextColumn.builder("Home");
        BooleanColumn.Builder paid = BooleanColumn.builder("Paid");
        TextColumn.Builder status = TextColumn.builder("Status");
        NumberColumn.Builder loss = NumberColumn.builder("Loss");
        for (int i = 0; i < rows; i++) {
            double money = 300 * random.nextDouble();
            boolean good = money + 400 * (random.nextDouble() - 0.5) > 120;
            id.add(from + i);
            at.add(Instant.ofEpochSecond(1_700_000_000L + 60L * (from + i)));
            if (random.nextInt(20) == 0) {
                income.addMissing();
            } else {
                income.add(money);
            }
            home.add(random.nextBoolean() ? "rent" : "owner");
            paid.add(random.nextBoolean());
            status.add(good ? "good" : "bad");
            loss.add(200 - money / 2 + 60 * (random.nextDouble() - 0.5));
        }
        return Table.of(
                id.build(), at.build(), income.build(), home.build(), paid.build(), status.build(), loss.build());
    }

    private static LeakageFinding finding(LeakageReport report, Kind kind, String subject) {
        return report.findings().stream()
                .filter(each -> each.kind() == kind && each.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " of " + subject + " in " + report.findings()));
    }

    private static Leakage ofStatus(Table train, Table test) {
        return Leakage.between(train.without("Loss"), test.without("Loss")).target("Status");
    }

    @Test
    void cleanDataHaveNoLeak() {
        LeakageReport report = ofStatus(TRAIN, TEST).key("id").time("at").check();

        assertThat(report.outcome()).as(report.toString()).isEqualTo(Outcome.PASSED);
        assertThat(report.summary()).isEqualTo("300 test rows beside 600 training rows: no leak in 7 examinations");
        assertThat(report.measurements().keySet())
                .containsExactly(
                        "same-rows:rows",
                        "same-features:rows",
                        "same-keys:id",
                        "time-order:at",
                        "single-column:Home",
                        "single-column:Income",
                        "single-column:Paid");
        assertThat(finding(report, Kind.SINGLE_COLUMN, "Income").measured())
                .isInstanceOfSatisfying(Estimate.class, area -> {
                    assertThat(area.point()).isBetween(0.7, 0.9);
                    assertThat(area.n()).isEqualTo(300);
                });
        assertThat(finding(report, Kind.SINGLE_COLUMN, "Home").measured())
                .isInstanceOfSatisfying(
                        Estimate.class, area -> assertThat(area.point()).isCloseTo(0.5, within(0.1)));
        assertThat(report.kind()).isEqualTo("leakage");
        assertThat(report.report().toMarkdown()).contains("no leak in 7 examinations");
    }

    @Test
    void rowsInBothAreCountedAndShown() {
        Table test = TEST.slice(0, 280).concat(TRAIN.slice(10, 30));
        LeakageReport report = Leakage.between(TRAIN, test).check();

        LeakageFinding found = finding(report, Kind.SAME_ROWS, "rows");
        assertThat(found.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(found.detail())
                .isEqualTo(
                        "20 of 300 test rows (6.667 %, allowed: 1 %) are training rows too; the first is row 281, which"
                                + " equals row 11 of the training rows");
        assertThat(report.summary()).startsWith("300 test rows beside 600 training rows: 20 of 300 test rows");
        assertThat(Leakage.between(TRAIN, test).equalRowsAtMost(0.07).check().outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(Leakage.between(TRAIN, TEST.slice(0, 298).concat(TRAIN.slice(3, 5)))
                        .check()
                        .outcome())
                .as("two of 300 rows may be equal by chance")
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void rowsThatDifferInTheTargetAloneAreFoundToo() {
        Table copied = TRAIN.slice(0, 50).without("id", "at", "Loss");
        TextColumn.Builder flipped = TextColumn.builder("Status");
        copied.rows().forEach(row -> flipped.add(row.text("Status").equals("bad") ? "good" : "bad"));
        Table test = copied.with(flipped.build());
        LeakageReport report = Leakage.between(TRAIN.without("id", "at", "Loss"), test)
                .target("Status")
                .check();

        assertThat(finding(report, Kind.SAME_ROWS, "rows").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(finding(report, Kind.SAME_FEATURES, "rows").detail())
                .startsWith("50 of 50 test rows (100 %, allowed: 1 %) have the features of a training row");
    }

    @Test
    void wholeNumbersEqualNumbersAndMissingValuesEachOther() {
        TextColumn.Builder none = TextColumn.builder("b");
        none.addMissing();
        none.add("x");
        Table train = Table.of(IntegerColumn.of("a", 3, 4), none.build());
        Table test = Table.of(NumberColumn.of("a", 3, 4), none.build());

        assertThat(finding(Leakage.between(train, test).check(), Kind.SAME_ROWS, "rows")
                        .measured())
                .isEqualTo(Estimate.exact(1, 2));
        Table other = Table.of(NumberColumn.of("a", 4, 3), none.build());
        assertThat(finding(Leakage.between(train, other).check(), Kind.SAME_ROWS, "rows")
                        .measured())
                .isEqualTo(Estimate.exact(0, 2));
    }

    @Test
    void aPersonInBothIsALeakWhateverTheRows() {
        Table test = loans(300, 2, 599);
        LeakageReport report = ofStatus(TRAIN, test).key("id").check();

        assertThat(finding(report, Kind.SAME_KEYS, "id").detail())
                .isEqualTo(
                        "1 of 300 test rows (0.3333 %, allowed: none) share their id with training rows; the first is row 1,"
                                + " which equals row 600 of the training rows");
        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void olderTestRowsAreALeak() {
        LeakageReport report = ofStatus(TEST, TRAIN).time("at").check();

        assertThat(finding(report, Kind.TIME_ORDER, "at").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(finding(report, Kind.TIME_ORDER, "at").detail())
                .isEqualTo("600 of 600 test rows (100 %) are older than the newest training row, of"
                        + " 2023-11-15T13:12:20Z, such as 2023-11-14T22:13:20Z");
        assertThat(finding(ofStatus(TRAIN, TEST).time("id").check(), Kind.TIME_ORDER, "id")
                        .outcome())
                .isEqualTo(Outcome.PASSED);
        TimeColumn.Builder none = TimeColumn.builder("at");
        IntStream.range(0, 300).forEach(i -> none.addMissing());
        assertThat(finding(ofStatus(TRAIN, TEST.with(none.build())).time("at").check(), Kind.TIME_ORDER, "at"))
                .isEqualTo(new LeakageFinding(
                        Kind.TIME_ORDER,
                        "at",
                        Outcome.INCONCLUSIVE,
                        new Undefined("column 'at' has no time in the test rows"),
                        "column 'at' has no time in the test rows"));
    }

    private static Table withWords(Table table) {
        TextColumn.Builder words = TextColumn.builder("Letter");
        table.rows().forEach(row -> {
            if (row.text("Status").equals("bad")) {
                words.add("dunning");
            } else {
                words.addMissing();
            }
        });
        return table.with(words.build());
    }

    @Test
    void theTargetInOtherWordsIsFound() {
        LeakageReport report = ofStatus(withWords(TRAIN), withWords(TEST)).check();

        assertThat(finding(report, Kind.TARGET_COPY, "Letter").detail())
                .matches(
                        "'Letter' is the target: (missing for 'good', 'dunning' for 'bad'|'dunning' for 'bad', missing for"
                                + " 'good'), in all 600 training rows");
        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ofStatus(withWords(TRAIN), withWords(TEST))
                        .trusting("Letter")
                        .check()
                        .findings())
                .noneMatch(finding -> finding.subject().equals("Letter"));
    }

    private static Table withNumber(Table table, DoubleUnaryOperator function) {
        NumberColumn.Builder copy = NumberColumn.builder("Euro");
        table.rows().forEach(row -> copy.add(function.applyAsDouble(row.number("Loss"))));
        return table.without("Status").with(copy.build());
    }

    private static LeakageReport ofLoss(DoubleUnaryOperator function) {
        return Leakage.between(withNumber(TRAIN, function), withNumber(TEST, function))
                .target("Loss")
                .check();
    }

    @Test
    void aTargetOfNumbersInAnotherUnitIsFound() {
        assertThat(finding(ofLoss(x -> x), Kind.TARGET_COPY, "Euro").detail())
                .isEqualTo("'Euro' is the target: the same number, in all 600 training rows");
        assertThat(finding(ofLoss(x -> 32 - 1.8 * x), Kind.TARGET_COPY, "Euro").detail())
                .isEqualTo("'Euro' is the target: the same number in another unit, in all 600 training rows");
        LeakageReport curved = ofLoss(x -> x * x * x);
        assertThat(curved.findings()).noneMatch(finding -> finding.kind() == Kind.TARGET_COPY);
        assertThat(finding(curved, Kind.SINGLE_COLUMN, "Euro").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(finding(curved, Kind.SINGLE_COLUMN, "Euro").detail())
                .matches(
                        "'Euro' predicts the target by itself with R2 0\\.9[0-9]+ \\[0\\.9[0-9]+, 0\\.9[0-9]+\\] on 300 test"
                                + " rows; up to 0\\.95 is believed");
        assertThat(finding(curved, Kind.SINGLE_COLUMN, "Income").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void aColumnThatPredictsTooWellIsFoundWhateverItsShape() {
        TextColumn.Builder trainStage = TextColumn.builder("Stage");
        TextColumn.Builder testStage = TextColumn.builder("Stage");
        SplittableRandom random = new SplittableRandom(4);
        for (Table table : List.of(TRAIN, TEST)) {
            table.rows().forEach(row -> {
                String stage = (row.text("Status").equals("bad") ? "x" : "y") + random.nextInt(4);
                (table == TRAIN ? trainStage : testStage).add(random.nextInt(200) == 0 ? "y0" : stage);
            });
        }
        LeakageReport report = ofStatus(TRAIN.with(trainStage.build()), TEST.with(testStage.build()))
                .check();

        LeakageFinding found = finding(report, Kind.SINGLE_COLUMN, "Stage");
        assertThat(found.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(found.detail()).contains("'Stage' predicts the target by itself with AUC 0.9");
        LeakageReport income = ofStatus(TRAIN, TEST).singleColumnAtMost(0.6).check();
        assertThat(finding(income, Kind.SINGLE_COLUMN, "Income").outcome()).isEqualTo(Outcome.FAILED);
        double point = ((Estimate) finding(income, Kind.SINGLE_COLUMN, "Income").measured()).point();
        assertThat(finding(
                                ofStatus(TRAIN, TEST)
                                        .singleColumnAtMost(point - 0.005)
                                        .check(),
                                Kind.SINGLE_COLUMN,
                                "Income")
                        .outcome())
                .isEqualTo(Outcome.WARNED);
    }

    @Test
    void tooFewRowsDecideNothing() {
        LeakageReport few = ofStatus(TRAIN, TEST.slice(0, 12)).check();
        assertThat(few.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(finding(few, Kind.SINGLE_COLUMN, "Income").detail())
                .isEqualTo(
                        "how well 'Income' predicts the target by itself cannot be told: no class has 10 test rows and as"
                                + " many others");
        LeakageReport none = Leakage.between(TRAIN, TEST.slice(0, 0)).check();
        assertThat(none.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(none.summary())
                .isEqualTo(
                        "0 test rows beside 600 training rows: nothing to compare: 600 training rows and 0 test rows");
        LeakageReport loss =
                Leakage.between(TRAIN, TEST.slice(0, 5)).target("Loss").check();
        assertThat(finding(loss, Kind.SINGLE_COLUMN, "Income").detail()).endsWith("fewer than 10 rows with a target");
    }

    @Test
    void theClassesOfAnIntegerTargetAreToldFromAmounts() {
        IntegerColumn.Builder three = IntegerColumn.builder("Grade");
        TRAIN.rows().forEach(row -> three.add(row.isMissing("Income") ? 1 : (long) (row.number("Income") / 100)));
        IntegerColumn.Builder threeTest = IntegerColumn.builder("Grade");
        TEST.rows().forEach(row -> threeTest.add(row.isMissing("Income") ? 1 : (long) (row.number("Income") / 100)));
        LeakageReport classes = Leakage.between(TRAIN.with(three.build()), TEST.with(threeTest.build()))
                .target("Grade")
                .check();
        assertThat(finding(classes, Kind.SINGLE_COLUMN, "Income").detail()).contains("AUC");
        LeakageReport amounts = Leakage.between(TRAIN, TEST).target("id").check();
        assertThat(finding(amounts, Kind.SINGLE_COLUMN, "Income").detail()).contains("R2");
    }

    @Test
    void misuseIsTold() {
        Leakage leakage = Leakage.between(TRAIN, TEST);
        assertThatThrownBy(() -> leakage.target("Stauts"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("training and test rows have no column 'Stauts' of the same type; they have"
                        + " [id, at, Income, Home, Paid, Status, Loss]");
        assertThatThrownBy(leakage::key).hasMessage("a key needs at least one column, got none");
        assertThatThrownBy(() -> leakage.time("Home"))
                .hasMessage("the time must be TIME or a number, got column 'Home' of TEXT");
        assertThatThrownBy(() -> leakage.equalRowsAtMost(2))
                .hasMessage("the share of equal rows must be in [0, 1], got 2.0");
        assertThatThrownBy(() -> leakage.singleColumnAtMost(1))
                .hasMessage("the limit of a single column must be in (0, 1), got 1.0");
        assertThatThrownBy(() -> Leakage.between(TRAIN.select("id"), TEST.select("Home")))
                .hasMessage("training and test rows must have columns in common, got [id] and [Home]");
        assertThat(leakage.target("Status")).hasToString("Leakage[600 training rows, 300 test rows, target 'Status']");
    }
}
