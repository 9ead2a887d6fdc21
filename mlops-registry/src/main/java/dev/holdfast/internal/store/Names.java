// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * What a name may be: 1 to 500 characters that every database keeps as they are and that are read as they are written.
 * Names are data, compared exactly, and never become paths or SQL.
 *
 * <p>Refused are control characters, which break lines of reports and logs, characters that turn the direction of
 * reading, which show one name as another, the code points that Unicode sets aside as no characters, and halves of
 * surrogate pairs. A text that is no name may have all of them but NUL and half a pair.
 */
public final class Names {
    private static final int MAX_LENGTH = 500;

    private Names() {}

    /**
     * Checks a name.
     *
     * @param what what is named, for the message
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException when it is empty, too long or has a character that a name cannot have
     */
    public static String check(String what, String name) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the name of " + article(what) + " must have 1 to " + MAX_LENGTH
                    + " characters, got " + name.length());
        }
        return checkReadable("the name of " + article(what), name);
    }

    /**
     * Checks that a text can be stored unchanged and is read as it is written.
     *
     * @param what what the text is, for the message
     * @param text the text
     * @return the text
     * @throws IllegalArgumentException when it has a character that a name cannot have
     */
    public static String checkReadable(String what, String text) {
        checkText(what, text);
        text.codePoints().filter(Names::isMisleading).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(what + " cannot have the character U+"
                    + String.format(Locale.ROOT, "%04X", c) + ", which is a control character or changes how the others"
                    + " are read, got one at index " + text.indexOf(c));
        });
        return text;
    }

    private static boolean isMisleading(int c) {
        boolean directs = c == 0x061c || c == 0x200e || c == 0x200f;
        boolean embeds = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        boolean breaks = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
        boolean none = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
        return directs || embeds || breaks || none;
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

    /**
     * Tells whether a text can be stored unchanged; one that cannot is stored nowhere, and a driver of a database may
     * ask for another in its place.
     *
     * @param text the text
     * @return whether {@link #checkText} accepts it
     */
    public static boolean canBeStored(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String article(String what) {
        return ("aeiou".indexOf(what.charAt(0)) >= 0 ? "an " : "a ") + what;
    }
}
