// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.stats.Estimate;

/**
 * How many distinct values there are, to within some percent, in 2 KiB; mutable until it is handed out.
 *
 * <p>HyperLogLog (Flajolet et al. 2007) with 2048 registers and 64-bit hashes; its standard error is
 * {@code 1.04 / sqrt(2048)} = 2.3 %. The estimate is the one of Ertl ("New cardinality estimation algorithms for
 * HyperLogLog sketches", arXiv:1702.01284, section 2), which needs no table of corrections and no change of formula for
 * small numbers.
 */
final class DistinctSketch {
    static final int REGISTERS = 1 << 11;
    static final double STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

    private static final int PRECISION = 11;
    private static final int LONGEST_RUN = 64 - PRECISION;

    /** The largest value of a register. */
    static final int LARGEST = LONGEST_RUN + 1;

    private static final double CONFIDENCE = 0.99;
    /** Somewhat more than the 2.576 of a normal error, for the ends of the interval are not quite symmetric. */
    private static final double STANDARD_ERRORS = 2.7;

    private final byte[] registers;

    DistinctSketch() {
        this(new byte[REGISTERS]);
    }

    DistinctSketch(byte[] registers) {
        this.registers = registers;
    }

    byte[] registers() {
        return registers;
    }

    /** Spreads a key over 64 bits (the finalizer of MurmurHash3's 128-bit variant, by Appleby). */
    static long hash(long key) {
        long z = key * 0x9e3779b97f4a7c15L; // keys like 0 and 1 would stay close to where they are
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    static long hash(String text) {
        long state = text.length();
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * 0x9e3779b97f4a7c15L;
            state ^= state >>> 29;
        }
        return hash(state);
    }

    void add(long hash) {
        int register = (int) (hash >>> LONGEST_RUN);
        registers[register] = (byte) Math.max(registers[register], run(hash));
    }

    /** Returns the sketch of the first keys of an array, all written to it: which ones change it cannot be foreseen. */
    static DistinctSketch of(long[] keys, int count) {
        byte[] all = new byte[REGISTERS];
        for (int i = 0; i < count; i++) {
            long hash = hash(keys[i]);
            int register = (int) (hash >>> LONGEST_RUN);
            all[register] = (byte) Math.max(all[register], run(hash));
        }
        return new DistinctSketch(all);
    }

    /** Adds the first keys of an array to a sketch of many, which hardly any of them changes. */
    void addKeys(long[] keys, int count) {
        byte[] all = registers;
        for (int i = 0; i < count; i++) {
            long hash = hash(keys[i]);
            int run = run(hash);
            int register = (int) (hash >>> LONGEST_RUN);
            if (run > all[register]) {
                all[register] = (byte) run;
            }
        }
    }

    private static int run(long hash) {
        return Long.numberOfLeadingZeros((hash << PRECISION) | (1L << (PRECISION - 1))) + 1;
    }

    void addAll(DistinctSketch other) {
        for (int i = 0; i < registers.length; i++) {
            registers[i] = (byte) Math.max(registers[i], other.registers[i]);
        }
    }

    DistinctSketch merge(DistinctSketch other) {
        DistinctSketch merged = copy();
        merged.addAll(other);
        return merged;
    }

    DistinctSketch copy() {
        return new DistinctSketch(registers.clone());
    }

    /** Returns the estimate of at most {@code n} distinct values among n, with its interval of 99 %. */
    Estimate estimate(long n) {
        int[] counts = new int[LONGEST_RUN + 2];
        for (byte register : registers) {
            counts[register]++;
        }
        double z = REGISTERS * tau(1 - (double) counts[LONGEST_RUN + 1] / REGISTERS);
        for (int k = LONGEST_RUN; k >= 1; k--) {
            z = 0.5 * (z + counts[k]);
        }
        z += REGISTERS * sigma((double) counts[0] / REGISTERS);
        double point = Math.min((double) n, REGISTERS / (2 * Math.log(2)) * REGISTERS / z);
        double spread = STANDARD_ERRORS * STANDARD_ERROR;
        return new Estimate(
                point,
                Math.min(point, point / (1 + spread)),
                Math.max(point, Math.min((double) n, point / (1 - spread))),
                CONFIDENCE,
                n);
    }

    private static double sigma(double share) {
        if (share == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = share;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (z != before);
        return z;
    }

    private static double tau(double share) {
        if (share == 0 || share == 1) {
            return 0;
        }
        double x = share;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (z != before);
        return z / 3;
    }
}
