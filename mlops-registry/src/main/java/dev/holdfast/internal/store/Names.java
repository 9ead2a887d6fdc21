// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.util.Objects;

/** What a name may be: any text that every database keeps as it is. Names are data and never become paths. */
public final class Names {
    private static final int MAX_LENGTH = 500;

    private Names() {}

    /**
     * Checks a name.
     *
     * @param what what is named, for the message
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException when it is empty, too long or has a character that cannot be stored
     */
    public static String check(String what, String name) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the name of " + article(what) + " must have 1 to " + MAX_LENGTH
                    + " characters, got " + name.length());
        }
        return checkText("the name of " + article(what), name);
    }

    /**
     * Checks that a text can be stored unchanged.
     *
     * @param what what the text is, for the message
     * @param text the text
     * @return the text
     * @throws IllegalArgumentException when it has the character NUL or half of a surrogate pair
     */
    public static String checkText(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException(what + " cannot hold the character NUL, got one at index " + i);
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException(
                        what + " must be well-formed Unicode, got half of a surrogate pair at index " + i);
            }
        }
        return text;
    }

    private static String article(String what) {
        return ("aeiou".indexOf(what.charAt(0)) >= 0 ? "an " : "a ") + what;
    }
}
