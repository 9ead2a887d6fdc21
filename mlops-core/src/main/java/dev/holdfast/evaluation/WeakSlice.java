// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.TestResult;
import java.util.Objects;

/**
 * A slice in which a model errs more than in the rest of the rows.
 *
 * @param name which rows, such as {@code "Home = owner"}
 * @param rows how many they are
 * @param loss the share of rows that are missed, of numbers the mean absolute error, with its interval
 * @param difference the loss of the slice less that of the rest, with its interval
 * @param adjustedPValue the p-value of the one-sided test, adjusted for all slices searched (Benjamini-Hochberg)
 * @param test the test itself
 */
public record WeakSlice(
        String name, int rows, Measurement loss, Measurement difference, double adjustedPValue, TestResult test) {
    /**
     * Checks the name.
     *
     * @param name as above
     * @param rows as above
     * @param loss as above
     * @param difference as above
     * @param adjustedPValue as above
     * @param test as above
     */
    public WeakSlice {
        Objects.requireNonNull(name, "name");
    }
}
