// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.report.Block;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairnessTest {
    /** The eighteen rows of a well-known worked example: three groups of four, six and eight people. */
    private static final int[] TRUTH = {0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0};

    private static final int[] DECISION = {0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0};
    private static final String[] GROUPS = groups("a", 4, "b", 6, "c", 8);

    private static String[] groups(Object... namesAndCounts) {
        return IntStream.range(0, namesAndCounts.length / 2)
                .boxed()
                .flatMap(i ->
                        Collections.nCopies((Integer) namesAndCounts[2 * i + 1], (String) namesAndCounts[2 * i])
                                .stream())
                .toArray(String[]::new);
    }

    private static Fairness small() {
        return Fairness.of(TRUTH, DECISION, GROUPS).minimumGroup(1).minimumEvents(1);
    }

    /** Rows by group: counts of TN, FP, FN, TP. */
    private static Fairness counted(Object... namesAndCells) {
        List<Integer> truth = new java.util.ArrayList<>();
        List<Integer> decision = new java.util.ArrayList<>();
        List<String> groups = new java.util.ArrayList<>();
        for (int i = 0; i < namesAndCells.length; i += 5) {
            for (int cell = 0; cell < 4; cell++) {
                for (int k = 0; k < (Integer) namesAndCells[i + 1 + cell]; k++) {
                    truth.add(cell / 2);
                    decision.add(cell % 2);
                    groups.add((String) namesAndCells[i]);
                }
            }
        }
        return Fairness.of(
                truth.stream().mapToInt(Integer::intValue).toArray(),
                decision.stream().mapToInt(Integer::intValue).toArray(),
                groups.toArray(String[]::new));
    }

    @Test
    void ratesOfEachGroupAreCountedByHand() {
        FairnessReport report = small().run();
        GroupMeasures b = report.group("group", "b");
        assertThat(b.n()).isEqualTo(6);
        assertThat(b.positives()).isEqualTo(3);
        assertThat(b.selected()).isEqualTo(4);
        assertThat(b.rate(GroupRate.SELECTION_RATE).orThrow().point()).isEqualTo(4 / 6.0);
        assertThat(b.rate(GroupRate.TRUE_POSITIVE_RATE).orThrow().point()).isEqualTo(2 / 3.0);
        assertThat(b.rate(GroupRate.FALSE_POSITIVE_RATE).orThrow().point()).isEqualTo(2 / 3.0);
        assertThat(b.rate(GroupRate.POSITIVE_PREDICTIVE_VALUE).orThrow().point())
                .isEqualTo(0.5);
        assertThat(b.rate(GroupRate.NEGATIVE_PREDICTIVE_VALUE).orThrow().point())
                .isEqualTo(0.5);
        assertThat(b.rate(GroupRate.ACCURACY).orThrow().point()).isEqualTo(0.5);
        assertThat(report.overall().n()).isEqualTo(18);
    }

    @Test
    void everyRateCarriesAWilsonInterval() {
        Estimate rate =
                small().run().group("group", "b").rate(GroupRate.SELECTION_RATE).orThrow();
        assertThat(rate)
                .isEqualTo(dev.holdfast.stats.Intervals.wilson(4, 6, 0.95).orThrow());
    }

    @Test
    void differencesAndRatiosNameTheGroupsThatAreFarthestApart() {
        FairnessReport report = small().run();
        Disparity parity = report.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "group");
        assertThat(parity.value().orThrow().point()).isCloseTo(4 / 6.0 - 1 / 4.0, within(1e-12));
        assertThat(parity.highest()).isEqualTo("b");
        assertThat(parity.lowest()).isEqualTo("a");
        assertThat(report.measurements()).containsKey("demographic-parity-difference/group");
        assertThat(point(report, FairnessMeasure.DEMOGRAPHIC_PARITY_RATIO)).isCloseTo(0.375, within(1e-12));
    }

    @Test
    void equalizedOddsIsTheWorseOfItsTwoRates() {
        FairnessReport report = small().run();
        double tpr = point(report, FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE);
        double fpr = point(report, FairnessMeasure.FALSE_POSITIVE_RATE_DIFFERENCE);
        assertThat(point(report, FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE)).isEqualTo(Math.max(tpr, fpr));
        assertThat(report.disparity(FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, "group")
                        .rate())
                .isEqualTo(fpr >= tpr ? GroupRate.FALSE_POSITIVE_RATE : GroupRate.TRUE_POSITIVE_RATE);
    }

    @Test
    void averageOddsDoesNotLetDifferencesCancel() {
        // TPR 0.8 and 0.4, FPR 0.2 and 0.6: signed differences would sum to 0.
        FairnessReport report =
                counted("a", 40, 10, 10, 40, "b", 20, 30, 30, 20).run();
        assertThat(point(report, FairnessMeasure.AVERAGE_ODDS_DIFFERENCE)).isCloseTo(0.4, within(1e-12));
    }

    private static double point(FairnessReport report, FairnessMeasure measure) {
        return report.disparity(measure, "group").value().orThrow().point();
    }

    @Test
    void aGroupWithoutPositivesHasNoTruePositiveRateRatherThanZero() {
        FairnessReport report = counted("a", 30, 10, 10, 30, "b", 30, 10, 10, 30, "c", 30, 10, 0, 0)
                .criterion(Criterion.equalizedOdds().atMost(0.5))
                .run();
        assertThat(report.group("group", "c").rate(GroupRate.TRUE_POSITIVE_RATE))
                .isEqualTo(new Undefined("no positives among 40 rows"));
        assertThat(report.excluded())
                .contains(new Exclusion("group", "c", "true-positive-rate", 40, "no positives among 40 rows"));
        assertThat(point(report, FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE)).isZero();
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.FAIR);
        assertThat(report.outcome()).isEqualTo(Outcome.WARNED);
        assertThat(report.summary()).endsWith("; 1 exclusion");
    }

    @Test
    void groupsBelowTheMinimumAreListedAndDoNotDriveTheHeadline() {
        FairnessReport report = counted("a", 30, 10, 10, 30, "b", 28, 12, 11, 29, "tiny", 0, 2, 0, 0, "one", 1, 0, 0, 0)
                .run();
        assertThat(point(report, FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE)).isLessThan(0.02);
        assertThat(report.excluded())
                .contains(
                        new Exclusion("group", "tiny", "all", 2, "2 rows, fewer than the minimum of 30"),
                        new Exclusion("group", "one", "all", 1, "1 row, fewer than the minimum of 30"));
        assertThat(report.group("group", "tiny")
                        .rate(GroupRate.SELECTION_RATE)
                        .orThrow()
                        .point())
                .isEqualTo(1);
    }

    @Test
    void aDenominatorBelowTheMinimumIsListedForItsRateOnly() {
        FairnessReport report = counted("a", 30, 10, 10, 30, "b", 40, 10, 1, 2).run();
        assertThat(report.excluded())
                .containsExactly(new Exclusion(
                        "group", "b", "true-positive-rate", 53, "3 positives, fewer than the minimum of 5"));
        assertThat(report.disparity(FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, "group")
                        .value())
                .isEqualTo(new Undefined("1 of 2 groups can be compared by their true-positive-rate, two are needed"));
        assertThat(report.disparity(FairnessMeasure.AVERAGE_ODDS_DIFFERENCE, "group")
                        .value())
                .isInstanceOf(Undefined.class);
    }

    @Test
    void averageOddsNeedsTwoGroupsThatHaveBothRates() {
        FairnessReport report = counted("a", 30, 10, 0, 0, "b", 0, 0, 20, 20, "c", 10, 10, 10, 10)
                .run();
        assertThat(report.disparity(FairnessMeasure.AVERAGE_ODDS_DIFFERENCE, "group")
                        .value())
                .isEqualTo(new Undefined("1 of 3 groups can be compared by both rates, two are needed"));
    }

    @Test
    void aRatioOfZerosIsUndefinedAndARatioWithOneZeroIsZero() {
        FairnessReport none = counted("a", 40, 0, 40, 0, "b", 30, 0, 50, 0).run();
        assertThat(none.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_RATIO, "group")
                        .value())
                .isEqualTo(new Undefined("the selection-rate of every group is 0"));
        assertThat(none.ratioToOverall(GroupRate.SELECTION_RATE, "group")).isInstanceOf(Undefined.class);
        FairnessReport one = counted("a", 40, 0, 40, 0, "b", 30, 10, 10, 30).run();
        Estimate ratio = one.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_RATIO, "group")
                .value()
                .orThrow();
        assertThat(ratio.point()).isZero();
        assertThat(ratio.upper()).isBetween(0.005, 0.3);
    }

    @Test
    void aSelectionRateOfZeroStillHasAnUncertainDifference() {
        Estimate gap = counted("a", 20, 0, 20, 0, "b", 20, 0, 20, 0)
                .run()
                .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "group")
                .value()
                .orThrow();
        assertThat(gap.point()).isZero();
        assertThat(gap.upper()).isGreaterThan(0.02);
    }

    @Test
    void theVerdictFollowsFromWhereTheIntervalLies() {
        Fairness alike = counted("a", 4000, 1000, 1000, 4000, "b", 4000, 1000, 1000, 4000);
        Fairness apart = counted("a", 4000, 1000, 1000, 4000, "b", 2500, 2500, 1000, 4000);
        Fairness few = counted("a", 40, 10, 10, 40, "b", 38, 12, 12, 38);
        Criterion criterion = Criterion.equalizedOdds().atMost(0.10);
        assertThat(alike.criterion(criterion).run().verdict()).isEqualTo(FairnessVerdict.FAIR);
        assertThat(apart.criterion(criterion).run().verdict()).isEqualTo(FairnessVerdict.UNFAIR);
        assertThat(few.criterion(criterion).run().verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
    }

    @Test
    void outcomesFollowTheVerdict() {
        Criterion criterion = Criterion.demographicParityRatio().atLeast(0.8);
        FairnessReport unfair = counted("a", 4000, 1000, 1000, 4000, "b", 4500, 500, 4500, 500)
                .criterion(criterion)
                .run();
        assertThat(unfair.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(unfair.summary()).startsWith("UNFAIR: group: demographic-parity-ratio at least 0.8 is UNFAIR, 0.2");
        FairnessReport fair = counted("a", 4000, 1000, 1000, 4000, "b", 4000, 1000, 1000, 4000)
                .criterion(criterion)
                .criterion(Criterion.errorRate().atMost(0.1))
                .run();
        assertThat(fair.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(fair.summary()).endsWith(", and 1 more");
        assertThat(fair.kind()).isEqualTo("fairness");
        assertThat(fair).hasToString("FairnessReport[" + fair.summary() + "]");
        assertThat(fair.checks()).hasSize(2);
    }

    @Test
    void withoutACriterionTheVerdictIsInconclusive() {
        FairnessReport report = small().run();
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(report.summary()).startsWith("INCONCLUSIVE: no criterion was stated for [group]");
    }

    @Test
    void theSameSeedGivesTheSameResultAndAnotherSeedAnother() {
        assertThat(small().seed(1).run().measurements())
                .isEqualTo(small().seed(1).run().measurements())
                .isNotEqualTo(small().seed(2).run().measurements());
    }

    @Test
    void theOrderOfRowsDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(3);
        Integer[] order = IntStream.range(0, 18).boxed().toArray(Integer[]::new);
        Arrays.sort(order, java.util.Comparator.comparing(i -> random.split().nextInt() ^ i));
        int[] truth = Arrays.stream(order).mapToInt(i -> TRUTH[i]).toArray();
        int[] decision = Arrays.stream(order).mapToInt(i -> DECISION[i]).toArray();
        String[] groups = Arrays.stream(order).map(i -> GROUPS[i]).toArray(String[]::new);
        assertThat(Fairness.of(truth, decision, groups)
                        .minimumGroup(1)
                        .minimumEvents(1)
                        .run()
                        .measurements())
                .isEqualTo(small().run().measurements());
    }

    @Test
    void equalWeightsChangeNothingButRoundingAndWeightsMoveRates() {
        double[] two = new double[18];
        Arrays.fill(two, 2);
        assertThat(point(small().weights(two).run(), FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE))
                .isCloseTo(point(small().run(), FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE), within(1e-12));
        two[0] = 6;
        GroupMeasures a = small().weights(two).run().group("group", "a");
        assertThat(a.rate(GroupRate.SELECTION_RATE).orThrow().point()).isCloseTo(2 / 12.0, within(1e-12));
        assertThat(a.n()).isEqualTo(4);
    }

    @Test
    void weightsThatSumToZeroMakeRatesUndefined() {
        FairnessReport report = small().weights(new double[18])
                .criterion(Criterion.equalizedOdds().atMost(0.1))
                .run();
        assertThat(report.group("group", "a").rate(GroupRate.SELECTION_RATE))
                .isEqualTo(new Undefined("the weights of its 4 rows sum to 0"));
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.differenceToOverall(GroupRate.SELECTION_RATE, "group"))
                .isEqualTo(new Undefined("no group can be compared by its selection-rate"));
        assertThat(report.ratioToOverall(GroupRate.SELECTION_RATE, "group"))
                .isEqualTo(new Undefined("no group can be compared by its selection-rate"));
    }

    private static Table people() {
        return Table.of(
                NumberColumn.of("Age", 18, 25, 39.5, 40, 60, Double.NaN),
                TextColumn.builder("Marital")
                        .add("single")
                        .addMissing()
                        .add("married")
                        .add("single")
                        .add("married")
                        .add("(missing)")
                        .build(),
                IntegerColumn.of("Children", 0, 1, 0, 2, 2, 1),
                BooleanColumn.of("Owner", true, false, true, false, true, false),
                TextColumn.of("Status", "good", "bad", "good", "good", "bad", "bad"),
                TextColumn.of("Decision", "good", "good", "good", "bad", "bad", "bad"),
                NumberColumn.of("Weight", 1, 2, 1, 1, 1, 0));
    }

    private static Fairness ofPeople() {
        return Fairness.of(people(), "Status", "Decision")
                .favorable("good")
                .minimumGroup(1)
                .minimumEvents(1);
    }

    private static List<String> names(FairnessReport report, String attribute) {
        return report.groups().stream()
                .filter(group -> group.attribute().equals(attribute))
                .map(GroupMeasures::group)
                .toList();
    }

    @Test
    void numbersFallIntoBandsAndNanIntoItsOwn() {
        FairnessReport report = ofPeople().sensitive("Age", 25, 40, 60.5).run();
        assertThat(names(report, "Age"))
                .containsExactly("below 25", "25 to below 40", "40 to below 60.5", "60.5 and above", "NaN");
        assertThat(report.group("Age", "25 to below 40").n()).isEqualTo(2);
        assertThat(report.group("Age", "40 to below 60.5").n()).isEqualTo(2);
        assertThat(report.excluded()).contains(new Exclusion("Age", "60.5 and above", "all", 0, "no rows"));
    }

    @Test
    void missingValuesAreAGroupOfTheirOwnUnlessExcluded() {
        FairnessReport own = ofPeople().sensitive("Marital").run();
        assertThat(names(own, "Marital")).containsExactly("(missing)", "married", "single", "((missing))");
        assertThat(own.group("Marital", "((missing))").n()).isEqualTo(1);
        FairnessReport excluded =
                ofPeople().sensitive("Marital").missing(MissingGroup.EXCLUDE).run();
        assertThat(names(excluded, "Marital")).containsExactly("(missing)", "married", "single");
        assertThat(excluded.excluded())
                .contains(new Exclusion("Marital", "(rows)", "all", 1, "the sensitive value is missing"));
    }

    @Test
    void fewNumbersAndTruthValuesAreCategories() {
        FairnessReport report =
                ofPeople().sensitive("Children").sensitive("Owner").run();
        assertThat(names(report, "Children")).containsExactly("0", "1", "2");
        assertThat(names(report, "Owner")).containsExactly("false", "true");
    }

    @Test
    void intersectionsJoinColumnsInOrder() {
        FairnessReport report = ofPeople()
                .sensitive("Children")
                .sensitive("Owner")
                .sensitive("Marital")
                .intersections(3)
                .run();
        assertThat(report.attributes())
                .containsExactly(
                        "Children",
                        "Owner",
                        "Marital",
                        "Children & Owner",
                        "Children & Marital",
                        "Owner & Marital",
                        "Children & Owner & Marital");
        assertThat(report.group("Children & Owner", "2 & false").n()).isEqualTo(1);
        assertThat(report.excluded()).contains(new Exclusion("Children & Owner", "0 & false", "all", 0, "no rows"));
    }

    @Test
    void aControlColumnComparesWithinEachOfItsValues() {
        // Overall the groups differ, within each department they are alike.
        FairnessReport report = Fairness.of(departments(), "t", "d")
                .favorable("1")
                .sensitive("sex")
                .controlFor("department")
                .run();
        assertThat(report.attributes()).containsExactly("sex", "sex | department = easy", "sex | department = hard");
        assertThat(report.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "sex")
                        .value()
                        .orThrow()
                        .point())
                .isGreaterThan(0.3);
        assertThat(report.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "sex | department = easy")
                        .value()
                        .orThrow()
                        .point())
                .isCloseTo(0, within(1e-12));
    }

    private static Table departments() {
        TextColumn.Builder sex = TextColumn.builder("sex");
        TextColumn.Builder department = TextColumn.builder("department");
        IntegerColumn.Builder truth = IntegerColumn.builder("t");
        IntegerColumn.Builder decision = IntegerColumn.builder("d");
        for (int i = 0; i < 400; i++) {
            boolean man = i % 2 == 0;
            boolean easy = man ? i < 320 : i < 80;
            sex.add(man ? "m" : "f");
            department.add(easy ? "easy" : "hard");
            truth.add(i / 2 % 2);
            decision.add(i / 2 % 10 < (easy ? 8 : 2) ? 1 : 0);
        }
        return Table.of(sex.build(), department.build(), truth.build(), decision.build());
    }

    @Test
    void aModelIsExaminedByItsBestLabel() {
        Predictor<Row, ClassScores> model =
                row -> ClassScores.of(List.of("bad", "good"), row.text("Owner").equals("true") ? 0.2 : 0.7, 0.5);
        FairnessReport report = Fairness.of(model, people(), "Status")
                .favorable("good")
                .sensitive("Owner")
                .minimumGroup(1)
                .minimumEvents(1)
                .run();
        assertThat(report.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "Owner")
                        .value()
                        .orThrow()
                        .point())
                .isEqualTo(1);
    }

    @Test
    void rowsWithoutATruthAreLeftOutAndCounted() {
        Table table = Table.of(
                TextColumn.builder("t").add("y").addMissing().add("n").build(),
                TextColumn.of("d", "y", "y", "n"),
                TextColumn.of("g", "a", "a", "b"));
        FairnessReport report =
                Fairness.of(table, "t", "d").favorable("y").sensitive("g").run();
        assertThat(report.overall().n()).isEqualTo(2);
        assertThat(report.excluded())
                .contains(new Exclusion("everybody", "(rows)", "all", 1, "the truth or the decision is missing"));
    }

    @Test
    void severalLabelsMayBeFavourable() {
        String[] truth = {"gold", "silver", "none", "none"};
        String[] decision = {"silver", "gold", "none", "gold"};
        FairnessReport report = Fairness.of(truth, decision, new String[] {"a", "a", "b", "b"})
                .favorable("gold", "silver")
                .minimumGroup(1)
                .minimumEvents(1)
                .run();
        assertThat(report.overall().rate(GroupRate.SELECTION_RATE).orThrow().point())
                .isEqualTo(0.75);
        assertThat(report.overall().rate(GroupRate.TRUE_POSITIVE_RATE).orThrow().point())
                .isEqualTo(1);
    }

    @Test
    void quantitiesAreRefusedWhereLabelsAreNeeded() {
        Table table = Table.of(
                NumberColumn.of("price", 1, 12.5), NumberColumn.of("decided", 1, 0), TextColumn.of("g", "a", "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table, "price", "decided"))
                .withMessage(
                        "column 'price' holds 12.5 in row 1, which is a quantity and no label: rates need classes, "
                                + "for quantities measure a regression");
        Table times =
                Table.of(TimeColumn.of("at", Instant.EPOCH), NumberColumn.of("decided", 1), TextColumn.of("g", "a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(times, "at", "decided"))
                .withMessage("column 'at' holds instants, which are no labels");
    }

    @Test
    void aNumericColumnWithManyValuesNeedsBands() {
        Table table = Table.of(
                IntegerColumn.of("Age", IntStream.range(0, 63).asLongStream().toArray()),
                IntegerColumn.of("t", new long[63]),
                IntegerColumn.of("d", new long[63]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table, "t", "d")
                        .favorable("1")
                        .sensitive("Age")
                        .run())
                .withMessage("column 'Age' has 63 distinct numbers, too many to be groups: give band edges, as in "
                        + "sensitive(\"Age\", 25, 40, 60)");
    }

    @Test
    void aGroupColumnOfAThousandValuesIsInconclusiveAndListsThemAll() {
        String[] groups = IntStream.range(0, 1_000).mapToObj(i -> "g" + i).toArray(String[]::new);
        int[] zeroAndOne = IntStream.range(0, 1_000).map(i -> i % 2).toArray();
        FairnessReport report = Fairness.of(zeroAndOne, zeroAndOne, groups)
                .criterion(Criterion.equalizedOdds().atMost(0.1))
                .run();
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.excluded()).hasSize(1_000);
    }

    @Test
    void manyCombinationsKeepOnlyThoseThatHaveRows() {
        int n = 80;
        TextColumn.Builder one = TextColumn.builder("one");
        TextColumn.Builder other = TextColumn.builder("other");
        for (int i = 0; i < n; i++) {
            one.add("a" + i);
            other.add("b" + (n - i));
        }
        Table table = Table.of(
                one.build(), other.build(), IntegerColumn.of("t", new long[n]), IntegerColumn.of("d", new long[n]));
        FairnessReport report = Fairness.of(table, "t", "d")
                .favorable("1")
                .sensitive("one")
                .sensitive("other")
                .intersections(2)
                .run();
        assertThat(names(report, "one & other")).hasSize(n).startsWith("a0 & b80");
    }

    @Test
    void misuseIsRefusedWithWhatWasGivenAndWanted() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ofPeople().run())
                .withMessage("name at least one sensitive column, as in sensitive(\"Age\", 25, 40, 60)");
        assertThatIllegalStateException()
                .isThrownBy(() -> Fairness.of(people(), "Status", "Decision")
                        .sensitive("Owner")
                        .run())
                .withMessage("name the favorable label: one of [bad, good]");
        assertThatIllegalStateException()
                .isThrownBy(() -> ofPeople().favorable("bad"))
                .withMessage("favorable is [good] already, got [bad]");
        assertThatIllegalStateException()
                .isThrownBy(() -> ofPeople().sensitive("Owner").sensitive("Owner"))
                .withMessage("sensitive column 'Owner' is named twice");
        assertThatIllegalStateException()
                .isThrownBy(() -> ofPeople().controlFor("Owner").controlFor("Owner"))
                .withMessage("control column 'Owner' is named twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(people(), "Status", "Decision")
                        .favorable("great")
                        .sensitive("Owner")
                        .run())
                .withMessage("favorable label 'great' is none of [bad, good]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(people(), "Status", "Decision").favorable())
                .withMessage("favorable needs at least one label, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofPeople().sensitive("Age", 40, 25))
                .withMessage("band edges must be finite and ascending, got [40.0, 25.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofPeople().sensitive("Owner", 1).run())
                .withMessage("band edges need a numeric column, got 'Owner' of BOOLEAN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ofPeople().sensitive("Sex"))
                .withMessageStartingWith("no column 'Sex'");
    }

    @Test
    void optionsOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().intersections(0))
                .withMessage("intersections must join at least 1 column, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().minimumGroup(0))
                .withMessage("a group needs at least 1 row, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().minimumEvents(0))
                .withMessage("a rate needs at least 1 row, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().confidence(1))
                .withMessage("confidence must be in (0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().replicates(99))
                .withMessage("the bootstrap needs at least 100 replicates, got 99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().weights(1, 2))
                .withMessage("each row needs a weight, got 2 for 18 rows");
        double[] negative = new double[18];
        negative[3] = -1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small().weights(negative))
                .withMessage("weights must be finite and at least 0, got -1.0 in row 3");
    }

    @Test
    void arraysOfOtherLengthsOrValuesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(new int[2], new int[3], new String[0]))
                .withMessage("each row needs a truth and a decision, got 2 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(new int[2], new int[2], new String[] {"a"}))
                .withMessage("each row needs a group, got 1 for 2 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(new int[] {0, 2}, new int[2], new String[] {"a", "b"}))
                .withMessage("truth must be 0 or 1, got 2 in row 1");
    }

    @Test
    void weightsMayComeFromAColumnWithoutMissingValues() {
        FairnessReport report = ofPeople().sensitive("Owner").weights("Weight").run();
        assertThat(report.overall().rate(GroupRate.SELECTION_RATE).orThrow().point())
                .isCloseTo(4 / 6.0, within(1e-12));
        Table table = people().with(IntegerColumn.builder("Weight")
                .add(1)
                .addMissing()
                .add(1)
                .add(1)
                .add(1)
                .add(1)
                .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table, "Status", "Decision").weights("Weight"))
                .withMessage("the weight of row 1 is missing in 'Weight'");
    }

    @Test
    void criteriaRefuseTolerancesOutsideTheirRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Criterion.equalizedOdds().atMost(1))
                .withMessage("a difference must be at most a number in [0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Criterion.demographicParityRatio().atLeast(0))
                .withMessage("a ratio must be at least a number in (0, 1], got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Criterion.equalizedOddsRatio().atMost(0.2))
                .withMessage("equalized-odds-ratio is a ratio, of which more is fairer: use atLeast");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Criterion.averageOdds().atLeast(0.2))
                .withMessage("average-odds-difference is a difference, of which less is fairer: use atMost");
        assertThat(Criterion.predictiveParity().atMost(0.05)).hasToString("predictive-parity-difference at most 0.05");
        assertThat(Criterion.equalOpportunity().atMost(0.05).measure().rates())
                .containsExactly(GroupRate.TRUE_POSITIVE_RATE);
        assertThat(Criterion.demographicParity().isRatio()).isFalse();
    }

    @Test
    void twoGroupsAreComparedWithSignAndInterval() {
        FairnessReport report =
                counted("a", 40, 10, 10, 40, "b", 20, 30, 30, 20).run();
        Estimate difference = report.difference(GroupRate.TRUE_POSITIVE_RATE, "group", "b", "a")
                .orThrow();
        assertThat(difference)
                .isEqualTo(dev.holdfast.stats.Intervals.newcombe(20, 50, 40, 50, 0.95)
                        .orThrow());
        Estimate ratio =
                report.ratio(GroupRate.TRUE_POSITIVE_RATE, "group", "b", "a").orThrow();
        assertThat(ratio.point()).isEqualTo(0.5);
        assertThat(ratio.lower()).isBetween(0.3, 0.4);
        assertThat(ratio.upper()).isBetween(0.65, 0.8);
    }

    @Test
    void comparisonsWithAnUndefinedRateSayWhose() {
        FairnessReport report = counted("a", 40, 0, 10, 0, "b", 20, 30, 0, 0).run();
        assertThat(report.difference(GroupRate.TRUE_POSITIVE_RATE, "group", "b", "a"))
                .isEqualTo(new Undefined("true-positive-rate of 'b' is undefined: no positives among 50 rows"));
        assertThat(report.difference(GroupRate.POSITIVE_PREDICTIVE_VALUE, "group", "b", "a"))
                .isEqualTo(
                        new Undefined("positive-predictive-value of 'a' is undefined: no selected rows among 50 rows"));
        assertThat(report.ratio(GroupRate.TRUE_POSITIVE_RATE, "group", "a", "b"))
                .isInstanceOf(Undefined.class);
        assertThat(report.ratio(GroupRate.SELECTION_RATE, "group", "b", "a"))
                .isEqualTo(new Undefined("the selection-rate of the reference 'a' is 0"));
    }

    @Test
    void unknownAttributesAndGroupsAreNamed() {
        FairnessReport report = small().run();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.group("group", "z"))
                .withMessage("no group 'z' of 'group'; it has [a, b, c]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.disparity(FairnessMeasure.ERROR_RATE_RATIO, "sex"))
                .withMessage("no attribute 'sex'; compared were [group]");
    }

    @Test
    void theReportBeginsWithTheVerdictAndShowsForestPlotsAndExclusions() {
        FairnessReport report = counted("a", 30, 10, 10, 30, "b", 28, 12, 11, 29, "tiny", 0, 2, 0, 0)
                .criterion(Criterion.equalizedOdds().atMost(0.10))
                .run();
        List<Block> blocks = report.report().blocks();
        assertThat(blocks.get(0)).isInstanceOf(Block.Finding.class);
        assertThat(((Block.Finding) blocks.get(0)).outcome()).isEqualTo(report.outcome());
        Block.Section section = (Block.Section) blocks.stream()
                .filter(Block.Section.class::isInstance)
                .findFirst()
                .orElseThrow();
        List<Chart> charts = section.content().blocks().stream()
                .filter(Block.Figure.class::isInstance)
                .map(block -> ((Block.Figure) block).chart())
                .toList();
        assertThat(charts).hasSize(3).allMatch(Chart.Intervals.class::isInstance);
        assertThat(blocks.get(blocks.size() - 1)).isInstanceOf(Block.Grid.class);
        FairnessReport complete =
                counted("a", 30, 10, 10, 30, "b", 28, 12, 11, 29).run();
        assertThat(complete.report().blocks()).contains(new Block.Paragraph("Nobody was left out of any comparison."));
    }

    @Test
    void theReportOfAnUndefinedCheckSaysWhy() {
        FairnessReport report = counted("a", 30, 10, 10, 30)
                .criterion(Criterion.equalizedOdds().atMost(0.10))
                .run();
        assertThat(report.report().toString()).contains("1 of 1 group can be compared");
    }

    @Test
    void sharingTheConfidenceWidensTheIntervalsOfDifferencesButNotOfRates() {
        Criterion criterion = Criterion.equalizedOdds().atMost(0.10);
        FairnessReport each = ofPeople()
                .sensitive("Owner")
                .sensitive("Children")
                .criterion(criterion)
                .run();
        FairnessReport all = ofPeople()
                .sensitive("Owner")
                .sensitive("Children")
                .criterion(criterion)
                .simultaneous()
                .run();
        Estimate one = each.differenceBetween(GroupRate.SELECTION_RATE, "Owner").orThrow();
        Estimate wider =
                all.differenceBetween(GroupRate.SELECTION_RATE, "Owner").orThrow();
        assertThat(wider.point()).isEqualTo(one.point());
        assertThat(wider.upper() - wider.lower()).isGreaterThanOrEqualTo(one.upper() - one.lower());
        assertThat(wider.confidence()).isCloseTo(0.975, within(1e-12));
        assertThat(all.group("Owner", "true")).isEqualTo(each.group("Owner", "true"));
        assertThat(all.report().toString()).contains("shared among 2 verdicts");
    }

    @Test
    void everyGroupIsTestedAgainstAllOthersAndTheFamilyIsAdjusted() {
        FairnessReport report = counted("a", 40, 10, 10, 40, "b", 20, 30, 10, 40, "c", 1, 1, 0, 0)
                .run();
        List<GroupTest> tests = report.tests(GroupRate.SELECTION_RATE, GroupRate.TRUE_POSITIVE_RATE);
        assertThat(tests).hasSize(6);
        GroupTest a = tests.get(0);
        assertThat(a.difference().orThrow().point()).isCloseTo(50 / 100.0 - 71 / 102.0, within(1e-12));
        assertThat(a.pValue().orThrow().point()).isEqualTo(FisherExact.pValue(50, 100, 121, 202));
        assertThat(a.holm().orThrow().point())
                .isCloseTo(3 * a.pValue().orThrow().point(), within(1e-12));
        assertThat(tests.get(2).pValue()).isEqualTo(new Undefined("2 rows, fewer than the minimum of 30"));
        assertThat(tests.get(3).pValue().orThrow().point()).isEqualTo(1);
        double[] two = new double[202];
        Arrays.fill(two, 2);
        assertThat(counted("a", 40, 10, 10, 40, "b", 20, 30, 10, 40, "c", 1, 1, 0, 0)
                        .weights(two)
                        .run()
                        .tests(GroupRate.SELECTION_RATE)
                        .get(0)
                        .pValue())
                .isEqualTo(a.pValue());
        assertThat(counted("a", 40, 10, 10, 40)
                        .run()
                        .tests(GroupRate.SELECTION_RATE)
                        .get(0)
                        .pValue())
                .isEqualTo(new Undefined("no rows among the other groups"));
        assertThatIllegalArgumentException()
                .isThrownBy(report::tests)
                .withMessage("tests need at least one rate, got none");
    }
}
