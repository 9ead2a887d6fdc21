// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The result of one test, before all tests of a comparison are taken together.
 *
 * @param pValue the p-value; adjusted for all tests once that is done
 * @param material whether the effect is large enough to matter
 * @param sentence what changed, without the p-value
 */
record Candidate(
        String column,
        Cause cause,
        double pValue,
        String measure,
        double effect,
        Severity severity,
        boolean material,
        String sentence) {

    Candidate adjusted(double adjusted) {
        return new Candidate(column, cause, adjusted, measure, effect, severity, material, sentence);
    }

    DriftFinding finding(int tests) {
        String explain = column + ": " + sentence + "; adjusted p " + Words.p(pValue) + " over " + tests
                + (tests == 1 ? " test, " : " tests, ") + severity;
        return new DriftFinding(column, cause, severity, measure, effect, pValue, explain);
    }

    /**
     * Returns what is left of one column's changes when each is told once: values outside the range, unseen values or a
     * spike that make up half of a moved distribution or more are its cause and told instead of it, as severely; a lesser
     * spike is part of it.
     */
    static List<Candidate> withoutRepetitions(List<Candidate> all, String column) {
        List<Candidate> own = all.stream()
                .filter(candidate -> candidate.column.equals(column))
                .toList();
        Optional<Candidate> moved =
                own.stream().filter(each -> each.cause == Cause.DISTRIBUTION).findFirst();
        if (moved.isEmpty()) {
            return own;
        }
        Optional<Candidate> cause = own.stream()
                .filter(each ->
                        each.cause == Cause.OUT_OF_RANGE || each.cause == Cause.UNSEEN || each.cause == Cause.SPIKE)
                .filter(each -> each.effect >= 0.5 * moved.get().effect)
                .max(Comparator.comparingDouble(Candidate::effect));
        List<Candidate> left = new ArrayList<>();
        for (Candidate each : own) {
            if (cause.isPresent() && each.equals(cause.get())) {
                left.add(new Candidate(
                        column,
                        each.cause,
                        each.pValue,
                        each.measure,
                        each.effect,
                        each.severity.worst(moved.get().severity),
                        true,
                        each.sentence));
            } else if (each.cause != Cause.SPIKE && (cause.isEmpty() || each.cause != Cause.DISTRIBUTION)) {
                left.add(each);
            }
        }
        return left;
    }
}
