// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import java.util.Comparator;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Changes as few training labels as needed for every group to have the same base rate, those first of which a ranker is
 * least sure.
 *
 * <p>Each group gets the overall base rate, as near as whole rows allow: where it has too few positives, its negatives with the
 * highest scores become positive; where it has too many, its positives with the lowest scores become negative. Of equal
 * scores the earlier row goes first. Also called massaging. The sensitive column is needed for training only, so that
 * there are no groups that a model trained on the new labels has never seen. Immutable and thread-safe.
 *
 * <p>Reference: F. Kamiran, T. Calders, Data preprocessing techniques for classification without discrimination, KAIS 33
 * (2012), doi:10.1007/s10115-011-0463-8; here for any number of groups.
 */
public final class Relabelling {
    private final Cases cases;
    private final int[] labels;

    private Relabelling(Cases cases, int[] labels) {
        this.cases = cases;
        this.labels = labels;
    }

    /**
     * Finds the labels to change.
     *
     * @param labels the label of each row, 1 for favourable, 0 for not
     * @param scores how likely a ranker holds favourable to be for each row
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the new labels
     * @throws IllegalArgumentException when lengths differ, a label is neither 0 nor 1, a group is missing, weights are
     *     negative or sum to 0, or a score is NaN
     */
    public static Relabelling fit(int[] labels, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(labels, groups, weights);
        Cases.requireScores(scores, cases.size());
        int[] changed = labels.clone();
        double[][] mass = new double[cases.names().size()][2];
        double positives = 0;
        double total = 0;
        for (int row = 0; row < labels.length; row++) {
            mass[cases.code(row)][labels[row]] += cases.weights()[row];
            positives += labels[row] * cases.weights()[row];
            total += cases.weights()[row];
        }
        for (int g = 0; g < mass.length; g++) {
            double missing = positives / total * (mass[g][0] + mass[g][1]) - mass[g][1];
            change(cases, scores, g, missing, changed);
        }
        return new Relabelling(cases, changed);
    }

    /** Changes labels of a group, the least certain first, while that brings its mass of positives nearer. */
    private static void change(Cases cases, double[] scores, int group, double missing, int[] labels) {
        int from = missing > 0 ? 0 : 1;
        Comparator<Integer> byScore = Comparator.comparingDouble(row -> scores[row]);
        Iterator<Integer> rows = IntStream.range(0, labels.length)
                .filter(row -> cases.code(row) == group && labels[row] == from && cases.weights()[row] > 0)
                .boxed()
                .sorted(missing > 0 ? byScore.reversed() : byScore)
                .iterator();
        double left = Math.abs(missing);
        while (rows.hasNext()) {
            int row = rows.next();
            double next = left - cases.weights()[row];
            if (Math.abs(next) >= left) {
                return;
            }
            labels[row] = 1 - from;
            left = next;
        }
    }

    /**
     * Returns the label of each row after the change.
     *
     * @return the labels, in the order of rows
     */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * Returns how many labels changed.
     *
     * @return the number of rows
     */
    public int changed() {
        return (int) IntStream.range(0, labels.length)
                .filter(row -> labels[row] != cases.truth()[row])
                .count();
    }

    /**
     * Returns what the change did: before, the old labels taken as decisions; after, the new ones, judged by the old. What it does
     * to a model is shown by {@link BeforeTraining}.
     *
     * @param criterion what to judge by, such as a tolerance for demographic parity
     * @return fairness before and after, and the cost
     */
    public Mitigation mitigation(Criterion criterion) {
        return Mitigation.of(
                "Relabelling", new Goal.Alike(criterion), cases, cases.truth(), labels, Mitigation.NO_GROUPS);
    }
}
