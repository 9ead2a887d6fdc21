// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

/** What the user chose: how large a group must be and how sure the intervals are. */
record Settings(int minimumGroup, int minimumEvents, double confidence, int replicates, long seed) {
    static final Settings DEFAULTS = new Settings(30, 5, 0.95, 2_000, 42);
}
