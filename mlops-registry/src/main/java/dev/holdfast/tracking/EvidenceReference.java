// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.report.Outcome;

/**
 * Evidence that a run recorded, in brief; {@link Tracker#evidence(RunRecord)} reads the whole.
 *
 * @param kind the kind of examination
 * @param outcome its conclusion
 * @param summary the conclusion in a sentence
 * @param digest the SHA-256 of the stored document
 */
public record EvidenceReference(String kind, Outcome outcome, String summary, String digest) {}
