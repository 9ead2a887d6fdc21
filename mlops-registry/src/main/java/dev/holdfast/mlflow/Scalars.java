// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import java.io.IOException;

/** Reads names and texts in quotes within a line. */
final class Scalars {
    private final String line;
    private int at;
    private boolean joined;

    Scalars(String line, int at) {
        this.line = line;
        this.at = at;
    }

    String rest() {
        return line.substring(at);
    }

    /** Whether the line ended with a backslash, which takes the line end away. */
    boolean joined() {
        return joined;
    }

    /** Reads a name and the colon after it. */
    String key() throws IOException {
        char first = at < line.length() ? line.charAt(at) : ' ';
        if (first == '"' || first == '\'') {
            at++;
            StringBuilder name = new StringBuilder();
            if (!quoted(first, name) || at >= line.length() || line.charAt(at) != ':') {
                throw new IOException("expected a name in quotes and a colon, got '" + line.strip() + "'");
            }
            at++;
            return name.toString();
        }
        for (int i = at; i < line.length(); i++) {
            if (line.charAt(i) == ':' && (i + 1 == line.length() || line.charAt(i + 1) == ' ')) {
                String name = line.substring(at, i).strip();
                at = i + 1;
                return name;
            }
        }
        throw new IOException("expected 'name: value', got '" + line.strip() + "'");
    }

    /** Appends a text up to its closing quote, or to the end of the line; returns whether the quote was there. */
    boolean quoted(char quote, StringBuilder text) throws IOException {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                if (quote == '"' || at >= line.length() || line.charAt(at) != '\'') {
                    return true;
                }
                at++;
                text.append('\'');
            } else if (c == '\\' && quote == '"') {
                if (at >= line.length()) {
                    joined = true;
                    return false;
                }
                escape(text);
            } else {
                text.append(c);
            }
        }
        return false;
    }

    private void escape(StringBuilder text) throws IOException {
        char c = line.charAt(at++);
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case '0' -> text.append('\0');
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'e' -> text.append('\u001b');
            case 'f' -> text.append('\f');
            case 'v' -> text.append('\u000b');
            case 'N' -> text.append('\u0085');
            case '_' -> text.append('\u00a0');
            case 'L' -> text.append('\u2028');
            case 'P' -> text.append('\u2029');
            case ' ', '"', '/', '\\', '\'' -> text.append(c);
            case 'x' -> text.appendCodePoint(hex(2));
            case 'u' -> text.appendCodePoint(hex(4));
            case 'U' -> text.appendCodePoint(hex(8));
            default -> throw new IOException("expected an escape that YAML knows, got '\\" + c + "'");
        }
    }

    private int hex(int digits) throws IOException {
        try {
            int code = Integer.parseInt(line, at, at + digits, 16);
            at += digits;
            if (!Character.isValidCodePoint(code)) {
                throw new IOException("expected a character of Unicode, got number " + code);
            }
            return code;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("expected " + digits + " hexadecimal digits in '" + line.strip() + "'", e);
        }
    }
}
