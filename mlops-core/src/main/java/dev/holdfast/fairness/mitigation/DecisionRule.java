// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.fairness.Criterion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How a score and a group become a decision: what the mitigations after training fit.
 *
 * <p>Rules keep no rows. They are immutable, thread-safe, and written and read as one line of text that keeps every bit of
 * their numbers; {@link MitigatedModel} stores one together with the model whose scores it reads.
 */
public sealed interface DecisionRule permits GroupThresholds, RejectOption.Fitted, CalibratedEqualizedOdds {
    /**
     * Returns how likely a row is selected.
     *
     * @param score its score
     * @param group its group
     * @return 0 or 1, or between when decisions are drawn
     * @throws IllegalArgumentException when the score is NaN, or the group was never seen and such are refused
     */
    double probability(double score, String group);

    /**
     * Decides a row; its lot, where it needs one, is a hash of its key, so that the same row is always decided alike.
     *
     * @param score its score
     * @param group its group
     * @param key what tells the row from others, such as its number
     * @return true when it is selected
     * @throws IllegalArgumentException as {@link #probability} does
     */
    boolean decide(double score, String group, long key);

    /**
     * Decides a row as it would be without regard to groups: what the rule is compared with.
     *
     * @param score its score
     * @return true when it is selected
     * @throws IllegalArgumentException when the score is NaN
     */
    boolean decideUngrouped(double score);

    /**
     * Tells whether some decisions are drawn at random.
     *
     * @return true when one group's are
     */
    boolean isRandomized();

    /**
     * Returns what becomes of a group that was not there when the rule was fitted.
     *
     * @return a sentence
     */
    String unseenGroups();

    /**
     * Returns the name of the mitigation.
     *
     * @return the name, as it heads a report
     */
    String name();

    /**
     * Returns the rule as a line of text that {@link #parse} reads.
     *
     * @return a JSON object
     */
    String toText();

    /**
     * Reads a rule.
     *
     * @param text what {@link #toText} returned
     * @return the rule
     * @throws IllegalArgumentException when the text is no rule of this format
     */
    static DecisionRule parse(String text) {
        try {
            ObjectNode node = StoredJson.parse(text.getBytes(StandardCharsets.UTF_8));
            return switch (StoredJson.text(node, "rule")) {
                case GroupThresholds.FORMAT -> GroupThresholds.from(node);
                case RejectOption.FORMAT -> RejectOption.from(node);
                case CalibratedEqualizedOdds.FORMAT -> CalibratedEqualizedOdds.from(node);
                default -> throw new IOException("unknown rule '" + StoredJson.text(node, "rule") + "'");
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("a decision rule cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns what the rule did to decisions on some rows, best such that it was not fitted to; the key of a row is its
     * index.
     *
     * @param criterion what to judge by
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the score of each row
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return fairness before, when groups are not regarded, and after, and the cost
     * @throws IllegalArgumentException when lengths differ, a truth is neither 0 nor 1, a group is missing, or as {@link
     *     #probability} does
     */
    default Mitigation mitigation(
            Criterion criterion, int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        Cases.requireScores(scores, cases.size());
        int[] before = new int[cases.size()];
        int[] after = new int[cases.size()];
        for (int row = 0; row < before.length; row++) {
            before[row] = decideUngrouped(scores[row]) ? 1 : 0;
            after[row] = decide(scores[row], groups[row], row) ? 1 : 0;
        }
        return Mitigation.of(name(), new Goal.Alike(criterion), cases, before, after, unseenGroups());
    }

    /**
     * Returns the accuracy to be expected on some rows, averaged over all lots.
     *
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the score of each row
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the weighted share of right decisions
     * @throws IllegalArgumentException as {@link #mitigation} does
     */
    default double expectedAccuracy(int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        Cases.requireScores(scores, cases.size());
        double right = 0;
        double total = 0;
        for (int row = 0; row < truth.length; row++) {
            double probability = probability(scores[row], groups[row]);
            right += cases.weights()[row] * (truth[row] == 1 ? probability : 1 - probability);
            total += cases.weights()[row];
        }
        return right / total;
    }
}
