// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    private static Stream<DynamicTest> cases(
            String kind, java.util.function.Function<JsonNode, Map<String, Object>> actual) {
        return ReferenceVectors.of("distances").cases(Set.of(kind), actual);
    }

    @TestFactory
    Stream<DynamicTest> numericSamplesAsScipy() {
        return cases("numericSamples", input -> {
            double[] x = ReferenceVectors.numbers(input.get("x"));
            double[] y = ReferenceVectors.numbers(input.get("y"));
            SampleDistances distances = input.has("xWeights")
                    ? SampleDistances.between(
                            x,
                            ReferenceVectors.numbers(input.get("xWeights")),
                            y,
                            ReferenceVectors.numbers(input.get("yWeights")))
                    : SampleDistances.between(x, y);
            double deviation = Math.sqrt(Moments.squares(x, Moments.mean(x)) / x.length);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("wasserstein", distances.wasserstein());
            actual.put("energyDistance", distances.energy());
            actual.put("ksStatistic", distances.kolmogorovSmirnov());
            actual.put(
                    "wassersteinNormEvidently",
                    distances.wasserstein().orThrow().point() / Math.max(deviation, 0.001));
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> psiOverQuantiles() {
        return cases("psiQuantile", input -> {
            double[] reference = ReferenceVectors.numbers(input.get("reference"));
            double[] current = ReferenceVectors.numbers(input.get("current"));
            PopulationStabilityIndex psi = PopulationStabilityIndex.withDefaults()
                    .withBins(input.get("bins").asInt())
                    .withEpsilon(input.get("epsilon").asDouble());
            double[] edges = psi.edges(reference);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("psi", psi.compare(reference, current));
            actual.put("edges", edges);
            actual.put("referencePercents", shares(PopulationStabilityIndex.counts(edges, reference)));
            actual.put("currentPercents", shares(PopulationStabilityIndex.counts(edges, current)));
            return actual;
        });
    }

    private static double[] shares(long[] counts) {
        double total = Arrays.stream(counts).sum();
        return Arrays.stream(counts).mapToDouble(count -> count / total).toArray();
    }

    @TestFactory
    Stream<DynamicTest> maximumMeanDiscrepancy() {
        return cases("mmd", input -> {
            TestResult result = MaximumMeanDiscrepancy.withDefaults()
                    .withBandwidth(input.get("sigma").asDouble())
                    .withPermutations(10)
                    .test(ReferenceVectors.rows(input.get("x")), ReferenceVectors.rows(input.get("y")));
            double root = result.effect().orThrow().point();
            return Map.of("mmd2Unbiased", result.statistic(), "mmd2Biased", root * root);
        });
    }

    @TestFactory
    Stream<DynamicTest> categoricalAsEvidently() {
        return cases("evidentlyCategorical", input -> {
            Map<String, long[]> counts = new TreeMap<>();
            for (String value : ReferenceVectors.texts(input.get("reference"))) {
                counts.computeIfAbsent(value, key -> new long[2])[0]++;
            }
            for (String value : ReferenceVectors.texts(input.get("current"))) {
                counts.computeIfAbsent(value, key -> new long[2])[1]++;
            }
            long[] first = counts.values().stream().mapToLong(each -> each[0]).toArray();
            long[] second = counts.values().stream().mapToLong(each -> each[1]).toArray();
            CountDistances distances = CountDistances.between(first, second);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("psiEvidently", distances.populationStabilityIndex(1e-4));
            actual.put(
                    "jensenShannonEvidently",
                    distances.jensenShannon().orThrow().point() * Math.sqrt(Math.log(2)));
            actual.put("hellingerEvidently", distances.hellinger());
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> numericAsEvidently() {
        return cases("evidentlyNumeric", input -> {
            double[] reference = ReferenceVectors.numbers(input.get("reference"));
            double[] current = ReferenceVectors.numbers(input.get("current"));
            double[] edges = sturges(reference, current);
            CountDistances distances = Arrays.stream(reference).distinct().count() > 20
                    ? CountDistances.between(histogram(edges, reference), histogram(edges, current))
                    : byValue(reference, current);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("psiEvidently", distances.populationStabilityIndex(1e-4));
            actual.put(
                    "jensenShannonEvidently",
                    distances.jensenShannon().orThrow().point() * Math.sqrt(Math.log(2)));
            actual.put("edges", edges);
            return actual;
        });
    }

    private static CountDistances byValue(double[] reference, double[] current) {
        double[] values = java.util.stream.DoubleStream.concat(Arrays.stream(reference), Arrays.stream(current))
                .distinct()
                .sorted()
                .toArray();
        return CountDistances.between(
                PopulationStabilityIndex.counts(values, reference), PopulationStabilityIndex.counts(values, current));
    }

    private static double[] sturges(double[] reference, double[] current) {
        double[] all = java.util.stream.DoubleStream.concat(Arrays.stream(reference), Arrays.stream(current))
                .sorted()
                .toArray();
        int bins = (int) Math.ceil(Math.log(all.length) / Math.log(2) + 1);
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = i == bins ? all[all.length - 1] : all[0] + i * ((all[all.length - 1] - all[0]) / bins);
        }
        return edges;
    }

    /** Right-open bins, the last one closed. */
    private static long[] histogram(double[] edges, double[] values) {
        return PopulationStabilityIndex.counts(Arrays.copyOfRange(edges, 1, edges.length - 1), values);
    }

    @TestFactory
    Stream<DynamicTest> numericAsNannyMl() {
        return cases("nannymlNumeric", input -> {
            double[] reference = present(input.get("reference"));
            double[] current = present(input.get("current"));
            double[] edges = doane(reference);
            double low = edges[0];
            double high = edges[edges.length - 1];
            double[] inside =
                    Arrays.stream(current).filter(v -> v >= low && v <= high).toArray();
            long[] first = histogram(edges, reference);
            long[] second = histogram(edges, inside);
            // What the reference never held is one bin more.
            first = Arrays.copyOf(first, first.length + 1);
            second = Arrays.copyOf(second, second.length + 1);
            second[second.length - 1] = (long) current.length - inside.length;
            CountDistances distances = CountDistances.between(first, second);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("edges", edges);
            actual.put("nannymlJensenShannon", distances.jensenShannon());
            actual.put("nannymlHellinger", distances.hellinger());
            return actual;
        });
    }

    private static double[] present(JsonNode node) {
        return java.util.stream.StreamSupport.stream(node.spliterator(), false)
                .filter(each -> !each.isNull())
                .mapToDouble(ReferenceVectors::number)
                .toArray();
    }

    private static double[] doane(double[] values) {
        double n = values.length;
        double mean = Moments.mean(values);
        double deviation = Math.sqrt(Moments.squares(values, mean) / n);
        double skew = Arrays.stream(values)
                        .map(v -> Math.pow((v - mean) / deviation, 3))
                        .sum()
                / n;
        double spread = Math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        int bins = (int) Math.ceil(1 + Math.log(n) / Math.log(2) + Math.log1p(Math.abs(skew) / spread) / Math.log(2));
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = i == bins ? max : min + i * ((max - min) / bins);
        }
        return edges;
    }
}
