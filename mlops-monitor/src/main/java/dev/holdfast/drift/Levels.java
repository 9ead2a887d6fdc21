// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bins of texts and truth values: a cell for each of the most frequent levels of the reference, in descending order of
 * frequency, then by text.
 *
 * <p>The rare levels of the reference are kept as 64-bit hashes, up to {@value #REMEMBERED}, only to tell a rare level
 * from one that was never seen. Where there were more of them the two cannot be told apart, and all count as rare.
 */
final class Levels implements Bins {
    static final int TOP = 256;
    static final int REMEMBERED = 4_096;
    /** A longer text is never a cell of its own, so that a baseline of essays stays small. */
    static final int LONGEST = 200;

    final List<String> top;
    final long[] rare;
    final boolean unseenKnown;
    private final Map<String, Integer> cells;

    Levels(List<String> top, long[] rare, boolean unseenKnown) {
        this.top = List.copyOf(top);
        this.rare = rare;
        this.unseenKnown = unseenKnown;
        this.cells = new HashMap<>();
        for (int i = 0; i < top.size(); i++) {
            cells.put(top.get(i), i);
        }
    }

    /** Cuts the bins of these levels; {@code complete} tells whether the reference has no others. */
    static Levels cut(Map<String, Long> counts, boolean complete) {
        List<Map.Entry<String, Long>> entries = new ArrayList<>(counts.entrySet());
        entries.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        List<String> top = new ArrayList<>();
        List<Long> rare = new ArrayList<>();
        for (Map.Entry<String, Long> entry : entries) {
            if (top.size() < TOP && entry.getKey().length() <= LONGEST) {
                top.add(entry.getKey());
            } else {
                rare.add(hash(entry.getKey()));
            }
        }
        boolean known = complete && rare.size() <= REMEMBERED;
        return new Levels(
                top,
                known
                        ? rare.stream()
                                .mapToLong(Long::longValue)
                                .sorted()
                                .distinct()
                                .toArray()
                        : new long[0],
                known);
    }

    /** Tells whether others are the same cells. */
    boolean same(Levels other) {
        return unseenKnown == other.unseenKnown && top.equals(other.top) && Arrays.equals(rare, other.rare);
    }

    @Override
    public int body() {
        return top.size();
    }

    int cell(String level) {
        Integer cell = cells.get(level);
        if (cell != null) {
            return cell;
        }
        return top.size() + (unseenKnown && Arrays.binarySearch(rare, hash(level)) < 0 ? HIGH : LOW);
    }

    @Override
    public String describe(int cell) {
        return "'" + Words.shorten(top.get(cell)) + "'";
    }

    /** FNV-1a over the UTF-16 units, finished by a mixer; the same on every machine and release. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
