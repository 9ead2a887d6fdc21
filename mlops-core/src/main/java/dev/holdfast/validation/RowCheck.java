// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;

/**
 * What the check of a single row found.
 *
 * @param verdict {@link Verdict#PASS}, {@link Verdict#WARN}, {@link Verdict#FAIL}, or {@link Verdict#ERROR} when a check
 *     broke
 * @param breaches the rules that the row breaks, those that only warn included
 */
public record RowCheck(Verdict verdict, List<Breach> breaches) {
    static final RowCheck PASSED = new RowCheck(Verdict.PASS, List.of());

    /**
     * Copies the list.
     *
     * @param verdict the verdict
     * @param breaches the rules that the row breaks
     */
    public RowCheck {
        breaches = List.copyOf(breaches);
    }

    /**
     * Tells whether the row may be used: it breaks no rule, or only rules that warn.
     *
     * @return true when it may
     */
    public boolean passed() {
        return verdict == Verdict.PASS || verdict == Verdict.WARN;
    }
}
