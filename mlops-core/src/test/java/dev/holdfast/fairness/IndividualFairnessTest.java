// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.fairness.RegressionFairness.Mean;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IndividualFairnessTest {
    private static double point(Measurement value) {
        return value.orThrow().point();
    }

    @Test
    void benefitsAreNothingOneOrTwo() {
        assertThat(IndividualFairness.benefits(new int[] {1, 0, 1, 0}, new int[] {0, 0, 1, 1}))
                .containsExactly(0, 1, 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.benefits(new int[] {1}, new int[0]))
                .withMessage("each row needs its decision, got 0 for 1");
    }

    @Test
    void theEntropyOfOrderZeroIsTheMeanLogarithmicDeviation() {
        double[] benefits = {1, 1, 2, 1};
        double mean = 1.25;
        double expected =
                -Arrays.stream(benefits).map(b -> Math.log(b / mean)).average().orElseThrow();
        assertThat(point(IndividualFairness.generalizedEntropy(0, benefits))).isCloseTo(expected, within(1e-15));
        // AIF360 divides it by the mean once more.
        assertThat(expected / mean).isNotCloseTo(expected, within(1e-3));
        assertThat(IndividualFairness.generalizedEntropy(0, new double[] {0, 1}))
                .isEqualTo(new Undefined("the benefit of row 0 is 0, for which an entropy of order 0 is infinite"));
    }

    @Test
    void weightsCountInEntropiesLikeRepeatedRows() {
        assertThat(point(IndividualFairness.generalizedEntropy(2, new double[] {0, 1, 2}, 1, 3, 2)))
                .isCloseTo(
                        point(IndividualFairness.generalizedEntropy(2, new double[] {0, 1, 1, 1, 2, 2})),
                        within(1e-15));
    }

    @Test
    void entropiesThatCannotBeComputedSayWhy() {
        assertThat(IndividualFairness.generalizedEntropy(1, new double[0])).isEqualTo(new Undefined("no rows"));
        assertThat(IndividualFairness.generalizedEntropy(1, new double[] {1}, 0))
                .isEqualTo(new Undefined("the weights sum to 0"));
        assertThat(IndividualFairness.generalizedEntropy(1, new double[] {0, 0}))
                .isEqualTo(new Undefined("every benefit is 0"));
        assertThat(IndividualFairness.coefficientOfVariation(new double[] {0, 0}))
                .isInstanceOf(Undefined.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.generalizedEntropy(Double.NaN, new double[] {1}))
                .withMessage("the order of an entropy must be finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.generalizedEntropy(1, new double[] {-1}))
                .withMessage("benefits must be finite and at least 0, got -1.0 in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.generalizedEntropy(1, new double[] {1}, -1))
                .withMessage("weights must be finite and at least 0, got -1.0 in row 0");
    }

    @Test
    void consistencyMayCountARowAmongItsNeighboursOrNot() {
        double[][] features = {{0}, {1}, {10}, {11}};
        int[] decision = {1, 0, 1, 1};
        assertThat(point(IndividualFairness.consistency(features, decision, 1, false)))
                .isEqualTo(0.5);
        assertThat(point(IndividualFairness.consistency(features, decision, 2, true)))
                .isEqualTo(0.75);
        assertThat(IndividualFairness.consistency(features, decision, 4, false))
                .isEqualTo(new Undefined("4 rows have fewer than 4 neighbours"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.consistency(features, decision, 0, true))
                .withMessage("consistency needs at least 1 neighbour, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.consistency(new double[][] {{Double.NaN}}, new int[1], 1, true))
                .withMessage("features must be finite, got [NaN] in row 0");
    }

    @Test
    void standardisedFeaturesHaveMeanZeroAndConstantOnesVanish() {
        double[][] scaled = IndividualFairness.standardized(new double[][] {{1, 5}, {3, 5}});
        assertThat(scaled[0]).containsExactly(-1, 0);
        assertThat(scaled[1]).containsExactly(1, 0);
    }

    @Test
    void differentialFairnessIsZeroForGroupsThatAreAlike() {
        int[] decision = {1, 0, 1, 0};
        assertThat(point(IndividualFairness.differentialFairness(decision, new String[] {"a", "a", "b", "b"}, 1)))
                .isZero();
        assertThat(point(IndividualFairness.differentialFairness(decision, new String[] {"a", "b", "a", "b"}, 1)))
                .isCloseTo(Math.log(5), within(1e-12));
        assertThat(IndividualFairness.differentialFairness(decision, new String[] {"a", "a", "a", "a"}, 1))
                .isEqualTo(new Undefined("1 group, two are needed"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IndividualFairness.differentialFairness(decision, new String[4], 0))
                .withMessage("the concentration must be finite and above 0, got 0.0");
    }

    private static RegressionFairness regression() {
        int n = 700;
        SplittableRandom random = new SplittableRandom(9);
        double[] truth = new double[n];
        double[] predicted = new double[n];
        String[] groups = new String[n];
        for (int row = 0; row < n; row++) {
            groups[row] = row < 10 ? "few" : row % 2 == 0 ? "a" : "b";
            truth[row] = random.nextGaussian();
            predicted[row] = truth[row] + (groups[row].equals("a") ? 0.5 : 0) + 0.1 * random.nextGaussian();
        }
        return RegressionFairness.of(1, truth, predicted, groups);
    }

    @Test
    void aRegressionThatIsTooHighForOneGroupShowsIt() {
        RegressionFairness fairness = regression();
        Estimate error = fairness.difference(Mean.ERROR).orThrow();
        assertThat(error.point()).isCloseTo(0.5, within(0.03));
        assertThat(error.lower()).isBetween(0.45, error.point());
        assertThat(error.upper()).isBetween(error.point(), 0.55);
        assertThat(point(fairness.largest(Mean.ABSOLUTE_ERROR))).isCloseTo(0.5, within(0.03));
        assertThat(point(fairness.largest(Mean.SQUARED_ERROR))).isCloseTo(0.26, within(0.03));
        assertThat(point(fairness.distance())).isBetween(0.1, 0.3);
        assertThat(fairness.byGroup(Mean.PREDICTION)).containsOnlyKeys("a", "b", "few");
        assertThat(fairness.excluded())
                .containsExactly(new Exclusion("group", "few", "all", 10, "10 rows, fewer than the minimum of 30"));
    }

    @Test
    void aRegressionWithoutTwoLargeGroupsCannotBeCompared() {
        RegressionFairness one = RegressionFairness.of(1, new double[] {1}, new double[] {1}, new String[] {"a"});
        assertThat(one.difference(Mean.ERROR)).isEqualTo(new Undefined("0 groups of at least 30 rows, two are needed"));
        assertThat(one.distance()).isEqualTo(new Undefined("0 groups of at least 30 rows, two are needed"));
        assertThat(one.largest(Mean.ERROR)).isEqualTo(new Undefined("no group of at least 30 rows"));
        assertThat(one.byGroup(Mean.ERROR)).containsEntry("a", new Undefined("the uncertainty of 1 row is unknown"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionFairness.of(1, new double[1], new double[2], new String[1]))
                .withMessage("each row needs a truth, a prediction and a group, got 1, 2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RegressionFairness.of(1, new double[] {Double.NaN}, new double[1], new String[] {"a"}))
                .withMessage("numbers must be finite, got truth NaN and prediction 0.0 in row 0");
    }

    @Test
    void dependenceOnANumberIsSeenEvenWhereItIsNotMonotone() {
        int n = 101;
        double[] age = new double[n];
        double[] line = new double[n];
        double[] curve = new double[n];
        for (int row = 0; row < n; row++) {
            age[row] = row - 50;
            line[row] = 3 * age[row] + 1;
            curve[row] = age[row] * age[row];
        }
        assertThat(point(Dependence.rankCorrelation(age, line))).isCloseTo(1, within(1e-12));
        assertThat(point(Dependence.rankCorrelation(age, curve))).isCloseTo(0, within(1e-12));
        assertThat(point(Dependence.distanceCorrelation(age, line))).isCloseTo(1, within(1e-9));
        assertThat(point(Dependence.distanceCorrelation(age, curve))).isGreaterThan(0.4);
        assertThat(point(Dependence.independence(age, curve, 99, 1))).isEqualTo(0.01);
    }

    @Test
    void dependenceOnAConstantIsUndefined() {
        double[] constant = {1, 1, 1};
        double[] other = {1, 2, 3};
        assertThat(Dependence.rankCorrelation(constant, other))
                .isEqualTo(new Undefined("the attribute or the score is constant"));
        assertThat(Dependence.distanceCorrelation(constant, other)).isInstanceOf(Undefined.class);
        assertThat(Dependence.independence(constant, other, 9, 1)).isInstanceOf(Undefined.class);
        assertThat(Dependence.rankCorrelation(new double[0], new double[0]))
                .isEqualTo(new Undefined("0 rows, two are needed"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dependence.rankCorrelation(constant, new double[2]))
                .withMessage("each row needs a sensitive value and a score, got 3 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dependence.rankCorrelation(other, new double[] {1, Double.NaN, 2}))
                .withMessage("numbers must be finite, got 2.0 and NaN in row 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dependence.independence(other, other, 0, 1))
                .withMessage("at least 1 permutation is needed, got 0");
    }

    @Test
    void rankingsShowWhoIsFartherUp() {
        assertThat(RankingFairness.exposure("a", "b")).containsEntry("a", 1.0);
        assertThat(point(RankingFairness.exposureRatio("a", "b"))).isCloseTo(Math.log(2) / Math.log(3), within(1e-12));
        assertThat(RankingFairness.exposureRatio("a", "a")).isEqualTo(new Undefined("1 group, two are needed"));
        Map<String, Double> half = Map.of("a", 0.5, "b", 0.5);
        assertThat(point(RankingFairness.infeasibleIndex(half, 4, "a", "b", "a", "b")))
                .isZero();
        assertThat(point(RankingFairness.infeasibleIndex(half, 4, "a", "a", "a", "b")))
                .isEqualTo(3);
        assertThat(RankingFairness.infeasibleIndex(half, 4, "a"))
                .isEqualTo(new Undefined("the ranking has 1 position, fewer than 4"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingFairness.infeasibleIndex(half, 0, "a"))
                .withMessage("the depth must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingFairness.infeasibleIndex(Map.of("a", 2.0), 1, "a"))
                .withMessage("the share of 'a' must be in [0, 1], got 2.0");
    }

    @Test
    void correlationsCarryTheIntervalOfFishersTransformation() {
        double[] age = {20, 30, 40, 50, 60, 70};
        double[] score = {0.1, 0.4, 0.35, 0.5, 0.9, 0.7};
        Estimate linear = Dependence.linearCorrelation(age, score).orThrow();
        Estimate same =
                dev.holdfast.stats.Correlations.pearson(age, score).effect().orThrow();
        assertThat(linear.point()).isCloseTo(same.point(), within(1e-12));
        assertThat(linear.lower()).isCloseTo(same.lower(), within(1e-12));
        assertThat(linear.upper()).isCloseTo(same.upper(), within(1e-12));
        Estimate ranks = Dependence.rankCorrelation(age, score).orThrow();
        assertThat(ranks.point()).isCloseTo(1 - 6 * 4.0 / (6 * 35), within(1e-12));
        assertThat(ranks.lower()).isBetween(0.0, ranks.point());
        assertThat(ranks.upper()).isBetween(ranks.point(), 1.0);
        assertThat(Dependence.linearCorrelation(new double[] {1, 2}, new double[] {3, 1}))
                .hasToString("-1");
        assertThat(Dependence.linearCorrelation(new double[] {1, 1}, new double[] {3, 1}))
                .isEqualTo(new Undefined("the attribute or the score is constant"));
    }

    @Test
    void regressionsAreComparedByRatioAndByHowFarPredictionsWouldHaveToMove() {
        RegressionFairness fairness = regression();
        Estimate ratio = fairness.ratio(Mean.SQUARED_ERROR).orThrow();
        assertThat(ratio.point()).isCloseTo(0.01 / 0.26, within(0.01));
        assertThat(ratio.lower()).isLessThan(ratio.point());
        assertThat(ratio.upper()).isBetween(ratio.point(), 0.1);
        double moved = point(fairness.wasserstein());
        double gap = point(fairness.difference(Mean.PREDICTION));
        assertThat(moved).isGreaterThanOrEqualTo(gap - 1e-9).isLessThan(gap + 0.2);
        RegressionFairness one = RegressionFairness.of(1, new double[] {1}, new double[] {1}, new String[] {"a"});
        Undefined few = new Undefined("0 groups of at least 30 rows, two are needed");
        assertThat(one.ratio(Mean.SQUARED_ERROR)).isEqualTo(few);
        assertThat(one.wasserstein()).isEqualTo(few);
        double[] exact = new double[60];
        String[] halves = new String[60];
        Arrays.setAll(halves, row -> row < 30 ? "a" : "b");
        assertThat(RegressionFairness.of(1, exact, exact, halves).ratio(Mean.SQUARED_ERROR))
                .isEqualTo(new Undefined("a mean is 0: a ratio needs numbers above 0"));
    }

    @Test
    void rankingsShowExposureByMeritAndDivergenceFromShares() {
        double second = Math.log(2) / Math.log(3);
        assertThat(point(RankingFairness.exposureToMeritRatio(Map.of("a", 1.0, "b", second), "a", "b")))
                .isCloseTo(1, within(1e-12));
        assertThat(RankingFairness.exposureToMeritRatio(Map.of("a", 1.0), "a"))
                .isEqualTo(new Undefined("1 group, two are needed"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingFairness.exposureToMeritRatio(Map.of("a", 1.0), "a", "b"))
                .withMessage("the merit of 'b' must be finite and above 0, got 0.0");
        Map<String, Double> half = Map.of("a", 0.5, "b", 0.5);
        // The top one is all of one group, the top two are as wanted.
        assertThat(point(RankingFairness.divergence(half, "a", "b")))
                .isCloseTo(Math.log(2) / (1 + second), within(1e-12));
        assertThat(RankingFairness.divergence(half)).isEqualTo(new Undefined("the ranking is empty"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingFairness.divergence(half, "c"))
                .withMessage("the group 'c' has no share");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingFairness.divergence(Map.of("a", 0.5), "a"))
                .withMessage("shares must be above 0 and sum to 1, got {a=0.5}");
    }

    @Test
    void decisionsThatSetGroupsFartherApartThanTruthsAmplifyBias() {
        int[] truth = {1, 1, 0, 0, 1, 0, 0, 0};
        int[] decision = {1, 1, 1, 0, 0, 0, 0, 0};
        String[] groups = {"a", "a", "a", "a", "b", "b", "b", "b"};
        assertThat(point(IndividualFairness.biasAmplification(truth, decision, groups, 1)))
                .isCloseTo(Math.log(3.5 / 0.5) - Math.log(2.5 / 1.5), within(1e-12));
        assertThat(IndividualFairness.biasAmplification(new int[] {1}, new int[] {0}, new String[] {"a"}, 1))
                .isEqualTo(new Undefined("1 group, two are needed"));
    }
}
