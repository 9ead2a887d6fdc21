// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class TwoSampleTestsTest {
    private static final double[] NONE = {};
    private static final double[] SAME = {2, 2, 2, 2, 2};
    private static final double[] SOME = {1, 2, 3, 4, 5.5};

    private static final List<BiFunction<double[], double[], TestResult>> TESTS = List.of(
            KolmogorovSmirnovTest.withDefaults()::test,
            TTest.withDefaults()::test,
            MannWhitneyTest.withDefaults()::test,
            AndersonDarlingTest.withDefaults()::test,
            CramerVonMisesTest.withDefaults()::test,
            EppsSingletonTest.withDefaults()::test);

    @Test
    void anEmptySampleIsInconclusiveNeverEqual() {
        for (BiFunction<double[], double[], TestResult> test : TESTS) {
            TestResult result = test.apply(NONE, SOME);
            assertThat(result.verdict()).as(result.test()).isEqualTo(TestResult.Verdict.INCONCLUSIVE);
            assertThat(result.pValue()).isInstanceOf(Undefined.class);
            assertThat(result.effect()).isInstanceOf(Undefined.class);
        }
    }

    @Test
    void valuesWithoutVariationAreInconclusiveWhereTheTestNeedsIt() {
        for (BiFunction<double[], double[], TestResult> test : TESTS.subList(1, TESTS.size())) {
            TestResult result = test.apply(SAME, SAME);
            assertThat(result.verdict()).as(result.test()).isEqualTo(TestResult.Verdict.INCONCLUSIVE);
        }
        // Distribution functions of constants can be compared.
        assertThat(KolmogorovSmirnovTest.withDefaults().test(SAME, SAME).pValue())
                .isEqualTo(Estimate.exact(1, 10));
    }

    @Test
    void nanIsRefusedWithItsPlace() {
        for (BiFunction<double[], double[], TestResult> test : TESTS) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> test.apply(new double[] {1, Double.NaN, 3, 4, 5}, SOME))
                    .withMessageContaining("NaN")
                    .withMessageContaining("index 1");
        }
    }

    @Test
    void everyResultHasItsEffectAndCount() {
        double[] shifted = Arrays.stream(SOME).map(value -> value + 100).toArray();
        for (BiFunction<double[], double[], TestResult> test : TESTS.subList(0, 3)) {
            TestResult result = test.apply(SOME, shifted);
            assertThat(result.verdict()).as(result.test()).isEqualTo(TestResult.Verdict.SIGNIFICANT);
            assertThat(result.effect()).isInstanceOf(Estimate.class);
            assertThat(result.n()).isEqualTo(10);
        }
    }

    @Test
    void binnedKolmogorovSmirnovAgreesWithTheValues() {
        long[] x = {3, 0, 2, 5};
        long[] y = {1, 4, 4, 0};
        double[] valuesX = {0, 0, 0, 2, 2, 3, 3, 3, 3, 3};
        double[] valuesY = {0, 1, 1, 1, 1, 2, 2, 2, 2};
        KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults();
        for (Alternative alternative : Alternative.values()) {
            assertThat(test.withAlternative(alternative).testCounts(x, y))
                    .isEqualTo(test.withAlternative(alternative).test(valuesX, valuesY));
        }
        assertThat(test.testCounts(new long[2], new long[] {1, 1}).verdict())
                .isEqualTo(TestResult.Verdict.INCONCLUSIVE);
    }

    @Test
    void theExactPathsAgreeWithTheClosedFormOfEqualSizes() {
        for (int h = 1; h <= 400; h += 13) {
            double closed = KolmogorovSmirnov.exact(400L * h, 400, 400, true);
            double paths = KolmogorovSmirnov.paths(400L * h, 400, 400);
            assertThat(paths / closed).isCloseTo(1, within(1e-10));
        }
        assertThat(KolmogorovSmirnov.exact(1, 3, 2, true)).isEqualTo(1, within(1e-12));
    }

    @Test
    void asymptoticOneSidedAndLargeSamplesStayNearTheLimit() {
        SplittableRandom random = new SplittableRandom(3);
        double[] x = random.doubles(20_000).toArray();
        double[] y = random.doubles(15_000).map(v -> v + 0.01).toArray();
        KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults();
        for (Alternative alternative : Alternative.values()) {
            double limit = test.withAlternative(alternative)
                    .withMethod(KolmogorovSmirnovTest.Method.LIMIT)
                    .test(x, y)
                    .pValue()
                    .orThrow()
                    .point();
            assertThat(test.withAlternative(alternative)
                            .test(x, y)
                            .pValue()
                            .orThrow()
                            .point())
                    .isCloseTo(limit, within(0.02));
        }
        assertThat(KolmogorovSmirnov.asymptotic(0.001, 9_000_000, 9_000_000, true))
                .isCloseTo(KolmogorovSmirnov.limit(0.001, 9_000_000, 9_000_000, true), within(1e-3));
    }

    @Test
    void sortsLargeArraysAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(9);
        double[] values = random.doubles(10_000, -1e9, 1e9).toArray();
        values[7] = Double.NEGATIVE_INFINITY;
        values[8] = Double.POSITIVE_INFINITY;
        values[9] = -0.0;
        values[10] = Double.MIN_VALUE;
        double[] expected = Arrays.stream(values).map(v -> v + 0.0).sorted().toArray();
        assertThat(Sorting.sorted(values)).isEqualTo(expected);
    }

    @Test
    void exactMethodsSayWhatTheyCannotDo() {
        double[] tied = {1, 1, 2, 3};
        assertThat(MannWhitneyTest.withDefaults()
                        .withMethod(MannWhitneyTest.Method.EXACT)
                        .test(tied, SOME)
                        .pValue())
                .isEqualTo(new Undefined("the exact distribution allows no ties"));
        assertThat(CramerVonMisesTest.withDefaults()
                        .withMethod(CramerVonMisesTest.Method.EXACT)
                        .test(tied, SOME)
                        .pValue())
                .isEqualTo(new Undefined("the exact distribution allows no ties"));
    }

    @Test
    void proportionsWithoutVariationAreInconclusive() {
        ProportionTest test = ProportionTest.withDefaults();
        assertThat(test.test(0, 10, 0, 20).pValue()).isEqualTo(new Undefined("all 30 trials share one outcome"));
        assertThat(test.withExact(true).test(0, 0, 3, 20).pValue())
                .isEqualTo(new Undefined("no trials in the first group"));
        assertThat(ChiSquareTest.withDefaults()
                        .test(new long[] {3, 0}, new long[] {5, 0})
                        .pValue())
                .isEqualTo(new Undefined("a table needs counts in two rows and two columns, got 2 by 1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChiSquareTest.withDefaults().test(new long[] {3, -1}, new long[] {5, 0}))
                .withMessage("table must hold counts of at least 0, got -1 at index 1");
    }

    @Test
    void distancesOfEmptySamplesAreUndefined() {
        assertThat(SampleDistances.between(NONE, SOME).wasserstein())
                .isEqualTo(new Undefined("both samples need values, got 0 and 5"));
        assertThat(CountDistances.between(new long[2], new long[] {1, 1}).hellinger())
                .isEqualTo(new Undefined("the first distribution is empty"));
        assertThat(PopulationStabilityIndex.withDefaults().compare(SOME, NONE))
                .isEqualTo(new Undefined("both samples need values, got 5 and 0"));
        assertThat(CountDistances.between(new long[] {2, 0}, new long[] {1, 1})
                        .populationStabilityIndex()
                        .orThrow()
                        .point())
                .isInfinite();
    }

    @Test
    void correlationsOfConstantsAreUndefined() {
        assertThat(Correlations.pearson(SAME, SOME).pValue()).isEqualTo(new Undefined("one side is constant"));
        assertThat(Correlations.spearman(NONE, NONE).pValue())
                .isEqualTo(new Undefined("three pairs are needed, got 0"));
        assertThat(Correlations.kendall(SAME, SOME).pValue()).isEqualTo(new Undefined("one side is constant"));
        assertThat(Association.between(new String[] {"a", "a"}, new String[] {"x", "y"})
                        .cramersV())
                .isInstanceOf(Undefined.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlations.pearson(SAME, NONE))
                .withMessage("x and y must be equally long, got 5 and 0");
    }

    @Test
    void thePermutationTestFindsAShiftAndNeverSaysZero() {
        SplittableRandom random = new SplittableRandom(4);
        double[][] x = new double[30][];
        double[][] y = new double[25][];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {random.nextDouble(), random.nextDouble()};
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = new double[] {random.nextDouble() + 1, random.nextDouble()};
        }
        TestResult result = MaximumMeanDiscrepancy.withDefaults().withSeed(7).test(x, y);
        assertThat(result.pValue()).isEqualTo(Estimate.exact(1 / 200.0, 55));
        assertThat(MaximumMeanDiscrepancy.withDefaults().withSeed(7).test(x, y)).isEqualTo(result);
    }
}
