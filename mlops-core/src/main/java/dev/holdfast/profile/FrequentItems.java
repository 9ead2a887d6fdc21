// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most frequent values with bounds of their counts; immutable.
 *
 * <p>A value that occurred {@code f} times is held with a count from {@code f - slack} to {@code f}; one that is not
 * held occurred at most {@code slack} times. While nothing had to be dropped, the slack is 0 and all counts are exact.
 * Reducing to k values takes the count of the (k+1)-st from all and adds it to the slack (Misra and Gries 1982, in the
 * mergeable form of Agarwal et al., "Mergeable summaries", PODS 2012), so that the slack is at most {@code n / (k + 1)}.
 *
 * @param counts value to count
 * @param slack by how much a count may be too small
 */
record FrequentItems<K extends Comparable<K>>(Map<K, Long> counts, long slack) {
    static <K extends Comparable<K>> FrequentItems<K> none() {
        return new FrequentItems<K>(Map.<K, Long>of(), 0);
    }

    FrequentItems<K> merge(FrequentItems<K> other, int capacity) {
        Map<K, Long> sum = new HashMap<>(counts);
        other.counts.forEach((value, count) -> sum.merge(value, count, Long::sum));
        return new FrequentItems<K>(sum, slack + other.slack).reduce(capacity);
    }

    FrequentItems<K> reduce(int capacity) {
        if (counts.size() <= capacity) {
            return this;
        }
        long[] sorted =
                counts.values().stream().mapToLong(Long::longValue).sorted().toArray();
        long cut = sorted[sorted.length - capacity - 1];
        Map<K, Long> left = new HashMap<>();
        counts.forEach((value, count) -> {
            if (count > cut) {
                left.put(value, count - cut);
            }
        });
        return new FrequentItems<K>(left, slack + cut);
    }

    /** Returns the values by falling count, and by their own order where counts are equal. */
    List<Map.Entry<K, Long>> ranked() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<K, Long>comparingByValue(Collections.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .toList();
    }
}
