// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found of leakage between training and test rows. Immutable and thread-safe. */
public final class LeakageReport implements Evidence {
    private final List<LeakageFinding> findings;
    private final long trainingRows;
    private final long testRows;

    LeakageReport(List<LeakageFinding> findings, long trainingRows, long testRows) {
        List<LeakageFinding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(LeakageFinding::outcome).reversed());
        this.findings = List.copyOf(sorted);
        this.trainingRows = trainingRows;
        this.testRows = testRows;
    }

    /**
     * Returns what was looked for and found.
     *
     * @return the findings, leaks first
     */
    public List<LeakageFinding> findings() {
        return findings;
    }

    @Override
    public String kind() {
        return "leakage";
    }

    @Override
    public Outcome outcome() {
        return findings.stream().map(LeakageFinding::outcome).reduce(Outcome.PASSED, Outcome::worst);
    }

    @Override
    public String summary() {
        List<LeakageFinding> bad = findings.stream()
                .filter(finding -> finding.outcome() == outcome())
                .toList();
        String rows = testRows + " test rows beside " + trainingRows + " training rows: ";
        return outcome() == Outcome.PASSED
                ? rows + "no leak in " + findings.size() + (findings.size() == 1 ? " examination" : " examinations")
                : rows + bad.get(0).detail() + (bad.size() > 1 ? ", and " + (bad.size() - 1) + " more" : "");
    }

    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        findings.stream()
                .sorted(Comparator.comparing(LeakageFinding::kind).thenComparing(LeakageFinding::subject))
                .forEach(finding -> measurements.put(
                        finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + ":" + finding.subject(),
                        finding.measured()));
        return Collections.unmodifiableMap(measurements);
    }

    @Override
    public Report report() {
        Report.Builder report = Report.titled("Leakage").finding(outcome(), "Data", summary());
        for (LeakageFinding finding : findings) {
            report.finding(finding.outcome(), finding.subject(), finding.detail());
        }
        return report.build();
    }

    @Override
    public String toString() {
        return "LeakageReport[" + outcome() + ", " + summary() + "]";
    }
}
