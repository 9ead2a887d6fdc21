// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names some of the levels that the reference never had, with their exact counts: those {@value #KEPT} whose hashes are
 * smallest.
 *
 * <p>A level that is among the smallest of a whole is among the smallest of each part, and was so from its first
 * occurrence on. So its count is complete, and the result depends neither on the order of the values nor on how they were
 * divided: what a frequency sketch cannot give.
 */
final class UnseenLevels {
    static final int KEPT = 16;
    private static final int LONGEST = 80;

    private final TreeMap<Long, Level> levels = new TreeMap<>();

    /** A level by the beginning of its text. */
    private record Level(String text, long count) {}

    void add(String text, long count) {
        long hash = Levels.hash(text);
        if (levels.size() == KEPT && hash > levels.lastKey()) {
            return;
        }
        put(hash, text.length() <= LONGEST ? text : text.substring(0, LONGEST), count);
    }

    private void put(long hash, String text, long count) {
        levels.merge(hash, new Level(text, count), (a, b) -> new Level(a.text(), a.count() + b.count()));
        if (levels.size() > KEPT) {
            levels.pollLastEntry();
        }
    }

    void merge(UnseenLevels other) {
        other.levels.forEach((hash, level) -> put(hash, level.text(), level.count()));
    }

    /** Returns how often each kept level occurred. */
    List<Long> counts() {
        return levels.values().stream().map(Level::count).toList();
    }

    /** Returns the kept levels by descending count, each as {@code 'text' (count)}. */
    List<String> describe(int most) {
        List<Level> all = new ArrayList<>(levels.values());
        all.sort((a, b) -> a.count() != b.count()
                ? Long.compare(b.count(), a.count())
                : a.text().compareTo(b.text()));
        return all.stream()
                .limit(most)
                .map(level -> "'" + Words.shorten(level.text()) + "' (" + Words.count(level.count()) + ")")
                .toList();
    }

    void write(Encoder out) {
        out.count(levels.size());
        for (Map.Entry<Long, Level> entry : levels.entrySet()) {
            out.bits(entry.getKey());
            out.text(entry.getValue().text());
            out.count(entry.getValue().count());
        }
    }

    void read(Decoder in) {
        int size = in.size(KEPT);
        for (int i = 0; i < size; i++) {
            put(in.bits(), in.text(), in.count());
        }
    }
}
