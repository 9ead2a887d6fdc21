// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.Row;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every mitigation after training. */
class DecisionRuleTest {
    private static final int ROWS = 1_500;
    private static final int[] TRUTH = new int[ROWS];
    private static final double[] SCORES = new double[ROWS];
    private static final String[] GROUPS = new String[ROWS];

    static {
        SplittableRandom random = new SplittableRandom(23);
        for (int row = 0; row < ROWS; row++) {
            GROUPS[row] = List.of("a", "b", "c").get(random.nextInt(3));
            double shift = GROUPS[row].equals("a") ? 0.15 : GROUPS[row].equals("b") ? -0.1 : -0.05;
            SCORES[row] = Math.round(100 * (0.5 + shift + 0.6 * (random.nextDouble() - 0.5))) / 100.0;
            TRUTH[row] = random.nextDouble() < SCORES[row] ? 1 : 0;
        }
    }

    private static List<DecisionRule> rules(UnseenGroup unseen) {
        return List.of(
                ThresholdOptimizer.of(Criterion.demographicParity().atMost(0.05), unseen)
                        .fit(TRUTH, SCORES, GROUPS),
                ThresholdOptimizer.of(Criterion.equalizedOdds().atMost(0), unseen)
                        .randomized(11)
                        .fit(TRUTH, SCORES, GROUPS),
                RejectOption.of(Criterion.demographicParity().atMost(0.05), unseen, "b", "c")
                        .fit(TRUTH, SCORES, GROUPS),
                CalibratedEqualizedOdds.fit(
                        CalibratedEqualizedOdds.Cost.FALSE_NEGATIVE, unseen, 9, TRUTH, SCORES, GROUPS));
    }

    static Stream<DecisionRule> pooling() {
        return rules(UnseenGroup.POOLED).stream();
    }

    static Stream<DecisionRule> refusing() {
        return rules(UnseenGroup.REFUSE).stream();
    }

    @ParameterizedTest
    @MethodSource("pooling")
    void anUnseenGroupIsDecidedLikeAllRowsTogether(DecisionRule rule) {
        long selected = 0;
        for (int row = 0; row < ROWS; row++) {
            boolean decided = rule.decide(SCORES[row], "never seen", row);
            assertThat(decided).isEqualTo(rule.decideUngrouped(SCORES[row]));
            selected += decided ? 1 : 0;
        }
        assertThat(selected).isBetween(200L, 1_300L);
        assertThat(rule.unseenGroups()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("refusing")
    void anUnseenGroupIsRefusedByNameWhereTheUserSaysSo(DecisionRule rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.decide(0.5, "never seen", 1))
                .withMessage("group 'never seen' was not there when the mitigation was fitted; known are [a, b, c]");
        assertThatIllegalArgumentException().isThrownBy(() -> rule.probability(0.5, "never seen"));
        assertThat(rule.unseenGroups()).isEqualTo("the call fails and names the group");
    }

    @ParameterizedTest
    @MethodSource("pooling")
    void aRuleReadBackDecidesTheSameAndIsEqual(DecisionRule rule) {
        DecisionRule read = DecisionRule.parse(rule.toText());

        assertThat(read).isEqualTo(rule).hasSameHashCodeAs(rule).hasToString(rule.toString());
        assertThat(read.isRandomized()).isEqualTo(rule.isRandomized());
        assertThat(read.name()).isEqualTo(rule.name());
        for (int row = 0; row < ROWS; row++) {
            assertThat(read.decide(SCORES[row], GROUPS[row], row))
                    .isEqualTo(rule.decide(SCORES[row], GROUPS[row], row));
            assertThat(read.probability(SCORES[row], GROUPS[row]))
                    .isEqualTo(rule.probability(SCORES[row], GROUPS[row]));
        }
    }

    @ParameterizedTest
    @MethodSource("pooling")
    void probabilitiesAreHowOftenARowIsSelected(DecisionRule rule) {
        for (String group : List.of("a", "b", "c")) {
            for (double score : new double[] {0.2, 0.45, 0.55, 0.8}) {
                long selected = IntStream.range(0, 20_000)
                        .filter(key -> rule.decide(score, group, key))
                        .count();
                assertThat(selected / 20_000.0).isCloseTo(rule.probability(score, group), within(0.02));
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.probability(Double.NaN, "a"))
                .withMessage("a score must be a number, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.decideUngrouped(Double.NaN))
                .withMessage("a score must be a number, got NaN");
    }

    @ParameterizedTest
    @MethodSource("pooling")
    void aMissingGroupIsAChoiceThatTheCallerMakes(DecisionRule rule) {
        String[] groups = GROUPS.clone();
        groups[3] = nothing();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.mitigation(Criterion.demographicParity().atMost(0.1), TRUTH, SCORES, groups))
                .withMessage("the group of row 3 is missing; give it a name of its own, such as \"(missing)\", or leave"
                        + " the row out");
    }

    /** What code that is not checked for null may hand over. */
    @SuppressWarnings("NullAway")
    private static String nothing() {
        return null;
    }

    @Test
    void whatIsNoRuleIsRefused() {
        String text = rules(UnseenGroup.POOLED).get(0).toText();
        for (String broken : List.of(
                "",
                "[]",
                "{}",
                "{\"rule\":\"other/1\"}",
                text.replace("POOLED", "MAYBE"),
                text.replace("\"seed\":\"0\"", "\"seed\":\"x\""),
                text.replace("\"first\":\"1.0\"", "\"first\":\"2\""),
                text.replace("\"first\":\"1.0\"", "\"first\":\"NaN\""),
                text.replace("\"first\":\"1.0\"", "\"first\":\"one\""),
                text.replace("\"groups\":[", "\"groups\":1,\"others\":["))) {
            assertThatIllegalArgumentException()
                    .as(broken)
                    .isThrownBy(() -> DecisionRule.parse(broken))
                    .withMessageStartingWith("a decision rule cannot be read: ");
        }
        String option = rules(UnseenGroup.POOLED).get(2).toText();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DecisionRule.parse(option.replace("\"favored\":[\"b\"", "\"favored\":[1")))
                .withMessage("a decision rule cannot be read: each element of 'favored' must be a text, got NUMBER");
    }

    private static final ScoreModel MODEL = new ScoreModel(Map.of("low", 0.2, "middle", 0.5, "high", 0.8));
    private static final ModelCodec<Row, ClassScores> CODEC = MitigatedModel.codec(ScoreModel.codec(ScoreModel.FORMAT));

    private static StorableModel<Row, ClassScores> stored(StorableModel<Row, ClassScores> model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        assertThat(model.format()).isEqualTo(CODEC.format());
        return CODEC.read(new ByteArrayInputStream(out.toByteArray()));
    }

    @ParameterizedTest
    @MethodSource("pooling")
    void aMitigatedModelWrittenDownAndReadBackDecidesTheSame(DecisionRule rule) throws IOException {
        for (MitigatedModel model : List.of(
                MitigatedModel.of(MODEL, "good", "race", rule),
                MitigatedModel.of(MODEL, "good", "race", rule).keyedBy("id"))) {
            MitigatedModel read = (MitigatedModel) stored(model);
            for (String cell : List.of("low", "middle", "high")) {
                for (String group : List.of("a", "b", "c", "z")) {
                    for (int id = 0; id < 20; id++) {
                        Row row = Row.of("cell", cell, "race", group, "id", id);
                        assertThat(read.predict(row)).isEqualTo(model.predict(row));
                        assertThat(read.probability(row)).isEqualTo(model.probability(row));
                    }
                }
            }
            assertThat(read.signature()).isEqualTo(model.signature());
            assertThat(read.parameterDigest())
                    .isEqualTo(model.parameterDigest())
                    .hasSize(64);
            assertThat(read.provenance())
                    .isEqualTo(model.provenance())
                    .containsEntry("trainer", "cells")
                    .containsEntry("mitigation", rule.name())
                    .containsEntry("mitigation.unseen-groups", rule.unseenGroups());
            assertThat(read.rule()).isEqualTo(rule);
            assertThat(read.model()).isEqualTo(MODEL);
            assertThat(read).hasToString(model.toString());
            assertThat(model.signature().inputs().field("race")).isPresent();
        }
    }

    @Test
    void aRowWithoutASensitiveValueIsOfTheMissingGroup() {
        MitigatedModel pooling = MitigatedModel.of(
                MODEL, "good", "race", rules(UnseenGroup.POOLED).get(0));
        MitigatedModel refusing = MitigatedModel.of(
                MODEL, "good", "race", rules(UnseenGroup.REFUSE).get(0));
        Row without = Row.of("cell", "high");

        assertThat(pooling.predict(without).best()).isEqualTo("good");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refusing.predict(without))
                .withMessage("group '(missing)' was not there when the mitigation was fitted; known are [a, b, c]");
        String[] groups = GROUPS.clone();
        for (int row = 0; row < ROWS; row += 4) {
            groups[row] = "(missing)";
        }
        MitigatedModel fitted = MitigatedModel.of(
                MODEL,
                "good",
                "race",
                ThresholdOptimizer.of(Criterion.demographicParity().atMost(0.05), UnseenGroup.REFUSE)
                        .fit(TRUTH, SCORES, groups));
        assertThat(fitted.predict(without).score("good")).isIn(0.0, 1.0);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() throws IOException {
        DecisionRule rule = rules(UnseenGroup.POOLED).get(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MitigatedModel.of(MODEL, "fine", "race", rule))
                .withMessage("a decision rule needs a model of two labels, 'fine' and another, got [bad, good]");
        MitigatedModel keyed = MitigatedModel.of(MODEL, "good", "race", rule).keyedBy("id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keyed.predict(Row.of("cell", "low", "race", "a")))
                .withMessage("the lot of a row is drawn from column 'id', which this row does not have");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        keyed.writeTo(out);
        byte[] damaged = out.toByteArray();
        damaged[damaged.length - 50] ^= 1;
        assertThatThrownBy(() -> CODEC.read(new ByteArrayInputStream(damaged)))
                .isInstanceOf(IOException.class)
                .hasMessage("the checksum of the model file does not match its content: it is damaged");
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
                "PREDICTIVE_PARITY_DIFFERENCE",
                "PREDICTIVE_PARITY_RATIO",
                "ERROR_RATE_DIFFERENCE",
                "ERROR_RATE_RATIO"
            })
    void thresholdsKeepEveryCriterionBetweenThreeGroups(FairnessMeasure measure) {
        Criterion criterion = measure.isRatio() ? measure.atLeast(0.85) : measure.atMost(0.06);
        ThresholdOptimizer optimizer = ThresholdOptimizer.of(criterion, UnseenGroup.POOLED);
        GroupThresholds fitted = optimizer.fit(TRUTH, SCORES, GROUPS);
        double after = fitted.mitigation(criterion, TRUTH, SCORES, GROUPS)
                .after()
                .disparity(measure, "group")
                .value()
                .orThrow()
                .point();

        assertThat(measure.isRatio() ? 1 - after : after).isLessThanOrEqualTo((measure.isRatio() ? 0.15 : 0.06) + 1e-9);
        assertThat(fitted.expectedAccuracy(TRUTH, SCORES, GROUPS)).isGreaterThan(0.55);
        List<TradeOff> front = optimizer.front(TRUTH, SCORES, GROUPS);
        assertThat(front).isNotEmpty();
        boolean randomizes = !measure.rates().contains(GroupRate.POSITIVE_PREDICTIVE_VALUE)
                && !measure.rates().contains(GroupRate.ERROR_RATE);
        if (randomizes) {
            assertThat(optimizer.randomized(1).fit(TRUTH, SCORES, GROUPS).expectedAccuracy(TRUTH, SCORES, GROUPS))
                    .isGreaterThan(0.55);
            assertThat(optimizer.randomized(1).front(TRUTH, SCORES, GROUPS)).isNotEmpty();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.randomized(1))
                    .withMessage("thresholds for " + measure.key() + " are chosen without randomising only");
        }
    }

    @Test
    void everyTradeOffOnTheFrontIsWhatTheThresholdsDo() {
        Criterion criterion = Criterion.demographicParity().atMost(0.05);
        ThresholdOptimizer optimizer = ThresholdOptimizer.of(criterion, UnseenGroup.POOLED);
        List<TradeOff> front = optimizer.front(TRUTH, SCORES, GROUPS);
        TradeOff stated = front.stream()
                .filter(each -> each.choice().equals(criterion.toString()))
                .findFirst()
                .orElseThrow();
        GroupThresholds fitted = optimizer.fit(TRUTH, SCORES, GROUPS);

        assertThat(stated.accuracy()).isCloseTo(fitted.expectedAccuracy(TRUTH, SCORES, GROUPS), within(1e-12));
        assertThat(stated.unfairness())
                .isCloseTo(
                        fitted.mitigation(criterion, TRUTH, SCORES, GROUPS)
                                .after()
                                .disparity(criterion.measure(), "group")
                                .value()
                                .orThrow()
                                .point(),
                        within(1e-12));
        assertThat(front.get(front.size() - 1).accuracy()).isGreaterThanOrEqualTo(stated.accuracy());
    }

    @Test
    void aWeightIsARowThatComesMoreThanOnceForEveryRule() {
        int n = 400;
        double[] weights = IntStream.range(0, n).mapToDouble(row -> 1 + row % 3).toArray();
        int[] rows = IntStream.range(0, n)
                .flatMap(row -> IntStream.generate(() -> row).limit(1 + row % 3))
                .toArray();
        int[] truth = Arrays.stream(rows).map(row -> TRUTH[row]).toArray();
        double[] scores = Arrays.stream(rows).mapToDouble(row -> SCORES[row]).toArray();
        String[] groups = Arrays.stream(rows).mapToObj(row -> GROUPS[row]).toArray(String[]::new);
        int[] t = Arrays.copyOf(TRUTH, n);
        double[] s = Arrays.copyOf(SCORES, n);
        String[] g = Arrays.copyOf(GROUPS, n);
        for (Criterion criterion : List.of(
                Criterion.demographicParity().atMost(0.05),
                Criterion.equalizedOdds().atMost(0.1))) {
            ThresholdOptimizer optimizer = ThresholdOptimizer.of(criterion, UnseenGroup.POOLED);
            assertThat(optimizer.fit(t, s, g, weights)).isEqualTo(optimizer.fit(truth, scores, groups));
        }
        RejectOption option = RejectOption.of(Criterion.demographicParity().atMost(0.1), UnseenGroup.POOLED, "b");
        RejectOption.Fitted weighted = option.fit(t, s, g, weights);
        RejectOption.Fitted copied = option.fit(truth, scores, groups);
        assertThat(weighted.threshold()).isEqualTo(copied.threshold());
        assertThat(weighted.margin()).isEqualTo(copied.margin());
        assertThat(weighted.front()).isNotEmpty();
        CalibratedEqualizedOdds.Cost cost = CalibratedEqualizedOdds.Cost.WEIGHTED;
        CalibratedEqualizedOdds one = CalibratedEqualizedOdds.fit(cost, UnseenGroup.POOLED, 1, t, s, g, weights);
        CalibratedEqualizedOdds other = CalibratedEqualizedOdds.fit(cost, UnseenGroup.POOLED, 1, truth, scores, groups);
        for (String group : one.groups()) {
            assertThat(one.mix(group)).isCloseTo(other.mix(group), within(1e-12));
        }
    }

    @Test
    void nobodyIsEverRefusedWholesaleUnlessTheScoresSaySo() {
        // Parity at equality is had most cheaply by selecting nobody: group b holds no positive above the others.
        int[] truth = {1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
        double[] scores = {0.9, 0.8, 0.3, 0.2, 0.1, 0.15, 0.7, 0.6, 0.5, 0.4, 0.35, 0.25};
        String[] groups = {"a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "b", "b"};
        ThresholdOptimizer mixing = ThresholdOptimizer.of(
                        Criterion.equalizedOdds().atMost(0), UnseenGroup.POOLED)
                .randomized(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixing.fit(truth, scores, groups))
                .withMessage("the best mixture of thresholds that keeps equalized-odds-difference at most 0 selects"
                        + " nobody; allow a larger difference, or seek balanced accuracy");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RejectOption.of(Criterion.demographicParity().atMost(0.1), UnseenGroup.POOLED, "a")
                        .fit(truth, new double[12], new String[] {
                            "a", "a", "a", "b", "b", "b", "a", "b", "a", "b", "a", "b"
                        }))
                .withMessageStartingWith(
                        "every threshold and margin selects nobody or everybody: scores lie in [0.0, 0.0]");
        // Scores below every threshold: the single threshold for all selects nobody either, which is then the answer.
        int[] none = {0, 1, 0, 0, 1, 0, 0, 0};
        GroupThresholds honest = ThresholdOptimizer.of(
                        Criterion.demographicParity().atMost(0), UnseenGroup.POOLED)
                .fit(none, new double[8], new String[] {"a", "a", "a", "a", "b", "b", "b", "b"});
        assertThat(honest.rules()).containsExactly("a: select above Infinity", "b: select above Infinity");
    }
}
