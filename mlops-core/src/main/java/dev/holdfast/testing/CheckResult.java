// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.report.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one assertion on a model or on data found.
 *
 * @param subject what was examined, such as {@code "credit on 1191 rows"}
 * @param expected what was asked for, such as {@code "auc at least 0.75"}
 * @param observed what was found, with its interval and the number of rows
 * @param outcome the conclusion
 * @param allowed whether the test accepts {@link Outcome#INCONCLUSIVE}
 * @param details what helps to understand it, by its name: the worst slice, an example row, what to do
 */
public record CheckResult(
        String subject,
        String expected,
        String observed,
        Outcome outcome,
        boolean allowed,
        Map<String, String> details) {
    /**
     * Copies the map, in its order.
     *
     * @param subject what was examined
     * @param expected what was asked for
     * @param observed what was found
     * @param outcome the conclusion
     * @param allowed whether the test accepts {@link Outcome#INCONCLUSIVE}
     * @param details what helps to understand it, by its name
     */
    public CheckResult {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(observed, "observed");
        Objects.requireNonNull(outcome, "outcome");
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    static CheckResult of(Outcome outcome, String subject, String expected, String observed) {
        return new CheckResult(subject, expected, observed, outcome, false, Map.of());
    }

    CheckResult with(String name, String detail) {
        return withAll(Map.of(name, detail));
    }

    CheckResult withAll(Map<String, String> others) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.putAll(others);
        return new CheckResult(subject, expected, observed, outcome, allowed, more);
    }

    CheckResult allowing(boolean inconclusive) {
        return new CheckResult(subject, expected, observed, outcome, inconclusive, details);
    }

    /**
     * Tells whether the test fails by it.
     *
     * @return true for {@link Outcome#FAILED}, and for {@link Outcome#INCONCLUSIVE} that is not allowed
     */
    public boolean isFailure() {
        return outcome == Outcome.FAILED || (outcome == Outcome.INCONCLUSIVE && !allowed);
    }

    /**
     * Returns the result for a person: one line that says it all, then one indented line a detail.
     *
     * @return the text, without a line break at its end
     */
    public String message() {
        StringBuilder text = new StringBuilder(outcome.name())
                .append(": ")
                .append(subject)
                .append(": expected ")
                .append(expected)
                .append(", observed ")
                .append(observed);
        details.forEach(
                (name, detail) -> text.append("\n  ").append(name).append(": ").append(detail));
        return text.toString();
    }

    @Override
    public String toString() {
        return message();
    }
}
