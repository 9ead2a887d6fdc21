// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.report.Outcome;

/** What the data say about a criterion. */
public enum FairnessVerdict {
    /** The whole interval lies within the tolerance. */
    FAIR(Outcome.PASSED),
    /** The interval reaches across the tolerance, or there is none; never to be read as fair. */
    INCONCLUSIVE(Outcome.INCONCLUSIVE),
    /** The whole interval lies outside the tolerance. */
    UNFAIR(Outcome.FAILED);

    private final Outcome outcome;

    FairnessVerdict(Outcome outcome) {
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }
}
