// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;

/** Takes the reference values of one column, batch by batch, and cuts the column's bins from them. */
sealed interface Cutter permits NumberCutter, LevelCutter {
    void add(Column batch);

    /** Returns the bins and what fell into them. */
    ColumnCounts counts();

    /** Returns how many distinct values there are exactly once, for columns whose distinct values are all known. */
    long singletons();
}
