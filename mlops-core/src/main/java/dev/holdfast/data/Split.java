// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Objects;

/**
 * A table divided into parts that share no row.
 *
 * @param train the rows to fit a model on
 * @param validation the rows to choose between models on; no rows when the split has two parts only
 * @param test the rows to judge the chosen model on
 */
public record Split(Table train, Table validation, Table test) {
    /**
     * Checks that nothing is null.
     *
     * @param train the rows to fit a model on
     * @param validation the rows to choose between models on
     * @param test the rows to judge the chosen model on
     */
    public Split {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(validation, "validation");
        Objects.requireNonNull(test, "test");
    }
}
