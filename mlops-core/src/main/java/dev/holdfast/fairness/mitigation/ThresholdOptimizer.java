// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.GroupRate;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Chooses a threshold on the score for each group so that a criterion holds on the rows at hand and as many decisions as
 * possible are right.
 *
 * <p>By default each group gets one threshold, rates differ by no more than the criterion's tolerance, and the same score
 * in the same group always gets the same decision. {@link #randomized} mixes two thresholds a group, and chance where
 * equalised odds need it, which reaches exact equality and the best possible objective at the price of decisions that
 * depend on a hash of the row's key. Thresholds lie half-way between scores that occur; every such breakpoint is
 * considered, except that equalised odds without randomising look at no more than 400 positions of each rate and 4096
 * thresholds a group. Randomised equalised odds are exactly equal whatever the tolerance.
 *
 * <p>When the best thresholds would select nobody or everybody in every group, although the best single threshold for all
 * does not, the best of those that split every group are taken instead, or fitting fails: never all unfavourable unless
 * the data say so without the criterion.
 *
 * <p>The criterion holds on the rows that were fitted, not with confidence beyond them: examine other rows. Immutable and
 * thread-safe; fitting costs {@code n log n} for n rows.
 *
 * <p>Reference: M. Hardt, E. Price, N. Srebro, Equality of Opportunity in Supervised Learning, NIPS 2016. Departures from
 * Fairlearn: exact breakpoints rather than a grid of 1000, weights, a stated policy for unseen groups (Fairlearn refuses
 * every one of their members without a word).
 *
 * <pre>{@code
 * GroupThresholds thresholds = ThresholdOptimizer.of(Criterion.equalizedOdds().atMost(0.02)).fit(truth, scores, groups);
 * boolean selected = thresholds.decide(0.61, "a");
 * }</pre>
 */
public final class ThresholdOptimizer {
    private final Criterion criterion;
    private final boolean balanced;
    private final boolean random;
    private final long seed;
    private final UnseenGroup unseen;

    private ThresholdOptimizer(Criterion criterion, boolean balanced, boolean random, long seed, UnseenGroup unseen) {
        this.criterion = criterion;
        this.balanced = balanced;
        this.random = random;
        this.seed = seed;
        this.unseen = unseen;
    }

    /**
     * Returns an optimizer of accuracy under a criterion.
     *
     * @param criterion a tolerance for the difference in demographic parity, equal opportunity, false positive rate or
     *     equalised odds
     * @return the optimizer
     * @throws IllegalArgumentException for any other measure
     */
    public static ThresholdOptimizer of(Criterion criterion) {
        rateOf(criterion.measure());
        return new ThresholdOptimizer(criterion, false, false, 0, UnseenGroup.POOLED);
    }

    private static GroupRate rateOf(FairnessMeasure measure) {
        return switch (measure) {
            case DEMOGRAPHIC_PARITY_DIFFERENCE -> GroupRate.SELECTION_RATE;
            case EQUAL_OPPORTUNITY_DIFFERENCE -> GroupRate.TRUE_POSITIVE_RATE;
            case FALSE_POSITIVE_RATE_DIFFERENCE -> GroupRate.FALSE_POSITIVE_RATE;
            case EQUALIZED_ODDS_DIFFERENCE -> GroupRate.ERROR_RATE;
            default ->
                throw new IllegalArgumentException(
                        "thresholds are chosen for demographic-parity-difference, equal-opportunity-difference,"
                                + " false-positive-rate-difference or equalized-odds-difference, got " + measure.key());
        };
    }

    /**
     * Returns an optimizer of balanced accuracy, the mean of true positive and true negative rate over all rows.
     *
     * @return the optimizer
     */
    public ThresholdOptimizer balanced() {
        return new ThresholdOptimizer(criterion, true, random, seed, unseen);
    }

    /**
     * Returns an optimizer that may mix thresholds at random.
     *
     * @param hashSeed the seed of the hash that turns a row's key into its lot
     * @return the optimizer
     */
    public ThresholdOptimizer randomized(long hashSeed) {
        return new ThresholdOptimizer(criterion, balanced, true, hashSeed, unseen);
    }

    /**
     * Returns an optimizer whose thresholds treat groups that were not there by another policy.
     *
     * @param policy the policy; {@link UnseenGroup#POOLED} unless said otherwise
     * @return the optimizer
     */
    public ThresholdOptimizer unseen(UnseenGroup policy) {
        return new ThresholdOptimizer(criterion, balanced, random, seed, Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Chooses the thresholds.
     *
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the score of each row, higher for favourable; infinite ones are allowed
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the thresholds of each group
     * @throws IllegalArgumentException when lengths differ, a truth is neither 0 nor 1, a score is NaN, weights are
     *     negative or sum to 0, a group has no row of a class that the criterion needs, or every choice of deterministic
     *     thresholds within the tolerance selects nobody or everybody of a group, although the best single threshold
     *     does not
     */
    public GroupThresholds fit(int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        Cases.requireScores(scores, cases.size());
        GroupRate rate = rateOf(criterion.measure());
        if (rate != GroupRate.SELECTION_RATE) {
            cases.requireBothClasses();
        }
        List<ThresholdCurve> curves = IntStream.range(0, cases.names().size())
                .mapToObj(group -> ThresholdCurve.of(cases, scores, group))
                .toList();
        ThresholdCurve pooled = ThresholdCurve.of(cases, scores, -1);
        ThresholdSearch search = new ThresholdSearch(curves, gain(pooled), loss(pooled));
        int together = search.best(pooled);
        List<ThresholdRule> rules =
                random ? List.of(mixed(search, rate)) : single(search, rate, curves, pooled, together);
        return new GroupThresholds(
                criterion, cases, scores, rules, ThresholdRule.above(pooled.threshold(together)), unseen, seed);
    }

    private double gain(ThresholdCurve pooled) {
        return balanced && pooled.positives() > 0
                ? 0.5 / pooled.positives()
                : 1 / (pooled.positives() + pooled.negatives());
    }

    private double loss(ThresholdCurve pooled) {
        return balanced && pooled.negatives() > 0
                ? 0.5 / pooled.negatives()
                : 1 / (pooled.positives() + pooled.negatives());
    }

    private ThresholdRule[] mixed(ThresholdSearch search, GroupRate rate) {
        return rate == GroupRate.ERROR_RATE ? search.randomizedOdds() : search.randomized(rate, criterion.tolerance());
    }

    private int[] points(ThresholdSearch search, GroupRate rate) {
        return rate == GroupRate.ERROR_RATE
                ? search.deterministicOdds(criterion.tolerance())
                : search.deterministic(rate, criterion.tolerance());
    }

    /** Whether nobody, or everybody, of every group is selected. */
    private static boolean isTrivial(int[] points, List<ThresholdCurve> curves) {
        return IntStream.range(0, points.length)
                .allMatch(g -> points[g] == 0 || points[g] == curves.get(g).size() - 1);
    }

    private List<ThresholdRule> single(
            ThresholdSearch search, GroupRate rate, List<ThresholdCurve> curves, ThresholdCurve pooled, int together) {
        boolean pooledTrivial = together == 0 || together == pooled.size() - 1;
        int[] points = points(search, rate);
        if (!pooledTrivial && isTrivial(points, curves)) {
            points = points(search.inner(), rate);
            if (isTrivial(points, curves)) {
                throw new IllegalArgumentException("no deterministic thresholds keep " + criterion
                        + " other than those that select nobody or everybody of a group; allow a larger difference, or"
                        + " randomise");
            }
        }
        int[] chosen = points;
        return IntStream.range(0, chosen.length)
                .mapToObj(g -> ThresholdRule.above(curves.get(g).threshold(chosen[g])))
                .toList();
    }

    @Override
    public String toString() {
        return "ThresholdOptimizer.of(" + criterion + ")" + (balanced ? ".balanced()" : "")
                + (random ? ".randomized(" + seed + ")" : "") + ".unseen(" + unseen + ")";
    }
}
