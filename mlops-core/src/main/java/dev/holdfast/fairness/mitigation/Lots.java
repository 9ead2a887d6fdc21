// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Row;
import java.util.List;
import java.util.SplittableRandom;

/** Lots that are hashes of what tells a row from others, so that the same row always draws the same one. */
final class Lots {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Lots() {}

    /** A number in [0, 1). */
    static double draw(long seed, long key) {
        return new SplittableRandom(seed ^ (key * GOLDEN)).nextDouble();
    }

    /** The key of a row: a hash (FNV-1a) of its values in some columns, missing ones told from empty ones. */
    static long key(Row row, List<String> columns) {
        long hash = FNV_OFFSET;
        for (String column : columns) {
            hash = (hash ^ (row.isMissing(column) ? 1 : 2)) * FNV_PRIME;
            if (!row.isMissing(column)) {
                String text = row.text(column);
                for (int i = 0; i < text.length(); i++) {
                    hash = (hash ^ text.charAt(i)) * FNV_PRIME;
                }
            }
        }
        return hash;
    }
}
