// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.ReferenceVectors;
import dev.holdfast.stats.Undefined;
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
        return Map.of("dataset", dataset, "classification", classification);
    }

    private static Measurement difference(FairnessReport report, GroupRate rate) {
        return report.difference(rate, "group", "unprivileged", "privileged");
    }

    private static Measurement ratio(FairnessReport report, GroupRate rate) {
        return report.ratio(rate, "group", "unprivileged", "privileged");
    }
}
