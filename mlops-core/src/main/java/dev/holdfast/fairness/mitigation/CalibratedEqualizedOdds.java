// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Makes calibrated scores equally costly for all groups without uncalibrating them: of a group that is better off, some
 * rows, drawn by a hash of their key, get the base rate of their group instead of their score.
 *
 * <p>What the cost c of a group is says {@link Cost}. With b the base rate of group g, the share of its rows that are
 * replaced is {@code (c_max - c_g) / (c_trivial - c_g)}, where the trivial predictor always says b, cut to [0, 1]. Where it had to be
 * cut, equal costs cannot be had and {@link #isFeasible()} is false (AIF360 goes on with a "probability" of 3). A group
 * that was never seen keeps its scores, as all rows taken together would, or is refused. As a {@link DecisionRule} it
 * selects scores above one half. Keeps no rows. Immutable and thread-safe.
 *
 * <p>Reference: G. Pleiss and others, On Fairness and Calibration, NIPS 2017; for two groups as AIF360, here for any
 * number.
 */
public final class CalibratedEqualizedOdds implements DecisionRule {
    static final String FORMAT = "holdfast-calibrated-odds/1";

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

    private final List<String> names;
    private final double[] mixes;
    private final double[] baseRates;
    private final boolean feasible;
    private final UnseenGroup unseen;
    private final long seed;

    private CalibratedEqualizedOdds(
            List<String> names, double[] mixes, double[] baseRates, boolean feasible, UnseenGroup unseen, long seed) {
        this.names = List.copyOf(names);
        this.mixes = mixes;
        this.baseRates = baseRates;
        this.feasible = feasible;
        this.unseen = unseen;
        this.seed = seed;
    }

    static CalibratedEqualizedOdds from(JsonNode node) throws IOException {
        List<JsonNode> groups = StoredJson.list(node, "groups");
        String[] names = new String[groups.size()];
        double[] mixes = new double[names.length];
        double[] baseRates = new double[names.length];
        for (int g = 0; g < names.length; g++) {
            names[g] = StoredJson.text(groups.get(g), "name");
            mixes[g] = StoredJson.share(groups.get(g), "mix");
            baseRates[g] = StoredJson.share(groups.get(g), "baseRate");
        }
        return new CalibratedEqualizedOdds(
                List.of(names),
                mixes,
                baseRates,
                StoredJson.text(node, "feasible").equals("true"),
                StoredJson.constant(UnseenGroup.class, node, "unseen"),
                StoredJson.integer(node, "seed"));
    }

    /**
     * Finds the shares.
     *
     * @param cost which errors are made equally costly
     * @param unseen what becomes of groups that are not there when it is fitted
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
            Cost cost,
            UnseenGroup unseen,
            long seed,
            int[] truth,
            double[] scores,
            String[] groups,
            double... weights) {
        Objects.requireNonNull(cost, "cost");
        Objects.requireNonNull(unseen, "unseen");
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
        return new CalibratedEqualizedOdds(cases.names(), mixes, baseRates, feasible, unseen, seed);
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
     * @throws IllegalArgumentException when the group was never seen and such are refused
     */
    public double mix(String group) {
        int code = names.indexOf(group);
        unseen.require(code, group, names);
        return code < 0 ? 0 : mixes[code];
    }

    /**
     * Returns the score to use for a row.
     *
     * @param score its own score
     * @param group its group
     * @param key what tells the row from others
     * @return its own score, or the base rate of its group when its lot falls within the share
     * @throws IllegalArgumentException when the score is NaN, or the group was never seen and such are refused
     */
    public double score(double score, String group, long key) {
        Cases.requireScore(score);
        double mix = mix(group);
        return mix > 0 && Lots.draw(seed, key) < mix ? baseRates[names.indexOf(group)] : score;
    }

    @Override
    public double probability(double score, String group) {
        Cases.requireScore(score);
        double mix = mix(group);
        double replaced = mix > 0 && baseRates[names.indexOf(group)] > 0.5 ? mix : 0;
        return replaced + (score > 0.5 ? 1 - mix : 0);
    }

    @Override
    public boolean decide(double score, String group, long key) {
        return score(score, group, key) > 0.5;
    }

    @Override
    public boolean decideUngrouped(double score) {
        Cases.requireScore(score);
        return score > 0.5;
    }

    @Override
    public boolean isRandomized() {
        return Arrays.stream(mixes).anyMatch(mix -> mix > 0 && mix < 1);
    }

    @Override
    public String unseenGroups() {
        return unseen.described("keeps its scores");
    }

    @Override
    public String name() {
        return "Calibrated equalized odds";
    }

    /**
     * Returns the groups.
     *
     * @return their names in alphabetical order
     */
    public List<String> groups() {
        return names;
    }

    @Override
    public String toText() {
        ObjectNode node = StoredJson.object()
                .put("rule", FORMAT)
                .put("unseen", unseen.name())
                .put("seed", String.valueOf(seed))
                .put("feasible", String.valueOf(feasible));
        ArrayNode groups = node.putArray("groups");
        for (int g = 0; g < mixes.length; g++) {
            groups.addObject()
                    .put("name", names.get(g))
                    .put("mix", String.valueOf(mixes[g]))
                    .put("baseRate", String.valueOf(baseRates[g]));
        }
        return StoredJson.write(node);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CalibratedEqualizedOdds that && toText().equals(that.toText());
    }

    @Override
    public int hashCode() {
        return toText().hashCode();
    }

    @Override
    public String toString() {
        return "CalibratedEqualizedOdds[of " + names + ", " + Arrays.toString(mixes) + " replaced]";
    }
}
