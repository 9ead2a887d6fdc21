// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.RegressionMetric;
import dev.holdfast.evaluation.RegressionSample;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GroupMetricsTest {
    private static final int ROWS = 900;
    private static final String[] GROUPS = new String[ROWS];
    private static final boolean[] TRUTH = new boolean[ROWS];
    private static final double[] SCORES = new double[ROWS];

    // Scores of "a" rank well and are calibrated; those of "b" are noise; "few" has five rows, "none" no positive.
    static {
        SplittableRandom random = new SplittableRandom(4);
        for (int row = 0; row < ROWS; row++) {
            GROUPS[row] = row < 5 ? "few" : row < 50 ? "none" : row % 2 == 0 ? "a" : "b";
            SCORES[row] = random.nextDouble();
            double chance = GROUPS[row].equals("b") ? 0.5 : SCORES[row];
            TRUTH[row] = !GROUPS[row].equals("none") && random.nextDouble() < chance;
        }
    }

    private static GroupMetrics<BinarySample> scores() {
        return GroupMetrics.of(BinarySample.of(TRUTH, SCORES, new double[0], 0.5), GROUPS)
                .replicates(200);
    }

    @Test
    void scoresAreMeasuredInEveryGroupWithTheMetricsOwnIntervals() {
        GroupMetricsReport report = scores().metric(BinaryMetric.AUC)
                .metric(BinaryMetric.BRIER)
                .metric(BinaryMetric.LOG_LOSS)
                .metric(BinaryMetric.EXPECTED_CALIBRATION_ERROR)
                .run();
        int[] rows = java.util.stream.IntStream.range(0, ROWS)
                .filter(row -> GROUPS[row].equals("a"))
                .toArray();
        BinarySample of = BinarySample.of(TRUTH, SCORES, new double[0], 0.5).select(rows);
        for (Metric<BinarySample> metric : List.of(BinaryMetric.AUC, BinaryMetric.BRIER, BinaryMetric.LOG_LOSS)) {
            assertThat(report.value(metric.name(), "a")).isEqualTo(metric.measure(of, 0.95, Bootstrap.withDefaults()));
        }
        assertThat(report.byGroup("auc")).containsOnlyKeys("a", "b", "few", "none");
        assertThat(report.overall("auc").orThrow().n()).isEqualTo(ROWS);
        Estimate calibration = report.value("expected-calibration-error", "a").orThrow();
        assertThat(calibration.point()).isLessThan(0.08);
        assertThat(report.value("expected-calibration-error", "b").orThrow().point())
                .isGreaterThan(0.15);
    }

    @Test
    void theLargestDifferenceAndTheSmallestRatioHaveIntervalsThatHoldThem() {
        GroupMetricsReport report =
                scores().metric(BinaryMetric.AUC).metric(BinaryMetric.BRIER).run();
        double a = report.value("auc", "a").orThrow().point();
        double b = report.value("auc", "b").orThrow().point();
        Estimate gap = report.difference("auc").orThrow();
        assertThat(gap.point()).isCloseTo(a - b, within(1e-12));
        assertThat(gap.lower()).isBetween(0.2, gap.point());
        assertThat(gap.upper()).isBetween(gap.point(), 0.5);
        Estimate ratio = report.ratio("auc").orThrow();
        assertThat(ratio.point()).isCloseTo(b / a, within(1e-12));
        assertThat(ratio.point()).isBetween(ratio.lower(), ratio.upper());
        assertThat(report.judged("auc", 0.1)).isEqualTo(FairnessVerdict.UNFAIR);
        assertThat(report.judged("auc", 0.9)).isEqualTo(FairnessVerdict.FAIR);
        assertThat(report.judged("auc", gap.point())).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(report.measurements()).containsEntry("auc-difference/group", gap);
    }

    @Test
    void smallGroupsAndThoseOfOneClassAreListedWithTheReason() {
        GroupMetricsReport report = scores().metric(BinaryMetric.AUC).run();
        assertThat(report.excluded())
                .containsExactly(
                        new Exclusion("group", "few", "all", 5, "5 rows, fewer than the minimum of 30"),
                        new Exclusion("group", "none", "auc", 45, ((Undefined) report.value("auc", "none")).reason()));
        assertThat(report.report().toMarkdown()).contains("Left out of comparisons");
    }

    @Test
    void permutationsFindTheGroupThatDiffersAndAdjustForTheWholeFamily() {
        GroupMetricsReport report = scores().metric(BinaryMetric.AUC)
                .metric(BinaryMetric.BRIER)
                .permutations(199)
                .run();
        assertThat(report.tests()).hasSize(8);
        GroupTest b = report.tests().get(1);
        assertThat(b.group()).isEqualTo("b");
        assertThat(b.measure()).isEqualTo("auc");
        assertThat(b.difference().orThrow().point()).isNegative();
        assertThat(b.pValue().orThrow().point()).isEqualTo(0.005);
        assertThat(b.holm().orThrow().point()).isBetween(0.005, 0.05);
        assertThat(b.benjaminiHochberg().orThrow().point())
                .isBetween(0.005, b.holm().orThrow().point());
        GroupTest none = report.tests().get(3);
        assertThat(none.group()).isEqualTo("none");
        assertThat(none.pValue()).isInstanceOf(Undefined.class);
        assertThat(report.tests().get(2).pValue()).isEqualTo(new Undefined("5 rows, fewer than the minimum of 30"));
        assertThat(report.report().toHtml()).contains("Each group against all others, 199 permutations");
    }

    @Test
    void permutationsOfGroupsThatAreAlikeAlarmAsOftenAsTheirLevelSays() {
        SplittableRandom random = new SplittableRandom(12);
        int alarms = 0;
        int samples = 200;
        for (int s = 0; s < samples; s++) {
            double[] truth = random.doubles(60).toArray();
            String[] groups = new String[60];
            Arrays.setAll(groups, row -> row % 2 == 0 ? "a" : "b");
            double p = GroupMetrics.of(RegressionSample.of(truth, new double[60]), groups)
                    .metric(RegressionMetric.MAE)
                    .minimumGroup(10)
                    .replicates(100)
                    .permutations(19)
                    .seed(s)
                    .run()
                    .tests()
                    .get(0)
                    .pValue()
                    .orThrow()
                    .point();
            alarms += p <= 0.1 ? 1 : 0;
        }
        assertThat(alarms / (double) samples).isBetween(0.05, 0.16);
    }

    @Test
    void aMetricOfOnesOwnIsOneFunction() {
        Metric<BinarySample> meanScore = Metric.lowerIsBetter("mean-score", sample -> {
            double sum = 0;
            double weight = 0;
            for (int row = 0; row < sample.size(); row++) {
                sum += sample.weight(row) * sample.score(row);
                weight += sample.weight(row);
            }
            return sum / weight;
        });
        GroupMetricsReport report = scores().metric(meanScore).confidence(0.9).run();
        assertThat(report.value("mean-score", "a").orThrow().point()).isBetween(0.45, 0.55);
        assertThat(report.difference("mean-score").orThrow().confidence()).isEqualTo(0.9);
        assertThat(report.summary()).startsWith("group: mean-score differs by 0.0");
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(report.kind()).isEqualTo("group-metrics");
    }

    @Test
    void aRegressionsErrorsAreComparedByGroup() {
        double[] truth = new double[100];
        double[] predicted = new double[100];
        String[] groups = new String[100];
        for (int row = 0; row < 100; row++) {
            truth[row] = row;
            groups[row] = row < 50 ? "a" : "b";
            predicted[row] = truth[row] + (row < 50 ? 1 : 3);
        }
        GroupMetricsReport report = GroupMetrics.of(RegressionSample.of(truth, predicted), groups)
                .metric(RegressionMetric.MAE)
                .metric(RegressionMetric.RMSE)
                .run();
        assertThat(report.difference("mae").orThrow().point()).isCloseTo(2, within(1e-12));
        assertThat(report.ratio("rmse").orThrow().point()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void ratiosOfNumbersThatAreNotAboveZeroAreUndefined() {
        GroupMetricsReport report = GroupMetrics.of(
                        RegressionSample.of(new double[] {1, 2, 3, 4}, new double[] {1, 2, 4, 5}),
                        new String[] {"a", "a", "b", "b"})
                .minimumGroup(2)
                .metric(RegressionMetric.MAE)
                .run();
        assertThat(report.ratio("mae")).isEqualTo(new Undefined("the lowest mae is 0: a ratio needs numbers above 0"));
        assertThat(report.difference("mae").orThrow().point()).isEqualTo(1);
    }

    @Test
    void aModelsScoresAreComparedByColumns() {
        Table table =
                Table.of(NumberColumn.of("Age", 20, 50, 20, 50), TextColumn.of("Status", "good", "bad", "bad", "good"));
        Predictor<Row, ClassScores> model =
                row -> ClassScores.of(List.of("bad", "good"), 0.5, row.number("Age") > 30 ? 0.75 : 0.25);
        GroupMetricsReport report = GroupMetrics.of(model, table, "Status", "good")
                .by("Age", 30)
                .minimumGroup(2)
                .metric(BinaryMetric.BRIER)
                .run();
        assertThat(report.value("brier", "below 30").orThrow().point()).isEqualTo(0.3125);
        assertThat(GroupMetrics.of(BinarySample.of(new boolean[4], new double[4], new double[0], 0.5), table)
                        .by("Age", 30)
                        .by("Status")
                        .metric(BinaryMetric.BRIER)
                        .run()
                        .byGroup("brier"))
                .containsOnlyKeys("below 30 & bad", "below 30 & good", "30 and above & bad", "30 and above & good");
    }

    @Test
    void withoutTwoGroupsNothingIsCompared() {
        GroupMetricsReport report = GroupMetrics.of(
                        BinarySample.of(new boolean[] {true, false}, new double[2], new double[0], 0.5),
                        new String[] {"a", "b"})
                .metric(BinaryMetric.BRIER)
                .permutations(9)
                .run();
        Undefined none = new Undefined("0 of 2 groups can be compared by their brier, two are needed");
        assertThat(report.difference("brier")).isEqualTo(none);
        assertThat(report.ratio("brier")).isEqualTo(none);
        assertThat(report.judged("brier", 0.5)).isEqualTo(FairnessVerdict.INCONCLUSIVE);
    }

    @Test
    void misuseIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> GroupMetrics.of(RegressionSample.of(new double[2], new double[2]), new String[] {"a"}))
                .withMessage("each row needs a group, got 1 for 2 rows");
        assertThatIllegalStateException()
                .isThrownBy(() -> scores().run())
                .withMessage("name at least one metric, as in metric(BinaryMetric.AUC)");
        assertThatIllegalStateException()
                .isThrownBy(() -> scores().metric(BinaryMetric.AUC).metric(BinaryMetric.AUC))
                .withMessage("metric 'auc' is named twice");
        assertThatIllegalStateException()
                .isThrownBy(() -> scores().by("group"))
                .withMessage("sensitive column 'group' is named twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores().minimumGroup(1))
                .withMessage("a group needs at least 2 rows, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores().confidence(1))
                .withMessage("confidence must be in (0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores().replicates(9))
                .withMessage("the bootstrap needs at least 100 replicates, got 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores().permutations(0))
                .withMessage("at least 1 permutation is needed, got 0");
        GroupMetricsReport report = scores().metric(BinaryMetric.AUC).run();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.difference("mae"))
                .withMessage("no metric 'mae'; measured were [auc]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.value("auc", "z"))
                .withMessage("no group 'z' of 'group'; it has [a, b, few, none]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.judged("auc", -1))
                .withMessage("a tolerance must be finite and at least 0, got -1.0");
        Table table = Table.of(
                TextColumn.of("g", "a"), TextColumn.builder("t").addMissing().build());
        assertThatIllegalStateException()
                .isThrownBy(() -> GroupMetrics.of(RegressionSample.of(new double[1], new double[1]), table)
                        .run())
                .withMessage("name at least one sensitive column, as in by(\"Age\", 25, 40, 60)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupMetrics.of(row -> ClassScores.of("y", 1), table, "t", "y"))
                .withMessage("the truth of row 0 is missing in 't': leave such rows out, as in "
                        + "test.where(row -> !row.isMissing(\"t\"))");
    }

    @Test
    void fishersTestMatchesPublishedAndHandComputedValues() {
        // The lady tasting tea: 4 of 4 against 4 of 8, two-sided 1/70 + 1/70.
        assertThat(FisherExact.pValue(4, 4, 4, 8)).isCloseTo(2 / 70.0, within(1e-15));
        assertThat(FisherExact.pValue(3, 4, 4, 8)).isCloseTo(34 / 70.0, within(1e-14));
        assertThat(FisherExact.pValue(2, 4, 4, 8)).isCloseTo(1, within(1e-15));
        // R: fisher.test(matrix(c(1, 9, 11, 3), 2))
        assertThat(FisherExact.pValue(1, 10, 12, 24)).isCloseTo(0.002759456185220083, within(1e-15));
        assertThat(FisherExact.pValue(0, 5, 0, 9)).isEqualTo(1);
        assertThat(FisherExact.pValue(500_000, 500_000, 500_000, 1_000_000)).isEqualTo(Double.MIN_NORMAL);
    }
}
