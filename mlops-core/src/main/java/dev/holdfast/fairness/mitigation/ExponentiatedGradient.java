// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Table;
import dev.holdfast.fairness.Criterion;
import java.util.Objects;

/**
 * Trains a mixture of classifiers under a fairness criterion with any trainer that honours weights.
 *
 * <p>A game: a player sets prices for breaking the criterion, by exponentiated gradient and by the exact solution over
 * the classifiers so far; the trainer answers with the classifier that is best at those prices, to which rows are
 * relabelled and reweighed. The result mixes a few of these classifiers. It stops when no round of eight in a row
 * improves the mixture by more than 0.0005, or after 50 rounds of two trainings each unless {@link #rounds} says otherwise.
 *
 * <p>Criteria are demographic parity, equal opportunity (true positive rates), false positive rates, equalized odds and
 * error rates, each as difference or ratio, between any number of groups; {@link #boundedGroupLoss} bounds the error rate
 * of every group instead. The criterion is on the training rows and on chances of being selected: a difference of at most
 * t holds every group to within t / 2 of everybody, a ratio of at least R to within a factor of the root of R. When the
 * trainer cannot keep it, the mixture that breaks it least is returned and {@link FairMixture#violation} is above 0.
 *
 * <p>Sensitive values are needed for training only, so that there is no group that the result has never seen. Rows whose
 * sensitive value is missing are a group of their own, {@code "(missing)"}. Immutable and thread-safe; fitting costs some
 * dozens of trainings, each of whose models answers the training rows once.
 *
 * <p>Reference: A. Agarwal and others, A Reductions Approach to Fair Classification, ICML 2018, whose prices are bounded by
 * B = 100 and step by 2 / B; here they step by 5 / B, a choice made on two real data sets. As in Fairlearn, when all
 * rows are to be labelled alike, the answer is the constant and the trainer is not called.
 *
 * <pre>{@code
 * FairMixture fair = ExponentiatedGradient.of(Criterion.demographicParity().atMost(0.05))
 *     .fit(tribuoTrainer::train, loans, "Status", "good", "Marital");
 * fair.mitigation(test).accuracyCost();
 * }</pre>
 */
public final class ExponentiatedGradient {
    private static final int ROUNDS = 50;

    private final Goal goal;
    private final int rounds;
    private final FairMixture.Lot lot;

    private ExponentiatedGradient(Goal goal, int rounds, FairMixture.Lot lot) {
        this.goal = goal;
        this.rounds = rounds;
        this.lot = lot;
    }

    /**
     * Returns a training under a criterion between groups.
     *
     * @param criterion a tolerance for the difference or ratio in demographic parity, equal opportunity, false positive
     *     rate, equalized odds or error rate
     * @return the training
     * @throws IllegalArgumentException when the measure is another
     */
    public static ExponentiatedGradient of(Criterion criterion) {
        Goal goal = new Goal.Alike(criterion);
        ReductionMoments.events(goal);
        return new ExponentiatedGradient(goal, ROUNDS, FairMixture.Lot.BY_CONTENT);
    }

    /**
     * Returns a training that bounds the error rate of every group.
     *
     * @param bound the largest error rate of any group, in (0, 1)
     * @return the training
     * @throws IllegalArgumentException when the bound is outside
     */
    public static ExponentiatedGradient boundedGroupLoss(double bound) {
        return new ExponentiatedGradient(new Goal.BoundedLoss(bound), ROUNDS, FairMixture.Lot.BY_CONTENT);
    }

    /**
     * Returns a training that stops earlier or later.
     *
     * @param most how many rounds it may last, at least 1; each is two trainings
     * @return the training
     * @throws IllegalArgumentException when the number is less than 1
     */
    public ExponentiatedGradient rounds(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("training needs at least 1 round, got " + most);
        }
        return new ExponentiatedGradient(goal, most, lot);
    }

    /**
     * Returns a training whose mixture draws the lot of a row from a column that tells rows apart, such as a customer's
     * number. Unless called, the lot is drawn from what the classifiers read, so that equal rows are decided alike.
     *
     * @param column the column; rows to be decided must have it
     * @param seed the seed of the hash
     * @return the training
     */
    public ExponentiatedGradient keyedBy(String column, long seed) {
        return new ExponentiatedGradient(
                goal, rounds, new FairMixture.Lot(Objects.requireNonNull(column, "column"), seed));
    }

    /**
     * Trains a mixture of classifiers.
     *
     * @param trainer the trainer; to keep the sensitive column out of the model is its matter
     * @param rows the training rows
     * @param target the column to predict, with two labels and no missing value
     * @param favorable the favourable label
     * @param sensitive the column of groups; missing values are a group
     * @param weights the weight of each row, or none for equal ones
     * @return the mixture
     * @throws IllegalArgumentException when a column is not there, the target has other than two labels or a missing one,
     *     a group has no row of a class that the criterion needs, or weights are negative or sum to 0
     */
    public FairMixture fit(
            WeightedTrainer trainer, Table rows, String target, String favorable, String sensitive, double... weights) {
        Reduction.Outcome outcome =
                new Reduction(goal, trainer, rows, target, favorable, sensitive, weights).mix(rounds);
        return FairMixture.of("Exponentiated gradient", goal, lot, outcome, rows, target, favorable, sensitive);
    }

    @Override
    public String toString() {
        return "ExponentiatedGradient[" + goal + ", at most " + rounds + " rounds]";
    }
}
