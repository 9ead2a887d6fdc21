// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The k failing rows whose row numbers have the smallest hash: which they are depends on the rows alone, not on the
 * order or the batches in which they came, so that samples of parts merge into the sample of the whole.
 */
final class Sample {
    private static final Comparator<FailingRow> BY_HASH = Comparator.<FailingRow>comparingLong(row -> mix(row.row()))
            .thenComparing(FailingRow::column)
            .thenComparing(FailingRow::value);

    private final int size;
    private final PriorityQueue<FailingRow> rows;

    Sample(int size) {
        this.size = size;
        this.rows = new PriorityQueue<>(BY_HASH.reversed());
    }

    /** Tells whether a row of this number would be kept, so that its value need not be printed when it would not. */
    boolean wants(long row) {
        return rows.size() < size || (size > 0 && mix(row) <= mix(rows.element().row()));
    }

    void add(FailingRow row) {
        rows.add(row);
        if (rows.size() > size) {
            rows.remove();
        }
    }

    void merge(Sample other) {
        other.rows.forEach(this::add);
    }

    List<FailingRow> inRowOrder() {
        List<FailingRow> ordered = new ArrayList<>(rows);
        ordered.sort(Comparator.comparingLong(FailingRow::row)
                .thenComparing(FailingRow::column)
                .thenComparing(FailingRow::value));
        return ordered;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that scatters neighbouring row numbers. */
    static long mix(long row) {
        long z = row + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
