// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import java.util.List;

/**
 * Weights of rows that make label and group independent, for a trainer that honours weights.
 *
 * <p>A row of group g with label y gets {@code W_g W_y / (W W_gy)} times its weight, where each W is the sum of weights of
 * the rows like it. The total weight stays. The sensitive column is needed for training only: a model trained on these
 * weights has no groups, so that there are none that it has never seen. A group without rows of one label cannot be
 * balanced and is refused, unless {@link #shrunken} leaves it as it is. Immutable and thread-safe.
 *
 * <p>Reference: F. Kamiran, T. Calders, Data preprocessing techniques for classification without discrimination, KAIS 33
 * (2012), doi:10.1007/s10115-011-0463-8. Unlike AIF360, any number of groups, and no infinite weight for an empty cell.
 */
public final class Reweighing {
    private final Cases cases;
    private final double[][] factors;

    private Reweighing(Cases cases, double[][] factors) {
        this.cases = cases;
        this.factors = factors;
    }

    /**
     * Computes the weights.
     *
     * @param labels the label of each row, 1 for favourable, 0 for not
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the new weights
     * @throws IllegalArgumentException when lengths differ, a label is neither 0 nor 1, weights are negative or sum to 0,
     *     or a group has no row of one label
     */
    public static Reweighing fit(int[] labels, String[] groups, double... weights) {
        Cases cases = Cases.of(labels, groups, weights);
        cases.requireBothClasses();
        return new Reweighing(cases, factors(cases, 1));
    }

    /**
     * Computes weights that go only part of the way.
     *
     * <p>Factors are {@code 1 + strength (factor - 1)}; the rows of a group without rows of one label keep their weight.
     * All are then scaled so that the total weight stays.
     *
     * @param strength how far to go, from 0 (not at all) to 1
     * @param labels the label of each row, 1 for favourable, 0 for not
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the new weights
     * @throws IllegalArgumentException as {@link #fit} does, but for the empty cell, and when the strength is outside
     */
    public static Reweighing shrunken(double strength, int[] labels, String[] groups, double... weights) {
        Cases.requireStrength(strength);
        Cases cases = Cases.of(labels, groups, weights);
        return new Reweighing(cases, factors(cases, strength));
    }

    private static double[][] factors(Cases cases, double strength) {
        int groups = cases.names().size();
        double[][] cell = new double[groups][2];
        double[] byLabel = new double[2];
        for (int row = 0; row < cases.size(); row++) {
            cell[cases.code(row)][cases.truth()[row]] += cases.weights()[row];
            byLabel[cases.truth()[row]] += cases.weights()[row];
        }
        double total = byLabel[0] + byLabel[1];
        double[][] factors = new double[groups][2];
        double after = 0;
        for (int g = 0; g < groups; g++) {
            double ofGroup = cell[g][0] + cell[g][1];
            boolean whole = cell[g][0] > 0 && cell[g][1] > 0;
            for (int y = 0; y < 2; y++) {
                double factor = whole ? ofGroup * byLabel[y] / (total * cell[g][y]) : 1;
                factors[g][y] = 1 + strength * (factor - 1);
                after += factors[g][y] * cell[g][y];
            }
        }
        for (double[] factor : factors) {
            factor[0] *= total / after;
            factor[1] *= total / after;
        }
        return factors;
    }

    /**
     * Returns the factor of a group and label.
     *
     * @param group the group
     * @param label the label, 0 or 1
     * @return what the weight of such a row is multiplied by
     * @throws IllegalArgumentException when the group was not there or the label is neither 0 nor 1
     */
    public double factor(String group, int label) {
        int code = cases.code(group);
        if (code < 0 || label < 0 || label > 1) {
            throw new IllegalArgumentException(
                    "no factor for group '" + group + "' and label " + label + "; groups are " + cases.names());
        }
        return factors[code][label];
    }

    /**
     * Returns the new weight of each row that was given.
     *
     * @return the weights, in the order of rows
     */
    public double[] weights() {
        double[] weights = new double[cases.size()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = cases.weights()[row] * factors[cases.code(row)][cases.truth()[row]];
        }
        return weights;
    }

    /**
     * Returns the groups.
     *
     * @return their names in alphabetical order
     */
    public List<String> groups() {
        return cases.names();
    }

    /**
     * Returns what the weights did to the labels: the fairness of the labels themselves, taken as decisions, under the old
     * and under the new weights. What they do to a model is shown by {@link
     * BeforeTraining}.
     *
     * @param criterion what to judge by, such as a tolerance for demographic parity
     * @return fairness before and after; accuracy costs nothing, as no label changes
     */
    public Mitigation mitigation(Criterion criterion) {
        return Mitigation.reweighed(
                "Reweighing", new Goal.Alike(criterion), cases, Cases.of(cases.truth(), cases.groups(), weights()));
    }
}
