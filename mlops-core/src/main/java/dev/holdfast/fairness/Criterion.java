// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.Objects;

/**
 * A measure with the tolerance up to which it counts as fair: {@code Criterion.equalizedOdds().atMost(0.10)}.
 *
 * @param measure what is measured
 * @param tolerance the largest difference in [0, 1), or the smallest ratio in (0, 1], that counts as fair
 */
public record Criterion(FairnessMeasure measure, double tolerance) {
    /**
     * Checks the tolerance.
     *
     * @param measure what is measured
     * @param tolerance the largest difference in [0, 1), or the smallest ratio in (0, 1], that counts as fair
     * @throws IllegalArgumentException when the tolerance is outside its range
     */
    public Criterion {
        Objects.requireNonNull(measure, "measure");
        if (measure.isRatio() && !(tolerance > 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("a ratio must be at least a number in (0, 1], got " + tolerance);
        }
        if (!measure.isRatio() && !(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("a difference must be at most a number in [0, 1), got " + tolerance);
        }
    }

    /**
     * Returns the difference in selection rates.
     *
     * @return {@link FairnessMeasure#DEMOGRAPHIC_PARITY_DIFFERENCE}
     */
    public static FairnessMeasure demographicParity() {
        return FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE;
    }

    /**
     * Returns the ratio of selection rates.
     *
     * @return {@link FairnessMeasure#DEMOGRAPHIC_PARITY_RATIO}
     */
    public static FairnessMeasure demographicParityRatio() {
        return FairnessMeasure.DEMOGRAPHIC_PARITY_RATIO;
    }

    /**
     * Returns the larger of the differences in true and in false positive rate.
     *
     * @return {@link FairnessMeasure#EQUALIZED_ODDS_DIFFERENCE}
     */
    public static FairnessMeasure equalizedOdds() {
        return FairnessMeasure.EQUALIZED_ODDS_DIFFERENCE;
    }

    /**
     * Returns the smaller of the ratios of true and of false positive rates.
     *
     * @return {@link FairnessMeasure#EQUALIZED_ODDS_RATIO}
     */
    public static FairnessMeasure equalizedOddsRatio() {
        return FairnessMeasure.EQUALIZED_ODDS_RATIO;
    }

    /**
     * Returns the difference in true positive rates.
     *
     * @return {@link FairnessMeasure#EQUAL_OPPORTUNITY_DIFFERENCE}
     */
    public static FairnessMeasure equalOpportunity() {
        return FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE;
    }

    /**
     * Returns the mean of the absolute differences in true and in false positive rate.
     *
     * @return {@link FairnessMeasure#AVERAGE_ODDS_DIFFERENCE}
     */
    public static FairnessMeasure averageOdds() {
        return FairnessMeasure.AVERAGE_ODDS_DIFFERENCE;
    }

    /**
     * Returns the difference in positive predictive values.
     *
     * @return {@link FairnessMeasure#PREDICTIVE_PARITY_DIFFERENCE}
     */
    public static FairnessMeasure predictiveParity() {
        return FairnessMeasure.PREDICTIVE_PARITY_DIFFERENCE;
    }

    /**
     * Returns the difference in error rates.
     *
     * @return {@link FairnessMeasure#ERROR_RATE_DIFFERENCE}
     */
    public static FairnessMeasure errorRate() {
        return FairnessMeasure.ERROR_RATE_DIFFERENCE;
    }

    /**
     * Judges a measured value: fair when its whole interval keeps the tolerance, unfair when none of it does,
     * inconclusive otherwise and for what is undefined.
     *
     * @param value the measured value
     * @return the verdict
     */
    public FairnessVerdict judge(Measurement value) {
        if (!(value instanceof Estimate estimate)) {
            return FairnessVerdict.INCONCLUSIVE;
        }
        boolean ratio = measure.isRatio();
        if (ratio ? estimate.lower() >= tolerance : estimate.upper() <= tolerance) {
            return FairnessVerdict.FAIR;
        }
        return (ratio ? estimate.upper() < tolerance : estimate.lower() > tolerance)
                ? FairnessVerdict.UNFAIR
                : FairnessVerdict.INCONCLUSIVE;
    }

    @Override
    public String toString() {
        return measure.key() + (measure.isRatio() ? " at least " : " at most ") + Names.number(tolerance);
    }
}
