// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.FairnessVerdict;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exponentiated gradient and grid search with an exact learner: the weighted majority of each of some cells. */
class ReductionTest {
    private static final Table ROWS = rows(3_000, 5);

    /** Three groups, whose cells and labels depend on them. */
    private static Table rows(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TextColumn.Builder cell = TextColumn.builder("cell");
        TextColumn.Builder group = TextColumn.builder("group");
        TextColumn.Builder label = TextColumn.builder("label");
        IntegerColumn.Builder id = IntegerColumn.builder("id");
        for (int row = 0; row < n; row++) {
            int g = random.nextInt(3);
            int merit = Math.min(7, random.nextInt(6) + (g == 0 ? 2 : 0));
            cell.add(merit + (random.nextInt(4) == 0 ? "x" : g == 1 ? "y" : "z"));
            group.add(List.of("a", "b", "c").get(g));
            label.add(random.nextInt(9) < merit + 1 ? "good" : "bad");
            id.add(row);
        }
        return Table.of(cell.build(), group.build(), label.build(), id.build());
    }

    private static Criterion criterion(FairnessMeasure measure) {
        return measure.isRatio() ? measure.atLeast(0.9) : measure.atMost(0.04);
    }

    /** The rate of each group in expectation over the mixture. */
    private static double[] rates(double[] probabilities, Table rows, GroupRate rate) {
        return IntStream.range(0, 3)
                .mapToDouble(g -> {
                    double sum = 0;
                    double n = 0;
                    for (int row = 0; row < probabilities.length; row++) {
                        boolean good = rows.row(row).text("label").equals("good");
                        boolean counted = rate == GroupRate.TRUE_POSITIVE_RATE
                                ? good
                                : rate != GroupRate.FALSE_POSITIVE_RATE || !good;
                        if (counted
                                && rows.row(row)
                                        .text("group")
                                        .equals(List.of("a", "b", "c").get(g))) {
                            double p = probabilities[row];
                            sum += rate == GroupRate.ERROR_RATE && good ? 1 - p : p;
                            n++;
                        }
                    }
                    return sum / n;
                })
                .toArray();
    }

    @ParameterizedTest
    @EnumSource(
            value = FairnessMeasure.class,
            names = {
                "DEMOGRAPHIC_PARITY_DIFFERENCE",
                "DEMOGRAPHIC_PARITY_RATIO",
                "EQUAL_OPPORTUNITY_DIFFERENCE",
                "EQUAL_OPPORTUNITY_RATIO",
                "FALSE_POSITIVE_RATE_DIFFERENCE",
                "FALSE_POSITIVE_RATE_RATIO",
                "EQUALIZED_ODDS_DIFFERENCE",
                "EQUALIZED_ODDS_RATIO",
                "ERROR_RATE_DIFFERENCE",
                "ERROR_RATE_RATIO"
            })
    void everyCriterionIsKeptBetweenThreeGroups(FairnessMeasure measure) {
        Criterion criterion = criterion(measure);
        FairMixture fair = ExponentiatedGradient.of(criterion).fit(ScoreModel::train, ROWS, "label", "good", "group");

        double[] probabilities = fair.probabilities(ROWS);
        assertThat(fair.violation()).isLessThan(0.002);
        for (GroupRate rate : measure.rates()) {
            double[] rates = rates(probabilities, ROWS, rate);
            double most = Arrays.stream(rates).max().orElseThrow();
            double least = Arrays.stream(rates).min().orElseThrow();
            if (measure.isRatio()) {
                assertThat(least / most).as("%s", rate).isGreaterThan(0.9 - 0.01);
            } else {
                assertThat(most - least).as("%s", rate).isLessThan(0.04 + 0.004);
            }
        }
        assertThat(fair.shares().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(probabilities).anyMatch(p -> p > 0)).isTrue();
        assertThat(Arrays.stream(probabilities).anyMatch(p -> p < 1)).isTrue();
    }

    @Test
    void theErrorOfEveryGroupIsBounded() {
        Mitigation without = ExponentiatedGradient.boundedGroupLoss(0.9)
                .fit(ScoreModel::train, ROWS, "label", "good", "group")
                .mitigation(ROWS);
        double worst = Objects.requireNonNull(without.measurements().get("unfairness-before"))
                .orThrow()
                .point();
        double bound = worst - 0.002;
        FairMixture fair =
                ExponentiatedGradient.boundedGroupLoss(bound).fit(ScoreModel::train, ROWS, "label", "good", "group");

        assertThat(Arrays.stream(rates(fair.probabilities(ROWS), ROWS, GroupRate.ERROR_RATE))
                        .max()
                        .orElseThrow())
                .isLessThan(bound + 0.002);
        Mitigation told = fair.mitigation(ROWS);
        assertThat(told.summary()).contains("error rate of every group at most ");
        assertThat(told.verdictAfter()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(told.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(without.verdictAfter()).isEqualTo(FairnessVerdict.FAIR);
        assertThat(without.outcome()).isEqualTo(Outcome.PASSED);
        FairMixture impossible =
                ExponentiatedGradient.boundedGroupLoss(0.01).fit(ScoreModel::train, ROWS, "label", "good", "group");
        assertThat(impossible.violation()).isGreaterThan(0.05);
        assertThat(impossible.mitigation(ROWS).verdictAfter()).isEqualTo(FairnessVerdict.UNFAIR);
        assertThat(impossible.mitigation(ROWS).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(GridSearch.boundedGroupLoss(bound, 4)
                        .fit(ScoreModel::train, ROWS, "label", "good", "group")
                        .shares())
                .containsExactly(1.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExponentiatedGradient.boundedGroupLoss(1))
                .withMessage("the error rate of a group is bounded in (0, 1), got 1.0");
    }

    @Test
    void aWeightIsARowThatComesMoreThanOnce() {
        Table part = ROWS.slice(0, 300);
        double[] weights =
                IntStream.range(0, 300).mapToDouble(row -> 1 + row % 3).toArray();
        Table repeated = part.rows(IntStream.range(0, 300)
                .flatMap(row -> IntStream.generate(() -> row).limit(1 + row % 3))
                .toArray());
        ExponentiatedGradient parity =
                ExponentiatedGradient.of(Criterion.demographicParity().atMost(0.05));
        FairMixture weighted = parity.fit(ScoreModel::train, part, "label", "good", "group", weights);
        FairMixture copied = parity.fit(ScoreModel::train, repeated, "label", "good", "group");

        assertThat(weighted.shares()).hasSameSizeAs(copied.shares());
        assertThat(weighted.probabilities(part))
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(copied.probabilities(part));
        Mitigation told = weighted.mitigation(part, weights);
        assertThat(told.accuracyCost().orThrow().point())
                .isCloseTo(copied.mitigation(repeated).accuracyCost().orThrow().point(), within(1e-12));
        assertThat(told.accuracyCost().orThrow().lower())
                .isLessThan(told.accuracyCost().orThrow().upper());
    }

    @Test
    void theGridKeepsTheMostAccurateWithinTheToleranceAndShowsTheFront() {
        FairMixture one = GridSearch.of(Criterion.demographicParity().atMost(0.2), 9)
                .fit(ScoreModel::train, ROWS, "label", "good", "group");

        assertThat(one.isRandomized()).isFalse();
        assertThat(one.trainings()).isEqualTo(1 + 6 * 8);
        List<TradeOff> front = one.front();
        assertThat(front).isNotEmpty().isSortedAccordingTo((x, y) -> Double.compare(x.accuracy(), y.accuracy()));
        assertThat(one.mitigation(ROWS).front()).isEqualTo(front);
        assertThat(one.mitigation(ROWS).report().toMarkdown()).contains("What could have been chosen (Pareto front)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GridSearch.of(Criterion.demographicParity().atMost(0.1), 1))
                .withMessage("a grid needs at least 2 prices, got 1");
        assertThat(GridSearch.of(Criterion.errorRate().atMost(0.1), 3))
                .hasToString("GridSearch[error-rate-difference at most 0.1, 3 prices]");
    }

    @Test
    void theFrontLeavesOutWhatAnotherChoiceBeats() {
        assertThat(TradeOff.front(List.of(
                        new TradeOff("dear", 0.1, 0.6),
                        new TradeOff("best", 0.1, 0.7),
                        new TradeOff("beaten", 0.2, 0.65),
                        new TradeOff("loose", 0.3, 0.8))))
                .extracting(TradeOff::choice)
                .containsExactly("best", "loose");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TradeOff("x", Double.NaN, 1))
                .withMessage("a trade-off needs numbers, got unfairness NaN and accuracy 1.0");
    }

    @Test
    void decisionsAreDrawnFromAKeyColumnOrFromTheRowAndAlwaysAlike() {
        ExponentiatedGradient parity =
                ExponentiatedGradient.of(Criterion.demographicParity().atMost(0.02));
        FairMixture keyed = parity.keyedBy("id", 7).fit(ScoreModel::train, ROWS, "label", "good", "group");

        assertThat(keyed.isRandomized()).isTrue();
        assertThat(keyed.predictAll(ROWS))
                .isEqualTo(keyed.predictAll(List.copyOf(ROWS.rows().toList())));
        assertThat(keyed.mitigation(ROWS)
                        .after()
                        .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "group")
                        .value()
                        .orThrow()
                        .point())
                .isLessThan(0.06);
        assertThat(keyed.signature().inputs().field("id")).isPresent();
        Row drawn = ROWS.row(IntStream.range(0, ROWS.rowCount())
                .filter(row -> keyed.probability(ROWS.row(row)) > 0.01 && keyed.probability(ROWS.row(row)) < 0.99)
                .findFirst()
                .orElseThrow());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keyed.predict(Row.of("cell", drawn.text("cell"))))
                .withMessage("the lot of a row is drawn from column 'id', which this row does not have");
        FairMixture byContent = parity.fit(ScoreModel::train, ROWS, "label", "good", "group");
        assertThat(byContent.predict(Row.of("cell", drawn.text("cell")))).isEqualTo(byContent.predict(drawn));
        assertThat(byContent.decide(drawn, 3)).isEqualTo(byContent.decide(drawn, 3));
        assertThat(byContent.predict(Row.of("group", "z")).labels()).containsExactly("bad", "good");
    }

    @Test
    void aMissingSensitiveValueIsAGroupAndAMissingTargetRefused() {
        TextColumn.Builder group = TextColumn.builder("group");
        TextColumn.Builder label = TextColumn.builder("label");
        for (int row = 0; row < 300; row++) {
            String its = ROWS.row(row).text("group");
            if (its.equals("c")) {
                group.addMissing();
            } else {
                group.add(its);
            }
            if (row == 7) {
                label.addMissing();
            } else {
                label.add(ROWS.row(row).text("label"));
            }
        }
        Table some = ROWS.slice(0, 300).with(group.build());
        ExponentiatedGradient parity =
                ExponentiatedGradient.of(Criterion.demographicParity().atMost(0.05));
        Mitigation told =
                parity.fit(ScoreModel::train, some, "label", "good", "group").mitigation(some);
        assertThat(told.after().groups()).extracting(each -> each.group()).contains("(missing)");
        assertThat(told.unseenGroups())
                .isEqualTo("there is none: the trained model does not read the sensitive column");
        Table unlabelled = some.with(label.build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parity.fit(ScoreModel::train, unlabelled, "label", "good", "group"))
                .withMessage("target 'label' is missing in row 7; leave such rows out");
    }

    @Test
    void whatCannotBeConstrainedIsRefusedWithItsReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ExponentiatedGradient.of(Criterion.predictiveParity().atMost(0.1)))
                .withMessageEndingWith("as difference or ratio, got predictive-parity-difference");
        ExponentiatedGradient odds =
                ExponentiatedGradient.of(Criterion.equalizedOdds().atMost(0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> odds.rounds(0))
                .withMessage("training needs at least 1 round, got 0");
        assertThat(odds.rounds(3))
                .hasToString("ExponentiatedGradient[equalized-odds-difference at most 0.1, at most 3 rounds]");
        assertThat(odds.rounds(1)
                        .fit(ScoreModel::train, ROWS, "label", "good", "group")
                        .trainings())
                .isEqualTo(3);
        Table good = ROWS.where(row -> row.text("label").equals("good"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> odds.fit(ScoreModel::train, good, "label", "good", "group"))
                .withMessage("target 'label' must have two labels, 'good' and another, got [good]");
        Table lucky = ROWS.where(
                row -> row.text("label").equals("good") || !row.text("group").equals("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> odds.fit(ScoreModel::train, lucky, "label", "good", "group"))
                .withMessage("group 'a' has no negatives, so that its rates cannot be made alike");
        double[] weights = ROWS.rows()
                .mapToDouble(row -> row.text("group").equals("b") ? 0 : 1)
                .toArray();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExponentiatedGradient.of(
                                Criterion.demographicParity().atMost(0.1))
                        .fit(ScoreModel::train, ROWS, "label", "good", "group", weights))
                .withMessage("the rows of group 'b' all have weight 0");
    }

    private static byte[] bytes(StorableModel<Row, ClassScores> model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void aMixtureWrittenDownAndReadBackDecidesTheSame() throws IOException {
        FairMixture fair = ExponentiatedGradient.of(Criterion.equalizedOdds().atMost(0.02))
                .fit(ScoreModel::train, ROWS, "label", "good", "group");
        byte[] stored = bytes(fair);
        FairMixture read = (FairMixture)
                FairMixture.codec(ScoreModel.codec(ScoreModel.FORMAT)).read(new ByteArrayInputStream(stored));

        assertThat(read.predictAll(ROWS)).isEqualTo(fair.predictAll(ROWS));
        assertThat(read.shares()).isEqualTo(fair.shares());
        assertThat(read.parameterDigest()).isEqualTo(fair.parameterDigest()).hasSize(64);
        assertThat(read.signature()).isEqualTo(fair.signature());
        assertThat(read.trainings()).isEqualTo(fair.trainings());
        assertThat(read.violation()).isEqualTo(fair.violation());
        assertThat(read.provenance()).isEqualTo(fair.provenance()).containsEntry("trainer", "cells");
        assertThat(read.format()).isEqualTo("holdfast-mixture/1");
        assertThat(bytes(read)).isEqualTo(stored);
        assertThat(read.front()).isEmpty();
        assertThat(read).hasToString(fair.toString());
        assertThat(read.mitigation(ROWS).summary())
                .isEqualTo(fair.mitigation(ROWS).summary());
        FairMixture loss =
                ExponentiatedGradient.boundedGroupLoss(0.3).fit(ScoreModel::train, ROWS, "label", "good", "group");
        assertThat(FairMixture.codec(ScoreModel.codec(ScoreModel.FORMAT)).read(new ByteArrayInputStream(bytes(loss))))
                .hasToString(loss.toString());
    }

    @Test
    void aDamagedMixtureIsRefusedWhateverByteIsWrong() throws IOException {
        FairMixture fair = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0.02))
                .rounds(1)
                .fit(ScoreModel::train, ROWS.slice(0, 200), "label", "good", "group");
        byte[] stored = bytes(fair);
        var codec = FairMixture.codec(ScoreModel.codec(ScoreModel.FORMAT));
        TreeSet<Integer> places = new TreeSet<>(List.of(0, 8, 11, 12, 20, stored.length - 40, stored.length - 1));
        for (int place : places) {
            byte[] flipped = stored.clone();
            flipped[place] ^= 0x41;
            assertThatThrownBy(() -> codec.read(new ByteArrayInputStream(flipped)))
                    .as("byte %s", place)
                    .isInstanceOf(IOException.class);
        }
        for (int length : new int[] {0, 5, 10, 14, 30, stored.length - 33, stored.length - 1}) {
            assertThatThrownBy(() -> codec.read(new ByteArrayInputStream(stored, 0, length)))
                    .as("first %s bytes", length)
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> codec.read(new ByteArrayInputStream(Arrays.copyOf(stored, stored.length + 1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("goes on after its end");
        assertThatThrownBy(() -> FairMixture.codec(ScoreModel.codec("other/1")).read(new ByteArrayInputStream(stored)))
                .isInstanceOf(IOException.class)
                .hasMessage("the parts have format cells/1, the codec reads other/1");
        assertThatThrownBy(() -> MitigatedModel.codec(ScoreModel.codec(ScoreModel.FORMAT))
                        .read(new ByteArrayInputStream(stored)))
                .isInstanceOf(IOException.class)
                .hasMessage("the model file has format holdfast-mixture/1, not holdfast-mitigated/1");
    }

    @Test
    void aMixtureOfPlainPredictorsWorksButCannotBeStored() {
        FairMixture fair = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0.05))
                .fit(
                        (rows, weights) -> {
                            ScoreModel model = ScoreModel.train(rows, weights);
                            return row -> model.predict(row);
                        },
                        ROWS,
                        "label",
                        "good",
                        "group");
        assertThat(fair.signature().inputs().fields()).hasSize(3);
        assertThat(fair.provenance()).doesNotContainKey("trainer");
        assertThatIllegalStateException()
                .isThrownBy(fair::parameterDigest)
                .withMessageStartingWith("a mixture is written down when its classifiers can be, got a dev.holdfast");
    }

    @Test
    void rowsThatAreAllToBeLabelledAlikeMakeAConstantWithoutTraining() throws IOException {
        // Perfectly separated groups: parity within 0 is only had by treating everybody alike.
        Table apart = Table.of(
                TextColumn.of("cell", "p", "p", "q", "q"),
                TextColumn.of("group", "a", "a", "b", "b"),
                TextColumn.of("label", "good", "good", "bad", "bad"));
        FairMixture fair = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0))
                .fit(ScoreModel::train, apart, "label", "good", "group");
        double[] probabilities = fair.probabilities(apart);
        assertThat(Math.abs(probabilities[0] - probabilities[3])).isLessThan(0.01);
        StorableModel<Row, ClassScores> read =
                FairMixture.codec(ScoreModel.codec(ScoreModel.FORMAT)).read(new ByteArrayInputStream(bytes(fair)));
        assertThat(read.predictAll(apart)).isEqualTo(fair.predictAll(apart));
    }
}
