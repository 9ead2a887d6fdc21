// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Takes out of features what is linear in sensitive attributes, before training.
 *
 * <p>{@code Z' = Z - strength (S - mean(S)) B} with B the least squares fit of the centred features on the centred
 * sensitive columns: at full strength no feature is correlated with any of them on the rows that were fitted, and means
 * stay. Each sensitive column is centred by its own mean (Fairlearn uses one mean for all, which leaves correlation as
 * soon as there are two). Collinear sensitive columns are no obstacle. What is not linear stays. The sensitive values are
 * needed again to transform; a group that was never seen is left as it is, which is how the mean over all groups is
 * treated, or refused, as you say. Immutable and thread-safe; fitting costs rows x (features + sensitive columns) x
 * sensitive columns.
 */
public final class CorrelationRemover {
    private static final double COLLINEAR = 1e-10;

    private final List<String> groups;
    private final UnseenGroup unseen;
    private final double[] means;
    private final double[][] coefficients;
    private final double strength;

    private CorrelationRemover(
            List<String> groups, UnseenGroup unseen, double[] means, double[][] coefficients, double strength) {
        this.groups = groups;
        this.unseen = unseen;
        this.means = means;
        this.coefficients = coefficients;
        this.strength = strength;
    }

    /**
     * Fits numeric sensitive columns.
     *
     * @param strength how much to take out, from 0 to 1
     * @param features the features of each row
     * @param sensitive the sensitive values of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the fitted remover
     * @throws IllegalArgumentException when there are no rows, rows differ in length, a number is not finite, weights are
     *     negative or sum to 0, or the strength is outside [0, 1]
     */
    public static CorrelationRemover fit(
            double strength, double[][] features, double[][] sensitive, double... weights) {
        return fit(List.of(), UnseenGroup.REFUSE, strength, features, sensitive, weights);
    }

    /**
     * Fits one sensitive attribute of categories.
     *
     * @param strength how much to take out, from 0 to 1
     * @param unseen what becomes of rows of groups that are not there when it is fitted
     * @param features the features of each row
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the fitted remover
     * @throws IllegalArgumentException as {@link #fit(double, double[][], double[][], double...)} does, and when a group
     *     is missing
     */
    public static CorrelationRemover fit(
            double strength, UnseenGroup unseen, double[][] features, String[] groups, double... weights) {
        Cases.requireGroups(groups);
        List<String> names = List.copyOf(new TreeSet<>(Arrays.asList(groups)));
        return fit(names, Objects.requireNonNull(unseen, "unseen"), strength, features, oneHot(names, groups), weights);
    }

    private static double[][] oneHot(List<String> names, String[] groups) {
        double[][] sensitive = new double[groups.length][names.size()];
        for (int row = 0; row < groups.length; row++) {
            sensitive[row][names.indexOf(groups[row])] = 1;
        }
        return sensitive;
    }

    private static CorrelationRemover fit(
            List<String> groups,
            UnseenGroup unseen,
            double strength,
            double[][] features,
            double[][] sensitive,
            double... weights) {
        Cases.requireStrength(strength);
        if (features.length == 0 || features.length != sensitive.length) {
            throw new IllegalArgumentException("each row needs features and sensitive values, got " + features.length
                    + " and " + sensitive.length + " rows");
        }
        requireRectangle(features, features[0].length);
        requireRectangle(sensitive, sensitive[0].length);
        if (weights.length > 0 && weights.length != features.length) {
            throw new IllegalArgumentException(
                    "each row needs a weight, got " + weights.length + " for " + features.length + " rows");
        }
        double[] share = Cases.checked(weights, features.length);
        double total = Arrays.stream(share).sum();
        Arrays.setAll(share, row -> share[row] / total);
        double[] means = means(sensitive, share);
        double[][] cross = product(sensitive, means, sensitive, means, share);
        double[][] right = product(sensitive, means, features, means(features, share), share);
        return new CorrelationRemover(groups, unseen, means, solve(cross, right), strength);
    }

    private static void requireRectangle(double[][] rows, int columns) {
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != columns || !Arrays.stream(rows[row]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("each row needs " + columns + " finite numbers, got "
                        + Arrays.toString(rows[row]) + " in row " + row);
            }
        }
    }

    private static double[] means(double[][] rows, double[] share) {
        double[] means = new double[rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            for (int c = 0; c < means.length; c++) {
                means[c] += rows[row][c] * share[row];
            }
        }
        return means;
    }

    private static double[][] product(
            double[][] left, double[] leftMeans, double[][] right, double[] rightMeans, double[] share) {
        double[][] product = new double[leftMeans.length][rightMeans.length];
        for (int row = 0; row < left.length; row++) {
            for (int i = 0; i < leftMeans.length; i++) {
                double centred = share[row] * (left[row][i] - leftMeans[i]);
                for (int j = 0; j < rightMeans.length; j++) {
                    product[i][j] += centred * (right[row][j] - rightMeans[j]);
                }
            }
        }
        return product;
    }

    /** Solves by elimination; a pivot that vanishes belongs to a column that others make up, and gets 0. */
    private static double[][] solve(double[][] matrix, double[][] right) {
        int n = matrix.length;
        boolean[] used = new boolean[n];
        double[] scale = new double[n];
        for (int i = 0; i < n; i++) {
            scale[i] = matrix[i][i];
        }
        for (int pivot = 0; pivot < n; pivot++) {
            if (matrix[pivot][pivot] <= COLLINEAR * scale[pivot]) {
                continue;
            }
            used[pivot] = true;
            for (int row = 0; row < n; row++) {
                double factor = row == pivot ? 0 : matrix[row][pivot] / matrix[pivot][pivot];
                for (int c = 0; c < n; c++) {
                    matrix[row][c] -= factor * matrix[pivot][c];
                }
                for (int c = 0; c < right[row].length; c++) {
                    right[row][c] -= factor * right[pivot][c];
                }
            }
        }
        for (int row = 0; row < n; row++) {
            for (int c = 0; c < right[row].length; c++) {
                right[row][c] = used[row] ? right[row][c] / matrix[row][row] : 0;
            }
        }
        return right;
    }

    /**
     * Transforms rows with numeric sensitive values.
     *
     * @param features the features of each row
     * @param sensitive the sensitive values of each row
     * @return new features
     * @throws IllegalArgumentException when lengths differ from each other or from those that were fitted, or a number is
     *     not finite
     */
    public double[][] transform(double[][] features, double[][] sensitive) {
        if (features.length != sensitive.length) {
            throw new IllegalArgumentException("each row needs features and sensitive values, got " + features.length
                    + " and " + sensitive.length + " rows");
        }
        requireRectangle(features, coefficients[0].length);
        requireRectangle(sensitive, means.length);
        double[][] cleaned = new double[features.length][];
        for (int row = 0; row < features.length; row++) {
            cleaned[row] = features[row].clone();
            for (int s = 0; s < means.length; s++) {
                double centred = sensitive[row][s] - means[s];
                for (int c = 0; c < cleaned[row].length; c++) {
                    cleaned[row][c] -= strength * centred * coefficients[s][c];
                }
            }
        }
        return cleaned;
    }

    /**
     * Transforms rows with a sensitive category.
     *
     * @param features the features of each row
     * @param rowGroups the group of each row; rows of one that was never seen stay as they are, or are refused
     * @return new features
     * @throws IllegalArgumentException when lengths differ, a number is not finite, categories were not what was fitted,
     *     or a group was never seen and such are refused
     */
    public double[][] transform(double[][] features, String[] rowGroups) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("numeric sensitive columns were fitted, got categories");
        }
        Cases.requireGroups(rowGroups);
        double[][] sensitive = new double[rowGroups.length][];
        for (int row = 0; row < rowGroups.length; row++) {
            int code = groups.indexOf(rowGroups[row]);
            unseen.require(code, rowGroups[row], groups);
            sensitive[row] = code < 0 ? means.clone() : new double[means.length];
            if (code >= 0) {
                sensitive[row][code] = 1;
            }
        }
        return transform(features, sensitive);
    }
}
