// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import java.util.Locale;

/** How constants and numbers are written in keys, group names and sentences. */
final class Names {
    private Names() {}

    static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A number without a needless fraction: 25 rather than 25.0. */
    static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? String.valueOf((long) value) : String.valueOf(value);
    }

    static String count(long n, String plural) {
        return n + " " + (n == 1 ? singular(plural) : plural);
    }

    private static String singular(String plural) {
        int space = plural.indexOf("rows not");
        if (space >= 0) {
            return plural.replace("rows not", "row not");
        }
        return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
    }
}
