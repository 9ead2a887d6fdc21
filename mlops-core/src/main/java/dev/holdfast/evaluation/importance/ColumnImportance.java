// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.importance;

import dev.holdfast.stats.Measurement;
import java.util.Objects;

/**
 * What a model owes to one column.
 *
 * @param column the column's name
 * @param changedRows how often a row got another value, over all repeats; 0 for a column that is the same in every row
 * @param largestChange the largest change of a score, or of the quantity, in any of them; 0 when the model does not use the
 *     column
 * @param importance the mean rise of the loss, with its interval over rows; undefined without truth
 * @param share the column's part of the importance of all columns, with its interval over rows; undefined without truth, and
 *     when no column has any
 */
public record ColumnImportance(
        String column, long changedRows, double largestChange, Measurement importance, Measurement share) {
    /**
     * Checks that nothing is null.
     *
     * @param column the column's name
     * @param changedRows how often a row got another value
     * @param largestChange the largest change of a score, or of the quantity
     * @param importance the mean rise of the loss
     * @param share the column's part of the importance of all columns
     */
    public ColumnImportance {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(importance, "importance");
        Objects.requireNonNull(share, "share");
    }

    /**
     * Tells whether any answer changed with the column.
     *
     * @return true when one did; false says something only when {@link #changedRows} is above 0
     */
    public boolean isUsed() {
        return largestChange != 0;
    }
}
