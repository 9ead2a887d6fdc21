// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Gives a feature the same distribution in every group, before training, and keeps the order within each group.
 *
 * <p>A value is replaced by the median, over groups, of the quantile that it is in its own group (ties at the middle of
 * their ranks), or moved part of the way there: {@code (1 - strength) value + strength median}. Fitted on training rows
 * and applied to others. Values outside what was seen count as the smallest or largest. A value of a group that was never
 * seen is placed among all rows together, or refused, as you say; NaN stays NaN. With weights a value lies where half its
 * weight is below it; rows of weight 0 are left out.
 *
 * <p>It holds every value that it was fitted to, and is for this reason not stored. Immutable and thread-safe; a value
 * costs a search a group.
 *
 * <p>Reference: M. Feldman and others, Certifying and Removing Disparate Impact, KDD 2015, doi:10.1145/2783258.2783311.
 * Unlike AIF360, which is fitted anew to the rows it transforms.
 */
public final class DisparateImpactRepair {
    private final double strength;
    private final List<String> groups;
    private final UnseenGroup unseen;
    private final List<Distribution> distributions;
    private final Distribution together;

    private DisparateImpactRepair(
            double strength,
            List<String> groups,
            UnseenGroup unseen,
            List<Distribution> distributions,
            Distribution together) {
        this.strength = strength;
        this.groups = groups;
        this.unseen = unseen;
        this.distributions = distributions;
        this.together = together;
    }

    /**
     * Fits a feature.
     *
     * @param strength how far to go, from 0 (not at all) to 1
     * @param unseen what becomes of values of groups that are not there when it is fitted
     * @param feature the value of each row; NaN is left out
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the fitted repair
     * @throws IllegalArgumentException when lengths differ, the strength is outside [0, 1], a group is missing or has no
     *     value, or weights are negative or sum to 0
     */
    public static DisparateImpactRepair fit(
            double strength, UnseenGroup unseen, double[] feature, String[] groups, double... weights) {
        Cases.requireStrength(strength);
        requireEqual(feature, groups);
        if (weights.length > 0 && weights.length != feature.length) {
            throw new IllegalArgumentException(
                    "each row needs a weight, got " + weights.length + " for " + feature.length + " rows");
        }
        double[] checked = Cases.checked(weights, feature.length);
        List<String> names = List.copyOf(new TreeSet<>(Arrays.asList(groups)));
        List<Distribution> distributions = new ArrayList<>();
        for (String name : names) {
            Distribution mine = Distribution.of(feature, checked, row -> groups[row].equals(name));
            if (mine.values.length == 0) {
                throw new IllegalArgumentException("group '" + name + "' has no value of the feature");
            }
            distributions.add(mine);
        }
        return new DisparateImpactRepair(
                strength,
                names,
                Objects.requireNonNull(unseen, "unseen"),
                distributions,
                Distribution.of(feature, checked, row -> true));
    }

    private static void requireEqual(double[] feature, String[] groups) {
        if (feature.length != groups.length) {
            throw new IllegalArgumentException(
                    "each row needs a group, got " + groups.length + " for " + feature.length + " rows");
        }
        Cases.requireGroups(groups);
    }

    /**
     * Repairs values.
     *
     * @param feature the value of each row
     * @param rowGroups the group of each row
     * @return new values
     * @throws IllegalArgumentException when lengths differ, a group is missing, or was never seen and such are refused
     */
    public double[] transform(double[] feature, String[] rowGroups) {
        requireEqual(feature, rowGroups);
        double[] repaired = feature.clone();
        for (int row = 0; row < repaired.length; row++) {
            int code = groups.indexOf(rowGroups[row]);
            unseen.require(code, rowGroups[row], groups);
            if (!Double.isNaN(feature[row])) {
                Distribution own = code < 0 ? together : distributions.get(code);
                double median = median(own.share(feature[row] + 0.0));
                repaired[row] = (1 - strength) * feature[row] + strength * median;
            }
        }
        return repaired;
    }

    private double median(double share) {
        double[] quantiles = distributions.stream()
                .mapToDouble(distribution -> distribution.quantile(share))
                .sorted()
                .toArray();
        int half = quantiles.length / 2;
        return quantiles.length % 2 == 1 ? quantiles[half] : (quantiles[half - 1] + quantiles[half]) / 2;
    }

    /** Values in order and where each lies, from 0 for the first to 1 for the last. */
    private static final class Distribution {
        private final double[] values;
        private final double[] positions;

        private Distribution(double[] values, double[] positions) {
            this.values = values;
            this.positions = positions;
        }

        static Distribution of(double[] feature, double[] weights, IntPredicate in) {
            int[] order = IntStream.range(0, feature.length)
                    .filter(row -> in.test(row) && !Double.isNaN(feature[row]) && weights[row] > 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> feature[row] + 0.0))
                    .mapToInt(Integer::intValue)
                    .toArray();
            double[] values = new double[order.length];
            double[] positions = new double[order.length];
            double sum = 0;
            for (int i = 0; i < order.length; i++) {
                values[i] = feature[order[i]] + 0.0;
                positions[i] = sum + weights[order[i]] / 2;
                sum += weights[order[i]];
            }
            if (order.length > 0) {
                double first = positions[0];
                double range = positions[order.length - 1] - first;
                Arrays.setAll(positions, i -> range > 0 ? (positions[i] - first) / range : 0.5);
            }
            return new Distribution(values, positions);
        }

        /** Where a value lies: the middle of those that equal it, or between its neighbours. */
        double share(double value) {
            int below = first(value, false);
            int notAbove = first(value, true);
            if (notAbove > below) {
                return (positions[below] + positions[notAbove - 1]) / 2;
            }
            if (values.length == 1) {
                return 0.5;
            }
            return below == 0 ? 0 : below == values.length ? 1 : (positions[below - 1] + positions[below]) / 2;
        }

        /** The first index whose value is at least, or above, a value. */
        private int first(double value, boolean above) {
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

        double quantile(double share) {
            int at = Arrays.binarySearch(positions, share);
            if (at >= 0) {
                return values[at];
            }
            int above = -at - 1;
            if (above == 0 || above == values.length) {
                return values[above == 0 ? 0 : values.length - 1];
            }
            double part = (share - positions[above - 1]) / (positions[above] - positions[above - 1]);
            return values[above - 1] + part * (values[above] - values[above - 1]);
        }
    }
}
