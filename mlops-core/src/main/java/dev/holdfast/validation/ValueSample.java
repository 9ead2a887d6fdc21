// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Arrays;

/**
 * All numbers of a column while they are few; beyond the capacity, those whose row numbers have the smallest hash: a
 * uniform sample that does not depend on order or batches, and that merges.
 *
 * <p>The rank error of a sample of k holds with probability 0.999 (Dvoretzky, Kiefer and Wolfowitz, with Massart's
 * constant, 1990): {@code sqrt(ln(2 / 0.001) / (2 k))}.
 */
final class ValueSample {
    private final int capacity;
    private double[] values = new double[64];
    private long[] hashes = new long[64];
    private int size;
    private long seen;
    private long threshold = Long.MAX_VALUE;

    ValueSample(int capacity) {
        this.capacity = capacity;
    }

    void add(long row, double value) {
        seen++;
        put(Sample.mix(row), value);
    }

    private void put(long hash, double value) {
        if (hash > threshold) {
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        values[size] = value;
        hashes[size++] = hash;
        if (size >= 2L * capacity) {
            shrink();
        }
    }

    /** Keeps those of the smallest hashes; done when twice too many are there, so that it costs little a value. */
    private void shrink() {
        if (size <= capacity) {
            return;
        }
        long[] ordered = Arrays.copyOf(hashes, size);
        Arrays.sort(ordered);
        threshold = ordered[capacity - 1];
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (hashes[i] <= threshold && kept < capacity) {
                hashes[kept] = hashes[i];
                values[kept++] = values[i];
            }
        }
        size = kept;
    }

    void merge(ValueSample other) {
        seen += other.seen;
        threshold = Math.min(threshold, other.threshold);
        int mine = size;
        size = 0;
        for (int i = 0; i < mine; i++) {
            put(hashes[i], values[i]);
        }
        for (int i = 0; i < other.size; i++) {
            put(other.hashes[i], other.values[i]);
        }
    }

    long seen() {
        return seen;
    }

    double[] sorted() {
        shrink();
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted;
    }

    boolean isExact() {
        shrink();
        return size == seen;
    }

    double rankError() {
        return isExact() ? 0 : Math.sqrt(Math.log(2 / 0.001) / (2.0 * size));
    }
}
