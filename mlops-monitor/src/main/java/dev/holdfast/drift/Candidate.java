// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The result of one test, before all tests of a comparison are taken together.
 *
 * @param column the column's name in reports
 * @param segment the segment, empty for all rows
 * @param pValue the p-value; adjusted for all tests once that is done
 * @param effect the effect with its interval
 * @param material whether the effect is large enough to matter
 * @param sentence what changed, without the p-value
 */
record Candidate(
        String column,
        Optional<String> segment,
        Cause cause,
        double pValue,
        String measure,
        Estimate effect,
        Severity severity,
        boolean material,
        String sentence) {

    Candidate adjusted(double adjusted) {
        return new Candidate(column, segment, cause, adjusted, measure, effect, severity, material, sentence);
    }

    private Candidate worse(Severity other) {
        return new Candidate(column, segment, cause, pValue, measure, effect, severity.worst(other), true, sentence);
    }

    DriftFinding finding(int tests, boolean yekutieli) {
        String explain = title(column, segment) + ": " + sentence + "; " + severity.word() + ", adjusted p "
                + (yekutieli ? "(Benjamini-Yekutieli) " : "") + Words.p(pValue) + " over " + Words.count(tests)
                + (tests == 1 ? " test" : " tests");
        // Zero is for what needs no test; a probability too small for a double is not that.
        double p = Math.max(Double.MIN_VALUE, pValue);
        return new DriftFinding(column, segment, cause, severity, measure, effect, p, explain);
    }

    static String title(String column, Optional<String> segment) {
        return column + segment.map(each -> " where " + each).orElse("");
    }

    /**
     * Returns what is left of the changes of one column and segment when each is told once: values outside the range,
     * unseen values or a spike that make up half of a moved distribution or more are its cause and told instead of it, as
     * severely; a lesser spike is part of it.
     */
    static List<Candidate> withoutRepetitions(List<Candidate> own) {
        Optional<Candidate> moved =
                own.stream().filter(each -> each.cause == Cause.DISTRIBUTION).findFirst();
        if (moved.isEmpty()) {
            return own;
        }
        Optional<Candidate> cause = own.stream()
                .filter(each ->
                        each.cause == Cause.OUT_OF_RANGE || each.cause == Cause.UNSEEN || each.cause == Cause.SPIKE)
                .filter(each -> each.effect.point() >= 0.5 * moved.get().effect.point())
                .max(Comparator.comparingDouble(each -> each.effect.point()));
        List<Candidate> left = new ArrayList<>();
        for (Candidate each : own) {
            if (cause.isPresent() && each.equals(cause.get())) {
                left.add(each.worse(moved.get().severity));
            } else if (each.cause != Cause.SPIKE && (cause.isEmpty() || each.cause != Cause.DISTRIBUTION)) {
                left.add(each);
            }
        }
        return left;
    }
}
