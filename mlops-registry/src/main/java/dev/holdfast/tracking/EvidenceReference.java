// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.report.Outcome;
import java.util.Objects;

/**
 * Evidence that a run recorded, in brief; {@link Tracker#evidence(RunRecord)} reads the whole.
 *
 * @param kind the kind of examination
 * @param outcome its conclusion
 * @param summary the conclusion in a sentence
 * @param digest the SHA-256 of the stored document
 */
public record EvidenceReference(String kind, Outcome outcome, String summary, String digest) {
    /** Checks that nothing is null. */
    public EvidenceReference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(digest, "digest");
    }
}
