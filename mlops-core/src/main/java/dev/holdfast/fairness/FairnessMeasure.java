// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static dev.holdfast.fairness.GroupRate.ERROR_RATE;
import static dev.holdfast.fairness.GroupRate.FALSE_DISCOVERY_RATE;
import static dev.holdfast.fairness.GroupRate.FALSE_NEGATIVE_RATE;
import static dev.holdfast.fairness.GroupRate.FALSE_OMISSION_RATE;
import static dev.holdfast.fairness.GroupRate.FALSE_POSITIVE_RATE;
import static dev.holdfast.fairness.GroupRate.POSITIVE_PREDICTIVE_VALUE;
import static dev.holdfast.fairness.GroupRate.SELECTION_RATE;
import static dev.holdfast.fairness.GroupRate.TRUE_POSITIVE_RATE;

import java.util.Arrays;
import java.util.List;

/**
 * One number for how far apart the groups of an attribute are.
 *
 * <p>A difference is the largest rate of any group minus the smallest, in [0, 1], 0 for groups that are alike. A ratio
 * is the smallest divided by the largest, in [0, 1], 1 for groups that are alike; it is undefined when every group's
 * rate is 0. Where a measure names two rates it is the worse of the two, except for averages. Only groups that are large enough take part; the others are listed. With fewer than
 * two such groups for any of its rates, a measure is undefined.
 */
public enum FairnessMeasure {
    /** How far selection rates are apart. */
    DEMOGRAPHIC_PARITY_DIFFERENCE(Form.DIFFERENCE, SELECTION_RATE),
    /** How many times the selection rate of one group is that of another; four fifths is a legal rule of thumb. */
    DEMOGRAPHIC_PARITY_RATIO(Form.RATIO, SELECTION_RATE),
    /** How far true positive rates, or false positive rates, are apart: the larger of the two differences. */
    EQUALIZED_ODDS_DIFFERENCE(Form.DIFFERENCE, TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE),
    /** The smaller of the ratios of true positive rates and of false positive rates. */
    EQUALIZED_ODDS_RATIO(Form.RATIO, TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE),
    /**
     * The largest mean, over all pairs of groups, of the absolute differences of true and of false positive rate:
     * {@code max over a, b of (|TPR_a - TPR_b| + |FPR_a - FPR_b|) / 2}. Absolute, so that the two cannot cancel.
     */
    AVERAGE_ODDS_DIFFERENCE(Form.AVERAGE, TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE),
    /** How far true positive rates are apart. */
    EQUAL_OPPORTUNITY_DIFFERENCE(Form.DIFFERENCE, TRUE_POSITIVE_RATE),
    /** The ratio of true positive rates. */
    EQUAL_OPPORTUNITY_RATIO(Form.RATIO, TRUE_POSITIVE_RATE),
    /** How far false positive rates are apart; also predictive equality. */
    FALSE_POSITIVE_RATE_DIFFERENCE(Form.DIFFERENCE, FALSE_POSITIVE_RATE),
    /** The ratio of false positive rates. */
    FALSE_POSITIVE_RATE_RATIO(Form.RATIO, FALSE_POSITIVE_RATE),
    /** The ratio of false negative rates. */
    FALSE_NEGATIVE_RATE_RATIO(Form.RATIO, FALSE_NEGATIVE_RATE),
    /** How far positive predictive values, and so false discovery rates, are apart. */
    PREDICTIVE_PARITY_DIFFERENCE(Form.DIFFERENCE, POSITIVE_PREDICTIVE_VALUE),
    /** The ratio of positive predictive values. */
    PREDICTIVE_PARITY_RATIO(Form.RATIO, POSITIVE_PREDICTIVE_VALUE),
    /**
     * The largest mean, over all pairs of groups, of the absolute differences of positive predictive value and of false
     * omission rate: {@code max over a, b of (|PPV_a - PPV_b| + |FOR_a - FOR_b|) / 2}.
     */
    AVERAGE_PREDICTIVE_VALUE_DIFFERENCE(Form.AVERAGE, POSITIVE_PREDICTIVE_VALUE, FALSE_OMISSION_RATE),
    /** The ratio of false discovery rates. */
    FALSE_DISCOVERY_RATE_RATIO(Form.RATIO, FALSE_DISCOVERY_RATE),
    /** The ratio of false omission rates. */
    FALSE_OMISSION_RATE_RATIO(Form.RATIO, FALSE_OMISSION_RATE),
    /** How far false omission rates are apart. */
    FALSE_OMISSION_RATE_DIFFERENCE(Form.DIFFERENCE, FALSE_OMISSION_RATE),
    /** How far error rates, and so accuracies, are apart. */
    ERROR_RATE_DIFFERENCE(Form.DIFFERENCE, ERROR_RATE),
    /** The ratio of error rates. */
    ERROR_RATE_RATIO(Form.RATIO, ERROR_RATE);

    /** How the rates of groups become one number. */
    enum Form {
        DIFFERENCE,
        RATIO,
        AVERAGE
    }

    private final Form form;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
    private final List<GroupRate> rates;

    FairnessMeasure(Form form, GroupRate... rates) {
        this.form = form;
        this.rates = List.copyOf(Arrays.asList(rates));
    }

    Form form() {
        return form;
    }

    /**
     * Returns the rates that are compared.
     *
     * @return one or two rates
     */
    public List<GroupRate> rates() {
        return rates;
    }

    /**
     * Tells whether the measure is a ratio, for which more is fairer.
     *
     * @return true for a ratio, false for a difference
     */
    public boolean isRatio() {
        return form == Form.RATIO;
    }

    /**
     * Returns the name as it stands in reports and keys.
     *
     * @return lower case with hyphens, such as {@code "equalized-odds-difference"}
     */
    public String key() {
        return Names.key(this);
    }

    /**
     * Returns the criterion that this difference is no larger than a tolerance.
     *
     * @param tolerance the largest difference that counts as fair, in [0, 1)
     * @return the criterion
     * @throws IllegalArgumentException when the tolerance is outside, or when this is a ratio
     */
    public Criterion atMost(double tolerance) {
        if (isRatio()) {
            throw new IllegalArgumentException(key() + " is a ratio, of which more is fairer: use atLeast");
        }
        return new Criterion(this, tolerance);
    }

    /**
     * Returns the criterion that this ratio is no smaller than a tolerance.
     *
     * @param tolerance the smallest ratio that counts as fair, in (0, 1]
     * @return the criterion
     * @throws IllegalArgumentException when the tolerance is outside, or when this is a difference
     */
    public Criterion atLeast(double tolerance) {
        if (!isRatio()) {
            throw new IllegalArgumentException(key() + " is a difference, of which less is fairer: use atMost");
        }
        return new Criterion(this, tolerance);
    }
}
