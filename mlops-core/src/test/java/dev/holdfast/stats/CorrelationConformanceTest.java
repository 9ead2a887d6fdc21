// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CorrelationConformanceTest {
    private static Stream<DynamicTest> cases(String kind, Function<JsonNode, Map<String, Object>> actual) {
        return ReferenceVectors.of("profile").cases(Set.of(kind), actual);
    }

    /** The rows in which neither side is missing. */
    private static int[] complete(JsonNode a, JsonNode b) {
        return IntStream.range(0, a.size())
                .filter(i -> !a.get(i).isNull() && !b.get(i).isNull())
                .toArray();
    }

    private static double[] numbers(JsonNode node, int[] rows) {
        return IntStream.of(rows)
                .mapToDouble(row -> ReferenceVectors.number(node.get(row)))
                .toArray();
    }

    private static String[] texts(JsonNode node, int[] rows) {
        return IntStream.of(rows).mapToObj(row -> node.get(row).asText()).toArray(String[]::new);
    }

    @TestFactory
    Stream<DynamicTest> numbersAsScipy() {
        return cases("numericPair", input -> {
            int[] rows = complete(input.get("x"), input.get("y"));
            double[] x = numbers(input.get("x"), rows);
            double[] y = numbers(input.get("y"), rows);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("n", rows.length);
            actual.put("pearson", coefficient(Correlations.pearson(x, y)));
            actual.put("spearman", coefficient(Correlations.spearman(x, y)));
            actual.put("covarianceSample", Correlations.covariance(x, y));
            TestResult tau = Correlations.kendall(x, y);
            Map<String, Object> kendall = new LinkedHashMap<>();
            kendall.put("r", tau.statistic());
            kendall.put("pValueAsymptotic", tau.pValue());
            if (rows.length <= 33) {
                kendall.put("pValueExact", Correlations.kendallExact(x, y).pValue());
            }
            actual.put("kendallTauB", kendall);
            return actual;
        });
    }

    private static Map<String, Object> coefficient(TestResult result) {
        return Map.of("r", result.statistic(), "pValue", result.pValue());
    }

    @TestFactory
    Stream<DynamicTest> categoriesAsScipy() {
        return cases("categoricalPair", input -> {
            int[] rows = complete(input.get("x"), input.get("y"));
            Association association = Association.between(texts(input.get("x"), rows), texts(input.get("y"), rows));
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("n", rows.length);
            actual.put("mutualInformation", association.mutualInformation());
            actual.put("normalizedMutualInformation", association.normalizedMutualInformation());
            actual.put("chi2", ReferenceVectors.of(association.chiSquare()));
            actual.put("cramersV", association.cramersV());
            actual.put("tschuprowsT", association.tschuprowsT());
            actual.put("contingencyCoefficient", association.contingencyCoefficient());
            actual.put("cramersVBiasCorrected", association.cramersVBiasCorrected());
            actual.put("theilsUXGivenY", association.theilsUOfRows());
            actual.put("theilsUYGivenX", association.theilsUOfColumns());
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> categoryAndNumberAsScipy() {
        return cases("categoryNumberPair", input -> {
            int[] rows = complete(input.get("category"), input.get("value"));
            TestResult result = Correlations.correlationRatio(
                    texts(input.get("category"), rows), numbers(input.get("value"), rows));
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("correlationRatio", result.effect());
            actual.put("anovaF", result.statistic());
            actual.put("anovaPValue", result.pValue());
            return actual;
        });
    }
}
