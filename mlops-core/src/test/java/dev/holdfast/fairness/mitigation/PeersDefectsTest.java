// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each case breaks one of the libraries of the field; see docs/definitions.md for conventions. */
class PeersDefectsTest {
    /** Fairlearn centres all sensitive columns by one mean and leaves a correlation of a half. */
    @Test
    void twoSensitiveColumnsLeaveNoCorrelation() {
        SplittableRandom random = new SplittableRandom(2);
        double[][] sensitive = new double[400][2];
        double[][] features = new double[400][1];
        for (int row = 0; row < 400; row++) {
            sensitive[row][0] = random.nextInt(2);
            sensitive[row][1] = 40 + 20 * random.nextDouble();
            features[row][0] = 2 * sensitive[row][0] + sensitive[row][1] / 10 + random.nextDouble();
        }
        double[][] cleaned = CorrelationRemover.fit(1, features, sensitive).transform(features, sensitive);
        for (int s = 0; s < 2; s++) {
            int column = s;
            double meanS = Arrays.stream(sensitive)
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            double meanF =
                    Arrays.stream(cleaned).mapToDouble(row -> row[0]).average().orElseThrow();
            double product = 0;
            for (int row = 0; row < 400; row++) {
                product += (sensitive[row][column] - meanS) * (cleaned[row][0] - meanF);
            }
            assertThat(product / 400).isCloseTo(0, within(1e-9));
        }
    }

    /** AIF360 falls back on the most unfair pair when none keeps the tolerance: -0.610 becomes -0.625. */
    @Test
    void anInfeasibleRejectOptionIsNoMoreUnfairThanNoMarginAtAll() {
        SplittableRandom random = new SplittableRandom(4);
        int[] truth = new int[600];
        double[] scores = new double[600];
        String[] groups = new String[600];
        for (int row = 0; row < 600; row++) {
            groups[row] = row % 2 == 0 ? "a" : "b";
            scores[row] = Math.round(10 * (row % 2 == 0 ? 0.6 : 0.1) + 3 * random.nextDouble()) / 10.0;
            truth[row] = random.nextDouble() < scores[row] ? 1 : 0;
        }
        RejectOption.Fitted fitted = RejectOption.of(Criterion.equalizedOdds().atMost(0), UnseenGroup.REFUSE, "b")
                .fit(truth, scores, groups);
        assertThat(fitted.isWithinTolerance()).isFalse();
        Mitigation told = fitted.mitigation(Criterion.equalizedOdds().atMost(0), truth, scores, groups);
        assertThat(point(told, true)).isLessThan(point(told, false));
    }

    private static double point(Mitigation told, boolean after) {
        return (after ? told.after() : told.before())
                .disparity(FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, "group")
                .value()
                .orThrow()
                .point();
    }

    /** AIF360 mixes with a "probability" of 3. */
    @Test
    void aMixIsAProbabilityAndInfeasibilityIsTold() {
        int[] truth = {1, 0, 1, 0, 0, 0, 1, 0};
        double[] scores = {0.9, 0.8, 0.9, 0.9, 0.1, 0.2, 0.3, 0.1};
        String[] groups = {"a", "a", "a", "a", "b", "b", "b", "b"};
        CalibratedEqualizedOdds fitted = CalibratedEqualizedOdds.fit(
                CalibratedEqualizedOdds.Cost.FALSE_POSITIVE, UnseenGroup.REFUSE, 1, truth, scores, groups);
        assertThat(fitted.isFeasible()).isFalse();
        assertThat(fitted.mix("b")).isEqualTo(1);
        assertThat(fitted.mix("a")).isZero();
    }

    /** AIF360 weighs an empty cell infinitely and loses mass. */
    @Test
    void anEmptyCellIsRefusedOrLeftAloneAndNoMassIsLost() {
        int[] labels = {1, 0, 1, 1, 1};
        String[] groups = {"a", "a", "a", "b", "b"};
        assertThatIllegalArgumentException().isThrownBy(() -> Reweighing.fit(labels, groups));
        double[] weights = Reweighing.shrunken(1, labels, groups).weights();
        assertThat(Arrays.stream(weights).sum()).isCloseTo(5, within(1e-12));
        assertThat(Arrays.stream(weights).allMatch(Double::isFinite)).isTrue();
    }

    /** AIF360 fits the repair anew to the rows it transforms; a fitted one must not depend on them. */
    @Test
    void aRepairedValueDoesNotDependOnTheOtherRowsThatAreTransformed() {
        double[] feature = {1, 2, 3, 11, 12, 13};
        String[] groups = {"a", "a", "a", "b", "b", "b"};
        DisparateImpactRepair repair = DisparateImpactRepair.fit(1, UnseenGroup.REFUSE, feature, groups);
        double[] all = repair.transform(feature, groups);
        for (int row = 0; row < 6; row++) {
            assertThat(repair.transform(new double[] {feature[row]}, new String[] {groups[row]}))
                    .containsExactly(all[row]);
        }
    }

    /** Fairlearn selects nobody of a group that it has not seen, without a word, and draws without a seed. */
    @Test
    void decisionsAreDeterministicUnlessAskedForAndUnseenGroupsAreDecided() {
        SplittableRandom random = new SplittableRandom(9);
        int[] truth = new int[500];
        double[] scores = new double[500];
        String[] groups = new String[500];
        for (int row = 0; row < 500; row++) {
            groups[row] = random.nextBoolean() ? "a" : "b";
            scores[row] = random.nextDouble();
            truth[row] = random.nextDouble() < scores[row] ? 1 : 0;
        }
        GroupThresholds fitted = ThresholdOptimizer.of(Criterion.equalizedOdds().atMost(0.05), UnseenGroup.POOLED)
                .fit(truth, scores, groups);
        assertThat(fitted.isRandomized()).isFalse();
        long selected = Arrays.stream(scores)
                .filter(score -> fitted.decide(score, "unseen"))
                .count();
        assertThat(selected).isBetween(150L, 350L);
    }

    /** Decisions that do not differ cost nothing, but how sure that is depends on how many were seen. */
    @Test
    void theIntervalOfNoCostIsNotEmpty() {
        int[] truth = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
        String[] groups = {"a", "a", "a", "a", "a", "b", "b", "b", "b", "b"};
        Mitigation none =
                Mitigation.between("None", Criterion.demographicParity().atMost(0.1), truth, truth, truth, groups);
        assertThat(none.accuracyCost().orThrow().point()).isZero();
        assertThat(none.accuracyCost().orThrow().lower()).isNegative();
        assertThat(none.accuracyCost().orThrow().upper()).isPositive();
        assertThat(none.summary()).contains("INCONCLUSIVE after");
        assertThat(none.kind()).isEqualTo("mitigation");
        assertThat(none).asString().startsWith("Mitigation[None: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mitigation.between(
                        "Short", Criterion.demographicParity().atMost(0.1), truth, truth, new int[3], groups))
                .withMessage("each row needs a decision before and after, got 10 and 3 for 10 rows");
    }

    /** The paired interval covers a cost that is known. */
    @Test
    void thePairedIntervalOfWeightedRowsAgreesWithTheNormalOne() {
        int n = 30_000;
        SplittableRandom random = new SplittableRandom(6);
        int[] truth = new int[n];
        int[] before = new int[n];
        int[] after = new int[n];
        String[] groups = new String[n];
        double[] weights = new double[n];
        for (int row = 0; row < n; row++) {
            truth[row] = random.nextInt(2);
            before[row] = random.nextInt(10) < 8 ? truth[row] : 1 - truth[row];
            after[row] = random.nextInt(10) < 7 ? truth[row] : 1 - truth[row];
            groups[row] = random.nextBoolean() ? "a" : "b";
            weights[row] = 1;
        }
        Criterion criterion = Criterion.demographicParity().atMost(0.1);
        var counted = Mitigation.between("x", criterion, truth, before, after, groups)
                .accuracyCost()
                .orThrow();
        var weighted = Mitigation.between("x", criterion, truth, before, after, groups, weights)
                .accuracyCost()
                .orThrow();
        assertThat(counted.lower()).isLessThan(0.1).isCloseTo(weighted.lower(), within(5e-4));
        assertThat(counted.upper()).isGreaterThan(0.1).isCloseTo(weighted.upper(), within(5e-4));
    }
}
