// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;

/**
 * The normal forms (NFC) of texts beyond ASCII, each with the smallest and the largest hash of the texts that have it: two
 * that differ are two spellings of one text. Immutable.
 *
 * <p>Of more forms than {@link #MOST} those with the smallest hashes stay, which are the same for every order of merging
 * (the bottom-k sketch of Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007).
 *
 * @param more whether forms were left out
 * @param forms the hashes of the forms, rising
 * @param low the smallest hash of a text of each form
 * @param high the largest
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package, where nobody compares or changes it
record Spellings(boolean more, long[] forms, long[] low, long[] high) {
    static final int MOST = 64;
    static final Spellings NONE = new Spellings(false, new long[0], new long[0], new long[0]);

    Spellings merge(Spellings other) {
        if (other.forms.length == 0) {
            return this;
        }
        if (forms.length == 0) {
            return other;
        }
        Builder all = new Builder();
        all.more = more || other.more;
        for (Spellings each : new Spellings[] {this, other}) {
            for (int i = 0; i < each.forms.length; i++) {
                all.add(each.forms[i], each.low[i], each.high[i]);
            }
        }
        return all.build();
    }

    /** Returns how many forms were seen in more than one spelling. */
    int several() {
        int several = 0;
        for (int i = 0; i < forms.length; i++) {
            several += low[i] != high[i] ? 1 : 0;
        }
        return several;
    }

    /** Collects spellings; not thread-safe. */
    static final class Builder {
        private final long[] forms = new long[MOST];
        private final long[] low = new long[MOST];
        private final long[] high = new long[MOST];
        private int size;
        private boolean more;

        void add(long form, long lowest, long highest) {
            if (size == MOST && form > forms[MOST - 1]) {
                more = true;
                return;
            }
            int at = Arrays.binarySearch(forms, 0, size, form);
            if (at >= 0) {
                low[at] = Math.min(low[at], lowest);
                high[at] = Math.max(high[at], highest);
                return;
            }
            at = -at - 1;
            more |= size == MOST;
            size = Math.min(MOST, size + 1);
            for (long[] each : new long[][] {forms, low, high}) {
                System.arraycopy(each, at, each, at + 1, size - 1 - at);
            }
            forms[at] = form;
            low[at] = lowest;
            high[at] = highest;
        }

        Spellings build() {
            return new Spellings(more, Arrays.copyOf(forms, size), Arrays.copyOf(low, size), Arrays.copyOf(high, size));
        }
    }
}
