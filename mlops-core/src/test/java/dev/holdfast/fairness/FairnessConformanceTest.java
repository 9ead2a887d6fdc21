// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.mitigation.GroupThresholds;
import dev.holdfast.fairness.mitigation.Reweighing;
import dev.holdfast.fairness.mitigation.ThresholdOptimizer;
import dev.holdfast.fairness.mitigation.UnseenGroup;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.ReferenceVectors;
import dev.holdfast.stats.Undefined;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The figures of Fairlearn and AIF360.
 *
 * <p>Where they call 0/0 a rate of 0, ours is undefined and stands: such a rate is skipped, and so is every maximum,
 * minimum, difference and ratio that theirs drew from it.
 */
class FairnessConformanceTest {
    private static final String TRUTH = "\u0001truth";
    private static final String DECISION = "\u0001decision";
    private static final String WEIGHT = "\u0001weight";

    private static final Map<String, GroupRate> RATES = Map.ofEntries(
            entry("selectionRate", GroupRate.SELECTION_RATE),
            entry("accuracy", GroupRate.ACCURACY),
            entry("truePositiveRate", GroupRate.TRUE_POSITIVE_RATE),
            entry("falsePositiveRate", GroupRate.FALSE_POSITIVE_RATE),
            entry("trueNegativeRate", GroupRate.TRUE_NEGATIVE_RATE),
            entry("falseNegativeRate", GroupRate.FALSE_NEGATIVE_RATE),
            entry("precision", GroupRate.POSITIVE_PREDICTIVE_VALUE));

    @TestFactory
    Stream<DynamicTest> agreesWithFairlearn() {
        return ReferenceVectors.of("fairness").cases(Set.of("fairlearn"), FairnessConformanceTest::fairlearn);
    }

    @TestFactory
    Stream<DynamicTest> agreesWithAif360() {
        return ReferenceVectors.of("fairness").cases(Set.of("aif360"), FairnessConformanceTest::aif360);
    }

    private static FairnessReport report(JsonNode input, Map<String, String[]> features) {
        List<dev.holdfast.data.Column> columns = new ArrayList<>();
        columns.add(IntegerColumn.of(TRUTH, ReferenceVectors.counts(input.get("yTrue"))));
        columns.add(IntegerColumn.of(DECISION, ReferenceVectors.counts(input.get("yPred"))));
        boolean weighted = input.hasNonNull("weights");
        if (weighted) {
            columns.add(NumberColumn.of(WEIGHT, ReferenceVectors.numbers(input.get("weights"))));
        }
        features.forEach((name, values) -> columns.add(TextColumn.of(name, values)));
        Fairness fairness = Fairness.of(Table.of(columns), TRUTH, DECISION)
                .favorable("1")
                .intersections(features.size())
                .minimumGroup(1)
                .minimumEvents(1)
                .replicates(100);
        features.keySet().forEach(fairness::sensitive);
        return (weighted ? fairness.weights(WEIGHT) : fairness).run();
    }

    private static Map<String, Object> fairlearn(JsonNode input) {
        Map<String, String[]> features = new LinkedHashMap<>();
        input.get("groups")
                .properties()
                .forEach(each -> features.put(each.getKey(), ReferenceVectors.texts(each.getValue())));
        FairnessReport report = report(input, features);
        String attribute = String.join(" & ", features.keySet());
        Map<String, Object> metrics = new LinkedHashMap<>();
        RATES.forEach((name, rate) -> metrics.put(name, metric(report, attribute, rate)));
        Map<String, Object> all = new LinkedHashMap<>(Map.of("metrics", metrics));
        boolean whole = !anyFalseZero(report, attribute, GroupRate.TRUE_POSITIVE_RATE)
                && !anyFalseZero(report, attribute, GroupRate.FALSE_POSITIVE_RATE);
        putDefined(
                all, "demographicParityDifference", report, FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, attribute);
        putDefined(all, "demographicParityRatio", report, FairnessMeasure.DEMOGRAPHIC_PARITY_RATIO, attribute);
        putOverall(all, "demographicParity", report, attribute, GroupRate.SELECTION_RATE);
        if (whole) {
            putDefined(all, "equalizedOddsDifference", report, FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE, attribute);
            putDefined(all, "equalizedOddsRatio", report, FairnessMeasure.EQUALIZED_ODDS_RATIO, attribute);
            putDefined(
                    all, "equalOpportunityDifference", report, FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE, attribute);
            putDefined(all, "equalOpportunityRatio", report, FairnessMeasure.EQUAL_OPPORTUNITY_RATIO, attribute);
            putOverall(
                    all,
                    "equalizedOdds",
                    report,
                    attribute,
                    GroupRate.TRUE_POSITIVE_RATE,
                    GroupRate.FALSE_POSITIVE_RATE);
        }
        return all;
    }

    private static void putDefined(
            Map<String, Object> all, String key, FairnessReport report, FairnessMeasure measure, String attribute) {
        put(all, key, report.disparity(measure, attribute).value());
    }

    private static void putOverall(
            Map<String, Object> all, String key, FairnessReport report, String attribute, GroupRate... rates) {
        double difference = 0;
        double ratio = 1;
        for (GroupRate rate : rates) {
            if (report.ratioToOverall(rate, attribute) instanceof Undefined) {
                return;
            }
            difference = Math.max(
                    difference,
                    report.differenceToOverall(rate, attribute).orThrow().point());
            ratio = Math.min(
                    ratio, report.ratioToOverall(rate, attribute).orThrow().point());
        }
        all.put(key + "DifferenceToOverall", difference);
        all.put(key + "RatioToOverall", ratio);
    }

    /** Skips what is undefined here: theirs is 0 or an error. */
    private static void put(Map<String, Object> all, String key, Measurement value) {
        value.value().ifPresent(number -> all.put(key, number));
    }

    private static boolean anyFalseZero(FairnessReport report, String attribute, GroupRate rate) {
        return groups(report, attribute).anyMatch(group -> group.n() > 0 && group.rate(rate) instanceof Undefined);
    }

    private static Stream<GroupMeasures> groups(FairnessReport report, String attribute) {
        return report.groups().stream().filter(group -> group.attribute().equals(attribute));
    }

    private static Map<String, Object> metric(FairnessReport report, String attribute, GroupRate rate) {
        Map<String, Object> values = new LinkedHashMap<>();
        put(values, "overall", report.overall().rate(rate));
        List<Map<String, Object>> byGroup = groups(report, attribute)
                .map(group -> {
                    Map<String, Object> value = new LinkedHashMap<>();
                    put(value, "value", group.rate(rate));
                    return value;
                })
                .toList();
        values.put("byGroup", byGroup);
        if (anyFalseZero(report, attribute, rate)) {
            return values;
        }
        double[] rates = groups(report, attribute)
                .filter(group -> group.n() > 0)
                .mapToDouble(group -> group.rate(rate).orThrow().point())
                .toArray();
        values.put("groupMin", java.util.Arrays.stream(rates).min().orElseThrow());
        values.put("groupMax", java.util.Arrays.stream(rates).max().orElseThrow());
        put(values, "differenceBetweenGroups", report.differenceBetween(rate, attribute));
        put(values, "ratioBetweenGroups", report.ratioBetween(rate, attribute));
        put(values, "differenceToOverall", report.differenceToOverall(rate, attribute));
        put(values, "ratioToOverall", report.ratioToOverall(rate, attribute));
        return values;
    }

    private static Map<String, Object> aif360(JsonNode input) {
        List<String> groups = new ArrayList<>();
        input.get("privileged").forEach(each -> groups.add(each.asBoolean() ? "privileged" : "unprivileged"));
        FairnessReport report = report(input, Map.of("group", groups.toArray(String[]::new)));
        Map<String, Object> dataset = new LinkedHashMap<>();
        put(dataset, "statisticalParityDifference", difference(report, GroupRate.BASE_RATE));
        put(dataset, "disparateImpact", ratio(report, GroupRate.BASE_RATE));
        put(dataset, "baseRate", report.overall().rate(GroupRate.BASE_RATE));
        put(dataset, "baseRatePrivileged", report.group("group", "privileged").rate(GroupRate.BASE_RATE));
        put(
                dataset,
                "baseRateUnprivileged",
                report.group("group", "unprivileged").rate(GroupRate.BASE_RATE));
        Map<String, Object> classification = new LinkedHashMap<>();
        put(classification, "statisticalParityDifference", difference(report, GroupRate.SELECTION_RATE));
        put(classification, "disparateImpact", ratio(report, GroupRate.SELECTION_RATE));
        put(classification, "equalOpportunityDifference", difference(report, GroupRate.TRUE_POSITIVE_RATE));
        put(classification, "falsePositiveRateDifference", difference(report, GroupRate.FALSE_POSITIVE_RATE));
        put(classification, "errorRateDifference", difference(report, GroupRate.ERROR_RATE));
        put(classification, "errorRateRatio", ratio(report, GroupRate.ERROR_RATE));
        put(classification, "falseDiscoveryRateDifference", difference(report, GroupRate.FALSE_DISCOVERY_RATE));
        put(classification, "falseOmissionRateDifference", difference(report, GroupRate.FALSE_OMISSION_RATE));
        put(
                classification,
                "averageAbsOddsDifference",
                report.disparity(FairnessMeasure.AVERAGE_ODDS_DIFFERENCE, "group")
                        .value());
        if (difference(report, GroupRate.TRUE_POSITIVE_RATE) instanceof dev.holdfast.stats.Estimate truePositive
                && difference(report, GroupRate.FALSE_POSITIVE_RATE)
                        instanceof dev.holdfast.stats.Estimate falsePositive) {
            classification.put("averageOddsDifference", (truePositive.point() + falsePositive.point()) / 2);
        }
        entropies(input, groups.toArray(String[]::new), classification);
        Map<String, Object> all = new LinkedHashMap<>(Map.of("dataset", dataset, "classification", classification));
        all.put("reweighing", reweighing(input, groups.toArray(String[]::new)));
        if (input.hasNonNull("features")) {
            int k = 5;
            all.put(
                    "consistency",
                    Map.of(
                            "value",
                            IndividualFairness.consistency(
                                    ReferenceVectors.rows(input.get("features")), ints(input.get("yTrue")), k, true)));
        }
        return all;
    }

    /** Theirs ignore weights, as a call without weights does here. */
    private static void entropies(JsonNode input, String[] groups, Map<String, Object> values) {
        double[] benefits = IndividualFairness.benefits(ints(input.get("yTrue")), ints(input.get("yPred")));
        put(values, "theilIndex", IndividualFairness.generalizedEntropy(1, benefits));
        put(values, "generalizedEntropyIndex1", IndividualFairness.generalizedEntropy(1, benefits));
        put(values, "generalizedEntropyIndex2", IndividualFairness.generalizedEntropy(2, benefits));
        put(values, "coefficientOfVariation", IndividualFairness.coefficientOfVariation(benefits));
        put(values, "betweenGroupTheilIndex", IndividualFairness.entropyBetweenGroups(1, benefits, groups));
        put(
                values,
                "betweenGroupGeneralizedEntropyIndex",
                IndividualFairness.entropyBetweenGroups(2, benefits, groups));
    }

    /** Without a row of some group and label ours refuses, theirs is infinite. */
    private static Map<String, Object> reweighing(JsonNode input, String[] groups) {
        double[] weights = input.hasNonNull("weights") ? ReferenceVectors.numbers(input.get("weights")) : new double[0];
        try {
            Reweighing fitted = Reweighing.fit(ints(input.get("yTrue")), groups, weights);
            return Map.of(
                    "privilegedFavorable", fitted.factor("privileged", 1),
                    "privilegedUnfavorable", fitted.factor("privileged", 0),
                    "unprivilegedFavorable", fitted.factor("unprivileged", 1),
                    "unprivilegedUnfavorable", fitted.factor("unprivileged", 0));
        } catch (IllegalArgumentException emptyCell) {
            return Map.of();
        }
    }

    private static int[] ints(JsonNode node) {
        return java.util.Arrays.stream(ReferenceVectors.counts(node))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /**
     * The optimum is not unique: the constraint must hold, and the objective be no worse than theirs. It may be better,
     * because theirs looks at a grid of positions.
     */
    @TestFactory
    Stream<DynamicTest> thresholdsAreNoWorseThanFairlearns() throws IOException {
        String folder = System.getProperty("holdfast.vectors", "");
        try (InputStream in = folder.isEmpty()
                ? FairnessConformanceTest.class.getResourceAsStream("/reference/fairness.json")
                : Files.newInputStream(Path.of(folder, "fairness.json"))) {
            List<JsonNode> cases = new ArrayList<>();
            new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
            return cases.stream()
                    .filter(each -> each.get("input").path("kind").asText().equals("thresholdOptimizer"))
                    .map(each -> dynamicTest(
                            each.get("name").asText(), () -> noWorse(each.get("input"), each.get("expected"))));
        }
    }

    private static void noWorse(JsonNode input, JsonNode expected) {
        GroupThresholds fitted = thresholds(input);
        if (input.get("objective").asText().startsWith("balanced")) {
            assertThat(balancedAccuracy(input, fitted))
                    .isGreaterThanOrEqualTo(
                            expected.get("expectedBalancedAccuracy").asDouble() - 1e-8);
        } else {
            assertThat(fitted.expectedAccuracy(
                            ints(input.get("yTrue")),
                            ReferenceVectors.numbers(input.get("scores")),
                            ReferenceVectors.texts(input.get("group"))))
                    .isGreaterThanOrEqualTo(expected.get("expectedAccuracy").asDouble() - 1e-8);
        }
    }

    private static GroupThresholds thresholds(JsonNode input) {
        FairnessMeasure measure = switch (input.get("constraint").asText()) {
            case "demographic_parity" -> FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE;
            case "true_positive_rate_parity", "false_negative_rate_parity" ->
                FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE;
            case "false_positive_rate_parity", "true_negative_rate_parity" ->
                FairnessMeasure.FALSE_POSITIVE_RATE_DIFFERENCE;
            default -> FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE;
        };
        ThresholdOptimizer optimizer =
                ThresholdOptimizer.of(measure.atMost(0), UnseenGroup.REFUSE).randomized(7);
        if (input.get("objective").asText().startsWith("balanced")) {
            optimizer = optimizer.balanced();
        }
        String[] groups = ReferenceVectors.texts(input.get("group"));
        GroupThresholds fitted =
                optimizer.fit(ints(input.get("yTrue")), ReferenceVectors.numbers(input.get("scores")), groups);
        for (GroupRate rate : measure.rates()) {
            double[] rates = java.util.Arrays.stream(groups)
                    .distinct()
                    .mapToDouble(group -> expectedRate(input, fitted, group, rate))
                    .toArray();
            assertThat(java.util.Arrays.stream(rates).max().orElseThrow()
                            - java.util.Arrays.stream(rates).min().orElseThrow())
                    .as("difference in %s", rate)
                    .isLessThan(1e-9);
        }
        return fitted;
    }

    /** The mean probability over the rows of a group, or of all for the empty name, that the rate's denominator counts. */
    private static double expectedRate(JsonNode input, GroupThresholds fitted, String group, GroupRate rate) {
        double sum = 0;
        int n = 0;
        for (int row = 0; row < input.get("scores").size(); row++) {
            int truth = input.get("yTrue").get(row).asInt();
            boolean counted = rate == GroupRate.SELECTION_RATE
                    || (rate == GroupRate.TRUE_POSITIVE_RATE ? truth == 1 : truth == 0);
            String its = input.get("group").get(row).asText();
            if (counted && (group.isEmpty() || group.equals(its))) {
                sum += fitted.probability(input.get("scores").get(row).asDouble(), its);
                n++;
            }
        }
        return sum / n;
    }

    private static double balancedAccuracy(JsonNode input, GroupThresholds fitted) {
        return (expectedRate(input, fitted, "", GroupRate.TRUE_POSITIVE_RATE)
                        + 1
                        - expectedRate(input, fitted, "", GroupRate.FALSE_POSITIVE_RATE))
                / 2;
    }

    private static Measurement difference(FairnessReport report, GroupRate rate) {
        return report.difference(rate, "group", "unprivileged", "privileged");
    }

    private static Measurement ratio(FairnessReport report, GroupRate rate) {
        return report.ratio(rate, "group", "unprivileged", "privileged");
    }
}
