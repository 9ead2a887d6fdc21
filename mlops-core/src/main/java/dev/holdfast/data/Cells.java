// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What a cell of text can be read as: the one place that says which text is a number, a truth value or a time.
 *
 * <p>A cell is UTF-8 in {@code bytes[from, to)}. Only ASCII digits count as digits.
 */
final class Cells {
    /** A whole number of at most 18 digits, without leading zeros: {@code 0}, {@code 42}, {@code -7}. */
    static final int INTEGER = 1;
    /** A decimal number that is no {@link #INTEGER}: {@code 1.5}, {@code .5}, {@code 1.}, {@code -0}, {@code 2e-3}. */
    static final int NUMBER = 2;
    /** {@code true} or {@code false} in any ASCII case. */
    static final int BOOLEAN = 4;
    /** An ISO 8601 date, or date and time, with or without an offset. */
    static final int TIME = 8;
    /** Anything else. */
    static final int TEXT = 16;

    /** What {@link #plainInteger} returns for other cells; a number of more digits than it reads. */
    static final long NOT_PLAIN = Long.MIN_VALUE;

    private static final int LONGEST_INTEGER = 18;
    private static final int LONGEST_FINITE = 300;
    private static final int LONGEST_MANTISSA = 19;
    private static final long LARGEST_EXACT = 1L << 53;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Cells() {}

    static int kind(byte[] bytes, int from, int to) {
        if (from == to) {
            return TEXT;
        }
        byte first = bytes[from];
        if (isDigit(first) || first == '-' || first == '.') {
            int number = numberKind(bytes, from, to);
            if (number == TEXT && isDigit(first) && time(bytes, from, to).isPresent()) {
                return TIME;
            }
            return number;
        }
        return isTrue(bytes, from, to) || isFalse(bytes, from, to) ? BOOLEAN : TEXT;
    }

    private static int numberKind(byte[] bytes, int from, int to) {
        int i = bytes[from] == '-' ? from + 1 : from;
        int start = i;
        while (i < to && isDigit(bytes[i])) {
            i++;
        }
        int whole = i - start;
        if (whole > 1 && bytes[start] == '0') {
            return TEXT;
        }
        if (i == to) {
            if (whole == 0 || whole > LONGEST_INTEGER) {
                return TEXT;
            }
            return start > from && bytes[start] == '0' ? NUMBER : INTEGER;
        }
        int fraction = 0;
        if (bytes[i] == '.') {
            int dot = i++;
            while (i < to && isDigit(bytes[i])) {
                i++;
            }
            fraction = i - dot - 1;
        }
        if (whole + fraction == 0) {
            return TEXT;
        }
        if (i == to && to - from < LONGEST_FINITE) {
            return NUMBER;
        }
        if (i < to && ((bytes[i] | 0x20) != 'e' || !isExponent(bytes, i + 1, to))) {
            return TEXT;
        }
        return Double.isInfinite(number(bytes, from, to)) ? TEXT : NUMBER;
    }

    private static boolean isExponent(byte[] bytes, int from, int to) {
        int i = from < to && (bytes[from] == '+' || bytes[from] == '-') ? from + 1 : from;
        if (i == to) {
            return false;
        }
        for (; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Reads a cell in one pass over its bytes; {@link #NOT_PLAIN} when it is no {@link #INTEGER}. */
    static long plainInteger(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int start = negative ? from + 1 : from;
        int length = to - start;
        if (length < 1 || length > LONGEST_INTEGER || (bytes[start] == '0' && (length > 1 || negative))) {
            return NOT_PLAIN;
        }
        long value = 0;
        for (int i = start; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NOT_PLAIN;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /**
     * Reads a cell that is {@link #INTEGER} or {@link #NUMBER}, correctly rounded.
     *
     * <p>A mantissa below 2^53 and a power of ten up to 22 are both exact doubles, so that one multiplication or
     * division rounds once (Clinger, "How to read floating point numbers accurately", PLDI 1990); all else is left to
     * the JDK.
     */
    static double number(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        int i = negative ? from + 1 : from;
        long mantissa = 0;
        int digits = 0;
        int exponent = 0;
        boolean fraction = false;
        for (; i < to; i++) {
            byte b = bytes[i];
            if (isDigit(b)) {
                mantissa = mantissa * 10 + (b - '0');
                digits += mantissa == 0 ? 0 : 1;
                exponent -= fraction ? 1 : 0;
            } else if (b == '.') {
                fraction = true;
            } else {
                break;
            }
        }
        if (i < to) {
            exponent += exponent(bytes, i + 1, to);
        }
        if (digits < LONGEST_MANTISSA && mantissa <= LARGEST_EXACT && Math.abs(exponent) < POWERS.length) {
            double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
            return negative ? -value : value;
        }
        return Double.parseDouble(ascii(bytes, from, to));
    }

    /**
     * Reads {@code -?digits[.digits]} of at most 18 digits in one pass over the bytes; NaN when the cell is anything
     * else, a number perhaps.
     */
    static double plainNumber(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int start = negative ? from + 1 : from;
        if (to - start > LONGEST_INTEGER || start >= to || !isDigit(bytes[start])) {
            return Double.NaN;
        }
        if (bytes[start] == '0' && start + 1 < to && bytes[start + 1] != '.') {
            return Double.NaN;
        }
        long mantissa = 0;
        int dot = to;
        for (int i = start; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
            } else if (digit == '.' - '0' && dot == to) {
                dot = i;
            } else {
                return Double.NaN;
            }
        }
        int decimals = Math.max(0, to - dot - 1);
        if (mantissa > LARGEST_EXACT) {
            return Double.NaN;
        }
        double value = mantissa / POWERS[decimals];
        return negative ? -value : value;
    }

    private static int exponent(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        int value = 0;
        for (int i = negative || bytes[from] == '+' ? from + 1 : from; i < to; i++) {
            value = Math.min(value * 10 + (bytes[i] - '0'), 99_999);
        }
        return negative ? -value : value;
    }

    static boolean isTrue(byte[] bytes, int from, int to) {
        return to - from == 4
                && (bytes[from] | 0x20) == 't'
                && (bytes[from + 1] | 0x20) == 'r'
                && (bytes[from + 2] | 0x20) == 'u'
                && (bytes[from + 3] | 0x20) == 'e';
    }

    static boolean isFalse(byte[] bytes, int from, int to) {
        return to - from == 5
                && (bytes[from] | 0x20) == 'f'
                && (bytes[from + 1] | 0x20) == 'a'
                && (bytes[from + 2] | 0x20) == 'l'
                && (bytes[from + 3] | 0x20) == 's'
                && (bytes[from + 4] | 0x20) == 'e';
    }

    /**
     * Reads {@code yyyy-MM-dd}, or that followed by {@code T} or a space and {@code HH:mm[:ss[.fraction]]} and perhaps
     * {@code Z} or an offset {@code +HH:mm}; without an offset the time is UTC, without a time the day's start.
     */
    static Optional<Instant> time(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 10 || length > 35 || bytes[from + 4] != '-' || bytes[from + 7] != '-') {
            return Optional.empty();
        }
        int year = digits(bytes, from, from + 4);
        int month = digits(bytes, from + 5, from + 7);
        int day = digits(bytes, from + 8, from + 10);
        if (year < 0 || month < 0 || day < 0) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.of(year, month, day);
            if (length == 10) {
                return Optional.of(date.atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            if (bytes[from + 10] != 'T' && bytes[from + 10] != ' ') {
                return Optional.empty();
            }
            return timeOfDay(date, ascii(bytes, from + 11, to));
        } catch (DateTimeException e) {
            return Optional.empty(); // a date like 2024-02-30 is text, never the day nearest to it
        }
    }

    private static Optional<Instant> timeOfDay(LocalDate date, String rest) {
        int zone = 0;
        while (zone < rest.length() && "0123456789:.".indexOf(rest.charAt(zone)) >= 0) {
            zone++;
        }
        if (zone < 5) {
            return Optional.empty();
        }
        String offset = rest.substring(zone);
        ZoneOffset at = offset.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(offset);
        return Optional.of(date.atTime(LocalTime.parse(rest.substring(0, zone)))
                .atOffset(at)
                .toInstant());
    }

    private static int digits(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return -1;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    @SuppressWarnings("deprecation") // the cell holds ASCII, for which this constructor is exact and fastest
    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, 0, from, to - from);
    }
}
