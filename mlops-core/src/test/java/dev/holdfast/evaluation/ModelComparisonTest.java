// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.evaluation.MetricDifference.Verdict;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {
    private static final int N = 400;

    /** The truth, and scores whose noise is the only thing between the models. */
    private static EvaluationReport report(long seed, double noise) {
        SplittableRandom rows = new SplittableRandom(11);
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] truth = new boolean[N];
        double[] scores = new double[N];
        for (int i = 0; i < N; i++) {
            double signal = rows.nextDouble();
            truth[i] = rows.nextDouble() < signal;
            scores[i] = Math.min(1, Math.max(0, signal + noise * (random.nextDouble() - 0.5)));
        }
        return Evaluation.binary(truth, scores).replicates(300).run();
    }

    @Test
    void aBetterModelIsBetterAndTheOtherWorse() {
        EvaluationReport good = report(1, 0);
        EvaluationReport poor = report(1, 4);
        for (String metric : new String[] {"auc", "accuracy", "log-loss", "brier"}) {
            assertThat(good.compareWith(poor).verdict(metric)).as(metric).isEqualTo(Verdict.BETTER);
            assertThat(poor.compareWith(good).verdict(metric)).as(metric).isEqualTo(Verdict.WORSE);
        }
        assertThat(good.compareWith(poor).difference("auc").method()).isEqualTo("delong");
        assertThat(good.compareWith(poor).difference("accuracy").method()).isEqualTo("mcnemar");
        assertThat(good.compareWith(poor).difference("brier").method()).isEqualTo("bootstrap");
        assertThat(poor.compareWith(good).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(poor.compareWith(good).kind()).isEqualTo("comparison");
    }

    @Test
    void nearlyEqualModelsAreEquivalentWithinAMarginAndUndecidedWithoutOne() {
        ModelComparison comparison = report(1, 0.05).compareWith(report(2, 0.05));
        assertThat(comparison.withMargin(0.1).differences().values())
                .allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.EQUIVALENT));
        assertThat(comparison.withMargin(0).verdict("auc")).isEqualTo(Verdict.UNDECIDED);
        assertThat(comparison.withMargin(0).withMargin("auc", 0.1).verdict("auc"))
                .isEqualTo(Verdict.EQUIVALENT);
        assertThat(comparison.withMargin("auc", 0.1).difference("auc").isNotInferior())
                .isTrue();
    }

    @Test
    void givesTheExactMcNemarTest() {
        boolean[] truth = new boolean[20];
        double[] first = new double[20];
        double[] second = new double[20];
        for (int i = 0; i < 20; i++) {
            truth[i] = i % 2 == 0;
            first[i] = truth[i] ? 0.9 : 0.1;
            second[i] = i < 8 ? 1 - first[i] : first[i];
        }
        MetricDifference accuracy = Evaluation.binary(truth, first)
                .metrics(BinaryMetric.ACCURACY)
                .run()
                .compareWith(Evaluation.binary(truth, second).run())
                .difference("accuracy");
        // 8 rows only the first has right, none only the second: 2 / 2^8.
        assertThat(accuracy.pValue().orThrow().point()).isCloseTo(0.0078125, within(1e-12));
        assertThat(accuracy.difference()).isInstanceOfSatisfying(Estimate.class, difference -> {
            assertThat(difference.point()).isEqualTo(0.4);
            assertThat(difference.lower()).isPositive();
        });
    }

    @Test
    void refusesOtherRows() {
        EvaluationReport two = Evaluation.binary(new boolean[] {true, false}, new double[] {1, 0})
                .metrics(BinaryMetric.ACCURACY)
                .run();
        EvaluationReport other = Evaluation.binary(new boolean[] {false, true}, new double[] {1, 0})
                .metrics(BinaryMetric.ACCURACY)
                .run();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> two.compareWith(other))
                .withMessage("two models are compared on the same rows, got the truth differs in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> two.compareWith(report(1, 0)))
                .withMessage("two models are compared on the same rows, got 2 rows against 400");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> two.compareWith(two).withMargin(-1))
                .withMessage("the margin must be at least 0, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> two.compareWith(two).difference("auc"))
                .withMessage("no metric 'auc'; the comparison has [accuracy]");
    }
}
