// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.Locale;

/** Makes text harmless for the medium it goes to, and keeps what was there visible. */
final class Escaping {
    private Escaping() {}

    /** Shows control characters, direction overrides and lone surrogates by their code point; keeps line breaks. */
    static String visible(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int length = Character.charCount(point);
            if (isHarmful(point)) {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                out.append(String.format(Locale.ROOT, "\\u%04X", point));
            } else if (out != null) {
                out.appendCodePoint(point);
            }
            i += length;
        }
        return out == null ? text : out.toString();
    }

    private static boolean isHarmful(int point) {
        if (point == '\n' || point == '\t') {
            return false;
        }
        int type = Character.getType(point);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }

    /** The same JSON with its control characters and direction overrides, all of which stand in texts, as escapes. */
    static String json(String document) {
        StringBuilder out = new StringBuilder(document.length() + 16);
        for (int i = 0; i < document.length(); ) {
            int point = document.codePointAt(i);
            if (isHarmful(point)) {
                for (char c : Character.toChars(point)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            } else {
                out.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }

    static String html(String text) {
        String shown = visible(text);
        StringBuilder out = new StringBuilder(shown.length() + 16);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Text of one Markdown line: markup characters are escaped, line breaks become spaces. */
    static String markdown(String text) {
        String shown = visible(text).replace('\n', ' ').replace('\t', ' ');
        StringBuilder out = new StringBuilder(shown.length() + 16);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '\\', '`', '*', '[', ']', '|', '~', '$' -> out.append('\\').append(c);
                // Underscores inside a word are no markup, and many column names have them.
                case '_' -> out.append(isInsideWord(shown, i) ? "_" : "\\_");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '#', '+', '-' -> out.append(i == 0 ? "\\" : "").append(c);
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isInsideWord(String text, int index) {
        return index > 0
                && index < text.length() - 1
                && Character.isLetterOrDigit(text.charAt(index - 1))
                && Character.isLetterOrDigit(text.charAt(index + 1));
    }
}
