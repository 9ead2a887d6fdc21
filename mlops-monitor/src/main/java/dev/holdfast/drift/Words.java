// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How numbers, shares and texts are written in sentences, the same in every locale. */
final class Words {
    private static final int LONGEST = 40;

    private Words() {}

    /** Writes a number with up to six significant digits and no trailing zeros. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value, new MathContext(6)).stripTrailingZeros();
        int magnitude = rounded.precision() - rounded.scale();
        return rounded.signum() == 0
                ? "0"
                : magnitude > 9 || magnitude < -4
                        ? rounded.toString().replace("+", "").toLowerCase(Locale.ROOT)
                        : rounded.toPlainString();
    }

    /** Writes a number with all its digits, for a sentence that says "exactly". */
    static String exact(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** Writes a share as a percentage with one digit. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String decimals(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String p(double pValue) {
        return pValue < 1e-12 ? "< 1e-12" : String.format(Locale.ROOT, pValue < 1e-3 ? "= %.1e" : "= %.4f", pValue);
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String shorten(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
