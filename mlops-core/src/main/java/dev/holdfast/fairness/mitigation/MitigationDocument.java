// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.fairness.FairnessVerdict;
import dev.holdfast.fairness.GroupMeasures;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes a {@link Mitigation} down. */
final class MitigationDocument {
    private MitigationDocument() {}

    static Report of(Mitigation mitigation, Goal goal) {
        Report.Builder report = Report.titled(mitigation.name());
        report.finding(
                outcome(mitigation.verdictBefore()),
                "Before",
                verdict(mitigation.verdictBefore(), goal, mitigation.before()));
        report.finding(
                outcome(mitigation.verdictAfter()),
                "After",
                verdict(mitigation.verdictAfter(), goal, mitigation.after()));
        report.text("Accuracy given up: " + mitigation.accuracyCost() + ", from "
                + mitigation.before().overall().rate(GroupRate.ACCURACY) + " to "
                + mitigation.after().overall().rate(GroupRate.ACCURACY)
                + ". The interval is that of the paired bootstrap: the same rows are drawn for both.");
        report.text("A group that was never seen: " + mitigation.unseenGroups() + ".");
        Set<GroupRate> rates = rates(goal);
        groups(report, mitigation, rates);
        for (GroupRate rate : rates) {
            chart(report, mitigation, rate);
        }
        front(report, mitigation, goal);
        return report.section(named("After", mitigation.after().report()))
                .section(named("Before", mitigation.before().report()))
                .build();
    }

    private static Report named(String when, Report examination) {
        return new Report(when + ": " + examination.title(), examination.blocks());
    }

    private static Outcome outcome(FairnessVerdict verdict) {
        return switch (verdict) {
            case FAIR -> Outcome.PASSED;
            case INCONCLUSIVE -> Outcome.INCONCLUSIVE;
            case UNFAIR -> Outcome.FAILED;
        };
    }

    private static String verdict(FairnessVerdict verdict, Goal goal, FairnessReport report) {
        return verdict + ": " + goal + "; measured " + goal.value(report);
    }

    private static Set<GroupRate> rates(Goal goal) {
        Set<GroupRate> rates = new LinkedHashSet<>();
        rates.add(GroupRate.SELECTION_RATE);
        goal.criterion().ifPresent(criterion -> rates.addAll(criterion.measure().rates()));
        rates.add(GroupRate.ERROR_RATE);
        return rates;
    }

    private static void groups(Report.Builder report, Mitigation mitigation, Set<GroupRate> rates) {
        List<String> header = new ArrayList<>(List.of("group", "rows"));
        for (GroupRate rate : rates) {
            header.add(rate.key() + " before");
            header.add(rate.key() + " after");
        }
        List<List<String>> rows = new ArrayList<>();
        List<GroupMeasures> before = mitigation.before().groups();
        List<GroupMeasures> after = mitigation.after().groups();
        for (int g = 0; g < before.size(); g++) {
            List<String> row = new ArrayList<>(
                    List.of(before.get(g).group(), String.valueOf(before.get(g).n())));
            for (GroupRate rate : rates) {
                row.add(before.get(g).rate(rate).toString());
                row.add(after.get(g).rate(rate).toString());
            }
            rows.add(row);
        }
        report.table("Groups before and after", header, rows);
    }

    private static void chart(Report.Builder report, Mitigation mitigation, GroupRate rate) {
        List<Chart.Interval> intervals = new ArrayList<>();
        List<GroupMeasures> before = mitigation.before().groups();
        List<GroupMeasures> after = mitigation.after().groups();
        for (int g = 0; g < before.size(); g++) {
            interval(intervals, before.get(g).group() + " before", before.get(g).rate(rate));
            interval(intervals, after.get(g).group() + " after", after.get(g).rate(rate));
        }
        if (!intervals.isEmpty()) {
            report.chart(new Chart.Intervals(rate.key() + " before and after", rate.key(), "group", intervals));
        }
    }

    private static void interval(List<Chart.Interval> intervals, String name, Measurement value) {
        if (value instanceof Estimate estimate) {
            intervals.add(new Chart.Interval(name, estimate.lower(), estimate.point(), estimate.upper()));
        }
    }

    private static void front(Report.Builder report, Mitigation mitigation, Goal goal) {
        List<TradeOff> front = mitigation.front();
        if (front.isEmpty()) {
            return;
        }
        String measure =
                goal.criterion().map(criterion -> criterion.measure().key()).orElse("violation of the bound");
        report.table(
                "What could have been chosen (Pareto front)",
                List.of("choice", "unfairness", "accuracy"),
                front.stream()
                        .map(each -> List.of(
                                each.choice(), Estimate.number(each.unfairness()), Estimate.number(each.accuracy())))
                        .toList());
        if (front.size() > 1) {
            report.chart(new Chart.Lines(
                    "Accuracy by unfairness",
                    measure,
                    "accuracy",
                    List.of(new Chart.Series(
                            "Pareto front",
                            front.stream().map(TradeOff::unfairness).toList(),
                            front.stream().map(TradeOff::accuracy).toList())),
                    false));
        }
    }
}
