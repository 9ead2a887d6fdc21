// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Measurement;
import java.util.Map;

/** The answer to a yes-or-no question. */
record Requirement(String requirement, Outcome outcome) implements Evidence {
    @Override
    public String kind() {
        return "requirement";
    }

    @Override
    public String summary() {
        return (outcome == Outcome.PASSED ? "holds: " : "does not hold: ") + requirement;
    }

    @Override
    public Map<String, Measurement> measurements() {
        return Map.of();
    }

    @Override
    public Report report() {
        return Report.titled("Requirement")
                .finding(outcome, requirement, summary())
                .build();
    }
}
