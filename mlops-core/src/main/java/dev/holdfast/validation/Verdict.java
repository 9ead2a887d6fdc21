// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.report.Outcome;

/** What the check of one rule concluded; ordered from best to worst. */
public enum Verdict {
    /** The rule holds for what it looked at. */
    PASS,
    /** A rule of severity {@link Severity#WARN} does not hold. */
    WARN,
    /** There was nothing to look at: no row, no value, a filter or an environment that matches nothing. Not green. */
    SKIPPED,
    /** The data at hand do not decide it: the uncertainty of the measured number straddles the limit. */
    UNDECIDED,
    /** A rule of severity {@link Severity#FAIL} does not hold. */
    FAIL,
    /** The check itself broke: a custom check threw, or a regular expression exploded. Other rules are not touched. */
    ERROR;

    /**
     * Returns the worse of two verdicts.
     *
     * @param other the other verdict
     * @return the one that comes later in {@link Verdict}
     */
    public Verdict worst(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * Returns this verdict in the words that all examinations share.
     *
     * @return the outcome; {@link Outcome#INCONCLUSIVE} for {@link #SKIPPED} and {@link #UNDECIDED},
     *     {@link Outcome#FAILED} for {@link #FAIL} and {@link #ERROR}
     */
    public Outcome outcome() {
        return switch (this) {
            case PASS -> Outcome.PASSED;
            case WARN -> Outcome.WARNED;
            case SKIPPED, UNDECIDED -> Outcome.INCONCLUSIVE;
            case FAIL, ERROR -> Outcome.FAILED;
        };
    }
}
