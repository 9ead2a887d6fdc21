// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The days, counted from 1970 in UTC, on which something happened; immutable and mergeable.
 *
 * <p>64 days make a word. Up to {@link #MOST} words the set is exact, which is 22 years of days on end; more words are not
 * kept, and that is the same for every order of merging, for the number of words only grows.
 *
 * @param complete false when there were too many words, or an earlier version did not look
 * @param words the numbers of the words, rising
 * @param bits the days of each
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package, where nobody compares or changes it
record DaySet(boolean complete, long[] words, long[] bits) {
    static final int MOST = 128;
    static final DaySet NONE = new DaySet(true, new long[0], new long[0]);
    static final DaySet TOO_MANY = new DaySet(false, new long[0], new long[0]);

    DaySet merge(DaySet other) {
        if (!complete || !other.complete) {
            return TOO_MANY;
        }
        if (other.words.length == 0) {
            return this;
        }
        Builder all = new Builder();
        all.add(this);
        all.add(other);
        return all.build();
    }

    boolean isEmpty() {
        return words.length == 0;
    }

    long count() {
        return Arrays.stream(bits).map(Long::bitCount).sum();
    }

    long first() {
        return words[0] * Long.SIZE + Long.numberOfTrailingZeros(bits[0]);
    }

    long last() {
        int end = words.length - 1;
        return words[end] * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits[end]);
    }

    /** Returns the first day and the length of the first of the longest runs of days without anything, within the set. */
    long[] longestGap() {
        long from = first();
        long length = 0;
        long before = first();
        for (int i = 0; i < words.length; i++) {
            for (long left = bits[i]; left != 0; left &= left - 1) {
                long day = words[i] * Long.SIZE + Long.numberOfTrailingZeros(left);
                if (day - before - 1 > length) {
                    length = day - before - 1;
                    from = before + 1;
                }
                before = day;
            }
        }
        return new long[] {from, length};
    }

    /** Collects days; not thread-safe. */
    static final class Builder {
        private static final int SLOTS = 2 * MOST;

        private final long[] words = new long[SLOTS];
        private final long[] bits = new long[SLOTS]; // 0 where the slot is free
        private int size;
        private boolean complete = true;

        void add(long day) {
            add(Math.floorDiv(day, Long.SIZE), 1L << Math.floorMod(day, Long.SIZE));
        }

        void add(long word, long days) {
            int slot = (int) word & (SLOTS - 1);
            while (bits[slot] != 0 && words[slot] != word) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            if (bits[slot] == 0) {
                if (size > MOST) {
                    return; // too many already
                }
                words[slot] = word;
                size++;
            }
            bits[slot] |= days;
        }

        void add(DaySet days) {
            complete &= days.complete;
            for (int i = 0; i < days.words.length; i++) {
                add(days.words[i], days.bits[i]);
            }
        }

        DaySet build() {
            if (!complete || size > MOST) {
                return TOO_MANY;
            }
            int[] order = IntStream.range(0, SLOTS)
                    .filter(slot -> bits[slot] != 0)
                    .boxed()
                    .sorted((a, b) -> Long.compare(words[a], words[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new DaySet(
                    true,
                    Arrays.stream(order).mapToLong(slot -> words[slot]).toArray(),
                    Arrays.stream(order).mapToLong(slot -> bits[slot]).toArray());
        }
    }
}
