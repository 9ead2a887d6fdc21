// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@link FrequentItems} of the keys of a column while it is filled, without an object for each; not thread-safe.
 *
 * <p>The keys are in rising order, so that those of a segment are merged in one pass.
 */
final class FrequentKeys {
    private static final int MOST = Numbers.FREQUENT;

    private long[] keys = new long[MOST];
    private long[] counts = new long[MOST];
    private int size;
    private long slack;

    FrequentKeys copy() {
        FrequentKeys copy = new FrequentKeys();
        copy.keys = keys.clone();
        copy.counts = counts.clone();
        copy.size = size;
        copy.slack = slack;
        return copy;
    }

    /** Begins with the keys of a distribution that holds them all. */
    void start(QuantileSketch all) {
        FrequentItems<Long> items = Numbers.items(all);
        slack = items.slack();
        for (int i = 0; i < all.size(); i++) {
            if (items.counts().containsKey(all.key(i))) {
                keys[size] = all.key(i);
                counts[size++] = all.weight(i) - slack;
            }
        }
    }

    FrequentItems<Long> items() {
        Map<Long, Long> map = new HashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(keys[i], counts[i]);
        }
        return new FrequentItems<>(map, slack);
    }

    /**
     * Adds the keys of a segment that occur more than once: of values by the thousand, all others are dropped and one
     * added to the slack.
     */
    void add(long[] sorted, int count) {
        slack++;
        int distinct = QuantileSketch.distinct(sorted, count);
        if (distinct == count) {
            return;
        }
        int[] starts = starts(sorted, count, distinct);
        int longest = 0;
        for (int run = 0; run < distinct; run++) {
            longest = Math.max(longest, starts[run + 1] - starts[run]);
        }
        int cut = longest(starts, distinct, longest) - 1;
        long[] repeated = new long[MOST];
        int[] repeats = new int[MOST];
        int kept = 0;
        for (int run = 0; run < distinct; run++) {
            int repeat = starts[run + 1] - starts[run] - 1;
            if (repeat > cut) {
                repeated[kept] = sorted[starts[run]];
                repeats[kept++] = repeat - cut;
            }
        }
        slack += cut;
        if (kept > 0) {
            merge(repeated, repeats, kept);
        }
    }

    /** Returns where each run of equal keys begins, and the end, without a branch that could not be foreseen. */
    private static int[] starts(long[] sorted, int count, int distinct) {
        int[] starts = new int[distinct + 1];
        int run = 1;
        for (int i = 1; i < count; i++) {
            long change = sorted[i] ^ sorted[i - 1];
            starts[run] = i;
            run += (int) ((change | -change) >>> 63);
        }
        starts[distinct] = count;
        return starts;
    }

    /** Returns the longest length that is not among the {@link #MOST} longest, or 1. */
    private static int longest(int[] starts, int runs, int longest) {
        int[] ofEach = new int[longest + 1];
        for (int run = 0; run < runs; run++) {
            ofEach[starts[run + 1] - starts[run]]++;
        }
        int length = longest;
        for (int atLeast = ofEach[length]; atLeast <= MOST && length > 1; atLeast += ofEach[length]) {
            length--;
        }
        return length;
    }

    private void merge(long[] others, int[] otherCounts, int more) {
        long[] k = new long[size + more];
        long[] c = new long[size + more];
        int to = 0;
        int i = 0;
        int j = 0;
        while (i < size || j < more) {
            boolean mine = j == more || (i < size && keys[i] <= others[j]);
            boolean theirs = i == size || (j < more && others[j] <= keys[i]);
            k[to] = mine ? keys[i] : others[j];
            c[to++] = (mine ? counts[i] : 0) + (theirs ? otherCounts[j] : 0);
            i += mine ? 1 : 0;
            j += theirs ? 1 : 0;
        }
        long cut = 0;
        if (to > MOST) {
            long[] ranked = Arrays.copyOf(c, to);
            Arrays.sort(ranked);
            cut = ranked[to - MOST - 1];
        }
        slack += cut;
        size = 0;
        for (int all = 0; all < to; all++) {
            if (c[all] > cut) {
                keys[size] = k[all];
                counts[size++] = c[all] - cut;
            }
        }
    }
}
