// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import dev.holdfast.report.Outcome;
import dev.holdfast.testing.CheckResult;
import java.util.List;
import java.util.Objects;

/**
 * What became of one test.
 *
 * @param testClass the name of its class, for a person
 * @param test its name, for a person
 * @param outcome {@link Outcome#PASSED}, {@link Outcome#FAILED}, or {@link Outcome#INCONCLUSIVE} when it was aborted or when
 *     nothing worse than an undecided assertion failed it
 * @param checks the assertions on models and data that it made, those that failed last
 * @param failure what else failed it, such as another assertion or a model that is not there; empty when nothing did
 */
public record TestResult(String testClass, String test, Outcome outcome, List<CheckResult> checks, String failure) {
    /**
     * Copies the list.
     *
     * @param testClass the name of its class
     * @param test its name
     * @param outcome the conclusion
     * @param checks the assertions on models and data that it made
     * @param failure what else failed it, or empty
     */
    public TestResult {
        Objects.requireNonNull(testClass, "testClass");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(failure, "failure");
        checks = List.copyOf(checks);
    }

    /**
     * Concludes from the assertions that a test made and from what it threw.
     *
     * @param testClass the name of its class
     * @param test its name
     * @param checks the assertions that were heard
     * @param failure what else failed it, or empty
     * @return the result: failed by the failure, else the worst of the assertions; one that passed though it is undecided counts
     *     as {@link Outcome#WARNED}
     */
    public static TestResult of(String testClass, String test, List<CheckResult> checks, String failure) {
        Outcome worst = checks.stream()
                .map(check ->
                        check.outcome() == Outcome.INCONCLUSIVE && check.allowed() ? Outcome.WARNED : check.outcome())
                .reduce(failure.isEmpty() ? Outcome.PASSED : Outcome.FAILED, Outcome::worst);
        return new TestResult(testClass, test, worst, checks, failure);
    }
}
