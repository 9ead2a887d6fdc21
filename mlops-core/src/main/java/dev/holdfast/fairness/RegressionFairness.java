// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.SampleDistances;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * How alike a regression treats groups: its predictions and its errors by group.
 *
 * <p>A mean carries a normal interval from its standard error; the largest difference between groups one at the same
 * confidence for all pairs at once, from 2000 normal draws of the means. Groups with fewer than 30 rows take no part in
 * comparisons and are listed. Immutable and thread-safe; counting is linear, the distance of distributions sorts.
 *
 * <p>The largest loss of any group is what A. Agarwal, M. Dudik, Z. Wu, Fair Regression, ICML 2019, bound.
 */
public final class RegressionFairness {
    private static final int MINIMUM = 30;
    private static final int REPLICATES = 2_000;
    private static final double CONFIDENCE = 0.95;

    /** What is averaged over the rows of a group. */
    public enum Mean {
        /** The prediction. */
        PREDICTION,
        /** The prediction minus the truth: above 0 when too high. */
        ERROR,
        /** The absolute error. */
        ABSOLUTE_ERROR,
        /** The squared error. */
        SQUARED_ERROR;

        private double of(double truth, double predicted) {
            return switch (this) {
                case PREDICTION -> predicted;
                case ERROR -> predicted - truth;
                case ABSOLUTE_ERROR -> Math.abs(predicted - truth);
                case SQUARED_ERROR -> (predicted - truth) * (predicted - truth);
            };
        }
    }

    private final double[] truth;
    private final double[] predicted;
    private final Map<String, int[]> rows;
    private final long seed;

    private RegressionFairness(double[] truth, double[] predicted, Map<String, int[]> rows, long seed) {
        this.truth = truth;
        this.predicted = predicted;
        this.rows = rows;
        this.seed = seed;
    }

    /**
     * Examines predictions.
     *
     * @param seed the seed of the draws
     * @param truth the truth of each row
     * @param predicted the prediction for each row
     * @param groups the group of each row
     * @return what can be asked about them
     * @throws IllegalArgumentException when lengths differ or a number is not finite
     */
    public static RegressionFairness of(long seed, double[] truth, double[] predicted, String[] groups) {
        if (truth.length != predicted.length || truth.length != groups.length) {
            throw new IllegalArgumentException("each row needs a truth, a prediction and a group, got " + truth.length
                    + ", " + predicted.length + " and " + groups.length);
        }
        Map<String, List<Integer>> byGroup = new TreeMap<>();
        for (int row = 0; row < truth.length; row++) {
            if (!Double.isFinite(truth[row]) || !Double.isFinite(predicted[row])) {
                throw new IllegalArgumentException("numbers must be finite, got truth " + truth[row]
                        + " and prediction " + predicted[row] + " in row " + row);
            }
            byGroup.computeIfAbsent(groups[row], key -> new ArrayList<>()).add(row);
        }
        Map<String, int[]> rows = new TreeMap<>();
        byGroup.forEach((name, list) ->
                rows.put(name, list.stream().mapToInt(Integer::intValue).toArray()));
        return new RegressionFairness(truth.clone(), predicted.clone(), rows, seed);
    }

    /**
     * Returns a mean over each group, in alphabetical order of groups.
     *
     * @param mean what is averaged
     * @return the mean with its interval; undefined for a group of one row
     */
    public Map<String, Measurement> byGroup(Mean mean) {
        Map<String, Measurement> all = new TreeMap<>();
        rows.forEach((name, its) -> all.put(name, measure(mean, its)));
        return Collections.unmodifiableMap(all);
    }

    private Measurement measure(Mean mean, int[] its) {
        double[] moments = moments(mean, its);
        return its.length < 2
                ? new Undefined("the uncertainty of " + Names.count(its.length, "rows") + " is unknown")
                : Intervals.normal(moments[0], moments[1], its.length, CONFIDENCE);
    }

    /** Mean and standard error. */
    private double[] moments(Mean mean, int[] its) {
        double sum = 0;
        for (int row : its) {
            sum += mean.of(truth[row], predicted[row]);
        }
        double average = sum / its.length;
        double squares = 0;
        for (int row : its) {
            double gap = mean.of(truth[row], predicted[row]) - average;
            squares += gap * gap;
        }
        return new double[] {average, Math.sqrt(squares / Math.max(1, its.length - 1) / its.length)};
    }

    /**
     * Returns the groups that take no part in comparisons.
     *
     * @return the groups with fewer than 30 rows
     */
    public List<Exclusion> excluded() {
        List<Exclusion> excluded = new ArrayList<>();
        rows.forEach((name, its) -> {
            if (its.length < MINIMUM) {
                excluded.add(new Exclusion(
                        "group",
                        name,
                        "all",
                        its.length,
                        Names.count(its.length, "rows") + ", fewer than the minimum of " + MINIMUM));
            }
        });
        return excluded;
    }

    private List<int[]> compared() {
        return rows.values().stream().filter(its -> its.length >= MINIMUM).toList();
    }

    private static Undefined tooFew(int groups) {
        return new Undefined(Names.count(groups, "groups") + " of at least " + MINIMUM + " rows, two are needed");
    }

    /**
     * Returns the largest difference of a mean between two groups.
     *
     * @param mean what is averaged
     * @return the difference with its interval, at least 0; undefined with fewer than two large enough groups
     */
    public Measurement difference(Mean mean) {
        List<int[]> groups = compared();
        if (groups.size() < 2) {
            return tooFew(groups.size());
        }
        Spread spread = new Spread(CONFIDENCE, REPLICATES).block();
        double highest = Double.NEGATIVE_INFINITY;
        double lowest = Double.POSITIVE_INFINITY;
        long n = 0;
        SplittableRandom random = new SplittableRandom(seed);
        for (int[] its : groups) {
            double[] moments = moments(mean, its);
            double[] draws = new double[REPLICATES];
            for (int b = 0; b < draws.length; b++) {
                draws[b] = moments[0] + moments[1] * random.nextGaussian();
            }
            spread.add(moments[0], draws);
            highest = Math.max(highest, moments[0]);
            lowest = Math.min(lowest, moments[0]);
            n += its.length;
        }
        double[] ends = spread.betweenGroups();
        double gap = highest - lowest;
        return new Estimate(gap, Math.min(gap, ends[0]), Math.max(gap, ends[1]), CONFIDENCE, n);
    }

    /**
     * Returns the largest mean of any group: of an error, the loss of the group that is treated worst.
     *
     * @param mean what is averaged
     * @return that of the group with the highest; undefined without a large enough group
     */
    public Measurement largest(Mean mean) {
        return compared().stream()
                .map(its -> measure(mean, its))
                .max(java.util.Comparator.comparingDouble(each -> each.orThrow().point()))
                .orElseGet(() -> new Undefined("no group of at least " + MINIMUM + " rows"));
    }

    /**
     * Returns how far apart the distributions of predictions are: the largest Kolmogorov-Smirnov distance between two
     * groups, 0 when they are the same.
     *
     * @return a number in [0, 1]; undefined with fewer than two large enough groups
     */
    public Measurement distance() {
        List<double[]> sorted = compared().stream()
                .map(its -> Arrays.stream(its)
                        .mapToDouble(row -> predicted[row])
                        .sorted()
                        .toArray())
                .toList();
        if (sorted.size() < 2) {
            return tooFew(sorted.size());
        }
        double largest = 0;
        for (int a = 0; a < sorted.size(); a++) {
            for (int b = 0; b < a; b++) {
                largest = Math.max(largest, distance(sorted.get(a), sorted.get(b)));
            }
        }
        return Estimate.exact(
                largest, sorted.stream().mapToLong(each -> each.length).sum());
    }

    /**
     * Returns the ratio of a mean between the groups where it is smallest and largest, such as that of squared errors.
     *
     * @param mean what is averaged
     * @return the ratio in (0, 1] with its interval, from the logarithms of the means of all pairs at once; undefined with
     *     fewer than two large enough groups or when a mean is not above 0
     */
    public Measurement ratio(Mean mean) {
        List<int[]> groups = compared();
        if (groups.size() < 2) {
            return tooFew(groups.size());
        }
        Spread spread = new Spread(CONFIDENCE, REPLICATES).block();
        SplittableRandom random = new SplittableRandom(seed);
        double highest = 0;
        double lowest = Double.POSITIVE_INFINITY;
        long n = 0;
        for (int[] its : groups) {
            double[] moments = moments(mean, its);
            if (!(moments[0] > 0)) {
                return new Undefined("a mean is " + Estimate.number(moments[0]) + ": a ratio needs numbers above 0");
            }
            double[] draws = new double[REPLICATES];
            for (int b = 0; b < draws.length; b++) {
                draws[b] = Math.log(moments[0]) + moments[1] / moments[0] * random.nextGaussian();
            }
            spread.add(Math.log(moments[0]), draws);
            highest = Math.max(highest, moments[0]);
            lowest = Math.min(lowest, moments[0]);
            n += its.length;
        }
        double[] ends = spread.betweenGroups();
        double ratio = lowest / highest;
        return new Estimate(
                ratio, Math.min(ratio, Math.exp(-ends[1])), Math.max(ratio, Math.exp(-ends[0])), CONFIDENCE, n);
    }

    /**
     * Returns the largest Wasserstein distance of predictions between two groups: the mean amount, in the unit of the
     * predictions, by which those of one group would have to move to be distributed as those of the other.
     *
     * @return a number of at least 0; undefined with fewer than two large enough groups
     */
    public Measurement wasserstein() {
        List<double[]> values = compared().stream()
                .map(its ->
                        Arrays.stream(its).mapToDouble(row -> predicted[row]).toArray())
                .toList();
        if (values.size() < 2) {
            return tooFew(values.size());
        }
        double largest = 0;
        for (int a = 0; a < values.size(); a++) {
            for (int b = 0; b < a; b++) {
                largest = Math.max(
                        largest,
                        SampleDistances.between(values.get(a), values.get(b))
                                .wasserstein()
                                .orThrow()
                                .point());
            }
        }
        return Estimate.exact(
                largest, values.stream().mapToLong(each -> each.length).sum());
    }

    private static double distance(double[] one, double[] other) {
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            double value = Math.min(one[i], other[j]);
            while (i < one.length && one[i] <= value) {
                i++;
            }
            while (j < other.length && other[j] <= value) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / one.length - (double) j / other.length));
        }
        return largest;
    }
}
