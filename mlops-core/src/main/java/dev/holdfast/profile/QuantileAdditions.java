// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;

/** The entries that one segment adds to a distribution; the work space that the columns of a pass share. */
final class QuantileAdditions {
    private static final int FEW = 256;
    private static final int MANY = 2048;

    long[] keys = new long[0];
    long[] weight = new long[0];
    long[] below = new long[0];
    long[] upTo = new long[0];

    /** The index of the old entry before which each belongs. */
    int[] entry = new int[0];

    int size;

    void add(long newKey, long newWeight, long newBelow, long newUpTo, int before) {
        if (size == keys.length) {
            resize(Math.max(FEW, 2 * size));
        }
        keys[size] = newKey;
        weight[size] = newWeight;
        below[size] = newBelow;
        upTo[size] = newUpTo;
        entry[size++] = before;
    }

    /** Forgets all, and the room of very many too. */
    void clear() {
        size = 0;
        if (keys.length > MANY) {
            resize(FEW);
        }
    }

    private void resize(int room) {
        keys = Arrays.copyOf(keys, room);
        weight = Arrays.copyOf(weight, room);
        below = Arrays.copyOf(below, room);
        upTo = Arrays.copyOf(upTo, room);
        entry = Arrays.copyOf(entry, room);
    }
}
