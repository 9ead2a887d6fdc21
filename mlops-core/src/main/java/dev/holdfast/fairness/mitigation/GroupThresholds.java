// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Thresholds that {@link ThresholdOptimizer} chose, to decide rows by.
 *
 * <p>A group that was not there when they were chosen is decided by the best threshold for all rows together, or refused
 * with an exception, as the optimizer was told; never silently unfavourably. Immutable and thread-safe.
 */
public final class GroupThresholds {
    private final Criterion criterion;
    private final Cases cases;
    private final double[] scores;
    private final List<ThresholdRule> rules;
    private final ThresholdRule pooled;
    private final UnseenGroup unseen;
    private final long seed;

    GroupThresholds(
            Criterion criterion,
            Cases cases,
            double[] scores,
            List<ThresholdRule> rules,
            ThresholdRule pooled,
            UnseenGroup unseen,
            long seed) {
        this.criterion = criterion;
        this.cases = cases;
        this.scores = scores.clone();
        this.rules = rules;
        this.pooled = pooled;
        this.unseen = unseen;
        this.seed = seed;
    }

    private ThresholdRule rule(String group) {
        int code = cases.code(group);
        if (code >= 0) {
            return rules.get(code);
        }
        if (unseen == UnseenGroup.REFUSE) {
            throw new IllegalArgumentException(
                    "group '" + group + "' was not there when thresholds were chosen; known are " + cases.names());
        }
        return pooled;
    }

    /**
     * Returns how likely a row is selected.
     *
     * @param score its score
     * @param group its group
     * @return 0 or 1, or between when thresholds are mixed at random
     * @throws IllegalArgumentException when the score is NaN, or the group was never seen and such are refused
     */
    public double probability(double score, String group) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("a score must be a number, got NaN");
        }
        return rule(group).probability(score);
    }

    /**
     * Decides a row; without random mixing only.
     *
     * @param score its score
     * @param group its group
     * @return true when it is selected
     * @throws IllegalStateException when the decision depends on chance: give a key
     * @throws IllegalArgumentException as {@link #probability} does
     */
    public boolean decide(double score, String group) {
        double probability = probability(score, group);
        if (probability > 0 && probability < 1) {
            throw new IllegalStateException("this decision is drawn with probability " + probability
                    + "; give the row's key, so that the same row is always decided alike");
        }
        return probability == 1;
    }

    /**
     * Decides a row; its lot, where it needs one, is a hash of its key, so that the same row is always decided alike.
     *
     * @param score its score
     * @param group its group
     * @param key what tells the row from others, such as a hash of its identity
     * @return true when it is selected
     * @throws IllegalArgumentException as {@link #probability} does
     */
    public boolean decide(double score, String group, long key) {
        double probability = probability(score, group);
        return probability == 1
                || (probability > 0
                        && new SplittableRandom(seed ^ (key * 0x9E3779B97F4A7C15L)).nextDouble() < probability);
    }

    /**
     * Tells whether some decisions are drawn at random.
     *
     * @return true when two thresholds are mixed in some group
     */
    public boolean isRandomized() {
        return rules.stream().anyMatch(ThresholdRule::isRandom);
    }

    /**
     * Returns the accuracy to be expected on the rows that were fitted, averaged over all lots.
     *
     * @return the weighted share of right decisions
     */
    public double expectedAccuracy() {
        double right = 0;
        double total = 0;
        for (int row = 0; row < cases.size(); row++) {
            double probability = rules.get(cases.code(row)).probability(scores[row]);
            right += cases.weights()[row] * (cases.truth()[row] == 1 ? probability : 1 - probability);
            total += cases.weights()[row];
        }
        return right / total;
    }

    /**
     * Returns what the thresholds did on the rows that were fitted: before is the best single threshold for all groups.
     * The key of a row is its index.
     *
     * @return fairness before and after, and the cost
     */
    public Mitigation mitigation() {
        int[] before = new int[cases.size()];
        int[] after = new int[cases.size()];
        for (int row = 0; row < before.length; row++) {
            before[row] = pooled.probability(scores[row]) == 1 ? 1 : 0;
            after[row] = decide(scores[row], cases.groups()[row], row) ? 1 : 0;
        }
        return Mitigation.of("Thresholds by group", criterion, cases, before, after, unseenGroups());
    }

    private String unseenGroups() {
        return unseen == UnseenGroup.REFUSE
                ? "the call fails and names the group"
                : "decided by the best threshold for all rows together, " + pooled;
    }

    /**
     * Returns the rule of each group in words, in alphabetical order of groups.
     *
     * @return the rules
     */
    public List<String> rules() {
        String[] text = new String[rules.size()];
        Arrays.setAll(text, i -> cases.names().get(i) + ": " + rules.get(i));
        return List.of(text);
    }

    @Override
    public String toString() {
        return "GroupThresholds" + rules();
    }
}
