// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.math.BigDecimal;

/**
 * The closed range in which a measured number or share must lie: {@code lower <= x <= upper}.
 *
 * <p>A share is compared by cross-multiplication of the decimal number that was written, so that 99 of 100 rows satisfy
 * {@code atLeast(0.99)} exactly.
 *
 * @param lower the smallest number allowed; {@code -Infinity} when there is none
 * @param upper the largest number allowed; {@code Infinity} when there is none
 */
public record Limit(double lower, double upper) {
    /**
     * Checks the ends.
     *
     * @param lower the smallest number allowed; {@code -Infinity} when there is none
     * @param upper the largest number allowed; {@code Infinity} when there is none
     * @throws IllegalArgumentException when an end is NaN, the ends are out of order, or there is no end at all
     */
    public Limit {
        if (Double.isNaN(lower) || Double.isNaN(upper) || lower > upper) {
            throw new IllegalArgumentException("a limit needs lower <= upper and no NaN, got " + Texts.number(lower)
                    + " and " + Texts.number(upper));
        }
        if (lower == Double.POSITIVE_INFINITY
                || upper == Double.NEGATIVE_INFINITY
                || (Double.isInfinite(lower) && Double.isInfinite(upper))) {
            throw new IllegalArgumentException("a limit needs a finite end, got " + lower + " and " + upper);
        }
    }

    /**
     * Returns the limit {@code x <= upper}.
     *
     * @param upper the largest number allowed
     * @return the limit
     * @throws IllegalArgumentException when the number is NaN or infinite
     */
    public static Limit atMost(double upper) {
        return new Limit(Double.NEGATIVE_INFINITY, upper);
    }

    /**
     * Returns the limit {@code x >= lower}.
     *
     * @param lower the smallest number allowed
     * @return the limit
     * @throws IllegalArgumentException when the number is NaN or infinite
     */
    public static Limit atLeast(double lower) {
        return new Limit(lower, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns the limit {@code lower <= x <= upper}.
     *
     * @param lower the smallest number allowed
     * @param upper the largest number allowed
     * @return the limit
     * @throws IllegalArgumentException when an end is NaN or the ends are out of order
     */
    public static Limit within(double lower, double upper) {
        return new Limit(lower, upper);
    }

    /**
     * Tells whether a number is within the limit.
     *
     * @param value the number; NaN is never within
     * @return true when it is
     */
    public boolean contains(double value) {
        return value >= lower && value <= upper;
    }

    /** Tells exactly whether {@code part / whole} is within the limit. */
    boolean containsShare(long part, long whole) {
        return (Double.isInfinite(lower) || compareShare(part, whole, lower) >= 0)
                && (Double.isInfinite(upper) || compareShare(part, whole, upper) <= 0);
    }

    /** Compares {@code part / whole} with the decimal number that {@code share} is written as. */
    static int compareShare(long part, long whole, double share) {
        return BigDecimal.valueOf(part).compareTo(BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(whole)));
    }

    @Override
    public String toString() {
        if (lower == upper) {
            return "exactly " + Texts.number(lower);
        }
        if (Double.isInfinite(lower)) {
            return "at most " + Texts.number(upper);
        }
        if (Double.isInfinite(upper)) {
            return "at least " + Texts.number(lower);
        }
        return "between " + Texts.number(lower) + " and " + Texts.number(upper);
    }
}
