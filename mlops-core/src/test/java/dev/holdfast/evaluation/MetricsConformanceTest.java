// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.stats.ReferenceVectors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MetricsConformanceTest {
    @TestFactory
    Stream<DynamicTest> binaryAsScikitLearn() {
        return ReferenceVectors.of("metrics").cases(Set.of("binary"), MetricsConformanceTest::binary);
    }

    private static Map<String, Object> binary(JsonNode input) {
        double[] labels = ReferenceVectors.numbers(input.get("yTrue"));
        boolean[] truth = new boolean[labels.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = labels[i] == 1;
        }
        double[] weights = input.has("weights") ? ReferenceVectors.numbers(input.get("weights")) : new double[0];
        BinarySample sample = BinarySample.of(
                truth,
                ReferenceVectors.numbers(input.get("yScore")),
                weights,
                input.get("threshold").asDouble());
        Confusion confusion = Confusion.of(sample);
        Map<String, Object> actual = new LinkedHashMap<>();
        actual.put(
                "confusionMatrix",
                Map.of("tn", confusion.tn(), "fp", confusion.fp(), "fn", confusion.fn(), "tp", confusion.tp()));
        Map<String, Metric<BinarySample>> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", BinaryMetric.ACCURACY);
        metrics.put("precision", BinaryMetric.PRECISION);
        metrics.put("recall", BinaryMetric.RECALL);
        metrics.put("specificity", BinaryMetric.SPECIFICITY);
        metrics.put("f1", BinaryMetric.F1);
        metrics.put("rocAuc", BinaryMetric.AUC);
        metrics.put("averagePrecision", BinaryMetric.AVERAGE_PRECISION);
        metrics.put("logLoss", BinaryMetric.LOG_LOSS);
        metrics.put("brier", BinaryMetric.BRIER);
        metrics.put("ece10", BinaryMetric.EXPECTED_CALIBRATION_ERROR);
        metrics.forEach((key, metric) -> {
            if (metric.undefined(sample).isEmpty()) {
                actual.put(key, metric.value(sample));
            }
        });
        return actual;
    }
}
