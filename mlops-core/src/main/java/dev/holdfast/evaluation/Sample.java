// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Map;

/**
 * The rows that a metric is computed from: what was true, what the model said, how much each row weighs.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <S> the kind of sample itself
 */
public sealed interface Sample<S extends Sample<S>>
        permits BinarySample, MulticlassSample, MultilabelSample, RegressionSample, RankingSample {
    /**
     * Returns the number of rows.
     *
     * @return the number of rows
     */
    int size();

    /**
     * Returns the weight of a row.
     *
     * @param row the row's index
     * @return the weight; 1 for each row of a sample without weights, 0 for one that a resample left out
     */
    double weight(int row);

    /**
     * Tells whether rows have weights.
     *
     * @return true when they have
     */
    boolean isWeighted();

    /**
     * Returns the same rows with each weight multiplied, as a resample that drew each row so often.
     *
     * @param counts the factor of each row
     * @return the sample
     */
    S reweighted(int[] counts);

    /**
     * Returns the sample of some rows.
     *
     * @param rows the row indexes
     * @return the sample
     */
    S select(int[] rows);

    /**
     * Returns the same rows with other weights.
     *
     * @param weights the weight of each row, finite and above 0; none for equal weights
     * @return the sample
     * @throws IllegalArgumentException when there is not one weight a row, or one is not above 0
     */
    S weighted(double... weights);

    /**
     * Returns the same rows with the answers of models that know only what is common, by the name of each.
     *
     * @return the samples of the trivial baselines, at least one; empty without rows
     */
    Map<String, S> trivial();

    /**
     * Says why two samples are not of the same rows.
     *
     * @param other the other sample
     * @return the first difference, or the empty text when there is none
     */
    String difference(S other);
}
