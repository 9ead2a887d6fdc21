// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.report.Outcome;

/** Fills the draft of a result. */
final class Results {
    private Results() {}

    static CheckResult of(CheckResult draft, Outcome outcome, String observed) {
        return new CheckResult(draft.subject(), draft.expected(), observed, outcome, draft.allowed(), draft.details());
    }
}
