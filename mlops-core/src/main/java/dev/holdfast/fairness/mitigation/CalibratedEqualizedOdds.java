// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Makes calibrated scores equally costly for all groups without uncalibrating them: of a group that is better off, some
 * rows, drawn by a hash of their key, get the base rate of their group instead of their score.
 *
 * <p>What the cost c of a group is says {@link Cost}. With b the base rate of group g, the share of its rows that are
 * replaced is {@code (c_max - c_g) / (c_trivial - c_g)}, where the trivial predictor always says b, cut to [0, 1]. Where it had to be
 * cut, equal costs cannot be had and {@link #isFeasible()} is false (AIF360 goes on with a "probability" of 3). A group
 * that was never seen keeps its scores. Immutable and thread-safe.
 *
 * <p>Reference: G. Pleiss and others, On Fairness and Calibration, NIPS 2017; for two groups as AIF360, here for any
 * number.
 */
public final class CalibratedEqualizedOdds {
    /** Which errors are made equally costly. */
    public enum Cost {
        /** The generalised false negative rate, {@code mean(1 - score | positive)}. */
        FALSE_NEGATIVE,
        /** The generalised false positive rate, {@code mean(score | negative)}. */
        FALSE_POSITIVE,
        /** Both, each weighed by half the share of its class in the group. */
        WEIGHTED;

        private double of(double falsePositive, double falseNegative, double baseRate) {
            return switch (this) {
                case FALSE_NEGATIVE -> falseNegative;
                case FALSE_POSITIVE -> falsePositive;
                case WEIGHTED -> (falsePositive * (1 - baseRate) + falseNegative * baseRate) / 2;
            };
        }
    }

    private final Cases cases;
    private final double[] scores;
    private final double[] mixes;
    private final double[] baseRates;
    private final boolean feasible;
    private final long seed;

    private CalibratedEqualizedOdds(
            Cases cases, double[] scores, double[] mixes, double[] baseRates, boolean feasible, long seed) {
        this.cases = cases;
        this.scores = scores.clone();
        this.mixes = mixes;
        this.baseRates = baseRates;
        this.feasible = feasible;
        this.seed = seed;
    }

    /**
     * Finds the shares.
     *
     * @param cost which errors are made equally costly
     * @param seed the seed of the hash of keys
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the calibrated probability of favourable for each row, in [0, 1]
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the fitted shares
     * @throws IllegalArgumentException when lengths differ, a truth is neither 0 nor 1, a score is outside [0, 1], or a
     *     group has no row of a class
     */
    public static CalibratedEqualizedOdds fit(
            Cost cost, long seed, int[] truth, double[] scores, String[] groups, double... weights) {
        Objects.requireNonNull(cost, "cost");
        Cases cases = Cases.of(truth, groups, weights);
        Cases.requireProbabilities(scores, cases.size());
        cases.requireBothClasses();
        int n = cases.names().size();
        double[][] mass = new double[n][2];
        double[][] scored = new double[n][2];
        for (int row = 0; row < cases.size(); row++) {
            mass[cases.code(row)][truth[row]] += cases.weights()[row];
            scored[cases.code(row)][truth[row]] += cases.weights()[row] * scores[row];
        }
        double[] costs = new double[n];
        double[] baseRates = new double[n];
        double highest = 0;
        for (int g = 0; g < n; g++) {
            baseRates[g] = mass[g][1] / (mass[g][0] + mass[g][1]);
            costs[g] = cost.of(scored[g][0] / mass[g][0], 1 - scored[g][1] / mass[g][1], baseRates[g]);
            highest = Math.max(highest, costs[g]);
        }
        double[] mixes = new double[n];
        boolean feasible = true;
        for (int g = 0; g < n; g++) {
            double trivial = cost.of(baseRates[g], 1 - baseRates[g], baseRates[g]);
            double wanted = costs[g] == highest ? 0 : (highest - costs[g]) / (trivial - costs[g]);
            feasible &= wanted >= 0 && wanted <= 1;
            mixes[g] = trivial > costs[g] ? Math.min(1, wanted) : 0;
        }
        return new CalibratedEqualizedOdds(cases, scores, mixes, baseRates, feasible, seed);
    }

    /**
     * Tells whether costs are equal in expectation.
     *
     * @return false when even replacing every score of some group would not make it as costly as the costliest
     */
    public boolean isFeasible() {
        return feasible;
    }

    /**
     * Returns the share of rows of a group whose score is replaced.
     *
     * @param group the group
     * @return the share in [0, 1]; 0 for a group that was never seen
     */
    public double mix(String group) {
        int code = cases.code(group);
        return code < 0 ? 0 : mixes[code];
    }

    /**
     * Returns the score to use for a row.
     *
     * @param score its own score
     * @param group its group
     * @param key what tells the row from others
     * @return its own score, or the base rate of its group when its lot falls within the share
     * @throws IllegalArgumentException when the score is NaN
     */
    public double score(double score, String group, long key) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("a score must be a number, got NaN");
        }
        int code = cases.code(group);
        boolean replaced =
                code >= 0 && new SplittableRandom(seed ^ (key * 0x9E3779B97F4A7C15L)).nextDouble() < mixes[code];
        return replaced ? baseRates[code] : score;
    }

    /**
     * Returns what it did to decisions at a threshold of one half, on the rows that were fitted; the key of a row is its
     * index.
     *
     * @param criterion what to judge by
     * @return fairness before and after, and the cost
     */
    public Mitigation mitigation(Criterion criterion) {
        int[] before = new int[cases.size()];
        int[] after = new int[cases.size()];
        for (int row = 0; row < before.length; row++) {
            before[row] = scores[row] > 0.5 ? 1 : 0;
            after[row] = score(scores[row], cases.groups()[row], row) > 0.5 ? 1 : 0;
        }
        return Mitigation.of("Calibrated equalized odds", criterion, cases, before, after, "keeps its scores");
    }

    /**
     * Returns the groups.
     *
     * @return their names in alphabetical order
     */
    public List<String> groups() {
        return cases.names();
    }
}
