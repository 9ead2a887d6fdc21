// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MultipleTestingConformanceTest {
    @TestFactory
    Stream<DynamicTest> adjustsAsStatsmodels() {
        return ReferenceVectors.of("multiple_testing").cases(Set.of(), MultipleTestingConformanceTest::actual);
    }

    private static Map<String, Object> actual(JsonNode input) {
        double[] p = ReferenceVectors.numbers(input.get("pValues"));
        Map<String, UnaryOperator<double[]>> methods = new LinkedHashMap<>();
        methods.put("bonferroni", MultipleTesting::bonferroni);
        methods.put("sidak", MultipleTesting::sidak);
        methods.put("holm", MultipleTesting::holm);
        methods.put("holmSidak", MultipleTesting::holmSidak);
        methods.put("hochberg", MultipleTesting::hochberg);
        methods.put("hommel", MultipleTesting::hommel);
        methods.put("benjaminiHochberg", MultipleTesting::benjaminiHochberg);
        methods.put("benjaminiYekutieli", MultipleTesting::benjaminiYekutieli);
        double alpha = input.get("alpha").asDouble();
        Map<String, Object> actual = new LinkedHashMap<>();
        methods.forEach((name, method) -> {
            double[] adjusted = method.apply(p);
            boolean[] rejected = new boolean[p.length];
            boolean onBoundary = false;
            for (int i = 0; i < p.length; i++) {
                rejected[i] = adjusted[i] <= alpha;
                onBoundary |= Math.abs(adjusted[i] - alpha) < 1e-12;
            }
            // On the boundary the last bit decides; the adjusted values say all.
            actual.put(
                    name,
                    onBoundary ? Map.of("adjusted", adjusted) : Map.of("adjusted", adjusted, "rejected", rejected));
        });
        return actual;
    }
}
