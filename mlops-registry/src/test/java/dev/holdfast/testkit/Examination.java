// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.Map;

/** Evidence as plain values. */
public record Examination(
        String kind, Outcome outcome, String summary, Map<String, Measurement> measurements, Report report)
        implements Evidence {

    public static Examination of(String kind, Outcome outcome) {
        return new Examination(
                kind, outcome, kind + " in brief", Map.of(), Report.titled(kind).build());
    }

    public static Examination evaluation(String metric, double point, double halfWidth) {
        return evaluation(metric, new Estimate(point, point - halfWidth, point + halfWidth, 0.95, 100));
    }

    public static Examination evaluation(String metric, Measurement value) {
        return new Examination(
                "evaluation",
                Outcome.PASSED,
                "evaluated",
                Map.of(metric, value),
                Report.titled("evaluation").build());
    }
}
