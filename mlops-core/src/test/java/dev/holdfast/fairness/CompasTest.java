// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.data.Column;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.fairness.mitigation.CalibratedEqualizedOdds;
import dev.holdfast.fairness.mitigation.ExponentiatedGradient;
import dev.holdfast.fairness.mitigation.FairMixture;
import dev.holdfast.fairness.mitigation.GridSearch;
import dev.holdfast.fairness.mitigation.GroupThresholds;
import dev.holdfast.fairness.mitigation.Mitigation;
import dev.holdfast.fairness.mitigation.RejectOption;
import dev.holdfast.fairness.mitigation.Reweighing;
import dev.holdfast.fairness.mitigation.ThresholdOptimizer;
import dev.holdfast.fairness.mitigation.UnseenGroup;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The published figures on the COMPAS scores, from the raw file. */
class CompasTest {
    private static Table raw = Table.of();
    private static JsonNode golden = new ObjectMapper().createObjectNode();

    @BeforeAll
    static void readsTheFile() throws IOException {
        Path file = Path.of(System.getProperty("holdfast.data", "/nowhere"), "compas-two-years.csv");
        Assumptions.assumeTrue(Files.isReadable(file), () -> "the COMPAS data are not at " + file);
        raw = Csv.with(csv -> csv.renameDuplicates()).read(file);
        try (InputStream in = CompasTest.class.getResourceAsStream("/reference/compas_fairness_golden.json")) {
            golden = new ObjectMapper().readTree(in);
        }
    }

    /** Adds the decision: recidivism is expected of everybody from this decile on. */
    private static Table decided(Table table, int fromDecile) {
        TextColumn.Builder high = TextColumn.builder("high");
        table.rows().forEach(row -> high.add(row.number("decile_score") >= fromDecile ? "1" : "0"));
        return table.with(high.build());
    }

    private static Table pair() {
        return decided(
                raw.where(row -> inFilter(row)
                        && (row.text("race").equals("African-American")
                                || row.text("race").equals("Caucasian"))),
                5);
    }

    private static boolean inFilter(Row row) {
        return !row.isMissing("days_b_screening_arrest")
                && Math.abs(row.number("days_b_screening_arrest")) <= 30
                && row.number("is_recid") != -1
                && !row.text("c_charge_degree").equals("O")
                && !row.isMissing("score_text")
                && !row.text("score_text").equals("N/A");
    }

    private static FairnessReport byRace(Table table) {
        return Fairness.of(table, "two_year_recid", "high")
                .favorable("1")
                .sensitive("race")
                .run();
    }

    private static void assertRow(
            GroupMeasures group, long n, String falsePositive, String falseNegative, String ppv, String npv) {
        assertThat(group.n()).isEqualTo(n);
        assertThat(percent(group, GroupRate.FALSE_POSITIVE_RATE)).isEqualTo(falsePositive);
        assertThat(percent(group, GroupRate.FALSE_NEGATIVE_RATE)).isEqualTo(falseNegative);
        assertThat(String.format(
                        Locale.ROOT,
                        "%.2f",
                        group.rate(GroupRate.POSITIVE_PREDICTIVE_VALUE)
                                .orThrow()
                                .point()))
                .isEqualTo(ppv);
        assertThat(String.format(
                        Locale.ROOT,
                        "%.2f",
                        group.rate(GroupRate.NEGATIVE_PREDICTIVE_VALUE)
                                .orThrow()
                                .point()))
                .isEqualTo(npv);
    }

    private static String percent(GroupMeasures group, GroupRate rate) {
        return String.format(
                Locale.ROOT, "%.2f", 100 * group.rate(rate).orThrow().point());
    }

    @Test
    void theTableThatProPublicaPublishedComesOutOfTheRawFile() {
        FairnessReport medium = byRace(decided(raw, 5));
        assertRow(medium.overall(), 7214, "32.35", "37.40", "0.61", "0.69");
        assertRow(medium.group("race", "African-American"), 3696, "44.85", "27.99", "0.63", "0.65");
        assertRow(medium.group("race", "Caucasian"), 2454, "23.45", "47.72", "0.59", "0.71");
        assertRow(medium.group("race", "Hispanic"), 637, "21.48", "55.60", "0.54", "0.71");
        FairnessReport high = byRace(decided(raw, 8));
        assertRow(high.group("race", "African-American"), 3696, "15.82", "61.02", "0.72", "0.57");
        assertRow(high.group("race", "Caucasian"), 2454, "5.44", "79.81", "0.71", "0.65");
    }

    @Test
    void theFilteredRowsAreAsManyAsPublished() {
        Table filtered = raw.where(CompasTest::inFilter);
        assertThat(filtered.rowCount()).isEqualTo(6172);
        assertThat(filtered.where(row -> row.number("two_year_recid") == 1).rowCount())
                .isEqualTo(2809);
    }

    private static void assertGolden(Measurement value, JsonNode expected) {
        assertThat(value.orThrow().point()).isCloseTo(expected.asDouble(), within(1e-12));
    }

    @Test
    void fairlearnsFiguresOfThePairComeOut() {
        FairnessReport report = byRace(pair());
        JsonNode wanted = golden.get("compas_pair");
        Map<String, GroupRate> rates = Map.of(
                "sel", GroupRate.SELECTION_RATE,
                "tpr", GroupRate.TRUE_POSITIVE_RATE,
                "fpr", GroupRate.FALSE_POSITIVE_RATE,
                "tnr", GroupRate.TRUE_NEGATIVE_RATE,
                "fnr", GroupRate.FALSE_NEGATIVE_RATE,
                "acc", GroupRate.ACCURACY,
                "ppv", GroupRate.POSITIVE_PREDICTIVE_VALUE);
        rates.forEach((key, rate) -> {
            assertGolden(report.overall().rate(rate), wanted.get("overall").get(key));
            for (String race : new String[] {"African-American", "Caucasian"}) {
                assertGolden(
                        report.group("race", race).rate(rate),
                        wanted.get("by_group").get(race).get(key));
            }
        });
        assertGolden(value(report, FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE), wanted.get("dpd"));
        assertGolden(value(report, FairnessMeasure.DEMOGRAPHIC_PARITY_RATIO), wanted.get("dpr"));
        assertGolden(value(report, FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE), wanted.get("eod"));
        assertGolden(value(report, FairnessMeasure.EQUALIZED_ODDS_RATIO), wanted.get("eor"));
        assertGolden(value(report, FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE), wanted.get("eopd"));
        assertGolden(value(report, FairnessMeasure.EQUAL_OPPORTUNITY_RATIO), wanted.get("eopr"));
        assertGolden(value(report, FairnessMeasure.AVERAGE_ODDS_DIFFERENCE), wanted.get("eod_mean"));
        assertGolden(report.differenceToOverall(GroupRate.SELECTION_RATE, "race"), wanted.get("dpd_to_overall"));
        assertGolden(report.ratioToOverall(GroupRate.SELECTION_RATE, "race"), wanted.get("dpr_to_overall"));
        FairnessReport weighted = Fairness.of(pair(), "two_year_recid", "high")
                .favorable("1")
                .sensitive("race")
                .weights("age")
                .run();
        assertGolden(value(weighted, FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE), wanted.get("dpd_w_age"));
        assertGolden(value(weighted, FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE), wanted.get("eod_w_age"));
    }

    private static Measurement value(FairnessReport report, FairnessMeasure measure) {
        return report.disparity(measure, "race").value();
    }

    @Test
    void tinyGroupsDoNotDriveTheDifferenceAsTheyDoInFairlearn() {
        Table all = decided(raw, 5);
        FairnessReport report = Fairness.of(all, "two_year_recid", "high")
                .favorable("1")
                .sensitive("race")
                .sensitive("sex")
                .intersections(2)
                .run();
        // Fairlearn: 1.0, between two Asian women, of whom none was positive and selected, and four Native American
        // ones.
        assertThat(golden.get("compas_full_race_x_sex_diff").get("tpr").asDouble())
                .isEqualTo(1);
        assertThat(report.disparity(FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE, "race & sex")
                        .value()
                        .orThrow()
                        .point())
                .isCloseTo(0.477, within(0.001));
        assertThat(report.excluded().stream()
                        .filter(each -> each.attribute().equals("race & sex"))
                        .map(Exclusion::group))
                .contains("Asian & Female", "Native American & Female", "Native American & Male");
        JsonNode groups = golden.get("compas_full_race_x_sex");
        groups.properties().forEach(each -> {
            GroupMeasures group = report.group("race & sex", each.getKey().replace("|", " & "));
            assertThat(group.n()).isEqualTo(each.getValue().get("count").asLong());
            if (group.rate(GroupRate.TRUE_POSITIVE_RATE) instanceof Estimate rate) {
                assertThat(rate.point()).isCloseTo(each.getValue().get("tpr").asDouble(), within(1e-12));
            }
        });
        // Fairlearn says 0 where nobody was selected; there is no such precision.
        assertThat(groups.get("Asian|Female").get("ppv").asDouble()).isZero();
        assertThat(report.group("race & sex", "Asian & Female").rate(GroupRate.POSITIVE_PREDICTIVE_VALUE))
                .isInstanceOf(Undefined.class);
    }

    private static int[] ints(Column column, int equalTo) {
        int[] values = new int[column.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = Integer.parseInt(column.text(row)) == equalTo ? 1 : 0;
        }
        return values;
    }

    private static String[] texts(Column column) {
        String[] values = new String[column.size()];
        Arrays.setAll(values, column::text);
        return values;
    }

    private static double[] numbers(Column column) {
        double[] values = new double[column.size()];
        Arrays.setAll(values, column::number);
        return values;
    }

    @Test
    void aif360sFiguresOfThePairComeOutWithNoRecidivismAsFavourable() {
        Table pair = pair();
        FairnessReport report = Fairness.of(pair, "two_year_recid", "high")
                .favorable("0")
                .sensitive("race")
                .run();
        JsonNode wanted = golden.get("aif360_compas_pair");
        assertGolden(difference(report, GroupRate.SELECTION_RATE), wanted.get("statistical_parity_difference"));
        assertGolden(
                report.ratio(GroupRate.SELECTION_RATE, "race", "African-American", "Caucasian"),
                wanted.get("disparate_impact"));
        assertGolden(difference(report, GroupRate.TRUE_POSITIVE_RATE), wanted.get("equal_opportunity_difference"));
        assertGolden(difference(report, GroupRate.ERROR_RATE), wanted.get("error_rate_difference"));
        assertGolden(difference(report, GroupRate.FALSE_DISCOVERY_RATE), wanted.get("false_discovery_rate_difference"));
        assertGolden(difference(report, GroupRate.FALSE_OMISSION_RATE), wanted.get("false_omission_rate_difference"));
        assertThat((difference(report, GroupRate.FALSE_POSITIVE_RATE).orThrow().point()
                                + difference(report, GroupRate.TRUE_POSITIVE_RATE)
                                        .orThrow()
                                        .point())
                        / 2)
                .isCloseTo(wanted.get("average_odds_difference").asDouble(), within(1e-12));
        // Theirs keeps the sign and lets the two cancel; of this pair both are of one sign.
        assertThat(value(report, FairnessMeasure.AVERAGE_PREDICTIVE_VALUE_DIFFERENCE)
                        .orThrow()
                        .point())
                .isCloseTo(-wanted.get("average_predictive_value_difference").asDouble(), within(1e-12));
        int[] truth = ints(pair.column("two_year_recid"), 0);
        int[] decision = ints(pair.column("high"), 0);
        String[] race = texts(pair.column("race"));
        double[] benefits = IndividualFairness.benefits(truth, decision);
        assertGolden(IndividualFairness.generalizedEntropy(1, benefits), wanted.get("theil_index"));
        assertGolden(IndividualFairness.generalizedEntropy(2, benefits), wanted.get("generalized_entropy_index"));
        assertGolden(IndividualFairness.coefficientOfVariation(benefits), wanted.get("coefficient_of_variation"));
        assertGolden(
                IndividualFairness.entropyBetweenGroups(1, benefits, race), wanted.get("between_group_theil_index"));
        assertGolden(
                IndividualFairness.entropyBetweenGroups(2, benefits, race),
                wanted.get("between_group_generalized_entropy_index"));
        // Theirs was computed over race and sex together.
        String[] both = texts(pair.column("sex"));
        Arrays.setAll(both, row -> race[row] + " " + both[row]);
        double ofTruths = IndividualFairness.differentialFairness(truth, both, 1)
                .orThrow()
                .point();
        assertThat(ofTruths)
                .isCloseTo(
                        wanted.get("smoothed_empirical_differential_fairness").asDouble(), within(1e-12));
        assertThat(IndividualFairness.biasAmplification(truth, decision, both, 1)
                        .orThrow()
                        .point())
                .isCloseTo(
                        wanted.get("differential_fairness_bias_amplification").asDouble(), within(1e-12));
    }

    private static Measurement difference(FairnessReport report, GroupRate rate) {
        return report.difference(rate, "race", "African-American", "Caucasian");
    }

    @Test
    void reweighingMatchesTheFactorsOfAif360() {
        Table pair = pair();
        Reweighing weights = Reweighing.fit(ints(pair.column("two_year_recid"), 0), texts(pair.column("race")));
        JsonNode wanted = golden.get("aif360_compas_pair").get("reweighing");
        assertThat(weights.factor("Caucasian", 1))
                .isCloseTo(wanted.get("priv_fav").asDouble(), within(1e-12));
        assertThat(weights.factor("Caucasian", 0))
                .isCloseTo(wanted.get("priv_unfav").asDouble(), within(1e-12));
        assertThat(weights.factor("African-American", 1))
                .isCloseTo(wanted.get("unpriv_fav").asDouble(), within(1e-12));
        assertThat(weights.factor("African-American", 0))
                .isCloseTo(wanted.get("unpriv_unfav").asDouble(), within(1e-12));
    }

    private static GroupThresholds thresholds(ThresholdOptimizer optimizer) {
        Table pair = pair();
        return optimizer.fit(
                ints(pair.column("two_year_recid"), 1),
                numbers(pair.column("decile_score")),
                texts(pair.column("race")));
    }

    private static double expectedAccuracy(GroupThresholds thresholds) {
        Table pair = pair();
        return thresholds.expectedAccuracy(
                ints(pair.column("two_year_recid"), 1),
                numbers(pair.column("decile_score")),
                texts(pair.column("race")));
    }

    private static Mitigation mitigation(GroupThresholds thresholds, Criterion criterion) {
        Table pair = pair();
        return thresholds.mitigation(
                criterion,
                ints(pair.column("two_year_recid"), 1),
                numbers(pair.column("decile_score")),
                texts(pair.column("race")));
    }

    @Test
    void exactBreakpointsBeatTheGridOfFairlearn() {
        assertThat(expectedAccuracy(thresholds(
                        ThresholdOptimizer.of(Criterion.demographicParity().atMost(0), UnseenGroup.REFUSE)
                                .randomized(1))))
                .isCloseTo(0.647678, within(1e-6))
                .isGreaterThan(accuracy("demographic_parity/accuracy_score"));
        assertThat(expectedAccuracy(thresholds(
                        ThresholdOptimizer.of(Criterion.equalizedOdds().atMost(0), UnseenGroup.REFUSE)
                                .randomized(1))))
                .isCloseTo(0.649069, within(1e-6))
                .isGreaterThan(accuracy("equalized_odds/accuracy_score"));
        assertThat(expectedAccuracy(thresholds(
                        ThresholdOptimizer.of(Criterion.equalOpportunity().atMost(0), UnseenGroup.REFUSE)
                                .randomized(1))))
                .isCloseTo(0.650832, within(1e-6))
                .isGreaterThan(accuracy("true_positive_rate_parity/accuracy_score"));
        assertThat(expectedAccuracy(thresholds(ThresholdOptimizer.of(
                                FairnessMeasure.FALSE_POSITIVE_RATE_DIFFERENCE.atMost(0), UnseenGroup.REFUSE)
                        .randomized(1))))
                .isCloseTo(0.652115, within(1e-6))
                .isGreaterThan(accuracy("false_positive_rate_parity/accuracy_score"));
        assertThat(expectedAccuracy(thresholds(
                        ThresholdOptimizer.of(Criterion.demographicParity().atMost(0.05), UnseenGroup.REFUSE)
                                .randomized(1))))
                .isGreaterThanOrEqualTo(accuracy("demographic_parity/accuracy_score/tol=0.05"));
    }

    private static double accuracy(String key) {
        return golden.get("threshold_optimizer_compas_pair")
                .get(key)
                .get("expected")
                .get("acc")
                .asDouble();
    }

    @Test
    void oneThresholdEachIsAsAccurateAsMixingThemAndAlmostAsFair() {
        Criterion criterion = Criterion.equalizedOdds().atMost(0.03);
        GroupThresholds each = thresholds(ThresholdOptimizer.of(criterion, UnseenGroup.REFUSE));
        assertThat(each.isRandomized()).isFalse();
        assertThat(each.rules()).containsExactly("African-American: select above 5.5", "Caucasian: select above 3.5");
        assertThat(expectedAccuracy(each)).isCloseTo(0.65063, within(1e-5));
        FairnessReport after = mitigation(each, criterion).after();
        assertThat(after.disparity(FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, "group")
                        .value()
                        .orThrow()
                        .point())
                .isCloseTo(0.0189, within(1e-4));
        // The best single threshold without any criterion.
        assertThat(mitigation(each, criterion)
                        .before()
                        .overall()
                        .rate(GroupRate.ACCURACY)
                        .orThrow()
                        .point())
                .isCloseTo(golden.get("baseline_threshold_accuracy").get("6").asDouble(), within(1e-12));
    }

    private static double[] probabilityOfNoRecidivism() {
        double[] scores = numbers(pair().column("decile_score"));
        Arrays.setAll(scores, row -> 1 - (scores[row] - 0.5) / 10);
        return scores;
    }

    @Test
    void theRejectOptionFindsTheThresholdAndMarginOfAif360() {
        int[] truth = ints(pair().column("two_year_recid"), 0);
        RejectOption.Fitted fitted = RejectOption.of(
                        Criterion.demographicParity().atMost(0.05), UnseenGroup.REFUSE, "African-American")
                .fit(truth, probabilityOfNoRecidivism(), texts(pair().column("race")));
        JsonNode wanted = golden.get("aif360_compas_pair").get("reject_option/Statistical parity difference");
        assertThat(fitted.isWithinTolerance()).isTrue();
        assertThat(fitted.balancedAccuracy()).isCloseTo(wanted.get("bal_acc").asDouble(), within(1e-12));
        assertThat(fitted.difference()).isCloseTo(-wanted.get("spd").asDouble(), within(1e-12));
        assertThat(fitted.threshold()).isCloseTo(wanted.get("threshold").asDouble(), within(1e-12));
        assertThat(fitted.margin()).isCloseTo(wanted.get("margin").asDouble(), within(1e-12));
    }

    @Test
    void calibratedEqualizedOddsMixesAsAif360DoesButNeverMoreThanEverything() {
        int[] truth = ints(pair().column("two_year_recid"), 0);
        String[] race = texts(pair().column("race"));
        JsonNode wanted = golden.get("aif360_compas_pair");
        CalibratedEqualizedOdds negative = CalibratedEqualizedOdds.fit(
                CalibratedEqualizedOdds.Cost.FALSE_NEGATIVE,
                UnseenGroup.REFUSE,
                1,
                truth,
                probabilityOfNoRecidivism(),
                race);
        assertThat(negative.mix("Caucasian"))
                .isCloseTo(
                        wanted.get("calibrated_eq_odds_fnr")
                                .get("priv_mix_rate")
                                .asDouble(),
                        within(1e-9));
        assertThat(negative.isFeasible()).isTrue();
        CalibratedEqualizedOdds weighted = CalibratedEqualizedOdds.fit(
                CalibratedEqualizedOdds.Cost.WEIGHTED, UnseenGroup.REFUSE, 1, truth, probabilityOfNoRecidivism(), race);
        assertThat(weighted.mix("Caucasian"))
                .isCloseTo(
                        wanted.get("calibrated_eq_odds_weighted")
                                .get("priv_mix_rate")
                                .asDouble(),
                        within(1e-9));
        // AIF360 mixes with a "probability" of 3.01.
        CalibratedEqualizedOdds positive = CalibratedEqualizedOdds.fit(
                CalibratedEqualizedOdds.Cost.FALSE_POSITIVE,
                UnseenGroup.REFUSE,
                1,
                truth,
                probabilityOfNoRecidivism(),
                race);
        assertThat(positive.mix("African-American")).isEqualTo(1);
        assertThat(positive.isFeasible()).isFalse();
    }

    /** Learns the weighted majority label of each of sixty cells. */
    private static Predictor<Row, ClassScores> majority(Table rows, double[] weights) {
        double[] votes = new double[60];
        for (int row = 0; row < rows.rowCount(); row++) {
            votes[cell(rows.row(row))] +=
                    rows.row(row).text("two_year_recid").equals("1") ? weights[row] : -weights[row];
        }
        return row -> ClassScores.of(votes[cell(row)] > 0 ? "1" : "0", 1);
    }

    private static int cell(Row row) {
        int age =
                row.text("age_cat").startsWith("Less") ? 0 : row.text("age_cat").startsWith("Greater") ? 2 : 1;
        int priors = (int) Math.min(row.number("priors_count"), 9);
        return priors * 6 + age * 2 + (row.text("c_charge_degree").equals("F") ? 1 : 0);
    }

    private static double rate(double[] probabilities, Table rows, String race, int truth) {
        double sum = 0;
        int n = 0;
        for (int row = 0; row < probabilities.length; row++) {
            int its = Integer.parseInt(rows.column("two_year_recid").text(row));
            if (rows.column("race").text(row).equals(race) && (truth < 0 || truth == its)) {
                sum += probabilities[row];
                n++;
            }
        }
        return sum / n;
    }

    private static double accuracy(double[] probabilities, Table rows) {
        double right = 0;
        for (int row = 0; row < probabilities.length; row++) {
            right += rows.column("two_year_recid").text(row).equals("1") ? probabilities[row] : 1 - probabilities[row];
        }
        return right / probabilities.length;
    }

    @Test
    void trainingUnderAConstraintIsAsAccurateAsFairlearnsAndAsFair() {
        Table pair = pair();
        FairMixture parity = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0.02))
                .fit(CompasTest::majority, pair, "two_year_recid", "1", "race");
        double[] probabilities = parity.probabilities(pair);
        double gap = Math.abs(
                rate(probabilities, pair, "African-American", -1) - rate(probabilities, pair, "Caucasian", -1));
        assertThat(gap).isLessThan(0.021);
        assertThat(accuracy(probabilities, pair))
                .isGreaterThan(golden.get("eg_cell")
                                .get("DP_0.01")
                                .get("expected")
                                .get("acc")
                                .asDouble()
                        - 0.004);
        FairMixture odds = ExponentiatedGradient.of(Criterion.equalizedOdds().atMost(0.02))
                .fit(CompasTest::majority, pair, "two_year_recid", "1", "race");
        double[] fair = odds.probabilities(pair);
        for (int truth = 0; truth < 2; truth++) {
            assertThat(Math.abs(rate(fair, pair, "African-American", truth) - rate(fair, pair, "Caucasian", truth)))
                    .isLessThan(0.021);
        }
        assertThat(accuracy(fair, pair))
                .isGreaterThan(golden.get("eg_cell")
                                .get("EO_0.01")
                                .get("expected")
                                .get("acc")
                                .asDouble()
                        - 0.004);
        assertThat(parity.mitigation(pair)
                        .before()
                        .overall()
                        .rate(GroupRate.ACCURACY)
                        .orThrow()
                        .point())
                .isCloseTo(golden.get("eg_cell").get("unmitigated").get("acc").asDouble(), within(1e-12));
        assertThat(parity.trainings()).isLessThan(110);
        assertThat(parity.shares().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(1e-6));
        Row row = pair.row(0);
        assertThat(probabilities[0]).isCloseTo(parity.probability(row), within(1e-12));
        assertThat(parity.decide(row, 5)).isEqualTo(parity.decide(row, 5));
        assertThat(parity.predict(row)).isEqualTo(parity.predict(row));
    }

    @Test
    void aGridKeepsOneClassifierThatIsFairerThanThatWithoutPrices() {
        Table pair = pair();
        FairMixture one = GridSearch.of(Criterion.demographicParity().atMost(0.1), 11)
                .fit(CompasTest::majority, pair, "two_year_recid", "1", "race");
        assertThat(one.shares()).containsExactly(1.0);
        assertThat(one.mitigation(pair).unseenGroups()).startsWith("there is none");
        assertThat(one.mitigation(pair)
                        .after()
                        .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "group")
                        .value()
                        .orThrow()
                        .point())
                .isLessThan(0.12);
    }

    @Test
    void theScoresRankAsWellInBothGroups() {
        Table pair = pair();
        int[] truth = ints(pair.column("two_year_recid"), 1);
        boolean[] positive = new boolean[truth.length];
        for (int row = 0; row < truth.length; row++) {
            positive[row] = truth[row] == 1;
        }
        GroupMetricsReport report = GroupMetrics.of(
                        BinarySample.of(positive, numbers(pair.column("decile_score")), new double[0], 5),
                        texts(pair.column("race")))
                .metric(BinaryMetric.AUC)
                .permutations(99)
                .run();
        golden.get("compas_pair")
                .get("auc")
                .properties()
                .forEach(each -> assertGolden(
                        java.util.Objects.requireNonNull(report.byGroup("auc").get(each.getKey())), each.getValue()));
        assertThat(report.judged("auc", 0.05)).isEqualTo(FairnessVerdict.FAIR);
        assertThat(report.tests().get(0).pValue().orThrow().point()).isGreaterThan(0.05);
    }
}
