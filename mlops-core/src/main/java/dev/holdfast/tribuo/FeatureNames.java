// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import java.util.Locale;

/** Writes column names and categories so that two different features never share a name. */
final class FeatureNames {
    private FeatureNames() {}

    static String column(String name) {
        return escape(name, "\\=?");
    }

    static String category(String text) {
        return escape(text, "\\");
    }

    /** Tells whether the text survives UTF-8, in which Tribuo's files hold it. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnpaired(text, i)) {
                return false;
            }
        }
        return true;
    }

    private static String escape(String text, String special) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (special.indexOf(each) >= 0) {
                escaped.append('\\').append(each);
            } else if (isUnpaired(text, i)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                escaped.append(each);
            }
        }
        return escaped.toString();
    }

    private static boolean isUnpaired(String text, int index) {
        char each = text.charAt(index);
        if (Character.isHighSurrogate(each)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(each) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
