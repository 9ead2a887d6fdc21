// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checked rows to fit to: truth (0 or 1), a group and a weight each, the groups coded in alphabetical order. */
final class Cases {
    /** The group of rows of a table whose sensitive value is missing. */
    static final String MISSING = "(missing)";

    private final int[] truth;
    private final String[] groups;
    private final double[] weights;
    private final boolean weighted;
    private final List<String> names;
    private final int[] codes;

    private Cases(int[] truth, String[] groups, double[] weights, boolean weighted) {
        this.truth = truth;
        this.groups = groups;
        this.weights = weights;
        this.weighted = weighted;
        Map<String, Integer> codeOf = new HashMap<>();
        int[] found = new int[groups.length];
        for (int row = 0; row < found.length; row++) {
            Integer code = codeOf.get(groups[row]);
            if (code == null) {
                code = codeOf.size();
                codeOf.put(groups[row], code);
            }
            found[row] = code;
        }
        this.names = List.copyOf(new TreeSet<>(codeOf.keySet()));
        int[] ordered = new int[names.size()];
        codeOf.forEach((name, code) -> ordered[code] = names.indexOf(name));
        for (int row = 0; row < found.length; row++) {
            found[row] = ordered[found[row]];
        }
        this.codes = found;
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
        requireGroups(groups);
        return new Cases(truth, groups, checked(weights, truth.length), weights.length > 0);
    }

    /** The rows of a table; a sensitive value that is missing makes the group {@value #MISSING}. */
    static Cases of(Table rows, String target, String favorable, String sensitive, double... weights) {
        return of(truth(rows, target, favorable), groups(rows, sensitive), weights);
    }

    private static int[] truth(Table rows, String target, String favorable) {
        Column labels = rows.column(target);
        int[] truth = new int[rows.rowCount()];
        for (int row = 0; row < truth.length; row++) {
            if (labels.isMissing(row)) {
                throw new IllegalArgumentException(
                        "target '" + target + "' is missing in row " + row + "; leave such rows out");
            }
            truth[row] = labels.text(row).equals(favorable) ? 1 : 0;
        }
        return truth;
    }

    /** The label that is not favourable; there must be one, and no third. */
    static String unfavorable(Table rows, String target, String favorable) {
        Column labels = rows.column(target);
        TreeSet<String> all = new TreeSet<>();
        for (int row = 0; row < rows.rowCount(); row++) {
            if (!labels.isMissing(row)) {
                all.add(labels.text(row));
            }
        }
        if (all.size() != 2 || !all.contains(favorable)) {
            throw new IllegalArgumentException(
                    "target '" + target + "' must have two labels, '" + favorable + "' and another, got " + all);
        }
        all.remove(favorable);
        return all.first();
    }

    static String[] groups(Table rows, String sensitive) {
        Column column = rows.column(sensitive);
        String[] groups = new String[rows.rowCount()];
        for (int row = 0; row < groups.length; row++) {
            groups[row] = column.isMissing(row) ? MISSING : column.text(row);
        }
        return groups;
    }

    static void requireGroups(@Nullable String[] groups) {
        for (int row = 0; row < groups.length; row++) {
            if (groups[row] == null) {
                throw new IllegalArgumentException("the group of row " + row
                        + " is missing; give it a name of its own, such as \"" + MISSING + "\", or leave the row out");
            }
        }
    }

    static double[] checked(double[] weights, int rows) {
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

    boolean isWeighted() {
        return weighted;
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

    static void requireScore(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("a score must be a number, got NaN");
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

    static void requireStrength(double strength) {
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be in [0, 1], got " + strength);
        }
    }

    /** Refuses a group that has no row, or no weight, of one of the classes. */
    void requireBothClasses() {
        requireClasses(0, 1);
    }

    /** Refuses a group that has no row, or no weight, of a class that is needed; of any class when none is named. */
    void requireClasses(int... classes) {
        double[] weight = new double[names.size() * 2];
        for (int row = 0; row < size(); row++) {
            weight[codes[row] * 2 + truth[row]] += weights[row];
        }
        for (int group = 0; group < names.size(); group++) {
            if (!(weight[group * 2] + weight[group * 2 + 1] > 0)) {
                throw new IllegalArgumentException("the rows of group '" + names.get(group) + "' all have weight 0");
            }
            for (int each : classes) {
                if (!(weight[group * 2 + each] > 0)) {
                    throw new IllegalArgumentException("group '" + names.get(group) + "' has no "
                            + (each == 0 ? "negatives" : "positives") + ", so that its rates cannot be made alike");
                }
            }
        }
    }
}
