// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import org.jspecify.annotations.Nullable;

/**
 * Reads a line of an export in one go, when it is written as nearly all are: every member in its place, no escapes but
 * those of quotes and backslashes, small numbers. Such a line is canonical as it stands, so nothing has to be written
 * again to be compared. What is otherwise is left to the parser of JSON.
 */
final class ExportLine {
    private static final long MAX_SAFE = (1L << 53) - 1;

    /** Says only that it happened: no stack, no message. */
    private static final class Unusual extends Exception {
        private static final long serialVersionUID = 1L;

        Unusual() {
            super(null, null, false, false);
        }
    }

    private final String line;
    private final StringBuilder text = new StringBuilder();
    private int at;

    private ExportLine(String line) {
        this.line = line;
    }

    /** Returns the entry, or null when the line is unusual, which does not mean that it is wrong. */
    static @Nullable Link read(long position, String line) {
        try {
            return new ExportLine(line).link(position);
        } catch (Unusual e) {
            return null;
        }
    }

    private Link link(long position) throws Unusual {
        String action = text("{\"action\":");
        String actor = text(",\"actor\":");
        long when = number(",\"at\":");
        String commitment = optional(",\"commitment\":");
        String digest = text(",\"digest\":");
        String name = optional(",\"name\":");
        String nameSalt = optional(",\"nameSalt\":");
        String payload = text(",\"payload\":");
        String previous = text(",\"previous\":");
        String remarks = optional(",\"remarks\":");
        String roles = text(",\"roles\":");
        String salt = optional(",\"salt\":");
        long sequence = number(",\"sequence\":");
        String target = text(",\"target\":");
        skip("}");
        if (at != line.length()) {
            throw new Unusual();
        }
        return new Link(
                position,
                "",
                sequence,
                when,
                actor,
                name,
                nameSalt,
                roles,
                action,
                target,
                payload,
                remarks,
                salt,
                commitment,
                previous,
                digest);
    }

    private void skip(String expected) throws Unusual {
        if (!line.startsWith(expected, at)) {
            throw new Unusual();
        }
        at += expected.length();
    }

    private @Nullable String optional(String member) throws Unusual {
        return line.startsWith(member, at) ? text(member) : null;
    }

    private String text(String member) throws Unusual {
        skip(member);
        skip("\"");
        text.setLength(0);
        int from = at;
        for (int i = at; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                at = i + 1;
                return text.length() == 0
                        ? line.substring(from, i)
                        : text.append(line, from, i).toString();
            }
            if (c == '\\') {
                char escaped = i + 1 < line.length() ? line.charAt(i + 1) : ' ';
                if (escaped != '"' && escaped != '\\') {
                    throw new Unusual();
                }
                text.append(line, from, i);
                // The escaped character is the first of what is copied next.
                from = ++i;
            } else if (c < ' ' || Character.isSurrogate(c)) {
                throw new Unusual();
            }
        }
        throw new Unusual();
    }

    private long number(String member) throws Unusual {
        skip(member);
        int from = at;
        long value = 0;
        while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9' && at - from < 17) {
            value = value * 10 + line.charAt(at++) - '0';
        }
        boolean leads = line.startsWith("0", from) && at - from > 1;
        if (at == from || leads || value > MAX_SAFE) {
            throw new Unusual();
        }
        return value;
    }
}
