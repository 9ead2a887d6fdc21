// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A number computed from data, with the interval that its uncertainty spans.
 *
 * @param point the point estimate; never NaN
 * @param lower the lower end of the interval, at most {@code upper}; may be {@code -Infinity}
 * @param upper the upper end of the interval; may be {@code Infinity}
 * @param confidence the coverage of the interval, in (0, 1); 1 for an exact number, whose ends equal its point
 * @param n the number of observations it rests on, at least 0
 */
public record Estimate(double point, double lower, double upper, double confidence, long n) implements Measurement {
    /**
     * Checks the numbers.
     *
     * @param point as above
     * @param lower as above
     * @param upper as above
     * @param confidence as above
     * @param n as above
     * @throws IllegalArgumentException when a number is NaN, the ends are out of order or the confidence is not in (0,
     *     1]
     */
    public Estimate {
        if (Double.isNaN(point) || Double.isNaN(lower) || Double.isNaN(upper) || lower > upper) {
            throw new IllegalArgumentException(
                    "an estimate needs lower <= upper and no NaN, got " + point + " in [" + lower + ", " + upper + "]");
        }
        if (!(confidence > 0 && confidence <= 1) || n < 0) {
            throw new IllegalArgumentException(
                    "confidence must be in (0, 1] and n at least 0, got " + confidence + " and " + n);
        }
    }

    /**
     * Returns an estimate without uncertainty: a count, or a number over a whole population.
     *
     * @param point the number
     * @param n the number of observations it rests on
     * @return the estimate
     */
    public static Estimate exact(double point, long n) {
        return new Estimate(point, point, point, 1, n);
    }

    /**
     * Returns a number as a person writes it: four significant digits, no trailing zeros, an exponent only below 0.0001
     * and from a billion on.
     *
     * @param value the number
     * @return the text, the same in every locale; {@code "NaN"}, {@code "Infinity"} or {@code "-Infinity"} for these
     */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        boolean plain = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e9;
        return plain ? rounded.toPlainString() : rounded.toString();
    }

    @Override
    public String toString() {
        return confidence == 1 ? number(point) : number(point) + " [" + number(lower) + ", " + number(upper) + "]";
    }
}
