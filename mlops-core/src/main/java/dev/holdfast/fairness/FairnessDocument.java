// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes a {@link FairnessReport} down: the verdict first, then each attribute, then what was left out. */
final class FairnessDocument {
    private static final List<GroupRate> DECISIONS = List.of(
            GroupRate.SELECTION_RATE, GroupRate.BASE_RATE, GroupRate.TRUE_POSITIVE_RATE, GroupRate.FALSE_POSITIVE_RATE);

    private static final List<GroupRate> PREDICTIONS =
            List.of(GroupRate.POSITIVE_PREDICTIVE_VALUE, GroupRate.NEGATIVE_PREDICTIVE_VALUE, GroupRate.ACCURACY);

    private FairnessDocument() {}

    static Report of(FairnessReport fairness, Settings settings, Set<String> favorable) {
        Report.Builder report = Report.titled("Fairness: " + fairness.verdict());
        report.finding(fairness.outcome(), "Verdict", fairness.summary());
        fairness.checks().stream()
                .map(FairnessReport.Check::criterion)
                .distinct()
                .forEach(criterion -> verdicts(report, fairness, criterion));
        report.text("Favourable: " + String.join(", ", new TreeSet<>(favorable)) + ". Intervals at "
                + Names.number(settings.confidence() * 100) + " % confidence: Wilson for single rates, "
                + settings.replicates() + " bootstrap replicates (seed " + settings.seed()
                + ") for differences and ratios, all differences of one measure at once"
                + (settings.comparisons() > 1
                        ? ", and the confidence shared among " + settings.comparisons() + " verdicts"
                        : "")
                + ". Groups of fewer than "
                + settings.minimumGroup() + " rows, and rates over fewer than " + settings.minimumEvents()
                + ", are shown but not compared.");
        for (String attribute : fairness.attributes()) {
            report.section(attribute(fairness, attribute));
        }
        excluded(report, fairness.excluded());
        return report.build();
    }

    /** The worst first. */
    private static void verdicts(Report.Builder report, FairnessReport fairness, Criterion criterion) {
        boolean one = criterion.measure().rates().size() == 1;
        List<String> header = new ArrayList<>(List.of("verdict", "attribute", "value", "highest", "lowest"));
        if (!one) {
            header.add(3, "by");
        }
        List<List<String>> rows = new ArrayList<>();
        fairness.checks().stream()
                .filter(check -> check.criterion().equals(criterion))
                .sorted(Comparator.comparing(FairnessReport.Check::verdict).reversed())
                .forEach(check -> {
                    Disparity disparity = check.disparity();
                    List<String> row = new ArrayList<>(List.of(
                            check.verdict().name(),
                            disparity.attribute(),
                            disparity.value().toString(),
                            disparity.highest(),
                            disparity.lowest()));
                    if (!one) {
                        row.add(3, disparity.rate().key());
                    }
                    rows.add(row);
                });
        report.table(criterion.toString(), header, rows);
    }

    private static Report attribute(FairnessReport fairness, String attribute) {
        Report.Builder part = Report.titled(attribute);
        List<GroupMeasures> groups = fairness.groups().stream()
                .filter(group -> group.attribute().equals(attribute))
                .toList();
        for (GroupRate rate : charted(fairness)) {
            chart(part, attribute, rate, groups, fairness.overall());
        }
        rates(part, "Rates of groups", DECISIONS, groups);
        rates(part, "Rates of decisions and predictions", PREDICTIONS, groups);
        if (fairness.isControlled(attribute)) {
            controlled(part, fairness, attribute);
        }
        GroupMetricsReport.tests(part, "Each group against all others", fairness.tests(attribute, charted(fairness)));
        part.table(
                "Differences and ratios",
                List.of("measure", "value", "highest", "lowest"),
                disparities(fairness, attribute));
        return part.build();
    }

    private static void rates(Report.Builder part, String title, List<GroupRate> columns, List<GroupMeasures> groups) {
        List<String> header = new ArrayList<>(List.of("group", "rows"));
        columns.forEach(rate -> header.add(rate.key()));
        List<List<String>> rows = new ArrayList<>();
        for (GroupMeasures group : groups) {
            List<String> row = new ArrayList<>(List.of(group.group(), String.valueOf(group.n())));
            columns.forEach(rate -> row.add(group.rate(rate).toString()));
            rows.add(row);
        }
        part.table(title, header, rows);
    }

    /** Whether what differs overall differs among like, by the rates that matter here. */
    private static void controlled(Report.Builder part, FairnessReport fairness, String attribute) {
        List<List<String>> rows = new ArrayList<>();
        for (GroupRate rate : charted(fairness)) {
            ControlledDifference each = fairness.controlled(rate, attribute);
            rows.add(List.of(
                    rate.key(),
                    each.higher(),
                    each.lower(),
                    each.overall().toString(),
                    each.within().toString(),
                    each.reversed() + " of " + each.strata(),
                    each.direction().name()));
        }
        part.table(
                "Overall, and among like",
                List.of("rate", "higher", "lower", "difference overall", "within", "turned round in", "direction"),
                rows);
        part.table(
                "Share of the refused minus share of the selected",
                List.of("group", "overall", "within"),
                fairness.groups().stream()
                        .filter(group -> group.attribute().equals(attribute))
                        .map(group -> List.of(
                                group.group(),
                                fairness.demographicDisparity(attribute, group.group())
                                        .toString(),
                                fairness.conditionalDemographicDisparity(attribute, group.group())
                                        .toString()))
                        .toList());
    }

    private static List<List<String>> disparities(FairnessReport fairness, String attribute) {
        List<List<String>> rows = new ArrayList<>();
        for (FairnessMeasure measure : FairnessMeasure.values()) {
            Disparity each = fairness.disparity(measure, attribute);
            rows.add(List.of(measure.key(), each.value().toString(), each.highest(), each.lowest()));
        }
        return rows;
    }

    /** The rates that the criteria compare, the selection rate first. */
    private static Set<GroupRate> charted(FairnessReport fairness) {
        Set<GroupRate> rates = new LinkedHashSet<>();
        rates.add(GroupRate.SELECTION_RATE);
        fairness.checks()
                .forEach(check -> rates.addAll(check.criterion().measure().rates()));
        return rates;
    }

    private static void chart(
            Report.Builder part, String attribute, GroupRate rate, List<GroupMeasures> groups, GroupMeasures overall) {
        List<Chart.Interval> intervals = new ArrayList<>();
        for (GroupMeasures group : groups) {
            interval(intervals, group.group() + " (n = " + group.n() + ")", group.rate(rate));
        }
        interval(intervals, "everybody (n = " + overall.n() + ")", overall.rate(rate));
        if (!intervals.isEmpty()) {
            part.chart(new Chart.Intervals(rate.key() + " by " + attribute, rate.key(), attribute, intervals));
        }
    }

    private static void interval(List<Chart.Interval> intervals, String name, Measurement value) {
        if (value instanceof Estimate estimate) {
            intervals.add(new Chart.Interval(name, estimate.lower(), estimate.point(), estimate.upper()));
        }
    }

    static void excluded(Report.Builder report, List<Exclusion> excluded) {
        if (excluded.isEmpty()) {
            report.text("Nobody was left out of any comparison.");
            return;
        }
        List<List<String>> rows = excluded.stream()
                .map(each -> List.of(
                        each.attribute(), each.group(), each.measure(), String.valueOf(each.n()), each.reason()))
                .toList();
        report.table("Left out of comparisons", List.of("attribute", "group", "rate", "rows", "why"), rows);
    }
}
