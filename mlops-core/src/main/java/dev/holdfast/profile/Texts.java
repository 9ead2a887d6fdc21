// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Csv;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a column of text; immutable and mergeable.
 *
 * <p>A text of more than 128 characters is held as its first 100 and a digest of all, so that the memory of a column does
 * not depend on the length of its texts.
 *
 * @param empty how many texts are empty
 * @param blank how many consist of white space only
 * @param sentinels how many are words that stand for a missing value, like {@code NA}
 * @param typeCounts how many texts could be read as each type, without the types that do not occur
 * @param codePoints the sum of all lengths
 * @param shortest the smallest length in code points
 * @param longest the largest length in code points
 * @param values the values with their counts: all of them while they are few, then the frequent ones
 * @param patterns the frequent shapes, such as {@code AA-9999}
 * @param distinctSketch the distinct values, once they are too many for {@code values} to hold them all
 * @param marks the encoding of the texts, and where each kind of them was first seen
 */
record Texts(
        long empty,
        long blank,
        long sentinels,
        Map<ColumnType, Long> typeCounts,
        long codePoints,
        long shortest,
        long longest,
        FrequentItems<String> values,
        FrequentItems<String> patterns,
        @Nullable DistinctSketch distinctSketch,
        TextMarks marks) {
    static final int EXACT_VALUES = 512;
    static final int FREQUENT = 64;
    static final int PATTERNS = 16;

    private static final int EXACT_CHARACTERS = 16_384;
    private static final int LONGEST_KEY = 128;
    private static final int KEPT = 100;
    private static final int LONGEST_PATTERN = 32;
    private static final int LONGEST_SENTINEL = 9;
    private static final Set<String> SENTINELS = Set.of(
            "na",
            "n/a",
            "#n/a",
            "nan",
            "null",
            "nil",
            "none",
            "-",
            "--",
            "?",
            "missing",
            "unknown",
            "undefined",
            "(null)");

    private static final char[] SHAPES = new char[128];

    static {
        for (char c = 0; c < SHAPES.length; c++) {
            SHAPES[c] = shape(c);
        }
    }

    static final Texts NONE = new Texts(
            0, 0, 0, Map.of(), 0, Long.MAX_VALUE, 0, FrequentItems.none(), FrequentItems.none(), null, TextMarks.NONE);

    /** Returns what is to be kept of values with their counts. */
    static Texts of(TextCounts counts) {
        long empty = 0;
        long blank = 0;
        long sentinels = 0;
        long codePoints = 0;
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        long plain = 0; // what is nothing but text, which is counted apart because it is most of it
        Map<ColumnType, Long> types = new EnumMap<>(ColumnType.class);
        DistinctSketch sketch = new DistinctSketch();
        TextCounts shapes = new TextCounts();
        TextMarks.Builder marks = new TextMarks.Builder();
        char[] shape = new char[LONGEST_PATTERN];
        for (int i = 0; i < counts.size(); i++) {
            String text = counts.text(i);
            long count = counts.count(i);
            long length = text.codePointCount(0, text.length());
            codePoints += length * count;
            shortest = Math.min(shortest, length);
            longest = Math.max(longest, length);
            TextKind kind = TextKind.PLAIN;
            if (text.isBlank()) {
                kind = text.isEmpty() ? TextKind.EMPTY : TextKind.BLANK;
                empty += text.isEmpty() ? count : 0;
                blank += text.isEmpty() ? 0 : count;
            } else if (text.length() <= LONGEST_SENTINEL && SENTINELS.contains(text.toLowerCase(Locale.ROOT))) {
                kind = TextKind.SENTINEL;
                sentinels += count;
            }
            if (isPlain(text)) {
                plain += count;
            } else {
                ColumnType type = Csv.typeOf(text);
                kind = kind == TextKind.PLAIN ? TextKind.of(type) : kind;
                types.merge(type, count, Long::sum);
            }
            long hash = DistinctSketch.hash(text);
            sketch.add(hash);
            int bits = fill(shape, text);
            shapes.add(pattern(shape, text), count);
            marks.add(text, kind, bits, hash, count, counts.row(i));
        }
        if (plain > 0) {
            types.merge(ColumnType.TEXT, plain, Long::sum);
        }
        FrequentItems<String> values = counts.keyed(LONGEST_KEY, Texts::key).frequent(EXACT_VALUES, FREQUENT);
        boolean exact = values.slack() == 0 && isSmall(values);
        return new Texts(
                empty,
                blank,
                sentinels,
                Map.copyOf(types),
                codePoints,
                shortest,
                longest,
                exact ? values : values.reduce(FREQUENT),
                shapes.frequent(PATTERNS, PATTERNS),
                exact ? null : sketch,
                marks.build());
    }

    /** Returns the texts of rows that come after so many others. */
    Texts after(long rows) {
        if (rows == 0 || marks.first().isEmpty()) {
            return this;
        }
        return new Texts(
                empty,
                blank,
                sentinels,
                typeCounts,
                codePoints,
                shortest,
                longest,
                values,
                patterns,
                distinctSketch,
                marks.after(rows));
    }

    /** Most texts show by their first character that they can be read as nothing else. */
    private static boolean isPlain(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        return (first < '0' || first > '9') && "-.tTfF".indexOf(first) < 0;
    }

    private static boolean isSmall(FrequentItems<String> values) {
        return values.counts().size() <= EXACT_VALUES
                && values.counts().keySet().stream().mapToInt(String::length).sum() <= EXACT_CHARACTERS;
    }

    boolean isExact() {
        return distinctSketch == null;
    }

    Texts merge(Texts other) {
        Map<ColumnType, Long> types = new EnumMap<>(ColumnType.class);
        types.putAll(typeCounts);
        other.typeCounts.forEach((type, count) -> types.merge(type, count, Long::sum));
        FrequentItems<String> all = values.merge(other.values, Integer.MAX_VALUE);
        boolean exact = isExact() && other.isExact() && isSmall(all);
        return new Texts(
                empty + other.empty,
                blank + other.blank,
                sentinels + other.sentinels,
                Map.copyOf(types),
                codePoints + other.codePoints,
                Math.min(shortest, other.shortest),
                Math.max(longest, other.longest),
                exact ? all : all.reduce(FREQUENT),
                patterns.merge(other.patterns, PATTERNS),
                exact ? null : sketched().merge(other.sketched()),
                marks.merge(other.marks));
    }

    private DistinctSketch sketched() {
        if (distinctSketch != null) {
            return distinctSketch;
        }
        DistinctSketch sketch = new DistinctSketch();
        values.counts().keySet().forEach(value -> sketch.add(hash(value)));
        return sketch;
    }

    /** A key that stands for a longer text carries its hash, so that the text is counted as the same one everywhere. */
    private static long hash(String key) {
        return key.length() > LONGEST_KEY
                ? Long.parseUnsignedLong(key.substring(key.length() - 16), 16)
                : DistinctSketch.hash(key);
    }

    static String key(String text) {
        if (text.length() <= LONGEST_KEY) {
            return text;
        }
        String start = text.substring(0, KEPT);
        String digest =
                String.format(Locale.ROOT, "... (%12d characters) #%016x", text.length(), DistinctSketch.hash(text));
        return start + digest;
    }

    /** Fills in the shape of a text's start: letters as A or a, digits as 9; returns all characters or-ed together. */
    private static int fill(char[] shape, String text) {
        int length = Math.min(text.length(), LONGEST_PATTERN);
        int bits = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            bits |= c;
            shape[i] = c < SHAPES.length ? SHAPES[c] : shape(c);
        }
        for (int i = length; i < text.length(); i++) {
            bits |= text.charAt(i);
        }
        return bits;
    }

    private static String pattern(char[] shape, String text) {
        int length = Math.min(text.length(), LONGEST_PATTERN);
        String whole = new String(shape, 0, length);
        return text.length() > length ? whole + "..." : whole;
    }

    private static char shape(char c) {
        if (c >= '0' && c <= '9') {
            return '9';
        }
        if (Character.isLetter(c)) {
            return Character.isUpperCase(c) ? 'A' : 'a';
        }
        return c;
    }
}
