// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;

/**
 * Sorts segments of keys; not thread-safe, for it keeps its work space.
 *
 * <p>Two passes of a radix sort over the 22 bits that matter most between the smallest and the largest key bring nearly
 * every key to its place, and one pass of insertion does the rest. Keys that lie together in those bits, all close to one
 * value but for a few far away, would make the insertion quadratic: after a fixed number of moves the library's sort takes
 * over.
 */
final class KeySort {
    private static final int DIGIT = 11;
    private static final int BUCKETS = 1 << DIGIT;
    private static final int SMALL = 256;
    private static final int MOVES_PER_KEY = 8;

    private final int[] low = new int[BUCKETS];
    private final int[] high = new int[BUCKETS];
    private long[] scratch = new long[0];

    /** Sorts the first keys of an array, the smallest and largest of which are known, in rising order. */
    void sort(long[] keys, int count, long min, long max) {
        if (count < SMALL) {
            Arrays.sort(keys, 0, count);
            return;
        }
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(max - min) - 2 * DIGIT);
        scatter(keys, count, min, shift);
        if (shift > 0) {
            insert(keys, count);
        }
    }

    private void scatter(long[] keys, int count, long min, int shift) {
        if (scratch.length < count) {
            scratch = new long[count];
        }
        Arrays.fill(low, 0);
        Arrays.fill(high, 0);
        for (int i = 0; i < count; i++) {
            int digits = (int) ((keys[i] - min) >>> shift);
            low[digits & (BUCKETS - 1)]++;
            high[digits >>> DIGIT]++;
        }
        toStarts(low);
        toStarts(high);
        for (int i = 0; i < count; i++) {
            int digits = (int) ((keys[i] - min) >>> shift);
            scratch[low[digits & (BUCKETS - 1)]++] = keys[i];
        }
        for (int i = 0; i < count; i++) {
            int digits = (int) ((scratch[i] - min) >>> shift);
            keys[high[digits >>> DIGIT]++] = scratch[i];
        }
    }

    private static void toStarts(int[] counts) {
        int start = 0;
        for (int i = 0; i < counts.length; i++) {
            int count = counts[i];
            counts[i] = start;
            start += count;
        }
    }

    private static void insert(long[] keys, int count) {
        long moves = (long) count * MOVES_PER_KEY;
        for (int i = 1; i < count; i++) {
            long key = keys[i];
            int j = i - 1;
            while (j >= 0 && keys[j] > key) {
                keys[j + 1] = keys[j];
                j--;
            }
            keys[j + 1] = key;
            moves -= i - 1 - j;
            if (moves < 0) {
                Arrays.sort(keys, 0, count);
                return;
            }
        }
    }
}
