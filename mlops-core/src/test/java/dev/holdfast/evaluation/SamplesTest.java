// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final List<String> LABELS = List.of("a", "b");

    private static MulticlassSample classes(String... truth) {
        return MulticlassSample.of(LABELS, truth, new String[] {"a", "b"}, new double[][] {{0.9, 0.1}, {0.2, 0.8}});
    }

    @Test
    void classesRefuseWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> classes("a", "c"))
                .withMessage("truth of row 1 must be one of [a, b], got 'c'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> classes("a"))
                .withMessage("truth, predicted and probabilities must be equally long, got 1, 2 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MulticlassSample.of(LABELS, new String[] {"a"}, new String[] {"a"}, new double[][] {{2, 0}}))
                .withMessage("probabilities must be in [0, 1], got 2.0 in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> MulticlassSample.of(LABELS, new String[] {"a"}, new String[] {"a"}, new double[][] {{1}}))
                .withMessage("row 0 must have one probability a label, got 1 for 2");
        MulticlassSample plain = MulticlassSample.of(LABELS, new String[] {"a"}, new String[] {"a"}, new double[0][]);
        assertThatIllegalStateException()
                .isThrownBy(() -> plain.probability(0, 0))
                .withMessage("the sample has no probabilities; ask hasProbabilities first");
    }

    @Test
    void samplesSayInWhatTheirRowsDiffer() {
        assertThat(classes("a", "b").difference(classes("a", "b"))).isEmpty();
        assertThat(classes("a", "b").difference(classes("a", "a"))).isEqualTo("the truth differs in row 1");
        RegressionSample numbers = RegressionSample.of(new double[] {1, 2}, new double[] {1, 2});
        assertThat(numbers.difference(RegressionSample.of(new double[] {1, 3}, new double[] {1, 2})))
                .isEqualTo("the truth differs in row 1");
        assertThat(numbers.difference(RegressionSample.of(new double[] {1}, new double[] {1})))
                .isEqualTo("2 rows against 1");
        assertThat(numbers.difference(RegressionSample.of(new double[] {1, 2}, new double[] {1, 2}, 1, 2)))
                .isEqualTo("the weights differ");
        RankingSample ranking = RankingSample.of(new double[][] {{1, 0}}, new double[][] {{1, 2}});
        assertThat(ranking.difference(RankingSample.of(new double[][] {{0, 1}}, new double[][] {{1, 2}})))
                .isEqualTo("the relevance differs in query 0");
        MultilabelSample labels =
                MultilabelSample.of(LABELS, new boolean[][] {{true, false}}, new boolean[][] {{true, true}});
        assertThat(labels.difference(
                        MultilabelSample.of(LABELS, new boolean[][] {{true, true}}, new boolean[][] {{true, true}})))
                .isEqualTo("the truth differs in row 0");
        assertThat(labels.select(new int[] {0}).difference(labels)).isEmpty();
    }

    @Test
    void numbersAndRankingsRefuseWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionSample.of(new double[] {Double.POSITIVE_INFINITY}, new double[1]))
                .withMessage("truth must hold finite values, got Infinity in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionSample.of(new double[1], new double[1], 1, 2))
                .withMessage("weights must be one a row, got 2 for 1 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingSample.of(new double[][] {{-1}}, new double[][] {{1}}))
                .withMessage("relevance must be finite and at least 0, got -1.0 in query 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingSample.of(new double[][] {{1}}, new double[][] {{1, 2}}))
                .withMessage("query 0 must have one score a document, got 2 for 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankingMetric.ndcg(0))
                .withMessage("k must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionMetric.tweedieDeviance(2))
                .withMessage("power must be in (1, 2), got 2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryMetric.fBeta(0))
                .withMessage("beta must be finite and above 0, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BestThreshold.ofCost(BinarySample.of(new boolean[1], new double[1], new double[0], 0), -1, 0))
                .withMessage("a cost must be finite and at least 0, got -1.0");
    }

    @Test
    void comparesTablesRowByRow() {
        Predictor<Row, Quantity> twice = row -> new Quantity(2 * row.number("x"));
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3), NumberColumn.of("y", 2.1, 3.9, 6.2));
        EvaluationReport report =
                Evaluation.regression(twice, table, "y").replicates(20).run();
        EvaluationReport other = Evaluation.regression(
                        twice, Table.of(NumberColumn.of("x", 1, 2, 4), NumberColumn.of("y", 2.1, 3.9, 6.2)), "y")
                .replicates(20)
                .run();
        assertThat(report.compareWith(report).verdict("mae")).isEqualTo(MetricDifference.Verdict.EQUIVALENT);
        assertThat(report.compareWith(report).report().blocks()).hasSize(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.compareWith(other))
                .withMessage("two models are compared on the same rows, got column 'x' differs in row 2");
        assertThatIllegalStateException()
                .isThrownBy(() -> Evaluation.regression(RegressionSample.of(new double[1], new double[1]))
                        .searchSlices())
                .withMessage("columns are those of a table, but this evaluation is from arrays; give one value a row");
    }

    @Test
    void weighsSlicesOfArraysAndFindsWeakOnesOfClasses() {
        Predictor<Row, ClassScores> always = row -> ClassScores.of(LABELS, 0.9, 0.1);
        Table table = Table.of(TextColumn.of("t", "a", "b", "a"));
        assertThat(Evaluation.classification(always, table, "t")
                        .allClasses()
                        .searchSlices()
                        .run()
                        .weakestSlices())
                .isEmpty();
        EvaluationReport report = Evaluation.binary(new boolean[] {true, false}, new double[] {0.9, 0.2})
                .metrics(BinaryMetric.ACCURACY)
                .slices("group", new String[] {"x", "y"})
                .minimumSlice(1)
                .confidence(0.9)
                .run();
        assertThat(report.slices()).extracting(SliceResult::name).containsExactly("group = x", "group = y");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Evaluation.binary(new boolean[1], new double[1]).minimumSlice(0))
                .withMessage("the minimum of a slice must be at least 1 row, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Evaluation.binary(new boolean[1], new double[1]).metrics(BinaryMetric.F1, BinaryMetric.F1))
                .withMessage("each metric needs a name of its own, got [f1, f1]");
    }
}
