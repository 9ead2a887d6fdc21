// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;

/**
 * The distribution of the keys of a column while it is filled, segment by segment; not thread-safe.
 *
 * <p>A {@link QuantileSketch} that is changed in place. The keys of a segment are sorted, so that each entry's ranks rise
 * by exactly the segment's keys below and up to it, and all that an interval between two entries gains in unknown ranks
 * is the number of the segment's keys in it. Only where that makes a gap wider than allowed do some of these keys become
 * entries themselves, with ranks that are exact but for what was unknown before (the insertion of Greenwald and Khanna,
 * "Space-efficient online computation of quantile summaries", SIGMOD 2001, for many keys at a time). Entries that are no
 * longer needed, because the allowed gap grows with the number of keys, are dropped once there are too many.
 *
 * <p>While there are few distinct keys all of them are entries with their exact counts, and the ranks, which follow from
 * those, are not kept.
 */
final class QuantileAccumulator {
    /** So many entries at most once not all keys are; together with a segment of values they stay below 100 KB. */
    static final int ENTRIES = 1664;

    /** A gap may have one in so many ranks, which makes a rank error of half of it. */
    static final int GAPS = 768;

    /** With so many it is worth while to look for needless ones. */
    private static final int MANY = ENTRIES * 3 / 4;

    private static final double WIDER = 1.03;
    private static final int BLOCK = 8;

    private final QuantileAdditions added;
    private long[] keys = new long[0];
    private long[] weight = new long[0];
    private long[] below = new long[0]; // empty while exact, like the next
    private long[] upTo = new long[0];
    private int size;
    private long n;
    private boolean exact = true;

    QuantileAccumulator(QuantileAdditions scratch) {
        this.added = scratch;
    }

    QuantileAccumulator copy() {
        QuantileAccumulator copy = new QuantileAccumulator(added);
        copy.keys = keys.clone();
        copy.weight = weight.clone();
        copy.below = below.clone();
        copy.upTo = upTo.clone();
        copy.size = size;
        copy.n = n;
        copy.exact = exact;
        return copy;
    }

    /** Tells whether every key has its entry with its exact count. */
    boolean isExact() {
        return exact;
    }

    QuantileSketch sketch() {
        if (!exact) {
            return QuantileSketch.of(
                    Arrays.copyOf(keys, size),
                    Arrays.copyOf(weight, size),
                    Arrays.copyOf(below, size),
                    Arrays.copyOf(upTo, size),
                    n);
        }
        long[] b = new long[size];
        long[] u = new long[size];
        ranks(b, u);
        return QuantileSketch.of(Arrays.copyOf(keys, size), Arrays.copyOf(weight, size), b, u, n);
    }

    private void ranks(long[] b, long[] u) {
        long rank = 0;
        for (int i = 0; i < size; i++) {
            b[i] = rank;
            rank += weight[i];
            u[i] = rank;
        }
    }

    /**
     * Adds sorted keys as exact entries, unless that would make more than a number of them; nothing is added then.
     *
     * @return whether the keys were added
     */
    boolean addExactly(long[] sorted, int count, int most) {
        if (!exact || QuantileSketch.distinct(sorted, count) > most) {
            return false;
        }
        added.clear();
        int i = 0;
        int runs = 0;
        for (int start = 0; start < count; runs++) {
            int end = endOfRun(sorted, start, count);
            added.add(sorted[start], (long) end - start, 0, 0, 0);
            start = end;
        }
        int missing = 0;
        for (int run = 0; run < runs; run++) {
            i = skip(i, added.keys[run]);
            missing += i < size && keys[i] == added.keys[run] ? 0 : 1;
        }
        if (size + missing > most) {
            return false;
        }
        n += count;
        mergeExactly(runs, missing);
        return true;
    }

    private int skip(int from, long key) {
        int i = from;
        while (i < size && keys[i] < key) {
            i++;
        }
        return i;
    }

    /** Merges from the end, so that no entry is overwritten before it is moved. */
    private void mergeExactly(int runs, int missing) {
        reserve(size + missing);
        int i = size - 1;
        int to = size + missing - 1;
        for (int run = runs - 1; run >= 0; run--) {
            long key = added.keys[run];
            while (i >= 0 && keys[i] > key) {
                keys[to] = keys[i];
                weight[to--] = weight[i--];
            }
            boolean there = i >= 0 && keys[i] == key;
            keys[to] = key;
            weight[to--] = added.weight[run] + (there ? weight[i] : 0);
            i -= there ? 1 : 0;
        }
        size += missing;
    }

    /** Adds sorted keys. */
    void add(long[] sorted, int count) {
        if (count == 0) {
            return;
        }
        if (exact) {
            below = new long[keys.length];
            upTo = new long[keys.length];
            ranks(below, upTo);
            exact = false;
        }
        long before = n;
        n += count;
        long widest = n / GAPS;
        raise(sorted, count, before, widest);
        insert();
        added.clear();
        if (size > MANY) {
            shrink(widest);
        }
        trim();
    }

    /** Drops entries that the allowed gap makes needless, and only where too many are left, more. */
    private void shrink(long widest) {
        thin(widest);
        for (double gap = widest * WIDER; size > ENTRIES; gap *= WIDER) {
            thin((long) Math.ceil(gap));
        }
    }

    /** Raises the ranks of all entries, and collects the keys that have to become entries. */
    private void raise(long[] sorted, int count, long before, long widest) {
        added.clear();
        int at = 0;
        long surely = 0; // so many older keys are up to the last entry
        long end = 0; // so many keys are
        for (int i = 0; i < size; i++) {
            long key = keys[i];
            int from = at;
            int to = firstNotBelow(sorted, from, count, key);
            at = to;
            while (at < count && sorted[at] == key) {
                at++;
            }
            long perhaps = upTo[i] - weight[i];
            if (to > from && (i == 0 || perhaps + to - end > widest)) {
                between(sorted, from, to, i, surely, perhaps, end, widest);
            }
            surely = below[i] + weight[i];
            end = surely + at;
            below[i] += to;
            weight[i] += at - to;
            upTo[i] += at;
        }
        if (at < count) {
            int last = startOfRun(sorted, count - 1, at);
            if (last > at) {
                between(sorted, at, last, size, surely, before, end, widest);
            }
            added.add(sorted[last], (long) count - last, surely + last, before + count, size);
        }
    }

    /** Returns the index of the first key that is not below a key: few away, so that no branch is taken at most times. */
    private static int firstNotBelow(long[] sorted, int from, int count, long key) {
        int at = from;
        while (at + BLOCK <= count) {
            int smaller = (sorted[at] < key ? 1 : 0)
                    + (sorted[at + 1] < key ? 1 : 0)
                    + (sorted[at + 2] < key ? 1 : 0)
                    + (sorted[at + 3] < key ? 1 : 0)
                    + (sorted[at + 4] < key ? 1 : 0)
                    + (sorted[at + 5] < key ? 1 : 0)
                    + (sorted[at + 6] < key ? 1 : 0)
                    + (sorted[at + 7] < key ? 1 : 0);
            at += smaller;
            if (smaller < BLOCK) {
                return at;
            }
        }
        while (at < count && sorted[at] < key) {
            at++;
        }
        return at;
    }

    /** Collects as few of the keys before an entry as keep the gaps up to it within a limit, and the very first of all. */
    private void between(long[] sorted, int from, int to, int entry, long surely, long perhaps, long end, long widest) {
        int at = from;
        long kept = end;
        if (entry == 0) {
            at = endOfRun(sorted, from, to);
            added.add(sorted[from], (long) at - from, surely + from, perhaps + at, entry);
            kept = surely + at;
        }
        while (at < to && perhaps + to - kept > widest) {
            int furthest = (int) Math.min(to - 1L, Math.max(at, widest + kept - perhaps));
            int start = startOfRun(sorted, furthest, at);
            at = endOfRun(sorted, start, to);
            added.add(sorted[start], (long) at - start, surely + start, perhaps + at, entry);
            kept = surely + at;
        }
    }

    private static int startOfRun(long[] sorted, int index, int from) {
        int start = index;
        while (start > from && sorted[start - 1] == sorted[index]) {
            start--;
        }
        return start;
    }

    private static int endOfRun(long[] sorted, int index, int to) {
        int end = index + 1;
        while (end < to && sorted[end] == sorted[index]) {
            end++;
        }
        return end;
    }

    /** Puts the collected entries in their places. */
    private void insert() {
        int more = added.size;
        if (more == 0) {
            return;
        }
        reserve(size + more);
        int end = size;
        for (int i = more - 1; i >= 0; i--) {
            int entry = added.entry[i];
            move(entry, entry + i + 1, end - entry);
            end = entry;
            keys[entry + i] = added.keys[i];
            weight[entry + i] = added.weight[i];
            below[entry + i] = added.below[i];
            upTo[entry + i] = added.upTo[i];
        }
        size += more;
    }

    private void move(int from, int to, int count) {
        System.arraycopy(keys, from, keys, to, count);
        System.arraycopy(weight, from, weight, to, count);
        System.arraycopy(below, from, below, to, count);
        System.arraycopy(upTo, from, upTo, to, count);
    }

    private void thin(long widest) {
        int kept = 1;
        long end = below[0] + weight[0];
        for (int i = 1; i < size; i++) {
            if (i == size - 1 || upTo[i + 1] - weight[i + 1] - end > widest) {
                end = below[i] + weight[i];
                keys[kept] = keys[i];
                weight[kept] = weight[i];
                below[kept] = below[i];
                upTo[kept++] = upTo[i];
            }
        }
        size = kept;
    }

    private void reserve(int wanted) {
        if (wanted > keys.length) {
            // Twice the room for a column of few entries; one of many has as many as it may have before long.
            resize(wanted <= ENTRIES ? Math.min(ENTRIES, Math.max(wanted, 2 * keys.length)) : wanted);
        }
    }

    /** Gives back the room that the entries of one segment took only until they were thinned. */
    private void trim() {
        if (keys.length > ENTRIES) {
            resize(ENTRIES);
        }
    }

    private void resize(int room) {
        keys = Arrays.copyOf(keys, room);
        weight = Arrays.copyOf(weight, room);
        if (!exact) {
            below = Arrays.copyOf(below, room);
            upTo = Arrays.copyOf(upTo, room);
        }
    }
}
