// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Checked rows to fit to: truth (0 or 1), a group and a weight each, the groups coded in alphabetical order. */
final class Cases {
    private final int[] truth;
    private final String[] groups;
    private final double[] weights;
    private final List<String> names;
    private final int[] codes;

    private Cases(int[] truth, String[] groups, double[] weights) {
        this.truth = truth;
        this.groups = groups;
        this.weights = weights;
        this.names = List.copyOf(new TreeSet<>(new java.util.HashSet<>(Arrays.asList(groups))));
        this.codes = new int[groups.length];
        java.util.Map<String, Integer> codeOf = new java.util.HashMap<>();
        names.forEach(name -> codeOf.put(name, codeOf.size()));
        for (int row = 0; row < codes.length; row++) {
            codes[row] = codeOf.getOrDefault(groups[row], 0);
        }
    }

    static Cases of(int[] truth, String[] groups, double... weights) {
        if (truth.length == 0) {
            throw new IllegalArgumentException("a mitigation needs rows to fit to, got none");
        }
        if (groups.length != truth.length || (weights.length > 0 && weights.length != truth.length)) {
            throw new IllegalArgumentException("each row needs a group and, if any has, a weight, got " + truth.length
                    + " rows, " + groups.length + " groups and " + weights.length + " weights");
        }
        for (int row = 0; row < truth.length; row++) {
            if (truth[row] != 0 && truth[row] != 1) {
                throw new IllegalArgumentException("truth must be 0 or 1, got " + truth[row] + " in row " + row);
            }
        }
        return new Cases(truth, groups, checked(weights, truth.length));
    }

    private static double[] checked(double[] weights, int rows) {
        if (weights.length == 0) {
            double[] ones = new double[rows];
            Arrays.fill(ones, 1);
            return ones;
        }
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            if (!(weights[row] >= 0 && weights[row] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be finite and at least 0, got " + weights[row] + " in row " + row);
            }
            sum += weights[row];
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("weights must not sum to 0");
        }
        return weights.clone();
    }

    int size() {
        return truth.length;
    }

    int[] truth() {
        return truth;
    }

    String[] groups() {
        return groups;
    }

    double[] weights() {
        return weights;
    }

    List<String> names() {
        return names;
    }

    int code(int row) {
        return codes[row];
    }

    /** The code of a group, or -1 for one that is not here. */
    int code(String group) {
        return names.indexOf(group);
    }

    static void requireScores(double[] scores, int rows) {
        if (scores.length != rows) {
            throw new IllegalArgumentException(
                    "each row needs a score, got " + scores.length + " for " + rows + " rows");
        }
        for (int row = 0; row < rows; row++) {
            if (Double.isNaN(scores[row])) {
                throw new IllegalArgumentException("a score must be a number, got NaN in row " + row);
            }
        }
    }

    static void requireProbabilities(double[] scores, int rows) {
        requireScores(scores, rows);
        for (int row = 0; row < rows; row++) {
            if (scores[row] < 0 || scores[row] > 1) {
                throw new IllegalArgumentException(
                        "scores must be probabilities in [0, 1], got " + scores[row] + " in row " + row);
            }
        }
    }

    /** Refuses a group that has no row, or no weight, of one of the classes. */
    void requireBothClasses() {
        double[] weight = new double[names.size() * 2];
        for (int row = 0; row < size(); row++) {
            weight[codes[row] * 2 + truth[row]] += weights[row];
        }
        for (int cell = 0; cell < weight.length; cell++) {
            if (!(weight[cell] > 0)) {
                throw new IllegalArgumentException("group '" + names.get(cell / 2) + "' has no "
                        + (cell % 2 == 0 ? "negatives" : "positives") + ", so that its rates cannot be made alike");
            }
        }
    }
}
