// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How numbers are printed and read, the same in every locale. */
final class Texts {
    static final String MISSING = "(missing)";

    /** Stands for a missing value where one is compared; equal to itself and to no text. */
    enum Absent {
        VALUE;

        @Override
        public String toString() {
            return MISSING;
        }
    }

    private Texts() {}

    /**
     * Prints a number exactly, in the shortest form that is read back as the same number, without a needless fraction and, from
     * a millionth to below 1e15, without an exponent: {@code 5}, {@code 0.1}, {@code 12345678.5}, {@code 1E-7}, {@code NaN}.
     */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.isFinite(value) ? printed(new BigDecimal(Double.toString(value))) : Double.toString(value);
    }

    /**
     * Prints a computed number with six significant digits, and never without its whole part. Where rounding would put it on the
     * other side of its limit it is printed exactly, so that the sentence does not contradict its verdict.
     */
    static String measure(double value, Limit limit) {
        return measure(value, limit.lower(), limit.upper());
    }

    /** As {@link #measure(double, Limit)}, with the ends of the limit. */
    static String measure(double value, double lower, double upper) {
        String rounded = rounded(value);
        double shown = Double.parseDouble(rounded);
        boolean sameSide = Double.compare(value, lower) == Double.compare(shown, lower)
                && Double.compare(value, upper) == Double.compare(shown, upper);
        return sameSide ? rounded : number(value);
    }

    /** Prints a computed number with six significant digits, and never without its whole part. */
    static String rounded(double value) {
        if (!Double.isFinite(value) || value == Math.rint(value)) {
            return number(value);
        }
        BigDecimal exact = new BigDecimal(value);
        return printed(exact.round(new MathContext(Math.max(6, exact.precision() - exact.scale()))));
    }

    private static String printed(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        return exponent >= -6 && exponent < 15 ? stripped.toPlainString() : stripped.toString();
    }

    static String value(Object value) {
        return value instanceof Double number ? number(number) : String.valueOf(value);
    }

    /** Shows control characters, direction overrides and lone surrogates by their code point, so that a terminal obeys none. */
    static String visible(String text) {
        if (text.codePoints().noneMatch(Texts::isHarmful)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmful(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isHarmful(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }

    /** Prints a share as a percentage with two decimals; a share that is not 0 or 1 never prints as if it were. */
    static String percent(long part, long whole) {
        if (whole == 0) {
            return "0 %";
        }
        BigDecimal percent = BigDecimal.valueOf(part)
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP);
        if (part > 0 && percent.signum() == 0) {
            return "< 0.01 %";
        }
        if (part < whole && percent.compareTo(BigDecimal.valueOf(100)) == 0) {
            return "> 99.99 %";
        }
        return percent.stripTrailingZeros().toPlainString() + " %";
    }

    static String percent(double share) {
        return BigDecimal.valueOf(share)
                        .multiply(BigDecimal.valueOf(100))
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    /**
     * Reads a decimal number: optional sign, ASCII digits with at most one point, optional exponent. Hexadecimal
     * numbers, type suffixes, "NaN", blanks and grouping are no numbers, although the JDK reads some of them.
     */
    static OptionalDouble parseNumber(String text) {
        if (!isDecimal(text)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Double.parseDouble(text));
    }

    /** Reads a whole number of at most 64 bits. */
    static OptionalLong parseInteger(String text) {
        if (!isDecimal(text)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(text).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean isDecimal(String text) {
        int at = sign(text, 0);
        int digits = 0;
        boolean point = false;
        while (at < text.length() && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && !point))) {
            point |= text.charAt(at) == '.';
            digits += isDigit(text.charAt(at)) ? 1 : 0;
            at++;
        }
        if (digits == 0) {
            return false;
        }
        if (at == text.length()) {
            return true;
        }
        if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
            return false;
        }
        int exponent = sign(text, at + 1);
        // Four digits are enough for every double; more would only make an exact conversion explode.
        if (exponent == text.length() || text.length() - exponent > 4) {
            return false;
        }
        return text.chars().skip(exponent).allMatch(c -> isDigit((char) c));
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
