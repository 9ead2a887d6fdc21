// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.stats.KolmogorovSmirnovTest.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TwoSampleTestsConformanceTest {
    @TestFactory
    Stream<DynamicTest> numericTwoSampleAsScipy() {
        return cases("numericTwoSample", TwoSampleTestsConformanceTest::numericTwoSample);
    }

    @TestFactory
    Stream<DynamicTest> contingencyAsScipy() {
        return cases("contingency", input -> {
            long[][] table = ReferenceVectors.table(input.get("table"));
            ChiSquareTest chi2 = ChiSquareTest.withDefaults();
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("chi2", contingency(chi2, table));
            actual.put("chi2Corrected", contingency(chi2.withYates(true), table));
            actual.put("gTest", contingency(chi2.withLambda(0), table));
            actual.put("gTestCorrected", contingency(chi2.withLambda(0).withYates(true), table));
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> powerDivergenceAsScipy() {
        return cases("powerDivergence", input -> {
            long[] observed = ReferenceVectors.counts(input.get("observed"));
            double[] expected = new double[observed.length];
            java.util.Arrays.fill(expected, 1);
            if (!input.get("expected").isNull()) {
                expected = ReferenceVectors.numbers(input.get("expected"));
            }
            Map<String, Object> actual = new LinkedHashMap<>();
            for (Map.Entry<String, Double> each : Map.of(
                            "pearson",
                            1.0,
                            "logLikelihood",
                            0.0,
                            "cressieRead",
                            2.0 / 3,
                            "freemanTukey",
                            -0.5,
                            "neyman",
                            -2.0)
                    .entrySet()) {
                actual.put(
                        each.getKey(),
                        ReferenceVectors.of(ChiSquareTest.withDefaults()
                                .withLambda(each.getValue())
                                .goodnessOfFit(observed, expected)));
            }
            return actual;
        });
    }

    private static Stream<DynamicTest> cases(
            String kind, java.util.function.Function<JsonNode, Map<String, Object>> actual) {
        return ReferenceVectors.of("two_sample_tests").cases(Set.of(kind), actual);
    }

    private static Map<String, Object> contingency(ChiSquareTest test, long[][] table) {
        Map<String, Object> actual = ReferenceVectors.of(test.test(table));
        actual.put("expected", ChiSquareTest.expected(table));
        return actual;
    }

    private static Map<String, Object> numericTwoSample(JsonNode input) {
        double[] x = ReferenceVectors.numbers(input.get("x"));
        double[] y = ReferenceVectors.numbers(input.get("y"));
        Map<String, Object> actual = new LinkedHashMap<>();
        KolmogorovSmirnovTest ks = KolmogorovSmirnovTest.withDefaults();
        actual.put("ksAuto", ReferenceVectors.of(ks.test(x, y)));
        actual.put("ksExact", ReferenceVectors.of(ks.withMethod(Method.EXACT).test(x, y)));
        actual.put(
                "ksAsymp", ReferenceVectors.of(ks.withMethod(Method.ASYMPTOTIC).test(x, y)));
        actual.put("ksLimit", ReferenceVectors.of(ks.withMethod(Method.LIMIT).test(x, y)));
        KolmogorovSmirnovTest exact = ks.withMethod(Method.EXACT);
        // The vectors name the one-sided tests after the distribution functions, the library after the values.
        actual.put(
                "ksLessExact",
                ReferenceVectors.of(exact.withAlternative(Alternative.GREATER).test(x, y)));
        actual.put(
                "ksGreaterExact",
                ReferenceVectors.of(exact.withAlternative(Alternative.LESS).test(x, y)));
        TTest welch = TTest.withDefaults();
        actual.put("welch", t(welch, x, y));
        actual.put("tTest", t(welch.withPooledVariance(true), x, y));
        MannWhitneyTest u = MannWhitneyTest.withDefaults().withMethod(MannWhitneyTest.Method.ASYMPTOTIC);
        actual.put("mannWhitneyAsymptotic", ReferenceVectors.of(u.test(x, y)));
        actual.put(
                "mannWhitneyNoContinuity",
                ReferenceVectors.of(u.withContinuity(false).test(x, y)));
        actual.put(
                "mannWhitneyLess",
                ReferenceVectors.of(u.withAlternative(Alternative.LESS).test(x, y)));
        actual.put(
                "mannWhitneyGreater",
                ReferenceVectors.of(u.withAlternative(Alternative.GREATER).test(x, y)));
        actual.put(
                "mannWhitneyExact",
                ReferenceVectors.of(u.withMethod(MannWhitneyTest.Method.EXACT).test(x, y)));
        actual.put("andersonKSamp", anderson(x, y));
        CramerVonMisesTest cvm = CramerVonMisesTest.withDefaults();
        if (Math.max(x.length, y.length) <= 12) {
            actual.put(
                    "cramerVonMisesExact",
                    ReferenceVectors.of(
                            cvm.withMethod(CramerVonMisesTest.Method.EXACT).test(x, y)));
        }
        actual.put(
                "cramerVonMisesAsymptotic",
                ReferenceVectors.of(
                        cvm.withMethod(CramerVonMisesTest.Method.ASYMPTOTIC).test(x, y)));
        actual.put(
                "eppsSingleton",
                ReferenceVectors.of(EppsSingletonTest.withDefaults().test(x, y)));
        return actual;
    }

    private static Map<String, Object> t(TTest test, double[] x, double[] y) {
        Map<String, Object> actual = ReferenceVectors.of(test.test(x, y));
        actual.put(
                "lessPValue", test.withAlternative(Alternative.LESS).test(x, y).pValue());
        actual.put(
                "greaterPValue",
                test.withAlternative(Alternative.GREATER).test(x, y).pValue());
        return actual;
    }

    private static Map<String, Object> anderson(double[]... samples) {
        TestResult result = AndersonDarlingTest.withDefaults().test(samples);
        Map<String, Object> actual = ReferenceVectors.of(result);
        actual.put("criticalValues", AndersonDarlingTest.criticalValues(samples.length));
        result.pValue().estimate().ifPresent(p -> actual.put("pValueIsCapped", p.lower() < p.upper()));
        return actual;
    }

    @TestFactory
    Stream<DynamicTest> andersonKSampleAsScipy() {
        return cases(
                "andersonKSample",
                input -> Map.of("andersonKSamp", anderson(ReferenceVectors.rows(input.get("samples")))));
    }

    @TestFactory
    Stream<DynamicTest> fisherExactAsScipy() {
        return cases("fisherExact", input -> {
            long[][] table = ReferenceVectors.table(input.get("table"));
            Map<String, Object> actual = new LinkedHashMap<>();
            ProportionTest test = ProportionTest.withDefaults().withExact(true);
            actual.put("twoSided", fisher(test, table));
            actual.put("less", fisher(test.withAlternative(Alternative.LESS), table));
            actual.put("greater", fisher(test.withAlternative(Alternative.GREATER), table));
            return actual;
        });
    }

    private static Map<String, Object> fisher(ProportionTest test, long[][] table) {
        TestResult result = test.test(table[0][0], table[0][0] + table[0][1], table[1][0], table[1][0] + table[1][1]);
        return Map.of("oddsRatio", result.statistic(), "pValue", result.pValue());
    }

    @TestFactory
    Stream<DynamicTest> proportionsAsStatsmodels() {
        return cases("proportionsZTest", input -> {
            long[] count = ReferenceVectors.counts(input.get("count"));
            long[] nobs = ReferenceVectors.counts(input.get("nobs"));
            Map<String, Object> actual = new LinkedHashMap<>();
            ProportionTest test = ProportionTest.withDefaults();
            actual.put("twoSided", ReferenceVectors.of(test.test(count[0], nobs[0], count[1], nobs[1])));
            for (Map.Entry<String, Alternative> each : Map.of(
                            "larger", Alternative.GREATER, "smaller", Alternative.LESS)
                    .entrySet()) {
                actual.put(
                        each.getKey(),
                        ReferenceVectors.of(
                                test.withAlternative(each.getValue()).test(count[0], nobs[0], count[1], nobs[1])));
            }
            return actual;
        });
    }
}
