// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.Locale;
import java.util.Objects;

/**
 * How two models differ in one metric on the same rows.
 *
 * @param metric the metric's name
 * @param direction which direction is better
 * @param first the first model's value
 * @param second the second model's value
 * @param difference first minus second, with its interval; undefined when the metric is for one of them
 * @param pValue the p-value of no difference; undefined with the difference
 * @param method how interval and p-value were found: {@code "mcnemar"}, {@code "delong"}, {@code "bootstrap"} or, of
 *     cross-validations, {@code "corrected-resampled-t"}
 * @param margin the difference that does not matter, at least 0
 */
public record MetricDifference(
        String metric,
        Metric.Direction direction,
        Measurement first,
        Measurement second,
        Measurement difference,
        Measurement pValue,
        String method,
        double margin) {
    /** What the interval of the difference says. */
    public enum Verdict {
        /** The whole interval is on the better side of 0, and the p-value is at most one minus the confidence. */
        BETTER,
        /** The whole interval is on the worse side of 0, and the p-value is at most one minus the confidence. */
        WORSE,
        /** The whole interval is within the margin: the models differ by nothing that matters. */
        EQUIVALENT,
        /** The interval says none of these. */
        UNDECIDED
    }

    /**
     * Checks the margin.
     *
     * @param metric as above
     * @param direction as above
     * @param first as above
     * @param second as above
     * @param difference as above
     * @param pValue as above
     * @param method as above
     * @param margin as above
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public MetricDifference {
        Objects.requireNonNull(difference, "difference");
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("the margin must be at least 0, got " + margin);
        }
    }

    /**
     * Returns what the interval says; within the margin comes before better and worse.
     *
     * <p>Equivalence by a whole interval of the confidence {@code c} is two one-sided tests at the level {@code (1 - c) / 2}
     * each, so 2.5 % for 95 %; non-inferiority is one of them. Where interval and p-value disagree, as those of an exact
     * and an approximate method may, the models are not told apart.
     *
     * @return the verdict on the first model
     */
    public Verdict verdict() {
        if (difference instanceof Estimate estimate) {
            if (estimate.lower() >= -margin && estimate.upper() <= margin) {
                return Verdict.EQUIVALENT;
            }
            boolean higher = direction == Metric.Direction.HIGHER_IS_BETTER;
            // Decimal levels such as 1 - 0.95 carry a rounding.
            boolean significant = pValue.value().orElse(1) <= 1 - estimate.confidence() + 1e-12;
            if (!significant) {
                return Verdict.UNDECIDED;
            }
            if (estimate.lower() > 0) {
                return higher ? Verdict.BETTER : Verdict.WORSE;
            }
            if (estimate.upper() < 0) {
                return higher ? Verdict.WORSE : Verdict.BETTER;
            }
        }
        return Verdict.UNDECIDED;
    }

    /**
     * Tells whether the first model is shown not to be worse by more than the margin.
     *
     * @return true when the interval ends before the margin on the worse side
     */
    public boolean isNotInferior() {
        if (difference instanceof Estimate estimate) {
            return direction == Metric.Direction.HIGHER_IS_BETTER
                    ? estimate.lower() >= -margin
                    : estimate.upper() <= margin;
        }
        return false;
    }

    MetricDifference withMargin(double newMargin) {
        return new MetricDifference(metric, direction, first, second, difference, pValue, method, newMargin);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s: %s (difference %s, p %s, %s)", metric, verdict(), difference, pValue, method);
    }
}
