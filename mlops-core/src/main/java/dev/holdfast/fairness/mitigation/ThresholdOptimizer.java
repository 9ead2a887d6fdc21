// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.GroupRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Chooses a threshold on the score for each group so that a criterion holds on the rows at hand and as many decisions as
 * possible are right.
 *
 * <p>By default each group gets one threshold, rates keep the criterion's tolerance, and the same score in the same group
 * always gets the same decision. {@link #randomized} mixes two thresholds a group, and chance where equalized odds need
 * it, which reaches exact equality and the best possible objective at the price of decisions that depend on a hash of the
 * row's key. Thresholds lie half-way between scores that occur; every such breakpoint is considered, except that equalized
 * odds without randomising look at no more than 400 positions of each rate and 4096 thresholds a group. Randomised
 * equalized odds are exactly equal whatever the tolerance.
 *
 * <p>Criteria are demographic parity, equal opportunity, false positive rates, equalized odds, predictive parity and error
 * rates, as difference or ratio, between any number of groups; the last two without randomising only, since a mixture of
 * two thresholds does not have the mixture of their predictive values.
 *
 * <p>When the best thresholds would select nobody or everybody in every group, although the best single threshold for all
 * does not, the best of those that split every group are taken instead, or fitting fails: never all unfavourable unless
 * the data say so without the criterion.
 *
 * <p>The criterion holds on the rows that were fitted, not with confidence beyond them: examine other rows with {@link
 * DecisionRule#mitigation}. Immutable and thread-safe; fitting costs {@code n log n} for n rows.
 *
 * <p>Reference: M. Hardt, E. Price, N. Srebro, Equality of Opportunity in Supervised Learning, NIPS 2016. Departures from
 * Fairlearn: exact breakpoints rather than a grid of 1000, weights, a stated policy for unseen groups (Fairlearn refuses
 * every one of their members without a word).
 *
 * <pre>{@code
 * GroupThresholds thresholds = ThresholdOptimizer.of(Criterion.equalizedOdds().atMost(0.02), UnseenGroup.POOLED)
 *     .fit(truth, scores, groups);
 * boolean selected = thresholds.decide(0.61, "a");
 * }</pre>
 */
public final class ThresholdOptimizer {
    private static final double[] DIFFERENCES = {0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5};

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
     * @param criterion a tolerance for the difference or ratio in demographic parity, equal opportunity, false positive
     *     rate, equalized odds, predictive parity or error rate
     * @param unseen what becomes of groups that are not there when thresholds are chosen
     * @return the optimizer
     * @throws IllegalArgumentException for any other measure
     */
    public static ThresholdOptimizer of(Criterion criterion, UnseenGroup unseen) {
        switch (criterion.measure()) {
            case DEMOGRAPHIC_PARITY_DIFFERENCE,
                    DEMOGRAPHIC_PARITY_RATIO,
                    EQUAL_OPPORTUNITY_DIFFERENCE,
                    EQUAL_OPPORTUNITY_RATIO,
                    FALSE_POSITIVE_RATE_DIFFERENCE,
                    FALSE_POSITIVE_RATE_RATIO,
                    EQUALIZED_ODDS_DIFFERENCE,
                    EQUALIZED_ODDS_RATIO,
                    PREDICTIVE_PARITY_DIFFERENCE,
                    PREDICTIVE_PARITY_RATIO,
                    ERROR_RATE_DIFFERENCE,
                    ERROR_RATE_RATIO -> {}
            default ->
                throw new IllegalArgumentException(
                        "thresholds are chosen for demographic parity, equal opportunity, false positive rates, equalized"
                                + " odds, predictive parity or error rates, as difference or ratio, got "
                                + criterion.measure().key());
        }
        return new ThresholdOptimizer(criterion, false, false, 0, Objects.requireNonNull(unseen, "unseen"));
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
     * @throws IllegalArgumentException for predictive parity and error rates
     */
    public ThresholdOptimizer randomized(long hashSeed) {
        GroupRate rate = criterion.measure().rates().get(0);
        if (rate == GroupRate.POSITIVE_PREDICTIVE_VALUE || rate == GroupRate.ERROR_RATE) {
            throw new IllegalArgumentException(
                    "thresholds for " + criterion.measure().key() + " are chosen without randomising only");
        }
        return new ThresholdOptimizer(criterion, balanced, true, hashSeed, unseen);
    }

    /**
     * Chooses the thresholds.
     *
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the score of each row, higher for favourable; infinite ones are allowed
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the thresholds of each group
     * @throws IllegalArgumentException when lengths differ, a truth is neither 0 nor 1, a score is NaN, a group is missing,
     *     weights are negative or sum to 0, a group has no row of a class that the criterion needs, or every choice of
     *     thresholds within the tolerance selects nobody or everybody, although the best single threshold does not
     */
    public GroupThresholds fit(int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        return fitted(cases, new Curves(cases, scores));
    }

    private GroupThresholds fitted(Cases cases, Curves curves) {
        int together = curves.search.best(curves.pooled);
        return new GroupThresholds(
                cases.names(),
                rules(curves, together),
                ThresholdRule.above(curves.pooled.threshold(together)),
                unseen,
                seed);
    }

    /**
     * Shows what stricter and looser tolerances would cost: the best thresholds at eleven differences from 0 to 0.5 (or
     * ratios from 1 to 0.5), and the best single threshold.
     *
     * @param truth as in {@link #fit}
     * @param scores as in {@link #fit}
     * @param groups as in {@link #fit}
     * @param weights as in {@link #fit}
     * @return the Pareto front, the fairest first: unfairness is the difference, or 1 less the ratio, on these rows;
     *     tolerances that cannot be kept are left out
     * @throws IllegalArgumentException as {@link #fit} does, but for tolerances that cannot be kept
     */
    public List<TradeOff> front(int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        Curves curves = new Curves(cases, scores);
        int together = curves.search.best(curves.pooled);
        FairnessMeasure measure = criterion.measure();
        List<TradeOff> choices = new ArrayList<>();
        ThresholdRule single = ThresholdRule.above(curves.pooled.threshold(together));
        choices.add(curves.search.tradeOff(
                "one threshold for all",
                measure,
                cases.names().stream().map(name -> single).toList()));
        for (double difference : DIFFERENCES) {
            Criterion each = measure.isRatio() ? measure.atLeast(1 - difference) : measure.atMost(difference);
            ThresholdOptimizer other = new ThresholdOptimizer(each, balanced, random, seed, unseen);
            Choice choice = other.choice(curves, together);
            if (choice.refusal.isEmpty()) {
                choices.add(curves.search.tradeOff(each.toString(), measure, choice.rules));
            }
        }
        return TradeOff.front(choices);
    }

    /** The curves of some rows, with the objective. */
    private final class Curves {
        private final ThresholdCurve pooled;
        private final ThresholdSearch search;

        Curves(Cases cases, double[] scores) {
            Cases.requireScores(scores, cases.size());
            cases.requireClasses(classes());
            ThresholdCurve[] all = ThresholdCurve.all(cases, scores);
            this.pooled = all[all.length - 1];
            double rows = pooled.positives() + pooled.negatives();
            boolean both = balanced && pooled.positives() > 0 && pooled.negatives() > 0;
            this.search = new ThresholdSearch(
                    Arrays.asList(all).subList(0, all.length - 1),
                    both ? 0.5 / pooled.positives() : 1 / rows,
                    both ? 0.5 / pooled.negatives() : 1 / rows);
        }
    }

    private int[] classes() {
        return criterion.measure().rates().stream()
                .filter(rate -> rate == GroupRate.TRUE_POSITIVE_RATE || rate == GroupRate.FALSE_POSITIVE_RATE)
                .mapToInt(rate -> rate == GroupRate.TRUE_POSITIVE_RATE ? 1 : 0)
                .sorted()
                .toArray();
    }

    private List<ThresholdRule> rules(Curves curves, int together) {
        Choice choice = choice(curves, together);
        if (!choice.refusal.isEmpty()) {
            throw new IllegalArgumentException(choice.refusal);
        }
        return choice.rules;
    }

    /** Rules, or why there are none. */
    private record Choice(List<ThresholdRule> rules, String refusal) {}

    private Choice choice(Curves curves, int together) {
        boolean pooledTrivial = together == 0 || together == curves.pooled.size() - 1;
        return random ? mixed(curves, pooledTrivial) : single(curves, pooledTrivial);
    }

    private boolean isOdds() {
        return criterion.measure().rates().size() > 1;
    }

    private Choice mixed(Curves curves, boolean pooledTrivial) {
        MixedThresholds mixtures = new MixedThresholds(curves.search);
        List<ThresholdRule> rules = isOdds()
                ? mixtures.odds()
                : mixtures.along(criterion.measure().rates().get(0), RateWindow.of(criterion));
        List<ThresholdCurve> groups = curves.search.curves();
        boolean nobody = IntStream.range(0, rules.size()).allMatch(g -> {
            double[] selected = ThresholdSearch.expected(groups.get(g), rules.get(g));
            return selected[0] + selected[1] == 0;
        });
        return new Choice(
                rules,
                nobody && !pooledTrivial
                        ? "the best mixture of thresholds that keeps " + criterion
                                + " selects nobody; allow a larger difference, or seek balanced accuracy"
                        : "");
    }

    private int[] points(ThresholdSearch search) {
        RateWindow window = RateWindow.of(criterion);
        return isOdds()
                ? new OddsSearch(search, window).deterministic()
                : search.deterministic(criterion.measure().rates().get(0), window);
    }

    /** Whether nobody, or everybody, of every group is selected. */
    private static boolean isTrivial(int[] points, List<ThresholdCurve> curves) {
        return IntStream.range(0, points.length)
                .allMatch(g -> points[g] == 0 || points[g] == curves.get(g).size() - 1);
    }

    private Choice single(Curves curves, boolean pooledTrivial) {
        List<ThresholdCurve> groups = curves.search.curves();
        int[] points = points(curves.search);
        if (!pooledTrivial && isTrivial(points, groups)) {
            points = points(curves.search.inner());
            if (isTrivial(points, groups)) {
                return new Choice(
                        List.of(),
                        "no deterministic thresholds keep " + criterion
                                + " other than those that select nobody or everybody of a group; allow a larger"
                                + " difference, or randomise");
            }
        }
        int[] chosen = points;
        return new Choice(
                IntStream.range(0, chosen.length)
                        .mapToObj(g -> ThresholdRule.above(groups.get(g).threshold(chosen[g])))
                        .toList(),
                "");
    }

    @Override
    public String toString() {
        return "ThresholdOptimizer.of(" + criterion + ", " + unseen + ")" + (balanced ? ".balanced()" : "")
                + (random ? ".randomized(" + seed + ")" : "");
    }
}
