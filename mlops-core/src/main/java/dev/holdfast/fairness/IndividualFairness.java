// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures of how evenly a model treats individuals: are benefits shared evenly, are similar people decided alike?
 *
 * <p>The benefit of a row is {@code 1 + decision - truth}, with 1 for favourable: 0 for one who was wrongly refused, 1
 * for one who was judged rightly, 2 for one who was wrongly accepted. Values are exact for the rows at hand and carry no
 * interval. Stateless and thread-safe.
 *
 * <p>References: T. Speicher and others, A Unified Approach to Quantifying Algorithmic Unfairness, KDD 2018,
 * doi:10.1145/3219819.3220046; R. Zemel and others, Learning Fair Representations, ICML 2013; J. Foulds and others, An
 * Intersectional Definition of Fairness, ICDE 2020, doi:10.1109/ICDE48307.2020.00203. Unlike AIF360, the entropy of
 * order 0 is the mean logarithmic deviation (AIF360 divides it by the mean once more), and weights count.
 */
public final class IndividualFairness {
    private IndividualFairness() {}

    /**
     * Returns the benefits of decisions.
     *
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param decision the decision on each row, likewise
     * @return 0, 1 or 2 for each row
     * @throws IllegalArgumentException when lengths differ or a value is neither 0 nor 1
     */
    public static double[] benefits(int[] truth, int[] decision) {
        requireEqual("decision", decision.length, truth.length);
        Labels.of("truth", truth);
        Labels.of("decision", decision);
        double[] benefits = new double[truth.length];
        for (int row = 0; row < benefits.length; row++) {
            benefits[row] = 1.0 + decision[row] - truth[row];
        }
        return benefits;
    }

    /**
     * Returns the generalised entropy of benefits: 0 when all are equal, larger the less evenly they are shared.
     *
     * <p>{@code GE(a) = sum w ((b / m)^a - 1) / (W a (a - 1))} with the weighted mean {@code m} and the sum of weights
     * {@code W}; for a = 1 (Theil's index) {@code sum w (b / m) ln (b / m) / W} with {@code 0 ln 0 = 0}; for a = 0 (mean
     * logarithmic deviation) {@code -sum w ln (b / m) / W}.
     *
     * @param alpha the order {@code a}; 2 is half the squared coefficient of variation
     * @param benefits the benefit of each row, at least 0
     * @param weights the weight of each row, at least 0, or none for equal ones
     * @return the entropy; undefined without rows or weight, when the mean is 0, and for an order of 0 or less when some
     *     benefit is 0
     * @throws IllegalArgumentException when the order is not finite, a number is negative or not finite, or there are
     *     too few or too many weights
     */
    public static Measurement generalizedEntropy(double alpha, double[] benefits, double... weights) {
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("the order of an entropy must be finite, got " + alpha);
        }
        double[] w = weightsOf(benefits, weights);
        double total = 0;
        double sum = 0;
        for (int row = 0; row < benefits.length; row++) {
            if (!(benefits[row] >= 0 && benefits[row] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "benefits must be finite and at least 0, got " + benefits[row] + " in row " + row);
            }
            total += w[row];
            sum += w[row] * benefits[row];
        }
        if (!(total > 0)) {
            return new Undefined(benefits.length == 0 ? "no rows" : "the weights sum to 0");
        }
        double mean = sum / total;
        if (mean == 0) {
            return new Undefined("every benefit is 0");
        }
        double entropy = 0;
        for (int row = 0; row < benefits.length; row++) {
            if (w[row] > 0) {
                if (alpha <= 0 && benefits[row] == 0) {
                    return new Undefined("the benefit of row " + row + " is 0, for which an entropy of order "
                            + Names.number(alpha) + " is infinite");
                }
                entropy += w[row] * term(alpha, benefits[row] / mean);
            }
        }
        return Estimate.exact(Math.max(0, entropy / total), benefits.length);
    }

    private static double term(double alpha, double share) {
        if (alpha == 1) {
            return share == 0 ? 0 : share * Math.log(share);
        }
        return alpha == 0 ? -Math.log(share) : (Math.pow(share, alpha) - 1) / (alpha * (alpha - 1));
    }

    /**
     * Returns the part of the entropy that lies between groups: the entropy when every row had the mean benefit of its
     * group.
     *
     * @param alpha the order, as in {@link #generalizedEntropy}
     * @param benefits the benefit of each row
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the entropy between groups, or why it is undefined
     * @throws IllegalArgumentException as {@link #generalizedEntropy} does, and when lengths differ
     */
    public static Measurement entropyBetweenGroups(
            double alpha, double[] benefits, String[] groups, double... weights) {
        requireEqual("group", groups.length, benefits.length);
        double[] w = weightsOf(benefits, weights);
        Map<String, double[]> sums = new HashMap<>();
        for (int row = 0; row < benefits.length; row++) {
            double[] sum = sums.computeIfAbsent(groups[row], key -> new double[2]);
            sum[0] += w[row] * benefits[row];
            sum[1] += w[row];
        }
        double[] means = new double[benefits.length];
        for (int row = 0; row < means.length; row++) {
            double[] sum = sums.getOrDefault(groups[row], new double[2]);
            means[row] = sum[1] > 0 ? sum[0] / sum[1] : benefits[row];
        }
        return generalizedEntropy(alpha, means, w);
    }

    /**
     * Returns the coefficient of variation of benefits, {@code sqrt(2 GE(2))}: standard deviation over mean.
     *
     * @param benefits the benefit of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the coefficient, or why it is undefined
     * @throws IllegalArgumentException as {@link #generalizedEntropy} does
     */
    public static Measurement coefficientOfVariation(double[] benefits, double... weights) {
        Measurement entropy = generalizedEntropy(2, benefits, weights);
        return entropy instanceof Estimate estimate
                ? Estimate.exact(Math.sqrt(2 * estimate.point()), estimate.n())
                : entropy;
    }

    /**
     * Returns how alike the decisions on similar rows are: {@code 1 - mean |d - mean of the d of its k nearest rows|}, by
     * Euclidean distance.
     *
     * <p>Cost: rows squared times features. Of equally distant rows the earlier come first.
     *
     * @param features the features of each row, numbers only; see {@link #standardized}
     * @param decision the decision on each row, 0 or 1
     * @param neighbours the number k of nearest rows
     * @param includeSelf true to count a row among its own neighbours, as AIF360 does
     * @return a number in [0, 1], 1 when similar rows are always decided alike; undefined when there are fewer rows than
     *     neighbours
     * @throws IllegalArgumentException when lengths differ, k is less than 1, a feature is not finite or a decision
     *     neither 0 nor 1
     */
    public static Measurement consistency(double[][] features, int[] decision, int neighbours, boolean includeSelf) {
        requireEqual("decision", decision.length, features.length);
        Labels.of("decision", decision);
        if (neighbours < 1) {
            throw new IllegalArgumentException("consistency needs at least 1 neighbour, got " + neighbours);
        }
        for (int row = 0; row < features.length; row++) {
            requireEqual("number of features", features[row].length, features[0].length);
            if (!Arrays.stream(features[row]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "features must be finite, got " + Arrays.toString(features[row]) + " in row " + row);
            }
        }
        if (features.length < neighbours + (includeSelf ? 0 : 1)) {
            return new Undefined(
                    Names.count(features.length, "rows") + " have fewer than " + Names.count(neighbours, "neighbours"));
        }
        double sum = 0;
        for (int row = 0; row < features.length; row++) {
            double near = 0;
            for (int other : nearest(features, row, neighbours, includeSelf)) {
                near += decision[other];
            }
            sum += Math.abs(decision[row] - near / neighbours);
        }
        return Estimate.exact(1 - sum / features.length, features.length);
    }

    private static int[] nearest(double[][] features, int row, int neighbours, boolean includeSelf) {
        int[] best = new int[neighbours];
        double[] distance = new double[neighbours];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        for (int other = 0; other < features.length; other++) {
            if (other == row && !includeSelf) {
                continue;
            }
            double squared = 0;
            for (int f = 0; f < features[row].length; f++) {
                double gap = features[row][f] - features[other][f];
                squared += gap * gap;
            }
            int at = neighbours;
            while (at > 0 && squared < distance[at - 1]) {
                at--;
            }
            if (at < neighbours) {
                System.arraycopy(distance, at, distance, at + 1, neighbours - 1 - at);
                System.arraycopy(best, at, best, at + 1, neighbours - 1 - at);
                distance[at] = squared;
                best[at] = other;
            }
        }
        return best;
    }

    /**
     * Returns features scaled to mean 0 and standard deviation 1, so that none decides who is similar by its unit.
     *
     * @param features the features of each row
     * @return new rows; a feature that is the same everywhere becomes 0
     * @throws IllegalArgumentException when rows have different numbers of features
     */
    public static double[][] standardized(double[][] features) {
        double[][] scaled = new double[features.length][];
        for (int row = 0; row < features.length; row++) {
            requireEqual("number of features", features[row].length, features[0].length);
            scaled[row] = new double[features[row].length];
        }
        for (int f = 0; features.length > 0 && f < features[0].length; f++) {
            int feature = f;
            double mean = Arrays.stream(features)
                    .mapToDouble(each -> each[feature])
                    .average()
                    .orElseThrow();
            double variance = Arrays.stream(features)
                    .mapToDouble(each -> (each[feature] - mean) * (each[feature] - mean))
                    .average()
                    .orElseThrow();
            for (int row = 0; row < features.length; row++) {
                scaled[row][f] = variance > 0 ? (features[row][f] - mean) / Math.sqrt(variance) : 0;
            }
        }
        return scaled;
    }

    /**
     * Returns the smoothed differential fairness of decisions: the largest absolute logarithm of how many times likelier
     * a decision, favourable or not, is for one group than for another.
     *
     * <p>Probabilities are {@code (k + c / 2) / (n + c)} with the concentration {@code c}, so that none is 0. Applied to
     * truths it is the bias of the data; that of decisions minus that of truths is how much a model amplifies it.
     *
     * @param decision the decision on each row, 0 or 1
     * @param groups the group of each row
     * @param concentration the smoothing, above 0; 1 is usual
     * @return a number from 0, when all groups are alike; undefined with fewer than two groups
     * @throws IllegalArgumentException when lengths differ, a decision is neither 0 nor 1 or the concentration not above
     *     0
     */
    public static Measurement differentialFairness(int[] decision, String[] groups, double concentration) {
        requireEqual("group", groups.length, decision.length);
        Labels.of("decision", decision);
        if (!(concentration > 0 && concentration < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the concentration must be finite and above 0, got " + concentration);
        }
        Map<String, long[]> counts = new TreeMap<>();
        for (int row = 0; row < decision.length; row++) {
            counts.computeIfAbsent(groups[row], key -> new long[2])[decision[row]]++;
        }
        if (counts.size() < 2) {
            return new Undefined(Names.count(counts.size(), "groups") + ", two are needed");
        }
        double largest = 0;
        for (int outcome = 0; outcome < 2; outcome++) {
            List<Double> logs = new ArrayList<>();
            for (long[] count : counts.values()) {
                logs.add(Math.log((count[outcome] + concentration / 2) / (count[0] + count[1] + concentration)));
            }
            largest = Math.max(
                    largest,
                    logs.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                            - logs.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .min()
                                    .orElseThrow());
        }
        return Estimate.exact(largest, decision.length);
    }

    /**
     * Returns how much decisions amplify the bias of the truth: the {@linkplain #differentialFairness differential
     * fairness} of decisions minus that of truths.
     *
     * @param truth the truth of each row, 0 or 1
     * @param decision the decision on each row, likewise
     * @param groups the group of each row
     * @param concentration the smoothing, above 0; 1 is usual
     * @return a number above 0 when decisions set groups farther apart than truths do, below 0 when they bring them
     *     closer; undefined with fewer than two groups
     * @throws IllegalArgumentException as {@link #differentialFairness} does
     */
    public static Measurement biasAmplification(int[] truth, int[] decision, String[] groups, double concentration) {
        Measurement ofTruths = differentialFairness(truth, groups, concentration);
        Measurement ofDecisions = differentialFairness(decision, groups, concentration);
        return ofTruths instanceof Estimate one && ofDecisions instanceof Estimate other
                ? Estimate.exact(other.point() - one.point(), decision.length)
                : ofDecisions;
    }

    private static double[] weightsOf(double[] benefits, double[] weights) {
        if (weights.length == 0) {
            double[] ones = new double[benefits.length];
            Arrays.fill(ones, 1);
            return ones;
        }
        requireEqual("weight", weights.length, benefits.length);
        for (int row = 0; row < weights.length; row++) {
            if (!(weights[row] >= 0 && weights[row] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be finite and at least 0, got " + weights[row] + " in row " + row);
            }
        }
        return weights;
    }

    private static void requireEqual(String what, int got, int wanted) {
        if (got != wanted) {
            throw new IllegalArgumentException("each row needs its " + what + ", got " + got + " for " + wanted);
        }
    }
}
