// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.evaluation.calibration.IsotonicCalibration;
import dev.holdfast.evaluation.calibration.PlattCalibration;
import dev.holdfast.stats.ReferenceVectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CalibrationConformanceTest {
    private static Stream<DynamicTest> cases(String kind, Function<JsonNode, Map<String, Object>> actual) {
        return ReferenceVectors.of("calibration").cases(Set.of(kind), actual);
    }

    private static boolean[] truth(JsonNode node) {
        double[] labels = ReferenceVectors.numbers(node);
        boolean[] truth = new boolean[labels.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = labels[i] == 1;
        }
        return truth;
    }

    @TestFactory
    Stream<DynamicTest> isotonicAsScikitLearn() {
        return cases("isotonic", input -> {
            double[] x = ReferenceVectors.numbers(input.get("x"));
            double[] y = ReferenceVectors.numbers(input.get("y"));
            double[] weights =
                    input.hasNonNull("weights") ? ReferenceVectors.numbers(input.get("weights")) : new double[0];
            IsotonicCalibration fit = input.get("increasing").asBoolean()
                    ? IsotonicCalibration.fit(x, y, weights)
                    : IsotonicCalibration.fitFalling(x, y, weights);
            double[] unique = Arrays.stream(x).distinct().sorted().toArray();
            boolean clip = input.get("outOfBounds").asText().equals("clip");
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("xUnique", unique);
            actual.put("fitted", Arrays.stream(unique).map(fit::apply).toArray());
            actual.put(
                    "predictions",
                    Arrays.stream(ReferenceVectors.numbers(input.get("query")))
                            .map(each -> clip
                                    ? fit.apply(each)
                                    : fit.applyWithin(each).orElse(Double.NaN))
                            .toArray());
            actual.put("xThresholds", fit.knots());
            actual.put("yThresholds", fit.values());
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> plattAtTheOptimum() {
        return cases("platt", input -> {
            PlattCalibration fit =
                    PlattCalibration.fit(ReferenceVectors.numbers(input.get("scores")), truth(input.get("yTrue")));
            double[] predictions = Arrays.stream(ReferenceVectors.numbers(input.get("query")))
                    .map(fit::apply)
                    .toArray();
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("aOptimum", fit.slope());
            actual.put("bOptimum", fit.intercept());
            actual.put("predictionsOptimum", predictions);
            actual.put("sklearnA", fit.slope());
            actual.put("sklearnB", fit.intercept());
            actual.put("predictionsSklearn", predictions);
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> reliabilityAsScikitLearn() {
        return cases("reliability", input -> {
            BinarySample sample = BinarySample.of(
                    truth(input.get("yTrue")), ReferenceVectors.numbers(input.get("yProba")), new double[0], 0.5);
            int bins = input.get("bins").asInt();
            Reliability reliability = input.get("strategy").asText().equals("uniform")
                    ? Reliability.uniform(sample, bins)
                    : Reliability.quantile(sample, bins);
            double[] counts = new double[reliability.bins()];
            double[] observed = new double[counts.length];
            double[] expected = new double[counts.length];
            for (int bin = 0; bin < counts.length; bin++) {
                counts[bin] = reliability.weight(bin);
                observed[bin] = reliability.observed(bin);
                expected[bin] = reliability.expected(bin);
            }
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("edges", reliability.edges());
            actual.put("counts", counts);
            actual.put(
                    "probTrue",
                    Arrays.stream(observed).filter(p -> !Double.isNaN(p)).toArray());
            actual.put(
                    "probPred",
                    Arrays.stream(expected).filter(p -> !Double.isNaN(p)).toArray());
            actual.put("ece", reliability.expectedError());
            actual.put("mce", reliability.maximumError());
            actual.put("rmsce", reliability.rootMeanSquareError());
            return actual;
        });
    }

    @TestFactory
    Stream<DynamicTest> bestThreshold() {
        return cases("bestThreshold", input -> {
            BinarySample sample = BinarySample.of(
                    truth(input.get("yTrue")), ReferenceVectors.numbers(input.get("scores")), new double[0], 0.5);
            Map<String, Object> actual = new LinkedHashMap<>();
            actual.put("f1", values(BestThreshold.ofF1(sample)));
            actual.put("youdenJ", values(BestThreshold.ofYoudenJ(sample)));
            actual.put("accuracy", values(BestThreshold.ofAccuracy(sample)));
            actual.put(
                    "cost",
                    values(BestThreshold.ofCost(
                            sample,
                            input.get("costFalsePositive").asDouble(),
                            input.get("costFalseNegative").asDouble())));
            return actual;
        });
    }

    private static Map<String, Object> values(BestThreshold best) {
        return Map.of("value", best.value(), "thresholds", best.thresholds());
    }
}
