// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;

/**
 * The distribution of 64-bit keys in bounded memory: exact while there are few distinct keys, and beyond that with a
 * bound of the rank error that always holds, for there is no chance in it. Immutable.
 *
 * <p>Each entry is a key that occurred, with three counts: how often it occurred at least ({@code weight}), how many keys
 * are smaller at least ({@code below}) and how many are not greater at most ({@code upTo}). Nothing is lost as long as
 * every key has its entry. Merging adds the ranks that the other sketch can vouch for; thinning drops entries between
 * neighbours and leaves the ranks of the others as they are. So the <em>gap</em> between two neighbours, the number of
 * ranks of which is not known to which of the two they belong, is all that is ever unknown, and it is read from the
 * entries themselves.
 *
 * <p>This is the summary of Greenwald and Khanna ("Power-conserving computation of order-statistics over sensor
 * networks", PODS 2004) with the weights that Zhang and Wang's and XGBoost's summaries have for ties. Unlike theirs,
 * thinning does not choose a fixed number of ranks but the fewest entries that keep every gap within a limit, so that
 * merging many sketches adds no error of its own. Compared with KLL, at the same 4 KB the error is several times smaller
 * and is guaranteed rather than likely, and no seed decides the outcome.
 */
final class QuantileSketch {
    static final QuantileSketch EMPTY = new QuantileSketch(new long[0], new long[0], new long[0], new long[0], 0);

    private final long[] keys;
    private final long[] weight;
    private final long[] below;
    private final long[] upTo;
    private final long n;

    private QuantileSketch(long[] keys, long[] weight, long[] below, long[] upTo, long n) {
        this.keys = keys;
        this.weight = weight;
        this.below = below;
        this.upTo = upTo;
        this.n = n;
    }

    /** Returns how many distinct keys there are among sorted ones. */
    static int distinct(long[] sorted, int count) {
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        return distinct;
    }

    /** Returns the sketch that knows only the smallest and the largest of some keys. */
    static QuantileSketch ofEnds(long min, long max, long n) {
        if (min == max) {
            return new QuantileSketch(new long[] {min}, new long[] {n}, new long[] {0}, new long[] {n}, n);
        }
        return new QuantileSketch(
                new long[] {min, max}, new long[] {1, 1}, new long[] {0, 1}, new long[] {n - 1, n}, n);
    }

    /** Puts a stored sketch together again. */
    static QuantileSketch of(long[] keys, long[] weight, long[] below, long[] upTo, long n) {
        return new QuantileSketch(keys, weight, below, upTo, n);
    }

    long n() {
        return n;
    }

    int size() {
        return keys.length;
    }

    long key(int entry) {
        return keys[entry];
    }

    long weight(int entry) {
        return weight[entry];
    }

    long below(int entry) {
        return below[entry];
    }

    long upTo(int entry) {
        return upTo[entry];
    }

    /** Tells whether every key that occurred has an entry with its exact count. */
    boolean isExact() {
        long total = 0;
        for (long each : weight) {
            total += each;
        }
        return total == n;
    }

    /** Returns the number of ranks that are unknown between an entry and the next. */
    private long gap(int left, int right) {
        return (upTo[right] - weight[right]) - (below[left] + weight[left]);
    }

    /**
     * Returns the largest distance, as a share of all ranks, between a rank and those of the key that answers for it.
     *
     * <p>Between two neighbours the distance from the left one's ranks grows as that to the right one's falls, so that
     * the better of the two is at most half of what lies between them off.
     */
    double rankError() {
        long largest = 0;
        for (int i = 1; i < keys.length; i++) {
            largest = Math.max(largest, (latestStart(i) - earliestEnd(i - 1)) / 2);
        }
        return n == 0 ? 0 : (double) largest / n;
    }

    /** Returns the last rank, from 1, at which an entry's key may begin. */
    private long latestStart(int entry) {
        return entry == 0 ? 1 : upTo[entry] - weight[entry] + 1;
    }

    /** Returns the first rank at which an entry's key may end. */
    private long earliestEnd(int entry) {
        return entry == keys.length - 1 ? n : below[entry] + weight[entry];
    }

    QuantileSketch merge(QuantileSketch other) {
        if (other.n == 0) {
            return this;
        }
        if (n == 0) {
            return other;
        }
        int room = keys.length + other.keys.length;
        long[] k = new long[room];
        long[] w = new long[room];
        long[] b = new long[room];
        long[] u = new long[room];
        int i = 0;
        int j = 0;
        int size = 0;
        while (i < keys.length || j < other.keys.length) {
            boolean mine = j == other.keys.length || (i < keys.length && keys[i] <= other.keys[j]);
            boolean theirs = i == keys.length || (j < other.keys.length && other.keys[j] <= keys[i]);
            k[size] = mine ? keys[i] : other.keys[j];
            w[size] = (mine ? weight[i] : 0) + (theirs ? other.weight[j] : 0);
            b[size] = (mine ? below[i] : surelyBelow(i)) + (theirs ? other.below[j] : other.surelyBelow(j));
            u[size] = (mine ? upTo[i] : perhapsUpTo(i)) + (theirs ? other.upTo[j] : other.perhapsUpTo(j));
            i += mine ? 1 : 0;
            j += theirs ? 1 : 0;
            size++;
        }
        return new QuantileSketch(
                Arrays.copyOf(k, size),
                Arrays.copyOf(w, size),
                Arrays.copyOf(b, size),
                Arrays.copyOf(u, size),
                n + other.n);
    }

    /**
     * Returns {@code merge(other).thin(widestGap)} in one pass, without the entries between; or just {@code merge(other)}
     * where that has no more than a number of entries.
     */
    QuantileSketch mergeThinned(QuantileSketch other, long widestGap, int few) {
        int room = keys.length + other.keys.length;
        if (n == 0 || other.n == 0 || room <= few) {
            QuantileSketch all = merge(other);
            return all.keys.length <= few ? all : all.thin(widestGap);
        }
        Thinning to = new Thinning(room, widestGap);
        long[] mine = keys;
        long[] theirs = other.keys;
        int i = 0;
        int j = 0;
        while (i < mine.length && j < theirs.length) {
            if (mine[i] < theirs[j]) {
                to.add(mine[i], weight[i], below[i] + other.surelyBelow(j), upTo[i] + other.perhapsUpTo(j));
                i++;
            } else if (mine[i] > theirs[j]) {
                to.add(theirs[j], other.weight[j], surelyBelow(i) + other.below[j], perhapsUpTo(i) + other.upTo[j]);
                j++;
            } else {
                to.add(mine[i], weight[i] + other.weight[j], below[i] + other.below[j], upTo[i] + other.upTo[j]);
                i++;
                j++;
            }
        }
        for (; i < mine.length; i++) {
            to.add(mine[i], weight[i], below[i] + other.surelyBelow(j), upTo[i] + other.n);
        }
        for (; j < theirs.length; j++) {
            to.add(theirs[j], other.weight[j], surelyBelow(i) + other.below[j], n + other.upTo[j]);
        }
        return to.seen <= few ? merge(other) : to.end(n + other.n);
    }

    /** Takes entries in rising order and keeps those that {@link #thin} does; the last one is kept back until the next. */
    private static final class Thinning {
        private final long widestGap;
        private final long[] k;
        private final long[] w;
        private final long[] b;
        private final long[] u;
        private int size;
        private int seen;
        private long keptEnd; // of the last entry that is surely kept

        Thinning(int room, long widestGap) {
            this.widestGap = widestGap;
            this.k = new long[room];
            this.w = new long[room];
            this.b = new long[room];
            this.u = new long[room];
        }

        void add(long key, long weight, long below, long upTo) {
            // The entry at size - 1 stays only when it is the first or the gap around it would be too wide.
            if (seen == 1 || (seen > 1 && upTo - weight - keptEnd > widestGap)) {
                keptEnd = b[size - 1] + w[size - 1];
            } else if (seen > 1) {
                size--;
            }
            k[size] = key;
            w[size] = weight;
            b[size] = below;
            u[size] = upTo;
            size++;
            seen++;
        }

        QuantileSketch end(long n) {
            return new QuantileSketch(
                    Arrays.copyOf(k, size), Arrays.copyOf(w, size), Arrays.copyOf(b, size), Arrays.copyOf(u, size), n);
        }
    }

    /** Returns how many keys are surely below a key that lies just before an entry. */
    private long surelyBelow(int next) {
        return next == 0 ? 0 : below[next - 1] + weight[next - 1];
    }

    /** Returns how many keys are perhaps up to a key that lies just before an entry. */
    private long perhapsUpTo(int next) {
        return next == keys.length ? n : upTo[next] - weight[next];
    }

    /** Returns the sketch with as few entries as keep every gap within a number of ranks, or the gap that is there. */
    QuantileSketch thin(long widestGap) {
        int[] kept = new int[keys.length];
        int size = 0;
        int last = -1;
        for (int i = 0; i < keys.length; i++) {
            boolean end = i == 0 || i == keys.length - 1;
            if (end || gap(last, i + 1) > widestGap) {
                kept[size++] = i;
                last = i;
            }
        }
        return size == keys.length ? this : select(Arrays.copyOf(kept, size));
    }

    /** Returns the sketch with at most a number of entries, at least 8, with gaps as narrow as that allows. */
    QuantileSketch shrink(int entries) {
        QuantileSketch thinned = this;
        // The ranks not hidden in entries' own weights, dealt evenly, are the narrowest gap that can suffice.
        double gap = Math.max(1, 2.0 * n / Math.max(1, entries) / 2);
        while (thinned.keys.length > entries) {
            thinned = thin((long) gap);
            gap *= 1.05;
        }
        return thinned;
    }

    private QuantileSketch select(int[] kept) {
        long[] k = new long[kept.length];
        long[] w = new long[kept.length];
        long[] b = new long[kept.length];
        long[] u = new long[kept.length];
        for (int i = 0; i < kept.length; i++) {
            k[i] = keys[kept[i]];
            w[i] = weight[kept[i]];
            b[i] = below[kept[i]];
            u[i] = upTo[kept[i]];
        }
        return new QuantileSketch(k, w, b, u, n);
    }

    /** Returns the entry of the largest key that the key of a rank, from 1, surely reaches. */
    int lower(long rank) {
        int best = 0;
        for (int i = 0; i < keys.length && upTo[i] - weight[i] <= rank - 1; i++) {
            best = i;
        }
        return best;
    }

    /** Returns the entry of the smallest key that the key of a rank, from 1, surely does not exceed. */
    int upper(long rank) {
        for (int i = 0; i < keys.length; i++) {
            if (below[i] + weight[i] >= rank) {
                return i;
            }
        }
        return keys.length - 1;
    }

    /** Returns the entry whose key is surely the nearest to a rank, from 1. */
    int nearest(long rank) {
        int best = lower(rank);
        long distance = Long.MAX_VALUE;
        int last = upper(rank);
        for (int i = best; i <= last; i++) {
            long away = Math.max(0, Math.max(latestStart(i) - rank, rank - earliestEnd(i)));
            if (away < distance) {
                distance = away;
                best = i;
            }
        }
        return best;
    }
}
