// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.stats.Measurement;
import java.util.List;
import java.util.Optional;

/**
 * What a check state says at the end, before severity and environment are taken into account.
 *
 * @param verdict pass, fail, skipped or undecided
 * @param sentence for a person, without the column's name
 */
record Conclusion(
        Verdict verdict,
        long checked,
        long failing,
        List<FailingRow> sample,
        Optional<Measurement> measured,
        String sentence) {
    static Conclusion without(Verdict verdict, String sentence) {
        return new Conclusion(verdict, 0, 0, List.of(), Optional.empty(), sentence);
    }
}
