// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a column of text about its encoding and about where each kind of text was first seen; immutable and
 * mergeable.
 *
 * @param known false for what an earlier version stored, which did not look at it
 * @param bytes the sum of the lengths in UTF-8
 * @param malformed how many texts hold half a surrogate pair
 * @param notNormalized how many texts are not in NFC
 * @param identifiers how many texts consist of digits and are no number all the same: {@code 007}
 * @param first of each kind the first distinct texts, at most {@link #SAMPLES}
 * @param spellings the normal forms beyond ASCII
 */
record TextMarks(
        boolean known,
        long bytes,
        long malformed,
        long notNormalized,
        long identifiers,
        Map<TextKind, List<FirstSeen>> first,
        Spellings spellings) {
    static final int SAMPLES = 5;
    static final TextMarks NONE = new TextMarks(true, 0, 0, 0, 0, Map.of(), Spellings.NONE);
    static final TextMarks UNKNOWN = new TextMarks(false, 0, 0, 0, 0, Map.of(), Spellings.NONE);

    private static final int ASCII = 0x7f;
    private static final int LAST_ALWAYS_NORMAL = 0x2ff; // combining characters begin behind it
    private static final int ESCAPED_BYTES = 0xdc80;
    private static final int LAST_ESCAPED_BYTE = 0xdcff;

    TextMarks merge(TextMarks other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        if (!known || !other.known) {
            return UNKNOWN;
        }
        Map<TextKind, List<FirstSeen>> all = new EnumMap<>(TextKind.class);
        all.putAll(first);
        other.first.forEach((kind, theirs) -> all.merge(kind, theirs, TextMarks::firstOf));
        return new TextMarks(
                true,
                bytes + other.bytes,
                malformed + other.malformed,
                notNormalized + other.notNormalized,
                identifiers + other.identifiers,
                all,
                spellings.merge(other.spellings));
    }

    /** Tells whether there is no text: every one is of some kind, and was the first of it once. */
    boolean isEmpty() {
        return known && first.isEmpty();
    }

    /** The first distinct ones of a whole are among the first distinct ones of its parts. */
    private static List<FirstSeen> firstOf(List<FirstSeen> mine, List<FirstSeen> theirs) {
        if (mine.size() == SAMPLES) {
            return mine;
        }
        List<FirstSeen> all = new ArrayList<>(mine);
        for (FirstSeen each : theirs) {
            if (all.size() < SAMPLES
                    && all.stream().noneMatch(seen -> seen.value().equals(each.value()))) {
                all.add(each);
            }
        }
        return List.copyOf(all);
    }

    /** Returns the marks of rows that come after so many others. */
    TextMarks after(long rows) {
        if (rows == 0 || first.isEmpty()) {
            return this;
        }
        Map<TextKind, List<FirstSeen>> moved = new EnumMap<>(TextKind.class);
        first.forEach((kind, seen) ->
                moved.put(kind, seen.stream().map(each -> each.after(rows)).toList()));
        return new TextMarks(known, bytes, malformed, notNormalized, identifiers, moved, spellings);
    }

    /** Looks at distinct texts in the order of their rows; not thread-safe. */
    static final class Builder {
        private final Map<TextKind, List<FirstSeen>> first = new EnumMap<>(TextKind.class);
        private final int[] seen = new int[TextKind.KINDS];
        private Spellings.@Nullable Builder spellings;
        private long bytes;
        private long malformed;
        private long notNormalized;
        private long identifiers;

        /**
         * Adds a text.
         *
         * @param kind what it is, apart from malformed
         * @param bits all its characters or-ed together
         * @param hash of the text
         */
        void add(String text, TextKind kind, int bits, long hash, long count, long row) {
            boolean isMalformed = false;
            if (bits <= ASCII) {
                bytes += text.length() * count;
            } else {
                isMalformed = addBeyondAscii(text, bits, hash, count);
            }
            if (kind == TextKind.PLAIN && isDigits(text)) {
                identifiers += count;
            }
            TextKind found = isMalformed ? TextKind.MALFORMED : kind;
            if (seen[found.code()] < SAMPLES) {
                seen[found.code()]++;
                first.computeIfAbsent(found, any -> new ArrayList<>()).add(new FirstSeen(Texts.key(text), row + 1));
            }
        }

        private static boolean isDigits(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                    return false;
                }
            }
            return true;
        }

        private boolean addBeyondAscii(String text, int bits, long hash, long count) {
            boolean isMalformed = addBytes(text, count);
            malformed += isMalformed ? count : 0;
            boolean normal = bits <= LAST_ALWAYS_NORMAL || Normalizer.isNormalized(text, Normalizer.Form.NFC);
            notNormalized += normal ? 0 : count;
            Spellings.Builder all = spellings;
            if (all == null) {
                all = new Spellings.Builder();
                spellings = all;
            }
            long form = normal ? hash : DistinctSketch.hash(Normalizer.normalize(text, Normalizer.Form.NFC));
            all.add(form, hash, hash);
            return isMalformed;
        }

        /** Adds the length in UTF-8, in which what stands for a byte is that byte; true when a surrogate is alone. */
        private boolean addBytes(String text, long count) {
            boolean alone = false;
            long length = 0;
            for (int i = 0; i < text.length(); i++) {
                int c = text.codePointAt(i);
                if (c >= Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                    length += 4;
                    i++;
                } else if (c >= ESCAPED_BYTES && c <= LAST_ESCAPED_BYTE) {
                    length++;
                    alone = true;
                } else {
                    length += c <= ASCII ? 1 : c < 0x800 ? 2 : 3;
                    alone |= Character.isSurrogate((char) c);
                }
            }
            bytes += length * count;
            return alone;
        }

        TextMarks build() {
            first.replaceAll((kind, texts) -> List.copyOf(texts));
            Spellings.Builder all = spellings;
            return new TextMarks(
                    true,
                    bytes,
                    malformed,
                    notNormalized,
                    identifiers,
                    first,
                    all == null ? Spellings.NONE : all.build());
        }
    }
}
