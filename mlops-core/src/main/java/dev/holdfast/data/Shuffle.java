// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

/**
 * A seeded order of rows that is the same on every JVM.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014),
 * written out because a split that is recorded by its seed has to come back on every later Java version.
 */
final class Shuffle {
    private long state;

    Shuffle(long seed) {
        this.state = seed;
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Returns a number from 0 to bound - 1, each as likely as the others. */
    private int below(int bound) {
        long bits = next() >>> 1;
        long value = bits % bound;
        while (bits - value + (bound - 1) < 0) { // the last, incomplete run of numbers would favour the small ones
            bits = next() >>> 1;
            value = bits % bound;
        }
        return (int) value;
    }

    /** Reorders the values (Fisher and Yates, as of Durstenfeld 1964). */
    void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
