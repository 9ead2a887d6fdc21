// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;

/**
 * The entries of the index of a {@link KeyFile} that were not written yet: an open-addressed table that keeps the order of the
 * unsigned hashes, so that it is written from front to back.
 */
final class PendingKeys {
    /** How many bytes an entry takes. */
    static final int ENTRY = 2 * Long.BYTES;

    /** The hash and the place in the log plus one, 0 for an empty slot, of each slot. */
    private final long[] entries;

    private final int slots;
    private final int homes;
    private int size;

    PendingKeys(int slots) {
        this.slots = slots;
        this.entries = new long[2 * slots];
        // The slots behind the last home take up what the last homes are too crowded for.
        this.homes = slots - slots / 16;
    }

    int size() {
        return size;
    }

    /** How many entries are put in at most; fewer when many hashes are alike. */
    int most() {
        return slots / 10 * 7;
    }

    /** Puts an entry in, or returns false when there is no room. */
    boolean add(long hash, long place) {
        if (size >= most()) {
            return false;
        }
        int slot = home(hash);
        while (slot < slots && entries[2 * slot + 1] != 0 && Long.compareUnsigned(entries[2 * slot], hash) <= 0) {
            slot++;
        }
        int end = slot;
        while (end < slots && entries[2 * end + 1] != 0) {
            end++;
        }
        if (end == slots) {
            return false;
        }
        System.arraycopy(entries, 2 * slot, entries, 2 * slot + 2, 2 * (end - slot));
        entries[2 * slot] = hash;
        entries[2 * slot + 1] = place + 1;
        size++;
        return true;
    }

    /** The place of a key in the log, or -1. */
    long find(long hash, KeyRun.Match match) throws IOException {
        for (int slot = home(hash); slot < slots && entries[2 * slot + 1] != 0; slot++) {
            int order = Long.compareUnsigned(entries[2 * slot], hash);
            if (order > 0) {
                return -1;
            }
            if (order == 0 && match.at(entries[2 * slot + 1] - 1)) {
                return entries[2 * slot + 1] - 1;
            }
        }
        return -1;
    }

    private int home(long hash) {
        return (int) KeyRun.home(hash, homes);
    }

    void clear() {
        java.util.Arrays.fill(entries, 0);
        size = 0;
    }

    KeyRun.Cursor cursor() {
        return new KeyRun.Cursor() {
            private int slot = -1;

            @Override
            public boolean next() {
                do {
                    slot++;
                } while (slot < slots && entries[2 * slot + 1] == 0);
                return slot < slots;
            }

            @Override
            public long hash() {
                return entries[2 * slot];
            }

            @Override
            public long place() {
                return entries[2 * slot + 1] - 1;
            }
        };
    }
}
