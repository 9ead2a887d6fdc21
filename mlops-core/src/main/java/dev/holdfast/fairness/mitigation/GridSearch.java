// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Table;
import dev.holdfast.fairness.Criterion;

/**
 * Trains one classifier for each of some prices of breaking a fairness criterion, and keeps the one that is most accurate
 * within the tolerance, or breaks it least when none is.
 *
 * <p>The one classifier is deterministic, and usually less accurate than the mixture of {@link ExponentiatedGradient},
 * whose criteria and conventions it shares. Prices go from 0 to 2 in steps that grow, one constraint at a time: a difference or ratio has two
 * constraints for each group and class it looks at, a bounded loss one for each group. {@link FairMixture#front} shows
 * every choice that no other beats. Immutable and thread-safe; the number of trainings is 1 + constraints x (size - 1).
 *
 * <p>Reference: A. Agarwal and others, A Reductions Approach to Fair Classification, ICML 2018.
 */
public final class GridSearch {
    private final Goal goal;
    private final int size;

    private GridSearch(Goal goal, int size) {
        if (size < 2) {
            throw new IllegalArgumentException("a grid needs at least 2 prices, got " + size);
        }
        this.goal = goal;
        this.size = size;
    }

    /**
     * Returns a search under a criterion between groups.
     *
     * @param criterion as in {@link ExponentiatedGradient#of}
     * @param size how many prices to try for each constraint, 0 among them, at least 2
     * @return the search
     * @throws IllegalArgumentException when the measure is another or the size is less than 2
     */
    public static GridSearch of(Criterion criterion, int size) {
        Goal goal = new Goal.Alike(criterion);
        ReductionMoments.events(goal);
        return new GridSearch(goal, size);
    }

    /**
     * Returns a search that bounds the error rate of every group.
     *
     * @param bound the largest error rate of any group, in (0, 1)
     * @param size how many prices to try for each group, 0 among them, at least 2
     * @return the search
     * @throws IllegalArgumentException when the bound is outside or the size is less than 2
     */
    public static GridSearch boundedGroupLoss(double bound, int size) {
        return new GridSearch(new Goal.BoundedLoss(bound), size);
    }

    /**
     * Trains the classifiers and keeps one.
     *
     * @param trainer the trainer; to keep the sensitive column out of the model is its matter
     * @param rows the training rows
     * @param target the column to predict, with two labels and no missing value
     * @param favorable the favourable label
     * @param sensitive the column of groups; missing values are a group
     * @param weights the weight of each row, or none for equal ones
     * @return the one classifier, as a mixture of one
     * @throws IllegalArgumentException as {@link ExponentiatedGradient#fit} does
     */
    public FairMixture fit(
            WeightedTrainer trainer, Table rows, String target, String favorable, String sensitive, double... weights) {
        Reduction.Outcome outcome =
                new Reduction(goal, trainer, rows, target, favorable, sensitive, weights).best(size);
        return FairMixture.of(
                "Grid search", goal, FairMixture.Lot.BY_CONTENT, outcome, rows, target, favorable, sensitive);
    }

    @Override
    public String toString() {
        return "GridSearch[" + goal + ", " + size + " prices]";
    }
}
