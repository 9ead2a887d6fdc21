// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Gives a feature the same distribution in every group, before training, and keeps the order within each group.
 *
 * <p>A value is replaced by the median, over groups, of the quantile that it is in its own group (ties at the middle of
 * their ranks), or moved part of the way there: {@code (1 - strength) value + strength median}. Fitted on training rows
 * and applied to others. Values outside what was seen count as the smallest or largest. A group that was never seen keeps
 * its values; NaN stays NaN. Immutable and thread-safe; a value costs a search a group.
 *
 * <p>Reference: M. Feldman and others, Certifying and Removing Disparate Impact, KDD 2015, doi:10.1145/2783258.2783311.
 */
public final class DisparateImpactRepair {
    private final double strength;
    private final List<String> groups;
    private final List<double[]> sorted;

    private DisparateImpactRepair(double strength, List<String> groups, List<double[]> sorted) {
        this.strength = strength;
        this.groups = groups;
        this.sorted = sorted;
    }

    /**
     * Fits a feature.
     *
     * @param strength how far to go, from 0 (not at all) to 1
     * @param feature the value of each row; NaN is left out
     * @param groups the group of each row
     * @return the fitted repair
     * @throws IllegalArgumentException when lengths differ, the strength is outside [0, 1], or a group has no value
     */
    public static DisparateImpactRepair fit(double strength, double[] feature, String[] groups) {
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be in [0, 1], got " + strength);
        }
        requireEqual(feature, groups);
        List<String> names = List.copyOf(new TreeSet<>(Arrays.asList(groups)));
        List<double[]> sorted = new ArrayList<>();
        for (String name : names) {
            double[] mine = new double[feature.length];
            int n = 0;
            for (int row = 0; row < feature.length; row++) {
                if (groups[row].equals(name) && !Double.isNaN(feature[row])) {
                    mine[n++] = feature[row] + 0.0;
                }
            }
            if (n == 0) {
                throw new IllegalArgumentException("group '" + name + "' has no value of the feature");
            }
            double[] values = Arrays.copyOf(mine, n);
            Arrays.sort(values);
            sorted.add(values);
        }
        return new DisparateImpactRepair(strength, names, sorted);
    }

    private static void requireEqual(double[] feature, String[] groups) {
        if (feature.length != groups.length) {
            throw new IllegalArgumentException(
                    "each row needs a group, got " + groups.length + " for " + feature.length + " rows");
        }
    }

    /**
     * Repairs values.
     *
     * @param feature the value of each row
     * @param rowGroups the group of each row
     * @return new values
     * @throws IllegalArgumentException when lengths differ
     */
    public double[] transform(double[] feature, String[] rowGroups) {
        requireEqual(feature, rowGroups);
        double[] repaired = feature.clone();
        for (int row = 0; row < repaired.length; row++) {
            int code = groups.indexOf(rowGroups[row]);
            if (code >= 0 && !Double.isNaN(feature[row])) {
                double share = share(sorted.get(code), feature[row] + 0.0);
                double median = median(share);
                repaired[row] = (1 - strength) * feature[row] + strength * median;
            }
        }
        return repaired;
    }

    /** The middle of the ranks of a value, as a share in [0, 1]. */
    private static double share(double[] values, double value) {
        if (values.length == 1) {
            return 0.5;
        }
        int below = first(values, value, false);
        int notAbove = first(values, value, true);
        double rank = notAbove > below ? (below + notAbove - 1) / 2.0 : below - 0.5;
        return Math.max(0, Math.min(1, rank / (values.length - 1)));
    }

    /** The first index whose value is at least, or above, a value. */
    private static int first(double[] values, double value, boolean above) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (above ? values[middle] > value : values[middle] >= value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private double median(double share) {
        double[] quantiles = sorted.stream()
                .mapToDouble(values -> quantile(values, share))
                .sorted()
                .toArray();
        int half = quantiles.length / 2;
        return quantiles.length % 2 == 1 ? quantiles[half] : (quantiles[half - 1] + quantiles[half]) / 2;
    }

    private static double quantile(double[] values, double share) {
        double position = share * (values.length - 1);
        int below = (int) position;
        int above = Math.min(values.length - 1, below + 1);
        return values[below] + (position - below) * (values[above] - values[below]);
    }
}
