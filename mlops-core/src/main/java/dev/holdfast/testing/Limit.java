// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;

/**
 * A floor or a ceiling of a measured number.
 *
 * @param floor whether the number must be at least the value; else at most
 * @param value the limit
 * @param pointOnly whether the estimate alone is held against it, without its interval
 */
record Limit(boolean floor, double value, boolean pointOnly) {
    Limit {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the limit must be a finite number, got " + value);
        }
    }

    static Limit atLeast(double value) {
        return new Limit(true, value, false);
    }

    static Limit atMost(double value) {
        return new Limit(false, value, false);
    }

    Limit ofPoint() {
        return new Limit(floor, value, true);
    }

    /** Passed when the whole interval keeps the limit, failed when none of it does, else inconclusive. */
    Outcome judge(Measurement measured) {
        if (!(measured instanceof Estimate estimate)) {
            return Outcome.INCONCLUSIVE;
        }
        if (pointOnly) {
            return keeps(estimate.point()) ? Outcome.PASSED : Outcome.FAILED;
        }
        if (keeps(floor ? estimate.lower() : estimate.upper())) {
            return Outcome.PASSED;
        }
        return keeps(floor ? estimate.upper() : estimate.lower()) ? Outcome.INCONCLUSIVE : Outcome.FAILED;
    }

    private boolean keeps(double number) {
        return floor ? number >= value : number <= value;
    }

    /** What an undecided number needs: more rows where the estimate itself keeps the limit, else a better model. */
    String advice(Measurement measured) {
        if (!(measured instanceof Estimate estimate)) {
            return "give rows on which it is defined";
        }
        if (pointOnly) {
            return "improve the model, or move the limit if it is wrong; only the estimate was judged, whatever its interval";
        }
        return switch (judge(measured)) {
            case FAILED ->
                "improve the model, or move the limit if it is wrong; the interval rules out bad luck with these"
                        + " rows";
            case INCONCLUSIVE -> undecided(estimate);
            default -> "nothing";
        };
    }

    private String undecided(Estimate estimate) {
        if (!keeps(estimate.point())) {
            return "improve the model: the estimate itself misses the limit, though the rows are too few to prove it";
        }
        double reach = floor ? estimate.point() - estimate.lower() : estimate.upper() - estimate.point();
        double room = Math.abs(estimate.point() - value);
        double factor = reach / room;
        if (room <= 0 || !(factor * factor * estimate.n() < 1e9)) {
            return "improve the model: the estimate is right at the limit";
        }
        double rows = factor * factor * estimate.n();
        double digit = Math.pow(10, Math.floor(Math.log10(rows)) - 1);
        return "test on more rows: about " + (long) (Math.ceil(rows / digit) * digit)
                + " like these would show it, if the estimate stays; or say" + " allowInconclusive()";
    }

    @Override
    public String toString() {
        return (pointOnly ? "(point estimate) " : "") + (floor ? "at least " : "at most ") + Estimate.number(value);
    }
}
