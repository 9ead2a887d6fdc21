// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.evaluation.Curve.Point;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final BinarySample FOUR = BinarySample.of(
            new boolean[] {true, false, true, false}, new double[] {0.9, 0.6, 0.6, 0.2}, new double[0], 0.5);

    @Test
    void hasOnePointForEachDistinctScore() {
        assertThat(Curve.roc(FOUR).points())
                .containsExactly(
                        new Point(0, 0, Double.POSITIVE_INFINITY),
                        new Point(0, 0.5, 0.9),
                        new Point(0.5, 1, 0.6),
                        new Point(1, 1, 0.2));
        assertThat(Curve.precisionRecall(FOUR).points())
                .containsExactly(new Point(0.5, 1, 0.9), new Point(1, 2.0 / 3, 0.6), new Point(1, 0.5, 0.2));
        assertThat(Curve.gain(FOUR).points())
                .containsExactly(
                        new Point(0, 0, Double.POSITIVE_INFINITY),
                        new Point(0.25, 0.5, 0.9),
                        new Point(0.75, 1, 0.6),
                        new Point(1, 1, 0.2));
        assertThat(Curve.lift(FOUR).points())
                .containsExactly(new Point(0.25, 2, 0.9), new Point(0.75, 4.0 / 3, 0.6), new Point(1, 1, 0.2));
        assertThat(Curve.threshold("recall", FOUR, c -> c.tp() / (c.tp() + c.fn()))
                        .points())
                .containsExactly(new Point(0.2, 1, 0.2), new Point(0.6, 1, 0.6), new Point(0.9, 0.5, 0.9));
        assertThat(Curve.reliability(FOUR, 2).points())
                .containsExactly(new Point(0.2, 0, 0.5), new Point((0.9 + 0.6 + 0.6) / 3, 2.0 / 3, 1));
    }

    @Test
    void leavesOutThresholdsAtWhichTheFunctionIsUndefined() {
        assertThat(Curve.threshold("npv", FOUR, c -> c.tn() / (c.tn() + c.fn())).points())
                .extracting(Point::threshold)
                .containsExactly(0.6, 0.9);
    }

    @Property(tries = 100)
    void weightsCountAsRepeatedRows(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 12;
        boolean[] truth = new boolean[n];
        double[] scores = new double[n];
        double[] weights = new double[n];
        int total = 0;
        for (int i = 0; i < n; i++) {
            truth[i] = i % 2 == 0;
            scores[i] = random.nextInt(6) / 5.0;
            weights[i] = 1 + random.nextInt(3);
            total += (int) weights[i];
        }
        boolean[] repeatedTruth = new boolean[total];
        double[] repeatedScores = new double[total];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < weights[i]; k++) {
                repeatedTruth[at] = truth[i];
                repeatedScores[at++] = scores[i];
            }
        }
        BinarySample weighted = BinarySample.of(truth, scores, weights, 0.5);
        BinarySample repeated = BinarySample.of(repeatedTruth, repeatedScores, new double[0], 0.5);
        assertThat(Curve.roc(weighted)).isEqualTo(Curve.roc(repeated));
        assertThat(Curve.precisionRecall(weighted)).isEqualTo(Curve.precisionRecall(repeated));
        assertThat(Curve.gain(weighted)).isEqualTo(Curve.gain(repeated));
        double area = 0;
        List<Point> roc = Curve.roc(weighted).points();
        for (int i = 1; i < roc.size(); i++) {
            area += (roc.get(i).x() - roc.get(i - 1).x())
                    * (roc.get(i).y() + roc.get(i - 1).y())
                    / 2;
        }
        assertThat(area).isCloseTo(BinaryMetric.AUC.value(weighted), within(1e-12));
    }

    @Test
    void thinnedKeepsBothEnds() {
        SplittableRandom random = new SplittableRandom(1);
        boolean[] truth = new boolean[1_000];
        double[] scores = random.doubles(1_000).toArray();
        for (int i = 0; i < truth.length; i++) {
            truth[i] = random.nextBoolean();
        }
        Curve roc = Curve.roc(BinarySample.of(truth, scores, new double[0], 0.5));
        assertThat(roc.points()).hasSize(1_001);
        Curve thin = roc.thinned(50);
        assertThat(thin.points()).hasSize(50).isSubsetOf(roc.points());
        assertThat(thin.points().get(49)).isEqualTo(roc.points().get(1_000));
        assertThat(thin.thinned(50)).isSameAs(thin);
        assertThat(thin.series("model").x()).hasSize(50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> roc.thinned(1))
                .withMessage("a curve keeps at least 2 points, got 1");
    }

    @Test
    void refusesRowsThatHaveNoCurve() {
        BinarySample none = BinarySample.of(new boolean[0], new double[0], new double[0], 0.5);
        BinarySample one = BinarySample.of(new boolean[] {true}, new double[] {7}, new double[0], 0.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.roc(none))
                .withMessage("a ROC curve needs rows of both classes, but no rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.lift(one))
                .withMessage("a lift curve needs rows of both classes, but no row is negative among 1 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.reliability(one, 10))
                .withMessage(
                        "a reliability curve needs rows with scores in [0, 1], got BinarySample[1 rows, threshold 0.5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.reliability(FOUR, 0))
                .withMessage("bins must be at least 1, got 0");
    }

    @Test
    void aClassOfSeveralHasTheCurvesOfTheClassAgainstTheRest() {
        MulticlassSample sample = MulticlassSample.of(
                List.of("a", "b", "c"),
                new String[] {"a", "b", "c"},
                new String[] {"a", "b", "b"},
                new double[][] {{0.8, 0.1, 0.1}, {0.2, 0.7, 0.1}, {0.1, 0.6, 0.3}},
                1,
                2,
                3);
        BinarySample b = sample.oneVersusRest(1);
        assertThat(b.truth(1)).isTrue();
        assertThat(b.weight(2)).isEqualTo(3);
        assertThat(Curve.roc(b).points()).hasSize(4);
    }
}
