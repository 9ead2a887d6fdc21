// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.report.Outcome;

/**
 * What one gate found.
 *
 * @param gate the gate, as the call that made it
 * @param outcome {@link Outcome#PASSED}, {@link Outcome#WARNED}, {@link Outcome#INCONCLUSIVE} when it could not be
 *     decided, or {@link Outcome#FAILED}
 * @param expected what the gate asks for, for a person
 * @param observed what was there, for a person
 */
public record GateResult(String gate, Outcome outcome, String expected, String observed) {

    /**
     * Tells whether the gate lets the version through.
     *
     * @return true for {@link Outcome#PASSED} and {@link Outcome#WARNED}; what could not be decided does not pass
     */
    public boolean passed() {
        return outcome == Outcome.PASSED || outcome == Outcome.WARNED;
    }

    @Override
    public String toString() {
        return gate + ": " + outcome + ", expected " + expected + ", observed " + observed;
    }
}
