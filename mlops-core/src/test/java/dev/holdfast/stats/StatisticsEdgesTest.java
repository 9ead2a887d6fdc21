// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.stats.TestResult.Bound;
import dev.holdfast.stats.TestResult.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each statistic says of data at the edge: a value, a typed reason or a precise message, never a silent number. */
class StatisticsEdgesTest {
    private static final double[] NONE = {};
    private static final double[] ONE = {2};
    private static final double[] SAME = {2, 2, 2, 2, 2};
    private static final double[] SOME = {1, 2, 3, 4, 5.5};
    private static final double[] INFINITE = {1, 2, 3, 4, Double.POSITIVE_INFINITY};
    private static final double[] NAN = {1, 2, 3, Double.NaN, 5};
    private static final double[] HUGE = {1e200, 2e200, -3e200, 4e200, 5.5e200};
    private static final double[] TINY = {1e-200, 2e-200, -3e-200, 4e-200, 5.5e-200};

    private interface TwoSamples {
        TestResult test(double[] x, double[] y);
    }

    private static double[][] points(double[] values) {
        return Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    }

    private static Map<String, TwoSamples> tests() {
        Map<String, TwoSamples> tests = new LinkedHashMap<>();
        for (Alternative alternative : Alternative.values()) {
            for (KolmogorovSmirnovTest.Method method : KolmogorovSmirnovTest.Method.values()) {
                tests.put(
                        "Kolmogorov-Smirnov " + method + " " + alternative,
                        KolmogorovSmirnovTest.withDefaults().withMethod(method).withAlternative(alternative)::test);
            }
            tests.put("Welch " + alternative, TTest.withDefaults().withAlternative(alternative)::test);
            tests.put(
                    "pooled t " + alternative,
                    TTest.withDefaults().withPooledVariance(true).withAlternative(alternative)::test);
            for (MannWhitneyTest.Method method : MannWhitneyTest.Method.values()) {
                tests.put(
                        "Mann-Whitney " + method + " " + alternative,
                        MannWhitneyTest.withDefaults().withMethod(method).withAlternative(alternative)::test);
            }
        }
        tests.put("Anderson-Darling", AndersonDarlingTest.withDefaults()::test);
        tests.put(
                "Anderson-Darling by permutations",
                AndersonDarlingTest.withDefaults().withPermutations(99, 1)::test);
        tests.put("Cramer-von Mises", CramerVonMisesTest.withDefaults()::test);
        tests.put("Epps-Singleton", EppsSingletonTest.withDefaults()::test);
        tests.put(
                "maximum mean discrepancy",
                (x, y) -> MaximumMeanDiscrepancy.withDefaults().test(points(x), points(y)));
        tests.put("pearson", (x, y) -> Correlations.pearson(x, y));
        tests.put("spearman", (x, y) -> Correlations.spearman(x, y));
        tests.put("kendall", (x, y) -> Correlations.kendall(x, y));
        return tests;
    }

    private static Stream<DynamicTest> each(Function<TwoSamples, Object> check) {
        return tests().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check.apply(entry.getValue())));
    }

    private static TestResult isWellFormed(TestResult result) {
        assertThat(result.test()).isNotBlank();
        assertThat(result.effectName()).isNotBlank();
        assertThat(result.statistic().getClass()).isEqualTo(result.pValue().getClass());
        assertThat(result.effect().getClass()).isEqualTo(result.pValue().getClass());
        if (result.pValue() instanceof Undefined undefined) {
            assertThat(undefined.reason()).isNotBlank();
            assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(result.bound()).isEqualTo(Bound.NONE);
        } else {
            assertThat(result.pValue().orThrow().point()).isBetween(0.0, 1.0);
        }
        return result;
    }

    @TestFactory
    Stream<DynamicTest> anOrdinaryPairOfSamplesHasStatisticEffectCountAndVerdict() {
        double[] other = {2.5, 0.5, 6, 7, 8};
        return each(test -> {
            TestResult result = isWellFormed(test.test(SOME, other));
            assertThat(result.pValue()).isInstanceOf(Estimate.class);
            assertThat(result.verdict()).isIn(Verdict.SIGNIFICANT, Verdict.NOT_SIGNIFICANT);
            assertThat(result.n()).isIn(5L, 10L);
            return result;
        });
    }

    @TestFactory
    Stream<DynamicTest> noValuesAreInconclusive() {
        return each(test -> {
            assertThat(isWellFormed(test.test(NONE, NONE)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            return test;
        });
    }

    @TestFactory
    Stream<DynamicTest> oneValueASideHasAReasonOrAnHonestPValue() {
        return each(test -> isWellFormed(test.test(ONE, new double[] {3})));
    }

    @Test
    void oneValueASideIsNeverSignificantByDefault() {
        for (TwoSamples test : List.<TwoSamples>of(
                KolmogorovSmirnovTest.withDefaults()::test,
                TTest.withDefaults()::test,
                MannWhitneyTest.withDefaults()::test,
                AndersonDarlingTest.withDefaults()::test,
                CramerVonMisesTest.withDefaults()::test,
                EppsSingletonTest.withDefaults()::test)) {
            assertThat(test.test(ONE, new double[] {3}).verdict()).isNotEqualTo(Verdict.SIGNIFICANT);
        }
    }

    @TestFactory
    Stream<DynamicTest> equalValuesThroughoutAreNeverSignificant() {
        return each(test -> {
            assertThat(isWellFormed(test.test(SAME, SAME)).verdict()).isNotEqualTo(Verdict.SIGNIFICANT);
            return test;
        });
    }

    @TestFactory
    Stream<DynamicTest> nanIsRefusedWithItsIndex() {
        return each(test -> {
            for (List<double[]> pair : List.of(List.of(NAN, SOME), List.of(SOME, NAN))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> test.test(pair.get(0), pair.get(1)))
                        .withMessageContaining("NaN");
            }
            return test;
        });
    }

    @TestFactory
    Stream<DynamicTest> infinityIsAValueOrRefused() {
        return each(test -> {
            try {
                isWellFormed(test.test(INFINITE, SOME));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("must hold finite values, got Infinity at index");
            }
            return test;
        });
    }

    @TestFactory
    Stream<DynamicTest> hugeAndTinyValuesGiveNumbersOrReasons() {
        return each(test -> {
            for (double[] values : new double[][] {HUGE, TINY}) {
                double[] other = values.clone();
                other[0] = values[3] / 2;
                other[1] = -values[3];
                isWellFormed(test.test(values, other));
            }
            return test;
        });
    }

    @Test
    void theTTestSaysWhySquaresFail() {
        assertThat(TTest.withDefaults().test(HUGE, SOME).pValue())
                .isEqualTo(new Undefined("the values are too large for their squares"));
        assertThat(TTest.withDefaults().test(TINY, TINY).pValue())
                .isEqualTo(new Undefined("the values vary too little for their squares"));
        assertThat(TTest.withDefaults().test(SAME, new double[] {3, 3}).pValue())
                .isEqualTo(new Undefined("both samples are constant, 2.0 and 3.0"));
        assertThat(TTest.withDefaults().test(ONE, SOME).pValue())
                .isEqualTo(new Undefined("each sample needs two values, got 1 and 5"));
    }

    @Test
    void numbersFarFromZeroKeepTheirDigits() {
        // Rational arithmetic; scipy 1.17.1 errs in the seventh digit on such data.
        double[] x = {1e9 + 0.25, 1e9 - 1.5, 1e9 + 0.75, 1e9 + 2, 1e9 + 1.125, 1e9 - 0.5};
        double[] y = {1e9 + 1.25, 1e9 + 0.5, 1e9 + 3, 1e9 + 2.5, 1e9 - 0.25, 1e9 + 1.875};
        assertThat(TTest.withDefaults().test(x, y).statistic().orThrow().point())
                .isCloseTo(-1.5830400541344984, within(1e-14));
        assertThat(Correlations.pearson(x, y).statistic().orThrow().point())
                .isCloseTo(0.3234898683543481, within(1e-15));
        assertThat(Correlations.covariance(x, y).orThrow().point()).isCloseTo(0.4901041666666667, within(1e-15));
        assertThat(Correlations.correlationRatio(new String[] {"a", "a", "b", "b", "c", "c"}, x)
                        .statistic()
                        .orThrow()
                        .point())
                .isCloseTo(1.653763440860215, within(1e-14));
    }

    @Test
    void eppsSingletonNeedsAnglesThatMeanSomething() {
        double[] far = {1, 2, 3, 4, 5, 6, 1e300};
        assertThat(EppsSingletonTest.withDefaults().test(far, SOME).pValue())
                .isEqualTo(new Undefined("a value lies too far out for its cosine, beyond 1e13 interquartile ranges"));
        assertThat(EppsSingletonTest.withDefaults()
                        .test(SAME, new double[] {2, 2, 2, 2, 3})
                        .pValue())
                .isEqualTo(new Undefined("the interquartile range of all values is 0"));
        assertThat(EppsSingletonTest.withDefaults()
                        .test(new double[] {0, 1, 0, 1, 0}, new double[] {0, 1, 1, 1, 0})
                        .pValue())
                .isEqualTo(new Undefined("the covariance is singular, as with few distinct values"));
    }

    @Test
    void welchDoesNotDependOnTheUnit() {
        double[] other = {2.5, 0.5, 6, 7, 8, 21};
        TestResult plain = TTest.withDefaults().test(SOME, other);
        for (int exponent : new int[] {-400, -300, 250, 450}) {
            double[] x = Arrays.stream(SOME).map(v -> Math.scalb(v, exponent)).toArray();
            double[] y = Arrays.stream(other).map(v -> Math.scalb(v, exponent)).toArray();
            assertThat(TTest.withDefaults().test(x, y)).isEqualTo(plain);
        }
    }

    @Test
    void andersonDarlingSaysWhenItsTableEnds() {
        double[] x = IntStream.range(0, 40).asDoubleStream().toArray();
        double[] far = Arrays.stream(x).map(v -> v + 30).toArray();
        AndersonDarlingTest test = AndersonDarlingTest.withDefaults();
        TestResult small = test.test(x, far);
        assertThat(small.bound()).isEqualTo(Bound.AT_MOST);
        assertThat(small.verdict()).isEqualTo(Verdict.SIGNIFICANT);
        assertThat(small.toString()).contains(", p <= 0.001, ");
        assertThat(test.withAlpha(0.0001).test(x, far).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        TestResult large = test.test(x, x);
        assertThat(large.bound()).isEqualTo(Bound.AT_LEAST);
        assertThat(large.verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
        assertThat(large.toString()).contains(", p >= 0.25, ");
        assertThat(test.withAlpha(0.5).test(x, x).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        TestResult between = test.test(new double[] {1, 2, 3, 4, 5}, new double[] {3, 4, 5, 6, 9});
        assertThat(between.bound()).isEqualTo(Bound.NONE);
        assertThat(between.pValue().orThrow().point()).isCloseTo(0.091017, within(1e-6));
    }

    @Test
    void andersonDarlingByPermutationsHasNoBorders() {
        SplittableRandom random = new SplittableRandom(5);
        double[] x = random.doubles(60).toArray();
        double[] y = random.doubles(45).map(v -> v + 0.13).toArray();
        AndersonDarlingTest table = AndersonDarlingTest.withDefaults();
        AndersonDarlingTest permuted = table.withPermutations(9_999, 3);
        double p = permuted.test(x, y).pValue().orThrow().point();
        assertThat(p).isCloseTo(table.test(x, y).pValue().orThrow().point(), within(0.01));
        assertThat(permuted.test(x, y)).isEqualTo(permuted.test(x, y));
        assertThat(permuted.test(x, y).statistic()).isEqualTo(table.test(x, y).statistic());
        double[] far = Arrays.stream(x).map(v -> v + 2).toArray();
        assertThat(permuted.withAlpha(0.0005).test(x, far).pValue()).isEqualTo(Estimate.exact(1e-4, 120));
        assertThat(permuted.withAlpha(0.0005).test(x, far).verdict()).isEqualTo(Verdict.SIGNIFICANT);
        assertThat(permuted.test(x, x).pValue()).isEqualTo(Estimate.exact(1, 120));
        // Too few permutations for the level can only say that p is small.
        TestResult few = table.withPermutations(9, 3).test(x, far);
        assertThat(few.bound()).isEqualTo(Bound.AT_MOST);
        assertThat(few.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(permuted)
                .hasToString("AndersonDarlingTest.withDefaults().withPermutations(9999, 3).withAlpha(0.05)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.withPermutations(0, 1))
                .withMessage("permutations must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AndersonDarlingTest.criticalValues(1))
                .withMessage("samples must be at least 2, got 1");
    }

    @Test
    void fourEqualPermutationsOfFourValuesAreCounted() {
        // {1, 2} against {3, 4}: of the six ways to choose, two are as extreme.
        double p = AndersonDarlingTest.withDefaults()
                .withPermutations(60_000, 8)
                .test(new double[] {1, 2}, new double[] {3, 4})
                .pValue()
                .orThrow()
                .point();
        assertThat(p).isCloseTo(1 / 3.0, within(0.01));
    }

    @Test
    void aLevelBelowWhatPermutationsCanShowIsInconclusive() {
        MaximumMeanDiscrepancy test = MaximumMeanDiscrepancy.withDefaults();
        double[][] x = points(new double[] {1, 2, 3, 4, 5, 6, 7});
        double[][] y = points(new double[] {101, 102, 103, 104, 105, 106, 107});
        assertThat(test.test(x, y).verdict()).isEqualTo(Verdict.SIGNIFICANT);
        assertThat(test.withAlpha(0.001).test(x, y).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(test.withAlpha(0.001).test(x, y).toString()).contains("p <= 0.005");
        assertThat(test.withAlpha(0.001).test(x, x).verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
    }

    @Test
    void theDiscrepancyOfPointsAtTheEdgeHasAReason() {
        MaximumMeanDiscrepancy test = MaximumMeanDiscrepancy.withDefaults();
        double[][] equal = points(SAME);
        assertThat(test.withBandwidth(1).test(equal, equal).pValue()).isEqualTo(new Undefined("all points are equal"));
        assertThat(test.test(points(new double[] {1, 1, 1, 1}), points(new double[] {1, 1, 1, 2}))
                        .pValue())
                .isEqualTo(new Undefined("the median distance of the points is 0"));
        assertThat(test.test(points(HUGE), points(HUGE)).pValue())
                .isEqualTo(new Undefined("the points are too far apart for their squares"));
        assertThat(test.test(points(ONE), points(SOME)).pValue())
                .isEqualTo(new Undefined("each sample needs two points, got 1 and 5"));
        // A bandwidth whose square leaves the range of doubles makes no NaN.
        assertThat(test.withBandwidth(1e-200).test(points(SOME), points(SOME)).pValue())
                .isInstanceOf(Estimate.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.test(new double[][] {{1, 2}, {3}}, equal))
                .withMessage("the first point and each other point must be equally long, got 2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.withBandwidth(0))
                .withMessage("the bandwidth must be finite and above 0, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.withPermutations(0))
                .withMessage("permutations must be at least 1, got 0");
        assertThat(test.withBandwidth(2))
                .hasToString(
                        "MaximumMeanDiscrepancy.withDefaults().withBandwidth(2.0).withPermutations(199).withSeed(0)"
                                + ".withAlpha(0.05)");
    }

    @Test
    void weightsMayBeZeroButNotAllOfThem() {
        double[] x = {0, 1, 3};
        double[] y = {5, 6, 8};
        double[] ones = {1, 1, 1};
        SampleDistances without = SampleDistances.between(new double[] {0, 3}, y);
        SampleDistances zero = SampleDistances.between(x, new double[] {2, 0, 2}, y, ones);
        assertThat(zero.wasserstein().orThrow().point())
                .isCloseTo(without.wasserstein().orThrow().point(), within(1e-14));
        assertThat(SampleDistances.between(x, new double[3], y, ones).energy())
                .isEqualTo(new Undefined("all weights of the first sample are 0"));
        assertThat(SampleDistances.between(x, ones, y, new double[3]).kolmogorovSmirnov())
                .isEqualTo(new Undefined("all weights of the second sample are 0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleDistances.between(x, new double[] {1, -1, 1}, y, ones))
                .withMessage("weights must be finite and at least 0, got -1.0 at index 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleDistances.between(x, new double[] {1, 1}, y, ones))
                .withMessage("x and its weights must be equally long, got 3 and 2");
        // Weights count by their ratios alone.
        double[] huge = {1e308, 1e308, 1e308};
        assertThat(SampleDistances.between(x, huge, y, ones)
                        .wasserstein()
                        .orThrow()
                        .point())
                .isCloseTo(5, within(1e-14));
        double[] least = {Double.MIN_VALUE, Double.MIN_VALUE, Double.MIN_VALUE};
        assertThat(SampleDistances.between(x, least, y, ones)
                        .wasserstein()
                        .orThrow()
                        .point())
                .isCloseTo(5, within(1e-14));
    }

    @Test
    void distancesOfSamplesAtTheEdgesOfTheRangeAreNoNaN() {
        double[] ends = {-1e308, 1e308};
        assertThat(SampleDistances.between(ends, ends).wasserstein()).isEqualTo(Estimate.exact(0, 4));
        assertThat(SampleDistances.between(new double[] {-1e308}, new double[] {1e308})
                        .wasserstein()
                        .orThrow()
                        .point())
                .isInfinite();
        assertThat(SampleDistances.between(ONE, ONE).wasserstein()).isEqualTo(Estimate.exact(0, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleDistances.between(INFINITE, SOME))
                .withMessage("x must hold finite values, got Infinity at index 4");
        assertThat(SampleDistances.between(SOME, SAME)).hasToString("SampleDistances[5 and 5 values]");
    }

    @Test
    void distancesOfCountsKeepTheirDigitsAndTheirReasons() {
        CountDistances distances = CountDistances.between(new double[] {1e308, 1e308}, new double[] {1, 3});
        assertThat(distances.totalVariation().orThrow().point()).isEqualTo(0.25);
        assertThat(CountDistances.between(new double[2], new double[] {1, 3}).jensenShannon())
                .isEqualTo(new Undefined("the first distribution is empty"));
        assertThat(CountDistances.between(new long[0], new long[0]).kullbackLeibler())
                .isEqualTo(new Undefined("the first distribution is empty"));
        assertThat(CountDistances.between(new long[] {1, 3}, new long[2]).largestDifference())
                .isEqualTo(new Undefined("the second distribution is empty"));
        // Near each other: the divergence is eps^2 / 8 of both shares, to its last digits. In bits.
        double eps = 1e-7;
        double near = CountDistances.between(new double[] {0.5 + eps, 0.5 - eps}, new double[] {0.5, 0.5})
                .jensenShannon()
                .orThrow()
                .point();
        assertThat(near).isCloseTo(eps / Math.sqrt(2 * Math.log(2)), within(1e-14));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountDistances.between(new long[] {1}, new long[] {1, 2}))
                .withMessage("the first distribution and the second must be equally long, got 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountDistances.between(new double[] {Double.NaN}, new double[] {1}))
                .withMessage("weights must be finite and at least 0, got NaN at index 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CountDistances.between(new long[] {1}, new long[] {1}).populationStabilityIndex(0))
                .withMessage("epsilon must be in (0, 1], got 0.0");
        assertThat(distances).hasToString("CountDistances[2 categories, n 2]");
    }

    @Test
    void correlationsAtTheEdges() {
        double[] three = {1, 2, 4};
        Estimate effect =
                Correlations.pearson(three, new double[] {1, 5, 6}).effect().orThrow();
        assertThat(effect.lower()).isEqualTo(-1);
        assertThat(effect.upper()).isOne();
        assertThat(Correlations.pearson(SOME, SOME).effect()).isEqualTo(new Estimate(1, 1, 1, 0.95, 5));
        assertThat(Correlations.pearson(HUGE, SOME).statistic().orThrow().point())
                .isCloseTo(
                        Correlations.pearson(new double[] {1, 2, -3, 4, 5.5}, SOME)
                                .statistic()
                                .orThrow()
                                .point(),
                        within(1e-15));
        assertThat(Correlations.covariance(HUGE, HUGE))
                .isEqualTo(new Undefined("the values are too large for their products"));
        assertThat(Correlations.covariance(ONE, ONE)).isEqualTo(new Undefined("two pairs are needed, got 1"));
        assertThat(Correlations.kendallExact(SAME, SOME).pValue()).isEqualTo(new Undefined("one side is constant"));
        assertThat(Correlations.kendallExact(new double[] {1, 1, 2}, three).pValue())
                .isEqualTo(new Undefined("the exact distribution allows no ties"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlations.kendallExact(new double[34], new double[34]))
                .withMessage("the exact test takes up to 33 pairs, got 34");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlations.spearman(INFINITE, SOME))
                .withMessage("x must hold finite values, got Infinity at index 4");
    }

    @Test
    void theCorrelationRatioAtTheEdges() {
        String[] ab = {"a", "a", "b", "b", "b"};
        assertThat(Correlations.correlationRatio(ab, SAME).pValue().toString()).contains("values that vary are needed");
        assertThat(Correlations.correlationRatio(ab, HUGE).pValue())
                .isEqualTo(new Undefined("the values are too large for their squares"));
        assertThat(Correlations.correlationRatio(ab, TINY).pValue())
                .isEqualTo(new Undefined("the values vary too little for their squares"));
        assertThat(Correlations.correlationRatio(new String[0], NONE).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        TestResult apart = Correlations.correlationRatio(ab, new double[] {1, 1, 2, 2, 2});
        assertThat(apart.effect()).isEqualTo(Estimate.exact(1, 5));
        assertThat(apart.verdict()).isEqualTo(Verdict.SIGNIFICANT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlations.correlationRatio(ab, ONE))
                .withMessage("categories and values must be equally long, got 5 and 1");
    }

    @Test
    void associationsAtTheEdges() {
        Association empty = Association.of(new long[0][0]);
        assertThat(empty.mutualInformation()).isEqualTo(new Undefined("the table is empty"));
        for (Measurement each : List.of(
                empty.cramersV(),
                empty.cramersVBiasCorrected(),
                empty.tschuprowsT(),
                empty.theilsUOfRows(),
                empty.theilsUOfColumns(),
                empty.normalizedMutualInformation(),
                empty.contingencyCoefficient())) {
            assertThat(each.toString()).contains("a table needs counts in two rows and two columns");
        }
        Association two = Association.between(new String[] {"a", "b"}, new String[] {"x", "y"});
        assertThat(two.cramersV()).isEqualTo(Estimate.exact(1, 2));
        assertThat(two.cramersVBiasCorrected())
                .isEqualTo(new Undefined("too few rows for the correction of the bias, 2 in a table of 2 by 2"));
        assertThat(two).hasToString("Association[2 by 2, n 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Association.of(new long[][] {{1, 2}, {3}}))
                .withMessage("the first row and each other row must be equally long, got 2 and 1");
    }

    @Test
    void chiSquareAtTheEdges() {
        ChiSquareTest test = ChiSquareTest.withDefaults();
        assertThat(test.test().pValue())
                .isEqualTo(new Undefined("a table needs counts in two rows and two columns, got 0 by 0"));
        // An empty column and an empty row change nothing.
        assertThat(test.test(new long[] {10, 0, 20}, new long[] {20, 0, 15}, new long[3]))
                .isEqualTo(test.test(new long[] {10, 20}, new long[] {20, 15}));
        assertThat(test.goodnessOfFit(new long[] {3}, new double[] {1}).pValue())
                .isEqualTo(new Undefined("a fit needs two categories and a count, got 1 categories and 3 counts"));
        assertThat(test.goodnessOfFit(new long[2], new double[] {1, 1}).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(test.withLambda(-1)
                        .goodnessOfFit(new long[] {3, 0}, new double[] {1, 1})
                        .pValue())
                .isEqualTo(new Undefined("a category without observations has no divergence at this lambda"));
        assertThat(test.withLambda(-2)
                        .goodnessOfFit(new long[] {3, 0}, new double[] {1, 1})
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        TestResult fit = test.goodnessOfFit(new long[] {30, 20}, new double[] {1, 1});
        assertThat(test.goodnessOfFit(new long[] {30, 20}, new double[] {8e307, 8e307}))
                .isEqualTo(fit);
        assertThat(fit.effectName()).isEqualTo("cohens-w");
        assertThat(fit.effect().orThrow().point()).isCloseTo(0.2, within(1e-15));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.goodnessOfFit(new long[] {3, 1}, new double[] {1, 0}))
                .withMessage("expected must hold values above 0, got 0.0 at index 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.goodnessOfFit(new long[] {3, 1}, new double[] {1.5e308, 1.5e308}))
                .withMessage("expected must have a finite total, got Infinity; scale them down");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.withLambda(Double.NaN))
                .withMessage("lambda must be finite, got NaN");
        assertThat(test.withYates(true))
                .hasToString("ChiSquareTest.withDefaults().withLambda(1.0).withYates(true).withAlpha(0.05)");
        assertThat(ChiSquareTest.expected(new long[2][2])).isDeepEqualTo(new double[2][2]);
    }

    @Test
    void exactMethodsRefuseWhatWouldNotEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CramerVonMisesTest.withDefaults()
                        .withMethod(CramerVonMisesTest.Method.EXACT)
                        .test(IntStream.range(0, 61).asDoubleStream().toArray(), new double[] {0.5}))
                .withMessage("the exact method takes up to 60 values a sample, got 61 and 1");
        double[] large = IntStream.range(0, 1_000).asDoubleStream().toArray();
        double[] other = Arrays.stream(large).map(v -> v + 0.5).toArray();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannWhitneyTest.withDefaults()
                        .withMethod(MannWhitneyTest.Method.EXACT)
                        .test(large, other))
                .withMessageStartingWith("the exact method takes up to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProportionTest.withDefaults().withExact(true).test(1, 3_000_000_000L, 1, 5))
                .withMessage("the exact test takes fewer than 2^31 trials, got 3000000005");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KolmogorovSmirnovTest.withDefaults().testCounts(new long[] {1L << 31, 1}, new long[] {1, 1}))
                .withMessage("each total must be below 2^31, got 2147483649 and 2");
    }

    @Test
    void multipleTestingAtTheEdges() {
        for (Function<double[], double[]> method : List.<Function<double[], double[]>>of(
                MultipleTesting::bonferroni,
                MultipleTesting::sidak,
                MultipleTesting::holm,
                MultipleTesting::holmSidak,
                MultipleTesting::hochberg,
                MultipleTesting::hommel,
                MultipleTesting::benjaminiHochberg,
                MultipleTesting::benjaminiYekutieli)) {
            assertThat(method.apply(NONE)).isEmpty();
            assertThat(method.apply(new double[] {0.3})).containsExactly(new double[] {0.3}, within(1e-16));
            assertThat(method.apply(new double[] {0, 1})).containsExactly(0, 1);
            assertThat(method.apply(new double[] {1, 1, 1})).containsExactly(1, 1, 1);
            // Far below the rounding of 1 - p nothing is lost.
            assertThat(method.apply(new double[] {1e-300, 1})[0]).isBetween(1e-300, 3.1e-300);
            for (double bad : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> method.apply(new double[] {0.5, bad}))
                        .withMessage("p-values must be in [0, 1], got " + bad + " at index 1");
            }
        }
    }

    @Test
    void stabilityAtTheEdges() {
        PopulationStabilityIndex index = PopulationStabilityIndex.withDefaults();
        assertThat(index.compare(SAME, SAME)).isEqualTo(Estimate.exact(0, 10));
        assertThat(index.compare(INFINITE, SOME)).isInstanceOf(Estimate.class);
        assertThat(index.compare(NONE, SOME)).isEqualTo(new Undefined("both samples need values, got 0 and 5"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.compare(SOME, NAN))
                .withMessage("values must hold no NaN, got one at index 3; count missing values apart");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.edges(NONE))
                .withMessage("reference must hold values, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.withBins(1))
                .withMessage("bins must be in [2, 1000], got 1");
        assertThat(index).hasToString("PopulationStabilityIndex.withDefaults().withBins(10).withEpsilon(1.0E-4)");
    }

    @Test
    void testsPrintAsTheCallThatMadeThem() {
        assertThat(TTest.withDefaults())
                .hasToString(
                        "TTest.withDefaults().withPooledVariance(false).withAlternative(TWO_SIDED).withAlpha(0.05)");
        assertThat(KolmogorovSmirnovTest.withDefaults().withAlpha(0.01))
                .hasToString("KolmogorovSmirnovTest.withDefaults().withMethod(AUTO).withAlternative(TWO_SIDED)"
                        + ".withAlpha(0.01)");
        assertThat(MannWhitneyTest.withDefaults().withAlpha(0.1))
                .hasToString("MannWhitneyTest.withDefaults().withMethod(AUTO).withContinuity(true)"
                        + ".withAlternative(TWO_SIDED).withAlpha(0.1)");
        assertThat(CramerVonMisesTest.withDefaults().withAlpha(0.1))
                .hasToString("CramerVonMisesTest.withDefaults().withMethod(AUTO).withAlpha(0.1)");
        assertThat(EppsSingletonTest.withDefaults().withAlpha(0.1))
                .hasToString("EppsSingletonTest.withDefaults().withAlpha(0.1)");
        assertThat(ProportionTest.withDefaults().withAlpha(0.1))
                .hasToString(
                        "ProportionTest.withDefaults().withExact(false).withAlternative(TWO_SIDED).withAlpha(0.1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TTest.withDefaults().withAlpha(0))
                .withMessage("alpha must be in (0, 1), got 0.0");
    }
}
