// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the gates found about a canary and what followed.
 *
 * @param action what followed
 * @param status where the canary stands after it
 * @param findings one finding a gate, over the step that was judged
 */
public record CanaryVerdict(Action action, CanaryStatus status, List<Finding> findings) {
    /** What follows a look at the gates. */
    public enum Action {
        /** Every gate passed: the canary answers the next larger share. */
        ADVANCED,
        /** Nothing is decided, the time of the step is not over, or there are no gates: the canary stays as it is. */
        HELD,
        /** Every gate passed at the last step: the candidate is ready to be promoted. */
        COMPLETED,
        /** A gate failed, now or before: the champion answers everybody again. */
        STOPPED
    }

    /**
     * What one gate found.
     *
     * @param gate the gate in words
     * @param outcome passed, failed or inconclusive
     * @param canary the canary's rate
     * @param champion the champion's rate, for gates that compare
     */
    public record Finding(String gate, Outcome outcome, Measurement canary, Optional<Measurement> champion) {
        @Override
        public String toString() {
            return gate + ": " + outcome + " with " + canary
                    + champion.map(rate -> ", champion " + rate).orElse("");
        }
    }

    /**
     * Copies the list.
     *
     * @param action what followed
     * @param status where the canary stands after it
     * @param findings one finding a gate
     */
    public CanaryVerdict {
        findings = List.copyOf(findings);
    }

    /**
     * Returns the verdict in one sentence for a person.
     *
     * @return the sentence
     */
    public String summary() {
        return status.version() + " as canary " + action
                + findings.stream()
                        .map(Finding::toString)
                        .collect(Collectors.joining("; ", findings.isEmpty() ? "" : ": ", ""));
    }
}
