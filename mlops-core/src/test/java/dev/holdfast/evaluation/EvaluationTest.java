// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.report.Block;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Predictor<Row, ClassScores> BY_INCOME = row -> {
        double bad = row.isMissing("Income") ? 0.5 : 1 / (1 + Math.exp((row.number("Income") - 50) / 10));
        return ClassScores.of(List.of("good", "bad"), 1 - bad, bad);
    };

    private static Table loans(int n) {
        SplittableRandom random = new SplittableRandom(3);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        TextColumn.Builder home = TextColumn.builder("Home");
        TextColumn.Builder status = TextColumn.builder("Status");
        for (int i = 0; i < n; i++) {
            double value = random.nextDouble() * 100;
            income.add(value);
            home.add(i % 3 == 0 ? "owner" : "rent");
            if (i % 50 == 49) {
                status.addMissing();
            } else {
                status.add(random.nextDouble() < 1 / (1 + Math.exp((value - 50) / 10)) ? "bad" : "good");
            }
        }
        return Table.of(income.build(), home.build(), status.build());
    }

    private static EvaluationReport report() {
        return Evaluation.classification(BY_INCOME, loans(500), "Status")
                .positive("bad")
                .slices("Home")
                .seed(42)
                .replicates(200)
                .run();
    }

    @Test
    void measuresEveryMetricWithAnIntervalAndTheBaselineBesideIt() {
        EvaluationReport report = report();
        assertThat(report.measurements())
                .containsOnlyKeys(
                        "auc",
                        "accuracy",
                        "log-loss",
                        "brier",
                        "expected-calibration-error",
                        "precision",
                        "recall",
                        "f1",
                        "average-precision");
        for (Measurement measurement : report.measurements().values()) {
            Estimate estimate = measurement.orThrow();
            assertThat(estimate.lower()).isLessThan(estimate.point());
            assertThat(estimate.upper()).isGreaterThan(estimate.point());
        }
        assertThat(report.baseline()).containsEntry("auc", Estimate.exact(0.5, 490));
        assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.kind()).isEqualTo("evaluation");
    }

    @Test
    void countsAndLeavesOutRowsWithoutTarget() {
        EvaluationReport report = report();
        assertThat(report.rows()).isEqualTo(490);
        assertThat(report.excluded()).isEqualTo(10);
        assertThat(report.summary()).endsWith("; 10 rows without target left out");
        assertThat(report.report().blocks())
                .anySatisfy(block -> assertThat(block)
                        .isEqualTo(new Block.Paragraph(
                                "490 rows were evaluated, 10 left out as the target is missing. The positive is"
                                        + " Status = bad, threshold 0.5. Intervals cover 95 %.")));
    }

    @Test
    void drawsTheCurvesAndTheSlices() {
        List<String> titles = report().report().blocks().stream()
                .filter(Block.Figure.class::isInstance)
                .map(block -> ((Block.Figure) block).chart())
                .map(Chart::title)
                .toList();
        assertThat(titles)
                .containsExactly(
                        "ROC curve", "Precision-recall curve", "Gain curve", "Threshold curve", "Reliability curve");
        assertThat(report().slices()).extracting(SliceResult::name).containsExactly("Home = owner", "Home = rent");
        assertThat(report().slices()).extracting(SliceResult::rows).containsExactly(164, 326);
    }

    @Test
    void cutsNumericSlicesAtTheirQuartiles() {
        EvaluationReport report = Evaluation.classification(BY_INCOME, loans(500), "Status")
                .positive("bad")
                .metrics(BinaryMetric.ACCURACY)
                .slices("Income")
                .slice("rich", row -> row.number("Income") > 99)
                .run();
        assertThat(report.slices()).hasSize(5);
        assertThat(String.valueOf(report.slices().get(4).measurements().get("accuracy")))
                .matches("undefined: \\d+ rows, fewer than the minimum of 30");
    }

    @Test
    void aWilsonIntervalHoldsAProportion() {
        EvaluationReport report = Evaluation.binary(
                        new boolean[] {true, true, false, false}, new double[] {0.9, 0.4, 0.2, 0.1})
                .run();
        assertThat(report.metric(BinaryMetric.RECALL)).isInstanceOfSatisfying(Estimate.class, recall -> {
            assertThat(recall.point()).isEqualTo(0.5);
            assertThat(recall.n()).isEqualTo(2);
            assertThat(recall.lower()).isCloseTo(0.0945, within(1e-4));
        });
        assertThat(report.metric("auc").orThrow().point()).isOne();
        assertThat(report.metric("auc").orThrow().lower()).isCloseTo(0.3424, within(1e-4));
    }

    @Test
    void saysWhyAMetricIsUndefined() {
        EvaluationReport report = Evaluation.binary(new boolean[] {true, true}, new double[] {0.2, 0.3})
                .replicates(50)
                .run();
        assertThat(report.metric("auc")).isEqualTo(new Undefined("no row is negative among 2 rows"));
        assertThat(report.metric("precision")).isEqualTo(new Undefined("no row is predicted positive among 2 rows"));
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(Evaluation.binary(new boolean[0], new double[0]).run().metric("accuracy"))
                .isEqualTo(new Undefined("no rows"));
        assertThat(Evaluation.binary(new boolean[] {true, false}, new double[] {3, -3})
                        .run()
                        .metric("brier"))
                .isEqualTo(new Undefined("scores outside [0, 1] are no probabilities"));
    }

    @Test
    void aMetricOfOnesOwnGetsIntervalSlicesAndComparison() {
        Metric<BinarySample> cost = Metric.lowerIsBetter("cost", sample -> {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < sample.size(); i++) {
                sum += sample.predicted(i) == sample.truth(i) ? 0 : sample.weight(i) * (sample.truth(i) ? 5 : 1);
                total += sample.weight(i);
            }
            return sum / total;
        });
        EvaluationReport report = Evaluation.classification(BY_INCOME, loans(500), "Status")
                .positive("bad")
                .metrics(cost)
                .slices("Home")
                .run();
        Estimate estimate = report.metric("cost").orThrow();
        assertThat(estimate.lower()).isLessThan(estimate.point());
        assertThat(report.slices().get(0).measurements().get("cost")).isInstanceOf(Estimate.class);
        assertThat(report.compareWith(report).verdict("cost")).isEqualTo(MetricDifference.Verdict.EQUIVALENT);
    }

    @Test
    void findsTheSliceInWhichTheModelErrs() {
        TextColumn.Builder region = TextColumn.builder("Region");
        TextColumn.Builder status = TextColumn.builder("Status");
        NumberColumn.Builder income = NumberColumn.builder("Income");
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 600; i++) {
            double value = random.nextDouble() * 100;
            boolean bad = value < 50;
            boolean north = i % 4 == 0;
            region.add(north ? "north" : "south");
            income.add(value);
            // In the north every third row is the other way round.
            status.add(bad != (north && i % 3 == 0) ? "bad" : "good");
        }
        List<WeakSlice> weak = Evaluation.classification(
                        BY_INCOME, Table.of(region.build(), income.build(), status.build()), "Status")
                .positive("bad")
                .searchSlices()
                .run()
                .weakestSlices();
        assertThat(weak).extracting(WeakSlice::name).containsExactly("Region = north");
        assertThat(weak.get(0).loss().orThrow().point()).isCloseTo(1.0 / 3, within(0.01));
        assertThat(weak.get(0).adjustedPValue()).isLessThan(1e-6);
    }

    @Test
    void evaluatesAllClassesNumbersAndRankings() {
        EvaluationReport classes = Evaluation.classification(BY_INCOME, loans(300), "Status")
                .allClasses()
                .replicates(50)
                .run();
        assertThat(classes.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(classes.metric("accuracy").orThrow().point())
                .isGreaterThan(classes.baseline().get("accuracy") instanceof Estimate base ? base.point() : 1);
        double[] truth = {1, 2, 3, 4, 5, 6};
        EvaluationReport numbers = Evaluation.regression(
                        RegressionSample.of(truth, new double[] {1.1, 2.2, 2.9, 3.8, 5.3, 6}))
                .replicates(50)
                .run();
        assertThat(numbers.metric(RegressionMetric.MAE).orThrow().point()).isCloseTo(0.15, within(1e-12));
        assertThat(numbers.outcome()).isEqualTo(Outcome.PASSED);
        EvaluationReport constant = Evaluation.regression(RegressionSample.of(new double[] {2, 2}, new double[] {1, 3}))
                .metrics(RegressionMetric.R2)
                .run();
        assertThat(constant.metric("r2")).isEqualTo(new Undefined("the truth does not vary over 2 rows"));
        EvaluationReport labels = Evaluation.multilabel(MultilabelSample.of(
                        List.of("a", "b"),
                        new boolean[][] {{true, false}, {true, true}, {false, false}},
                        new boolean[][] {{true, false}, {true, false}, {false, false}}))
                .replicates(50)
                .run();
        assertThat(labels.metric("subset-accuracy").orThrow().point()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(labels.metric("hamming-loss").orThrow().point()).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(labels.metric("f1-micro").orThrow().point()).isCloseTo(0.8, within(1e-12));
        EvaluationReport rankings = Evaluation.ranking(RankingSample.of(
                        new double[][] {{1, 0, 2}, {0, 1}}, new double[][] {{3, 2, 1}, {1, 2}}))
                .replicates(50)
                .run();
        assertThat(rankings.metric("mrr").orThrow().point()).isOne();
    }

    @Test
    void weighsRowsByAColumn() {
        Table loans = loans(300);
        EvaluationReport weighted = Evaluation.classification(BY_INCOME, loans, "Status")
                .positive("bad")
                .weights("Income")
                .metrics(BinaryMetric.ACCURACY)
                .replicates(100)
                .run();
        EvaluationReport plain = Evaluation.classification(BY_INCOME, loans, "Status")
                .positive("bad")
                .metrics(BinaryMetric.ACCURACY)
                .run();
        assertThat(weighted.metric("accuracy")).isNotEqualTo(plain.metric("accuracy"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weighted.compareWith(plain))
                .withMessage("two models are compared on the same rows, got the weights differ");
    }

    @Test
    void threadsDoNotChangeTheResult() {
        Evaluation<BinarySample> evaluation = Evaluation.classification(BY_INCOME, loans(300), "Status")
                .positive("bad")
                .replicates(100);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            assertThat(evaluation.executor(pool, 3).run().measurements())
                    .isEqualTo(evaluation.run().measurements());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void refusesWhatItCannotEvaluate() {
        Table loans = loans(60);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Evaluation.classification(BY_INCOME, loans, "Status").positive("ugly"))
                .withMessage("positive must be one of [bad, good], got 'ugly'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.binary(new boolean[2], new double[3]))
                .withMessage("truth, scores and weights must be equally long, got 2, 3 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.binary(new boolean[1], new double[] {Double.NaN}))
                .withMessage("scores must hold finite values, got NaN in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinarySample.of(new boolean[1], new double[1], new double[] {0}, 0.5))
                .withMessage("weights must be finite and above 0, got 0.0 in row 0");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> Evaluation.binary(new boolean[1], new double[1]).slices("Home"))
                .withMessage("columns are those of a table, but this evaluation is from arrays; give one value a row");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report().metric("f2"))
                .withMessageStartingWith("no metric 'f2'; the evaluation has [auc, ");
    }
}
