// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

/** How an outcome is written where a person reads it: a mark and the word, never colour alone. */
final class Outcomes {
    private Outcomes() {}

    static String mark(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "✓ PASSED";
            case WARNED -> "! WARNED";
            case INCONCLUSIVE -> "? INCONCLUSIVE";
            case FAILED -> "✗ FAILED";
        };
    }
}
