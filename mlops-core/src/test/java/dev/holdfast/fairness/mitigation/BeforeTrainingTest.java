// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BeforeTrainingTest {
    private static final Table ROWS = rows(4_000);
    private static final Criterion PARITY = Criterion.demographicParity().atMost(0.05);

    /** Income is a proxy for the group, the label depends on both. */
    private static Table rows(int n) {
        SplittableRandom random = new SplittableRandom(3);
        NumberColumn.Builder income = NumberColumn.builder("income");
        TextColumn.Builder group = TextColumn.builder("group");
        TextColumn.Builder label = TextColumn.builder("label");
        TextColumn.Builder hood = TextColumn.builder("hood");
        for (int row = 0; row < n; row++) {
            int g = random.nextInt(3);
            double money = random.nextDouble() + (g == 0 ? 0.3 : 0);
            if (random.nextInt(50) == 0) {
                income.addMissing();
            } else {
                income.add(money);
            }
            if (g == 2) {
                group.addMissing();
            } else {
                group.add(g == 0 ? "a" : "b");
            }
            hood.add((g == 0) == (random.nextInt(10) > 0) ? "north" : "south");
            label.add(random.nextDouble() < money / 1.3 + (g == 0 ? 0.1 : -0.1) ? "good" : "bad");
        }
        return Table.of(income.build(), hood.build(), group.build(), label.build());
    }

    /** The weighted share of "good" in each part of town and band of income; missing ones are a band. */
    private static Predictor<Row, ClassScores> bands(Table rows, double[] weights) {
        double[][] sums = new double[62][2];
        for (int row = 0; row < rows.rowCount(); row++) {
            sums[band(rows.row(row))][rows.row(row).text("label").equals("good") ? 1 : 0] += weights[row];
        }
        return row -> {
            double[] sum = sums[band(row)];
            double score = (sum[1] + 1) / (sum[0] + sum[1] + 2);
            return ClassScores.of(List.of("bad", "good"), 1 - score, score);
        };
    }

    private static int band(Row row) {
        int hood = row.has("hood") && row.text("hood").equals("north") ? 31 : 0;
        return hood + (row.isMissing("income") ? 30 : (int) Math.max(0, Math.min(29, row.number("income") * 20)));
    }

    private static BeforeTraining loans() {
        return BeforeTraining.of(
                PARITY,
                BeforeTrainingTest::bands,
                ROWS.slice(0, 3_000),
                ROWS.slice(3_000, 4_000),
                "label",
                "good",
                "group");
    }

    private static double gap(Mitigation told, boolean after) {
        return (after ? told.after() : told.before())
                .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "group")
                .value()
                .orThrow()
                .point();
    }

    private static void assertFairerAtACost(BeforeTraining.Trained trained, double lessBy) {
        Mitigation told = trained.mitigation();
        assertThat(gap(told, false)).isGreaterThan(0.2);
        assertThat(gap(told, true)).isLessThan(gap(told, false) - lessBy);
        assertThat(told.accuracyCost().orThrow().lower())
                .isLessThan(told.accuracyCost().orThrow().point());
        assertThat(told.accuracyCost().orThrow().upper())
                .isGreaterThan(told.accuracyCost().orThrow().point());
        assertThat(told.accuracyCost().orThrow().point())
                .isCloseTo(
                        Objects.requireNonNull(told.measurements().get("accuracy-before"))
                                        .orThrow()
                                        .point()
                                - Objects.requireNonNull(told.measurements().get("accuracy-after"))
                                        .orThrow()
                                        .point(),
                        within(1e-12));
        assertThat(told.before().groups()).extracting(each -> each.group()).containsExactly("(missing)", "a", "b");
    }

    @Test
    void modelsTrainedOnNewWeightsAndLabelsAreFairer() {
        BeforeTraining loans = loans();
        assertFairerAtACost(loans.reweighing(1), 0.02);
        assertFairerAtACost(loans.relabelling(), 0.02);
        assertThat(gap(loans.reweighing(0).mitigation(), true))
                .isCloseTo(gap(loans.reweighing(0).mitigation(), false), within(1e-12));
        assertThat(loans.relabelling().mitigation().unseenGroups()).isEqualTo(Mitigation.NO_GROUPS);
        assertThat(loans.baseline().predict(Row.of("income", 1.2)).best()).isEqualTo("good");
    }

    @Test
    void modelsOfChangedFeaturesAreFairerAndChangeThemBeforeTheyAnswer() {
        BeforeTraining loans = loans();
        for (BeforeTraining.Trained trained : List.of(
                loans.correlationRemoval(1, UnseenGroup.POOLED, "income"),
                loans.repair(1, UnseenGroup.POOLED, "income"))) {
            assertFairerAtACost(trained, 0.05);
            Table test = ROWS.slice(3_000, 4_000);
            assertThat(trained.model().predictAll(test))
                    .isEqualTo(test.rows().map(trained.model()::predict).toList())
                    .isEqualTo(trained.model().predictAll(test.rows().toList()));
            assertThat(trained.model()
                            .predict(Row.of("income", 0.9, "group", "never seen"))
                            .labels())
                    .containsExactly("bad", "good");
            assertThat(trained.mitigation().unseenGroups()).contains("its features");
        }
        assertThat(loans.correlationRemoval(0, UnseenGroup.POOLED, "income")
                        .mitigation()
                        .after()
                        .summary())
                .isEqualTo(loans.repair(0, UnseenGroup.POOLED, "income")
                        .mitigation()
                        .before()
                        .summary());
    }

    @Test
    void anUnseenGroupIsRefusedByNameWhereTheUserSaysSo() {
        BeforeTraining loans = loans();
        for (BeforeTraining.Trained trained : List.of(
                loans.correlationRemoval(1, UnseenGroup.REFUSE, "income"),
                loans.repair(1, UnseenGroup.REFUSE, "income"))) {
            assertThat(trained.mitigation().unseenGroups()).isEqualTo("the call fails and names the group");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trained.model().predict(Row.of("income", 0.9, "group", "z")))
                    .withMessage("group 'z' was not there when the mitigation was fitted; known are [(missing), a, b]");
        }
    }

    @Test
    void whatCannotBeChangedIsRefusedWithItsReason() {
        BeforeTraining loans = loans();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loans.repair(1, UnseenGroup.POOLED))
                .withMessage("name at least one feature to change");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loans.correlationRemoval(1, UnseenGroup.POOLED, "group"))
                .withMessage("only numeric features can be changed, got 'group' of TEXT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loans.reweighing(1.5))
                .withMessage("strength must be in [0, 1], got 1.5");
        NumberColumn.Builder nothing = NumberColumn.builder("income");
        IntStream.range(0, ROWS.rowCount()).forEach(row -> nothing.addMissing());
        Table empty = ROWS.with(nothing.build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BeforeTraining.of(
                                PARITY, BeforeTrainingTest::bands, empty, empty, "label", "good", "group")
                        .correlationRemoval(1, UnseenGroup.POOLED, "income"))
                .withMessage("feature 'income' has no value");
    }

    @Test
    void weightsOfTrainingRowsAreRowsThatComeMoreThanOnce() {
        Table train = ROWS.slice(0, 600);
        double[] weights =
                IntStream.range(0, 600).mapToDouble(row -> 1 + row % 2).toArray();
        Table repeated = train.rows(IntStream.range(0, 600)
                .flatMap(row -> IntStream.generate(() -> row).limit(1 + row % 2))
                .toArray());
        Table test = ROWS.slice(3_000, 4_000);
        BeforeTraining weighted =
                BeforeTraining.of(PARITY, BeforeTrainingTest::bands, train, test, "label", "good", "group", weights);
        BeforeTraining copied =
                BeforeTraining.of(PARITY, BeforeTrainingTest::bands, repeated, test, "label", "good", "group");

        assertThat(weighted.reweighing(1).mitigation().summary())
                .isEqualTo(copied.reweighing(1).mitigation().summary());
        assertThat(weighted.correlationRemoval(1, UnseenGroup.POOLED, "income")
                        .mitigation()
                        .summary())
                .isEqualTo(copied.correlationRemoval(1, UnseenGroup.POOLED, "income")
                        .mitigation()
                        .summary());
    }

    @Test
    void weightsMustFitTheRows() {
        double[][] features = {{1}, {2}};
        String[] groups = {"a", "b"};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorrelationRemover.fit(1, UnseenGroup.POOLED, features, groups, 1))
                .withMessage("each row needs a weight, got 1 for 2 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DisparateImpactRepair.fit(1, UnseenGroup.POOLED, new double[] {1, 2}, groups, 1))
                .withMessage("each row needs a weight, got 1 for 2 rows");
    }

    @Test
    void weightedRelabellingAndRepairFollowTheWeights() {
        int[] labels = {1, 1, 1, 0, 0, 0, 0, 1};
        double[] scores = {0.9, 0.8, 0.7, 0.4, 0.6, 0.3, 0.2, 0.5};
        String[] groups = {"a", "a", "a", "a", "b", "b", "b", "b"};
        double[] weights = {1, 1, 1, 1, 3, 1, 1, 1};
        // Both groups' masses: a 3 of 4, b 1 of 6; the base rate is 0.4: a gives up one, b gains the row of weight 3?
        // Not nearer.
        int[] changed = Relabelling.fit(labels, scores, groups, weights).labels();
        assertThat(Arrays.copyOf(changed, 4)).containsExactly(1, 1, 0, 0);
        assertThat(Arrays.copyOfRange(changed, 4, 8)).containsExactly(0, 0, 0, 1);
        double[] feature = {1, 2, 3, 10, 20, 30};
        String[] sides = {"a", "a", "a", "b", "b", "b"};
        double[] repaired = DisparateImpactRepair.fit(1, UnseenGroup.POOLED, feature, sides, 1, 1, 1, 1, 2, 1)
                .transform(feature, sides);
        assertThat(repaired[0]).isEqualTo(5.5);
        assertThat(repaired[1]).isEqualTo(11);
        assertThat(repaired[5]).isEqualTo(16.5);
        assertThat(DisparateImpactRepair.fit(1, UnseenGroup.POOLED, feature, sides, 1, 0, 1, 1, 0, 1)
                        .transform(feature, sides))
                .startsWith(5.5)
                .endsWith(16.5);
    }
}
