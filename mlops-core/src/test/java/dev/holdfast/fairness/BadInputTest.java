// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.mitigation.GroupThresholds;
import dev.holdfast.fairness.mitigation.ThresholdOptimizer;
import dev.holdfast.fairness.mitigation.UnseenGroup;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes of input that cannot be judged: an outcome that says so, never a zero and never "fair". */
class BadInputTest {
    private static final Criterion CRITERION = Criterion.equalizedOdds().atMost(0.1);

    private static int[] alternating(int n) {
        return IntStream.range(0, n).map(i -> i / 2 % 2).toArray();
    }

    private static String[] halves(int n, String one, String other) {
        return IntStream.range(0, n).mapToObj(i -> i % 2 == 0 ? one : other).toArray(String[]::new);
    }

    @Test
    void aGroupColumnOfAThousandValuesIsInconclusiveAndEveryGroupIsListed() {
        String[] groups = IntStream.range(0, 2_000).mapToObj(i -> "g" + i / 2).toArray(String[]::new);
        FairnessReport report = Fairness.of(alternating(2_000), alternating(2_000), groups)
                .criterion(CRITERION)
                .run();
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.excluded())
                .hasSize(1_000)
                .allMatch(each ->
                        each.measure().equals("all") && each.reason().equals("2 rows, fewer than the minimum of 30"));
        assertThat(report.checks().get(0).disparity().value())
                .isEqualTo(
                        new Undefined("0 of 1000 groups can be compared by their true-positive-rate, two are needed"));
        assertThat(report.report().toHtml()).contains("g999");
    }

    @Test
    void aGroupOfOneIsShownAndListedAndDecidesNothing() {
        String[] groups = halves(400, "a", "b");
        groups[399] = "one";
        FairnessReport report = Fairness.of(alternating(400), alternating(400), groups)
                .criterion(CRITERION)
                .run();
        assertThat(report.excluded())
                .containsExactly(new Exclusion("group", "one", "all", 1, "1 row, fewer than the minimum of 30"));
        assertThat(report.group("group", "one").n()).isEqualTo(1);
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.FAIR);
        assertThat(report.outcome()).isEqualTo(Outcome.WARNED);
    }

    @Test
    void groupsThatAreAbsentFromEitherClassHaveNoRateOfItAndTheVerdictIsInconclusive() {
        int[] truth = new int[200];
        Arrays.setAll(truth, row -> row % 2);
        FairnessReport report = Fairness.of(truth, alternating(200), halves(200, "no positives", "no negatives"))
                .criterion(CRITERION)
                .run();
        assertThat(report.excluded())
                .containsExactlyInAnyOrder(
                        new Exclusion(
                                "group", "no positives", "true-positive-rate", 100, "no positives among 100 rows"),
                        new Exclusion(
                                "group", "no negatives", "false-positive-rate", 100, "no negatives among 100 rows"));
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.disparity(FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, "group")
                        .value())
                .isEqualTo(new Undefined("1 of 2 groups can be compared by their true-positive-rate, two are needed"));
    }

    @Test
    void weightsThatSumToZeroAreInconclusiveAndSaySo() {
        FairnessReport report = Fairness.of(alternating(100), alternating(100), halves(100, "a", "b"))
                .weights(new double[100])
                .criterion(CRITERION)
                .run();
        assertThat(report.overall().rate(GroupRate.ACCURACY))
                .isEqualTo(new Undefined("the weights of its 100 rows sum to 0"));
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.excluded())
                .contains(new Exclusion("group", "a", "all", 50, "the weights of its 50 rows sum to 0"));
    }

    private static Table partlyMissing() {
        TextColumn.Builder sex = TextColumn.builder("sex");
        for (int row = 0; row < 200; row++) {
            if (row < 40) {
                sex.addMissing();
            } else {
                sex.add(row % 2 == 0 ? "f" : "m");
            }
        }
        double[] labels = Arrays.stream(alternating(200)).asDoubleStream().toArray();
        return Table.of(sex.build(), NumberColumn.of("t", labels), NumberColumn.of("d", labels));
    }

    @Test
    void rowsWithoutASensitiveValueAreAGroupOrCountedAsLeftOutAsTheUserChooses() {
        Fairness own = Fairness.of(partlyMissing(), "t", "d").favorable("1").sensitive("sex");
        assertThat(own.run().group("sex", "(missing)").n()).isEqualTo(40);
        FairnessReport without = Fairness.of(partlyMissing(), "t", "d")
                .favorable("1")
                .sensitive("sex")
                .missing(MissingGroup.EXCLUDE)
                .criterion(CRITERION)
                .run();
        assertThat(without.excluded())
                .containsExactly(new Exclusion("sex", "(rows)", "all", 40, "the sensitive value is missing"));
        assertThat(without.outcome()).isNotEqualTo(Outcome.PASSED);
    }

    @Test
    void regressionOutputIsRefusedByAClassificationMetric() {
        Table table = Table.of(
                TextColumn.of("sex", "f", "m"), NumberColumn.of("t", 1, 0), NumberColumn.of("predicted", 0.5, 0.7));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table, "t", "predicted"))
                .withMessage(
                        "column 'predicted' holds 0.5 in row 0, which is a quantity and no label: rates need classes, "
                                + "for quantities measure a regression");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(new int[] {0, 7}, new int[2], new String[] {"a", "b"}))
                .withMessage("truth must be 0 or 1, got 7 in row 1");
    }

    @Test
    void anUnseenGroupIsNeverRefusedAltogether() {
        double[] scores = IntStream.range(0, 200).mapToDouble(i -> i / 200.0).toArray();
        int[] truth =
                IntStream.range(0, 200).map(i -> i % 7 < 3 || i > 120 ? 1 : 0).toArray();
        GroupThresholds fitted =
                ThresholdOptimizer.of(CRITERION, UnseenGroup.POOLED).fit(truth, scores, halves(200, "a", "b"));
        List<Boolean> decided = Arrays.stream(scores)
                .mapToObj(score -> fitted.probability(score, "never seen") > 0.5)
                .distinct()
                .toList();
        assertThat(decided).containsExactlyInAnyOrder(true, false);
        assertThat(fitted.unseenGroups()).startsWith("decided by the best threshold for all rows together");
    }

    @Test
    void nobodySelectedIsNoParity() {
        int[] nobody = new int[100];
        FairnessReport report = Fairness.of(alternating(100), nobody, halves(100, "a", "b"))
                .criterion(Criterion.demographicParityRatio().atLeast(0.8))
                .run();
        assertThat(report.checks().get(0).disparity().value())
                .isEqualTo(new Undefined("the selection-rate of every group is 0"));
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
    }

    @Test
    void noRowsAtAllAreInconclusive() {
        FairnessReport report = Fairness.of(new int[0], new int[0], new String[0])
                .criterion(CRITERION)
                .run();
        assertThat(report.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.overall().rate(GroupRate.SELECTION_RATE)).isEqualTo(new Undefined("no rows"));
    }
}
