// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/**
 * A text that a pattern of SQL's LIKE matches as a whole: {@code %} stands for any characters, {@code _} for one code point,
 * a backslash takes the next one as it is. Case matters. Never slower than the product of both lengths.
 */
final class LikeTest extends CellTests.OnText {
    private static final int ANY = -1;
    private static final int ONE = -2;

    private final int[] pattern;

    LikeTest(String pattern) {
        int[] points = pattern.codePoints().toArray();
        int[] parsed = new int[points.length];
        int size = 0;
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '\\') {
                if (++i == points.length) {
                    throw new IllegalArgumentException(
                            "the LIKE pattern " + pattern + " ends in a backslash that escapes nothing");
                }
                parsed[size++] = points[i];
            } else {
                parsed[size++] = points[i] == '%' ? ANY : points[i] == '_' ? ONE : points[i];
            }
        }
        this.pattern = java.util.Arrays.copyOf(parsed, size);
    }

    @Override
    boolean text(String value) {
        int[] text = value.codePoints().toArray();
        int at = 0;
        int in = 0;
        int lastAny = -1;
        int resume = 0;
        while (at < text.length) {
            if (in < pattern.length && pattern[in] == ANY) {
                lastAny = in++;
                resume = at;
            } else if (in < pattern.length && (pattern[in] == ONE || pattern[in] == text[at])) {
                in++;
                at++;
            } else if (lastAny >= 0) {
                // Only the last % need take more: what stands before it has matched as early as it can.
                in = lastAny + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < pattern.length && pattern[in] == ANY) {
            in++;
        }
        return in == pattern.length;
    }
}
