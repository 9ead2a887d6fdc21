// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DistancesConformanceTest {
    @TestFactory
    Stream<DynamicTest> discreteAsScipy() {
        return ReferenceVectors.of("distances").cases(Set.of("discrete"), DistancesConformanceTest::discrete);
    }

    private static Map<String, Object> discrete(JsonNode input) {
        double[] p = ReferenceVectors.numbers(input.get("p"));
        double[] q = ReferenceVectors.numbers(input.get("q"));
        CountDistances distances = CountDistances.between(p, q);
        double base2 = distances.jensenShannon().orThrow().point();
        double klPQ = distances.kullbackLeibler().orThrow().point();
        Map<String, Object> actual = new LinkedHashMap<>();
        actual.put("jensenShannonBase2", base2);
        actual.put("jensenShannonBaseE", base2 * Math.sqrt(Math.log(2)));
        actual.put("jsDivergenceBase2", base2 * base2);
        actual.put("klPQ", klPQ);
        actual.put("klQP", CountDistances.between(q, p).kullbackLeibler());
        actual.put("klPQBase2", klPQ / Math.log(2));
        actual.put("hellinger", distances.hellinger());
        actual.put("totalVariation", distances.totalVariation());
        actual.put("lInfinity", distances.largestDifference());
        actual.put("psi", distances.populationStabilityIndex());
        actual.put("psiEpsilon", distances.populationStabilityIndex(1e-4));
        return actual;
    }
}
