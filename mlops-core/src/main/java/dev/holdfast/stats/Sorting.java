// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;

/*
 * Large arrays are sorted by their bits (a radix sort), several times faster than by comparisons. Values are mapped to
 * integers of the same order; the 33 bits from the highest one in which any two differ are sorted 11 at a time from the
 * lowest of them: three passes of reading and writing. Doubles that agree in 33 such bits are rare and lie side by side
 * then: one pass of insertion puts them right. Where many agree, as do values that differ in their last bits only, that
 * stretch is left to the JDK's sort, so that no data take more than n log n. An order carries the indexes along.
 */
/** Sorted copies and orders of double arrays, without boxing. */
final class Sorting {
    private static final int RADIX_FROM = 4_096;
    private static final int BITS = 11;
    private static final int BUCKETS = 1 << BITS;
    private static final int PASSES = 3;
    private static final int PATIENCE = 32;

    private Sorting() {}

    /** Returns a sorted copy of values without NaN; -0.0 becomes 0.0. */
    static double[] sorted(double[] values) {
        if (values.length >= RADIX_FROM) {
            return radix(values);
        }
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i] + 0.0;
        }
        Arrays.sort(copy);
        return copy;
    }

    private static double[] radix(double[] values) {
        int n = values.length;
        long[] keys = new long[n];
        long first = key(values[0]);
        long differing = 0;
        for (int i = 0; i < n; i++) {
            long key = key(values[i]);
            keys[i] = key;
            differing |= key ^ first;
        }
        int lowest = lowest(differing);
        long[] ordered = new long[n];
        if (byDigits(keys, ordered, new int[0], new int[0], lowest) % 2 == 0) {
            ordered = keys;
        }
        finish(ordered, lowest);
        double[] sorted = new double[n];
        for (int i = 0; i < n; i++) {
            long key = ordered[i];
            sorted[i] = Double.longBitsToDouble(key ^ ((~key >> 63) | Long.MIN_VALUE));
        }
        return sorted;
    }

    /** An integer that, compared without its sign, orders as the value does. */
    private static long key(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0);
        return bits ^ ((bits >> 63) | Long.MIN_VALUE);
    }

    /** The lowest of the 33 bits to sort by. */
    private static int lowest(long differing) {
        return Math.max(0, 64 - Long.numberOfLeadingZeros(differing) - PASSES * BITS);
    }

    /**
     * Sorts by the digits from the lowest bit on, and the indexes with them unless there are none; higher bits that all
     * keys share are of no account. Returns the number of passes: after an odd one the result is in the buffers.
     */
    private static int byDigits(long[] keys, long[] keyBuffer, int[] indexes, int[] indexBuffer, int lowest) {
        int n = keys.length;
        int[][] counts = counts(keys, lowest);
        long[] from = keys;
        long[] to = keyBuffer;
        int[] fromIndexes = indexes;
        int[] toIndexes = indexBuffer;
        int passes = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            int[] next = counts[pass];
            int shift = lowest + pass * BITS;
            if (next[(int) (from[0] >>> shift) & (BUCKETS - 1)] == n) {
                continue;
            }
            int sum = 0;
            for (int b = 0; b < BUCKETS; b++) {
                int count = next[b];
                next[b] = sum;
                sum += count;
            }
            if (indexes.length == 0) {
                deal(from, to, next, shift);
            } else {
                deal(from, to, fromIndexes, toIndexes, next, shift);
            }
            long[] swap = from;
            from = to;
            to = swap;
            int[] swapIndexes = fromIndexes;
            fromIndexes = toIndexes;
            toIndexes = swapIndexes;
            passes++;
        }
        return passes;
    }

    private static int[][] counts(long[] keys, int lowest) {
        int[] low = new int[BUCKETS];
        int[] middle = new int[BUCKETS];
        int[] high = new int[BUCKETS];
        for (long key : keys) {
            long digits = key >>> lowest;
            low[(int) digits & (BUCKETS - 1)]++;
            middle[(int) (digits >>> BITS) & (BUCKETS - 1)]++;
            high[(int) (digits >>> (2 * BITS)) & (BUCKETS - 1)]++;
        }
        return new int[][] {low, middle, high};
    }

    private static void deal(long[] from, long[] to, int[] next, int shift) {
        for (long key : from) {
            to[next[(int) (key >>> shift) & (BUCKETS - 1)]++] = key;
        }
    }

    private static void deal(long[] from, long[] to, int[] fromIndexes, int[] toIndexes, int[] next, int shift) {
        for (int i = 0; i < from.length; i++) {
            long key = from[i];
            int at = next[(int) (key >>> shift) & (BUCKETS - 1)]++;
            to[at] = key;
            toIndexes[at] = fromIndexes[i];
        }
    }

    /** Puts keys right that agree from the lowest sorted bit on and so lie side by side. */
    private static void finish(long[] keys, int lowest) {
        int n = keys.length;
        for (int i = 1; i < n; i++) {
            long key = keys[i];
            if (Long.compareUnsigned(keys[i - 1], key) <= 0) {
                continue;
            }
            int to = i;
            while (to > 0 && i - to < PATIENCE && Long.compareUnsigned(keys[to - 1], key) > 0) {
                keys[to] = keys[to - 1];
                to--;
            }
            keys[to] = key;
            if (i - to == PATIENCE) {
                int left = to;
                while (left > 0 && keys[left - 1] >>> lowest == key >>> lowest) {
                    left--;
                }
                int right = i + 1;
                while (right < n && keys[right] >>> lowest == key >>> lowest) {
                    right++;
                }
                // All share their highest bits, the sign among them: signed and unsigned order are one.
                Arrays.sort(keys, left, right);
                i = right - 1;
            }
        }
    }

    /** Returns the indexes in ascending order of their values; equal values keep their order, -0.0 equals 0.0. */
    static int[] order(double[] values) {
        if (values.length < RADIX_FROM) {
            return merged(values);
        }
        int n = values.length;
        long[] keys = new long[n];
        int[] order = new int[n];
        long first = key(values[0]);
        long differing = 0;
        for (int i = 0; i < n; i++) {
            long key = key(values[i]);
            keys[i] = key;
            order[i] = i;
            differing |= key ^ first;
        }
        long[] keyBuffer = new long[n];
        int[] buffer = new int[n];
        boolean inBuffers = byDigits(keys, keyBuffer, order, buffer, lowest(differing)) % 2 == 1;
        int[] result = inBuffers ? buffer : order;
        return finish(inBuffers ? keyBuffer : keys, result) ? result : merged(values);
    }

    /** Puts keys right with their indexes; false when too many of them agree in the sorted bits. */
    private static boolean finish(long[] keys, int[] indexes) {
        for (int i = 1; i < keys.length; i++) {
            long key = keys[i];
            int index = indexes[i];
            int to = i;
            while (to > 0 && Long.compareUnsigned(keys[to - 1], key) > 0) {
                if (i - to == PATIENCE) {
                    return false;
                }
                keys[to] = keys[to - 1];
                indexes[to] = indexes[to - 1];
                to--;
            }
            keys[to] = key;
            indexes[to] = index;
        }
        return true;
    }

    private static int[] merged(double[] values) {
        int n = values.length;
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        int[] buffer = order.clone();
        for (int width = 1; width > 0 && width < n; width *= 2) {
            for (int from = 0; from < n; from += 2 * width) {
                merge(values, order, buffer, from, Math.min(from + width, n), Math.min(from + 2 * width, n));
            }
            int[] swap = order;
            order = buffer;
            buffer = swap;
        }
        return order;
    }

    private static void merge(double[] values, int[] in, int[] out, int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = left < middle && (right >= to || values[in[left]] <= values[in[right]]);
            out[i] = takeLeft ? in[left++] : in[right++];
        }
    }
}
