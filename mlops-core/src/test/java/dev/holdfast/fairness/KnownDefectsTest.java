// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What other libraries answer wrongly, each reproduced by its formula beside the answer here. */
class KnownDefectsTest {
    private static String[] groups(String one, int n, String other, int m) {
        return Stream.concat(Collections.nCopies(n, one).stream(), Collections.nCopies(m, other).stream())
                .toArray(String[]::new);
    }

    private static FairnessReport small(int[] truth, int[] decision, String[] groups) {
        return Fairness.of(truth, decision, groups)
                .minimumGroup(1)
                .minimumEvents(1)
                .run();
    }

    @Test
    void aRateOfAnEmptyDenominatorIsUndefinedWhereFairlearnSaysZeroTwice() {
        // Group "b" has no positives. A normalised confusion matrix makes its rates 0/0 = 0: it would be both never
        // right and never wrong about positives.
        int[] truth = {1, 1, 1, 0, 0, 0};
        int[] decision = {1, 1, 0, 0, 0, 1};
        FairnessReport report = small(truth, decision, groups("a", 4, "b", 2));
        double falseZero = 0;
        double theirs = report.group("group", "a")
                        .rate(GroupRate.TRUE_POSITIVE_RATE)
                        .orThrow()
                        .point()
                - falseZero;
        assertThat(theirs).isCloseTo(0.667, within(0.001));
        Undefined none = new Undefined("no positives among 2 rows");
        assertThat(report.group("group", "b").rate(GroupRate.TRUE_POSITIVE_RATE))
                .isEqualTo(none);
        assertThat(report.group("group", "b").rate(GroupRate.FALSE_NEGATIVE_RATE))
                .isEqualTo(none);
        assertThat(report.disparity(FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE, "group")
                        .value())
                .isEqualTo(new Undefined("1 of 2 groups can be compared by their true-positive-rate, two are needed"));
    }

    @Test
    void aPredictiveValueOfNobodyIsUndefinedWhereAif360SaysZero() {
        int[] truth = {1, 0, 1, 0};
        int[] decision = {1, 0, 0, 0};
        FairnessReport report = small(truth, decision, groups("a", 2, "b", 2));
        int truePositives = 0;
        int selected = 0;
        double theirs = selected > 0 ? (double) truePositives / selected : 0.0;
        assertThat(theirs).isZero();
        assertThat(report.group("group", "b").rate(GroupRate.POSITIVE_PREDICTIVE_VALUE))
                .isEqualTo(new Undefined("no selected rows among 2 rows"));
    }

    @Test
    void aRatioToZeroIsUndefinedWhereAequitasSaysTen() {
        int[] truth = {1, 0, 1, 0};
        int[] decision = {1, 0, 0, 0};
        FairnessReport report = small(truth, decision, groups("a", 2, "b", 2));
        assertThat(report.ratio(GroupRate.SELECTION_RATE, "group", "a", "b"))
                .isEqualTo(new Undefined("the selection-rate of the reference 'b' is 0"));
    }

    @Test
    void aSmallGroupOfWhichNobodyIsSelectedIsUncertainWhereFairlearnsBootstrapIsNot() {
        // Ten rows, none selected. Every resample of ten zeros is ten zeros: percentiles are [0, 0].
        int[] few = new int[10];
        SplittableRandom random = new SplittableRandom(1);
        double[] resampled = new double[1_000];
        for (int b = 0; b < resampled.length; b++) {
            resampled[b] = IntStream.range(0, 10)
                    .map(i -> few[random.nextInt(10)])
                    .average()
                    .orElseThrow();
        }
        Arrays.sort(resampled);
        assertThat(resampled[25]).isZero();
        assertThat(resampled[974]).isZero();
        int[] truth = new int[110];
        int[] decision = new int[110];
        for (int row = 10; row < 110; row++) {
            truth[row] = row % 2;
            decision[row] = row % 4 == 0 ? 1 : 0;
        }
        FairnessReport report = small(truth, decision, groups("few", 10, "many", 100));
        Estimate rate =
                report.group("group", "few").rate(GroupRate.SELECTION_RATE).orThrow();
        assertThat(rate).isEqualTo(Intervals.wilson(0, 10, 0.95).orThrow());
        assertThat(rate.upper()).isBetween(0.27, 0.28);
        // The difference and the ratio are as unsure of it, and so is the verdict.
        Estimate gap =
                report.differenceBetween(GroupRate.SELECTION_RATE, "group").orThrow();
        assertThat(gap.point()).isEqualTo(0.25);
        assertThat(gap.lower()).isLessThan(0.15);
        assertThat(gap.upper()).isGreaterThan(0.3);
        assertThat(report.ratioBetween(GroupRate.SELECTION_RATE, "group")
                        .orThrow()
                        .upper())
                .isGreaterThan(0.5);
        assertThat(Criterion.demographicParity().atMost(0.2).judge(gap)).isEqualTo(FairnessVerdict.INCONCLUSIVE);
    }

    @Test
    void theMaximumOverGroupsHasAnIntervalWhichFairlearnHasNot() {
        int[] truth = new SplittableRandom(2).ints(400, 0, 2).toArray();
        int[] decision = new SplittableRandom(3).ints(400, 0, 2).toArray();
        Estimate odds = Fairness.of(truth, decision, groups("a", 200, "b", 200))
                .run()
                .disparity(FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, "group")
                .value()
                .orThrow();
        assertThat(odds.confidence()).isEqualTo(0.95);
        assertThat(odds.upper()).isGreaterThan(odds.lower());
    }

    @Test
    void predictiveValuesAreThoseOfBothGroupsWhereTrustyAiTakesMissesOfTheWrongOne() {
        // TN, FP, FN, TP of "a" 40, 10, 5, 45 and of "b" 20, 20, 30, 30.
        int[] cells = {40, 10, 5, 45, 20, 20, 30, 30};
        int[] truth = new int[200];
        int[] decision = new int[200];
        int row = 0;
        for (int c = 0; c < cells.length; c++) {
            for (int k = 0; k < cells[c]; k++) {
                truth[row] = c % 4 / 2;
                decision[row++] = c % 2;
            }
        }
        double right = (Math.abs(45 / 55.0 - 30 / 50.0) + Math.abs(5 / 45.0 - 30 / 50.0)) / 2;
        // The false negatives of one group over the negatives of the other.
        double theirs = (Math.abs(45 / 55.0 - 30 / 50.0) + Math.abs(30 / 70.0 - 30 / 50.0)) / 2;
        assertThat(theirs).isNotCloseTo(right, within(0.1));
        assertThat(Fairness.of(truth, decision, groups("a", 100, "b", 100))
                        .run()
                        .disparity(FairnessMeasure.AVERAGE_PREDICTIVE_VALUE_DIFFERENCE, "group")
                        .value()
                        .orThrow()
                        .point())
                .isCloseTo(right, within(1e-12));
    }

    @Test
    void differencesDoNotCancelWhereThoseOfAif360Do() {
        // TPR 0.8 and 0.4, FPR 0.2 and 0.6: the signed mean is 0 for groups that are treated very differently.
        double signed = ((0.8 - 0.4) + (0.2 - 0.6)) / 2;
        assertThat(signed).isCloseTo(0, within(1e-12));
        int[] truth = new int[200];
        int[] decision = new int[200];
        for (int row = 0; row < 200; row++) {
            truth[row] = row % 2;
            double rate = row < 100 ? (truth[row] == 1 ? 0.8 : 0.2) : (truth[row] == 1 ? 0.4 : 0.6);
            decision[row] = row % 100 / 2 < Math.round(rate * 50) ? 1 : 0;
        }
        assertThat(Fairness.of(truth, decision, groups("a", 100, "b", 100))
                        .run()
                        .disparity(FairnessMeasure.AVERAGE_ODDS_DIFFERENCE, "group")
                        .value()
                        .orThrow()
                        .point())
                .isCloseTo(0.4, within(1e-12));
    }
}
