// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Labels, rankings and numbers from tables, weights and baselines of every kind. */
class EvaluationOfKindsTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    private static MulticlassSample classes(int n, double... weights) {
        SplittableRandom random = new SplittableRandom(5);
        String[] truth = new String[n];
        String[] predicted = new String[n];
        double[][] probabilities = new double[n][];
        for (int i = 0; i < n; i++) {
            int label = i % 4 == 3 ? 0 : i % 4;
            int answer = random.nextDouble() < 0.7 ? label : random.nextInt(3);
            truth[i] = LABELS.get(label);
            predicted[i] = LABELS.get(answer);
            probabilities[i] = new double[] {0.2, 0.2, 0.2};
            probabilities[i][answer] = 0.6;
        }
        return MulticlassSample.of(LABELS, truth, predicted, probabilities, weights);
    }

    @Test
    void aRowOfWeightThreeCountsAsThreeRowsInEveryKind() {
        double[] truth = {1, 5, 2, 8, 4};
        double[] predicted = {1.5, 4, 2, 9, 1};
        RegressionSample weighted = RegressionSample.of(truth, predicted, 1, 1, 1, 1, 3);
        RegressionSample repeated =
                RegressionSample.of(new double[] {1, 5, 2, 8, 4, 4, 4}, new double[] {1.5, 4, 2, 9, 1, 1, 1});
        for (Metric<RegressionSample> metric : RegressionMetric.DEFAULTS) {
            assertThat(metric.value(weighted)).as(metric.name()).isCloseTo(metric.value(repeated), within(1e-12));
        }
        assertThat(trivial(weighted.trivial(), RegressionMetric.MAE))
                .isEqualTo(trivial(repeated.trivial(), RegressionMetric.MAE));
        MulticlassSample plain = classes(40);
        int[] twice = new int[80];
        Arrays.setAll(twice, i -> i / 2);
        double[] twos = new double[40];
        Arrays.fill(twos, 2);
        for (Metric<MulticlassSample> metric : MulticlassMetric.DEFAULTS) {
            assertThat(metric.value(plain.weighted(twos)))
                    .as(metric.name())
                    .isCloseTo(metric.value(plain.select(twice)), within(1e-12));
        }
    }

    private static <V> V at(Map<String, V> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private static <S extends Sample<S>> Map<String, Double> trivial(Map<String, S> samples, Metric<S> metric) {
        Map<String, Double> values = new java.util.TreeMap<>();
        samples.forEach((name, sample) -> values.put(name, metric.value(sample)));
        return values;
    }

    @Test
    void namesTheTrivialBaselinesOfNumbersAndTakesTheBest() {
        RegressionSample sample = RegressionSample.of(new double[] {1, 2, 3, 4, 100}, new double[] {1, 2, 3, 4, 90});
        EvaluationReport report =
                Evaluation.regression(sample).timeOrdered().replicates(50).run();
        assertThat(report.baselines()).containsOnlyKeys("mean", "median", "last");
        assertThat(at(at(report.baselines(), "mean"), "mae").orThrow().point()).isCloseTo(31.2, within(1e-9));
        assertThat(at(at(report.baselines(), "median"), "mae").orThrow().point())
                .isCloseTo(20.2, within(1e-9));
        assertThat(at(at(report.baselines(), "last"), "mae").orThrow().point()).isCloseTo(99 / 4.0, within(1e-9));
        assertThat(at(report.baseline(), "mae").orThrow().point()).isCloseTo(20.2, within(1e-9));
        assertThat(report.baseline().get("rmse"))
                .isEqualTo(at(report.baselines(), "mean").get("rmse"));
        assertThat(at(
                                RegressionSample.of(new double[] {1, 2, 3, 9}, new double[4])
                                        .trivial(),
                                "median")
                        .predicted(0))
                .isEqualTo(2.5);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> Evaluation.binary(new boolean[1], new double[1]).timeOrdered())
                .withMessage(
                        "the last value is known of two or more rows of numbers, got BinarySample[1 rows, threshold"
                                + " 0.5]");
    }

    @Test
    void theRandomOrderIsNoneOfThoseInWhichDocumentsCame() {
        double[][] best = new double[50][];
        double[][] tied = new double[50][];
        for (int query = 0; query < best.length; query++) {
            best[query] = new double[] {1, 0, 0, 0};
            tied[query] = new double[4];
        }
        EvaluationReport report =
                Evaluation.ranking(RankingSample.of(best, tied)).run();
        // The documents came in the best order; at random the first relevant one is at rank 1, 2, 3 or 4 alike.
        assertThat(at(report.baseline(), "mrr").orThrow().point())
                .isCloseTo((1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0) / 4, within(0.03));
        assertThat(report.metric("mrr").orThrow().point()).isOne();
        RankingSample popular = RankingSample.of(best, best);
        EvaluationReport against = Evaluation.ranking(RankingSample.of(best, tied))
                .baseline("popularity", popular)
                .run();
        assertThat(at(against.baseline(), "ndcg@10").orThrow().point()).isOne();
        assertThat(against.outcome()).isEqualTo(Outcome.WARNED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.ranking(RankingSample.of(best, tied))
                        .baseline("popularity", popular.select(new int[] {0})))
                .withMessage("a baseline answers the same rows, but for 'popularity' 50 queries against 1");
    }

    @Test
    void readsRankingsFromATable() {
        Table table = Table.of(
                TextColumn.of("query", "q2", "q1", "q1", "q2", "q1"),
                NumberColumn.of("gain", 1, 0, 2, 0, 0),
                NumberColumn.of("score", 0.1, 0.2, 0.9, 0.7, 0.1));
        Predictor<Row, Quantity> model = row -> new Quantity(row.number("score"));
        EvaluationReport report = Evaluation.ranking(model, table, "query", "gain")
                .metrics(RankingMetric.MRR, RankingMetric.precision(10))
                .replicates(50)
                .run();
        assertThat(report.rows()).isEqualTo(2);
        assertThat(report.metric("mrr").orThrow().point()).isEqualTo(0.75);
        // k beyond the number of documents still divides by k.
        assertThat(report.metric("precision@10").orThrow().point()).isEqualTo(0.1);
        assertThat(report.report().toMarkdown())
                .contains("2 queries were evaluated")
                .contains("NDCG@k");
        TextColumn.Builder query = TextColumn.builder("query");
        query.add("q").addMissing();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.ranking(
                        model,
                        Table.of(query.build(), NumberColumn.of("gain", 1, 2), NumberColumn.of("score", 1, 2)),
                        "query",
                        "gain"))
                .withMessage("each row must name its query, got 1 missing in column 'query'");
    }

    @Test
    void readsLabelsFromATable() {
        Table table = Table.of(
                BooleanColumn.of("sport", true, false, true, false),
                NumberColumn.of("news", 0, 1, 1, 0),
                TextColumn.of("site", "x", "y", "x", "y"),
                NumberColumn.of("s", 0.9, 0.1, 0.8, 0.2));
        Predictor<Row, ClassScores> model =
                row -> ClassScores.of(List.of("sport", "news"), row.number("s"), 1 - row.number("s"));
        EvaluationReport report = Evaluation.multilabel(model, table, List.of("sport", "news"), 0.5)
                .slices("site")
                .searchSlices()
                .minimumSlice(1)
                .replicates(50)
                .run();
        assertThat(report.metric("subset-accuracy").orThrow().point()).isEqualTo(0.5);
        assertThat(report.slices()).extracting(SliceResult::rows).containsExactly(2, 2);
        assertThat(report.weakestSlices()).isEmpty();
        assertThat(report.report().toMarkdown()).contains("By label").contains("no slice of at least 1 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.multilabel(model, table, List.of("site"), 0.5))
                .withMessage("the column of a label is boolean or numeric, got 'site' of type TEXT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.multilabel(model, table, List.of("sport", "sport"), 0.5))
                .withMessage("labels must be there and differ, got [sport, sport]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.multilabel(model, table, List.of("sport"), Double.NaN))
                .withMessage("the threshold must be a number, got NaN");
    }

    @Test
    void evaluatesAnswersThatWereGivenBefore() {
        Table table = Table.of(TextColumn.of("y", "a", "b"));
        List<ClassScores> answers =
                List.of(ClassScores.of(List.of("a", "b"), 0.9, 0.1), ClassScores.of(List.of("a", "b"), 0.2, 0.8));
        assertThat(Evaluation.classification(answers, table, "y")
                        .positive("b")
                        .metrics(BinaryMetric.ACCURACY)
                        .run()
                        .metric("accuracy")
                        .orThrow()
                        .point())
                .isOne();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.classification(answers.subList(0, 1), table, "y"))
                .withMessage("each row needs one answer, got 1 for 2 rows");
    }

    @Test
    void weakSlicesOfNumbersAreThoseOfLargerErrorsAndNeverOfTheTarget() {
        SplittableRandom random = new SplittableRandom(8);
        TextColumn.Builder site = TextColumn.builder("site");
        NumberColumn.Builder y = NumberColumn.builder("y");
        for (int i = 0; i < 400; i++) {
            boolean odd = i % 5 == 0;
            site.add(odd ? "odd" : "plain");
            y.add((odd ? 5 : 1) * (random.nextDouble() - 0.5));
        }
        Predictor<Row, Quantity> zero = row -> new Quantity(0);
        EvaluationReport report = Evaluation.regression(zero, Table.of(site.build(), y.build()), "y")
                .searchSlices()
                .replicates(50)
                .run();
        assertThat(report.weakestSlices()).extracting(WeakSlice::name).containsExactly("site = odd");
        WeakSlice weak = report.weakestSlices().get(0);
        assertThat(weak.loss().orThrow().point()).isCloseTo(1.25, within(0.2));
        assertThat(weak.difference().orThrow().lower()).isGreaterThan(0.5);
        assertThat(report.report().toHtml()).contains("1 slice has a higher mean absolute error than the rest");
    }

    @Test
    void weightsOfAColumnAreNoSliceAndAreThereInEachRow() {
        TextColumn.Builder site = TextColumn.builder("site");
        NumberColumn.Builder weight = NumberColumn.builder("w");
        NumberColumn.Builder y = NumberColumn.builder("y");
        for (int i = 0; i < 200; i++) {
            site.add("s" + i % 2);
            weight.add(i % 4 == 0 ? 3 : 1);
            y.add(i % 4 == 0 ? 1 : 0);
        }
        Column sites = site.build();
        Table table = Table.of(sites, weight.build(), y.build());
        EvaluationReport report = Evaluation.classification(
                        row -> ClassScores.of(List.of("0.0", "1.0"), 1, 0), table, "y")
                .positive("1.0")
                .weights("w")
                .searchSlices()
                .replicates(50)
                .run();
        assertThat(report.metric("accuracy").orThrow().point()).isEqualTo(0.5);
        assertThat(report.weakestSlices()).extracting(WeakSlice::name).containsExactly("site = s0");
        assertThat(report.report().toMarkdown()).contains("in sums of weights").contains("Rows are weighted.");
        NumberColumn.Builder holes = NumberColumn.builder("w");
        holes.add(1).addMissing();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.regression(
                                row -> new Quantity(0), Table.of(holes.build(), NumberColumn.of("y", 1, 2)), "y")
                        .weights("w"))
                .withMessage("weights must be there in each row, got 1 missing in column 'w'");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Evaluation.binary(new boolean[2], new double[2]).weights(1))
                .withMessage("weights must be one a row, got 1 for 2 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Evaluation.binary(new boolean[2], new double[2]).weights(1, -1))
                .withMessage("weights must be finite and above 0, got -1.0 in row 1");
    }

    @Test
    void emptyInputIsUndefinedInEveryKindAndItsReportRenders() {
        List<EvaluationReport> reports = List.of(
                Evaluation.binary(new boolean[0], new double[0]).run(),
                Evaluation.multiclass(MulticlassSample.of(LABELS, new String[0], new String[0], new double[0][]))
                        .run(),
                Evaluation.multilabel(MultilabelSample.of(LABELS, new boolean[0][], new boolean[0][]))
                        .run(),
                Evaluation.regression(RegressionSample.of(new double[0], new double[0]))
                        .run(),
                Evaluation.ranking(RankingSample.of(new double[0][], new double[0][]))
                        .run());
        for (EvaluationReport report : reports) {
            assertThat(report.measurements().values()).containsOnly(new Undefined("no rows"));
            assertThat(report.baseline().values()).containsOnly(new Undefined("no rows"));
            assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
            assertThat(report.report().toHtml()).contains("undefined: no rows");
        }
    }

    @Test
    void saysWhichClassHasNoRow() {
        MulticlassSample sample =
                MulticlassSample.of(LABELS, new String[] {"a", "b"}, new String[] {"a", "b"}, new double[][] {
                    {0.8, 0.1, 0.1}, {0.1, 0.8, 0.1}
                });
        EvaluationReport report = Evaluation.multiclass(sample).replicates(50).run();
        assertThat(report.metric("auc-ovr-macro")).isEqualTo(new Undefined("no row has the class 'c' among 2 rows"));
        assertThat(report.report().toMarkdown()).contains("undefined: nothing predicted");
        assertThat(Evaluation.multilabel(MultilabelSample.of(LABELS, new boolean[1][3], new boolean[1][3]))
                        .run()
                        .metric("f1-micro"))
                .isEqualTo(new Undefined("no label is there or predicted among 1 rows"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MulticlassSample.of(List.of("a", "a"), new String[0], new String[0], new double[0][]))
                .withMessage("labels must be there and differ, got [a, a]");
    }

    @Test
    void reportsOfEveryKindReadBackAsTheyWere() {
        SplittableRandom random = new SplittableRandom(1);
        double[] truth = random.doubles(60).toArray();
        double[] predicted =
                Arrays.stream(truth).map(y -> y + 0.1 * random.nextDouble()).toArray();
        List<EvaluationReport> reports = List.of(
                Evaluation.multiclass(classes(80)).replicates(50).run(),
                Evaluation.multiclass(classes(80).weighted(predictedWeights(80)))
                        .replicates(50)
                        .run(),
                Evaluation.regression(RegressionSample.of(truth, predicted))
                        .replicates(50)
                        .run());
        for (EvaluationReport report : reports) {
            assertThat(dev.holdfast.report.Report.parse(report.report().toJson()))
                    .isEqualTo(report.report());
            assertThat(report.metric(report.measurements().keySet().iterator().next()))
                    .isInstanceOf(Estimate.class);
        }
        assertThat(reports.get(0).report().toMarkdown())
                .contains("Confusion matrix, in rows")
                .contains("ROC curves, each class against the rest");
        assertThat(reports.get(2).report().toMarkdown()).contains("Truth by prediction");
    }

    private static double[] predictedWeights(int n) {
        double[] weights = new double[n];
        Arrays.setAll(weights, i -> 1 + i % 3);
        return weights;
    }
}
