// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

/**
 * What the user chose: how large a group must be, how sure the intervals are, and among how many comparisons the
 * confidence of differences and ratios is shared.
 */
record Settings(int minimumGroup, int minimumEvents, double confidence, int replicates, long seed, int comparisons) {
    static final Settings DEFAULTS = new Settings(30, 5, 0.95, 2_000, 42, 1);

    /** The confidence of one difference or ratio, by Bonferroni. */
    double comparisonConfidence() {
        return 1 - (1 - confidence) / comparisons;
    }

    Settings withMinimumGroup(int rows) {
        return new Settings(rows, minimumEvents, confidence, replicates, seed, comparisons);
    }

    Settings withMinimumEvents(int rows) {
        return new Settings(minimumGroup, rows, confidence, replicates, seed, comparisons);
    }

    Settings withConfidence(double level) {
        return new Settings(minimumGroup, minimumEvents, level, replicates, seed, comparisons);
    }

    Settings withReplicates(int number) {
        return new Settings(minimumGroup, minimumEvents, confidence, number, seed, comparisons);
    }

    Settings withSeed(long value) {
        return new Settings(minimumGroup, minimumEvents, confidence, replicates, value, comparisons);
    }

    Settings withComparisons(int number) {
        return new Settings(minimumGroup, minimumEvents, confidence, replicates, seed, number);
    }
}
