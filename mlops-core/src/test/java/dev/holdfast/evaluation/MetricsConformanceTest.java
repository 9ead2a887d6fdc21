// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.stats.ReferenceVectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
        metrics.put("ece5", BinaryMetric.expectedCalibrationError(5));
        metrics.put("mce5", BinaryMetric.maximumCalibrationError(5));
        metrics.put("mce10", BinaryMetric.maximumCalibrationError(10));
        metrics.put("fbeta2", BinaryMetric.fBeta(2));
        metrics.put("fbeta05", BinaryMetric.fBeta(0.5));
        metrics.put("negativePredictiveValue", BinaryMetric.NEGATIVE_PREDICTIVE_VALUE);
        metrics.put("balancedAccuracy", BinaryMetric.BALANCED_ACCURACY);
        metrics.put("mcc", BinaryMetric.MCC);
        metrics.put("kappa", BinaryMetric.KAPPA);
        metrics.put("jaccard", BinaryMetric.JACCARD);
        metrics.put("gini", BinaryMetric.GINI);
        metrics.put("ksStatistic", BinaryMetric.KS_STATISTIC);
        metrics.put("prAucTrapezoid", BinaryMetric.PR_AUC_TRAPEZOID);
        for (int percent : new int[] {10, 20, 50}) {
            metrics.put("gain" + percent, BinaryMetric.gain(percent / 100.0));
            metrics.put("lift" + percent, BinaryMetric.lift(percent / 100.0));
        }
        actual.putAll(values(metrics, sample));
        return actual;
    }

    /** What the library calls undefined where the peer says 0: a share of nothing. */
    private static final Set<String> ZERO_FOR_NOTHING = Set.of(
            "precision",
            "recall",
            "specificity",
            "f1",
            "fbeta2",
            "fbeta05",
            "negativePredictiveValue",
            "jaccard",
            "mcc");

    /** What is not compared though it is expected, and why. */
    private static final Map<String, String> SKIPPED = Map.of(
            "medianAbsoluteErrorWeightedSklearn",
            "the peer takes the lower weighted median, the library the middle of the lower and the upper one",
            "r2",
            "of a constant truth the peer says 0 or 1, the library that it is undefined",
            "explainedVariance",
            "of a constant truth the peer says 0 or 1, the library that it is undefined");

    private static <S extends Sample<S>> Map<String, Object> values(Map<String, Metric<S>> metrics, S sample) {
        Map<String, Object> actual = new LinkedHashMap<>();
        metrics.forEach((key, metric) -> {
            if (metric.undefined(sample).isEmpty()) {
                actual.put(key, metric.value(sample));
            } else if (ZERO_FOR_NOTHING.contains(key)) {
                actual.put(key, 0.0);
            }
        });
        return actual;
    }

    @TestFactory
    Stream<DynamicTest> leavesNothingOutWithoutAReason() {
        return StreamSupport.stream(ReferenceVectors.of("metrics").cases().spliterator(), false)
                .map(each -> dynamicTest(each.get("name").asText(), () -> {
                    Map<String, Object> actual = actual(each.get("input"));
                    for (Map.Entry<String, JsonNode> expected :
                            each.get("expected").properties()) {
                        boolean defined = !expected.getValue().isNull()
                                && !expected.getValue().asText().equals("NaN");
                        assertThat(actual.containsKey(expected.getKey())
                                        || !defined
                                        || SKIPPED.containsKey(expected.getKey()))
                                .as(expected.getKey())
                                .isTrue();
                    }
                }));
    }

    private static Map<String, Object> actual(JsonNode input) {
        return switch (input.get("kind").asText()) {
            case "binary" -> binary(input);
            case "multiclass" -> multiclass(input);
            case "regression" -> regression(input);
            default -> ranking(input);
        };
    }

    @TestFactory
    Stream<DynamicTest> multiclassAsScikitLearn() {
        return ReferenceVectors.of("metrics").cases(Set.of("multiclass"), MetricsConformanceTest::multiclass);
    }

    private static Map<String, Object> multiclass(JsonNode input) {
        String[] labels = ReferenceVectors.texts(input.get("labels"));
        MulticlassSample sample = MulticlassSample.of(
                List.of(labels),
                ReferenceVectors.texts(input.get("yTrue")),
                ReferenceVectors.texts(input.get("yPred")),
                input.has("yProba") ? ReferenceVectors.rows(input.get("yProba")) : new double[0][],
                input.has("weights") ? ReferenceVectors.numbers(input.get("weights")) : new double[0]);
        Map<String, Metric<MulticlassSample>> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", MulticlassMetric.ACCURACY);
        metrics.put("balancedAccuracy", MulticlassMetric.BALANCED_ACCURACY);
        metrics.put("kappa", MulticlassMetric.KAPPA);
        metrics.put("kappaLinear", MulticlassMetric.KAPPA_LINEAR);
        metrics.put("kappaQuadratic", MulticlassMetric.KAPPA_QUADRATIC);
        metrics.put("mcc", MulticlassMetric.MCC);
        metrics.put("hammingLoss", MulticlassMetric.HAMMING_LOSS);
        metrics.put("precisionMicro", MulticlassMetric.F1_MICRO);
        metrics.put("recallMicro", MulticlassMetric.F1_MICRO);
        metrics.put("f1Micro", MulticlassMetric.F1_MICRO);
        metrics.put("precisionMacro", MulticlassMetric.PRECISION_MACRO);
        metrics.put("recallMacro", MulticlassMetric.RECALL_MACRO);
        metrics.put("f1Macro", MulticlassMetric.F1_MACRO);
        metrics.put("precisionWeighted", MulticlassMetric.PRECISION_WEIGHTED);
        metrics.put("recallWeighted", MulticlassMetric.RECALL_WEIGHTED);
        metrics.put("f1Weighted", MulticlassMetric.F1_WEIGHTED);
        metrics.put("logLoss", MulticlassMetric.LOG_LOSS);
        metrics.put("rocAucOvrMacro", MulticlassMetric.AUC_OVR_MACRO);
        metrics.put("rocAucOvrWeighted", MulticlassMetric.AUC_OVR_WEIGHTED);
        metrics.put("rocAucOvoMacro", MulticlassMetric.AUC_OVO_MACRO);
        metrics.put("rocAucOvoWeighted", MulticlassMetric.AUC_OVO_WEIGHTED);
        Map<String, Object> actual = values(metrics, sample);
        actual.put("confusionMatrix", sample.confusion());
        perClass("precisionPerClass", MulticlassMetric::precision, sample, actual);
        perClass("recallPerClass", MulticlassMetric::recall, sample, actual);
        perClass("f1PerClass", MulticlassMetric::f1, sample, actual);
        return actual;
    }

    private static void perClass(
            String key,
            IntFunction<Metric<MulticlassSample>> metric,
            MulticlassSample sample,
            Map<String, Object> actual) {
        actual.put(
                key,
                IntStream.range(0, sample.labels().size())
                        .mapToDouble(label -> metric.apply(label).value(sample))
                        .map(value -> Double.isNaN(value) ? 0 : value) // a share of nothing again
                        .toArray());
    }

    @TestFactory
    Stream<DynamicTest> regressionAsScikitLearn() {
        return ReferenceVectors.of("metrics").cases(Set.of("regression"), MetricsConformanceTest::regression);
    }

    private static Map<String, Object> regression(JsonNode input) {
        RegressionSample sample = RegressionSample.of(
                ReferenceVectors.numbers(input.get("yTrue")),
                ReferenceVectors.numbers(input.get("yPred")),
                input.has("weights") ? ReferenceVectors.numbers(input.get("weights")) : new double[0]);
        Map<String, Metric<RegressionSample>> metrics = new LinkedHashMap<>();
        metrics.put("mae", RegressionMetric.MAE);
        metrics.put("mse", RegressionMetric.MSE);
        metrics.put("rmse", RegressionMetric.RMSE);
        metrics.put("r2", RegressionMetric.R2);
        metrics.put("mape", RegressionMetric.MAPE);
        metrics.put("smape", RegressionMetric.SMAPE);
        metrics.put("maxError", RegressionMetric.MAX_ERROR);
        metrics.put("explainedVariance", RegressionMetric.EXPLAINED_VARIANCE);
        metrics.put("pinball10", RegressionMetric.pinball(0.1));
        metrics.put("pinball50", RegressionMetric.pinball(0.5));
        metrics.put("pinball90", RegressionMetric.pinball(0.9));
        metrics.put("medianAbsoluteError", RegressionMetric.MEDIAN_ABSOLUTE_ERROR);
        metrics.put("poissonDeviance", RegressionMetric.POISSON_DEVIANCE);
        metrics.put("tweedieDeviance15", RegressionMetric.tweedieDeviance(1.5));
        metrics.put("gammaDeviance", RegressionMetric.GAMMA_DEVIANCE);
        metrics.put("msle", RegressionMetric.MSLE);
        Map<String, Object> actual = values(metrics, sample);
        actual.put("meanError", RegressionMetric.meanError(sample));
        return actual;
    }

    @TestFactory
    Stream<DynamicTest> rankingAsScikitLearn() {
        return ReferenceVectors.of("metrics").cases(Set.of("ranking"), MetricsConformanceTest::ranking);
    }

    private static Map<String, Object> ranking(JsonNode input) {
        List<double[]> relevance = new ArrayList<>();
        List<double[]> scores = new ArrayList<>();
        for (JsonNode query : input.get("queries")) {
            relevance.add(ReferenceVectors.numbers(query.get("relevance")));
            scores.add(ReferenceVectors.numbers(query.get("scores")));
        }
        RankingSample sample = RankingSample.of(relevance.toArray(double[][]::new), scores.toArray(double[][]::new));
        Map<String, Metric<RankingSample>> metrics = new LinkedHashMap<>();
        metrics.put("averagePrecision", RankingMetric.MAP);
        metrics.put("reciprocalRank", RankingMetric.MRR);
        for (long k : ReferenceVectors.counts(input.get("k"))) {
            int ranks = (int) k;
            metrics.put("ndcg@" + k, RankingMetric.ndcg(ranks));
            metrics.put("dcg@" + k, RankingMetric.dcg(ranks));
            metrics.put("ndcgExp@" + k, RankingMetric.ndcgExponential(ranks));
            metrics.put("precision@" + k, RankingMetric.precision(ranks));
            metrics.put("recall@" + k, RankingMetric.recall(ranks));
            metrics.put("hitRate@" + k, RankingMetric.hitRate(ranks));
        }
        Map<String, Object> actual = new LinkedHashMap<>();
        List<Object> perQuery = new ArrayList<>();
        for (int query = 0; query < sample.size(); query++) {
            perQuery.add(values(metrics, sample.select(new int[] {query})));
        }
        actual.put("perQuery", perQuery);
        values(metrics, sample).forEach((key, value) -> actual.put("mean_" + key, value));
        actual.put("map", RankingMetric.MAP.value(sample));
        actual.put("mrr", RankingMetric.MRR.value(sample));
        return actual;
    }
}
