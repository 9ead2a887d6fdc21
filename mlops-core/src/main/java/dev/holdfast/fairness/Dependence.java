// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How much scores depend on a sensitive attribute that is a number, such as age: no groups, no bands.
 *
 * <p>Stateless and thread-safe. Reference: G. Székely, M. Rizzo, N. Bakirov, Measuring and testing dependence by
 * correlation of distances, Annals of Statistics 35 (2007), doi:10.1214/009053607000000505.
 */
public final class Dependence {
    private Dependence() {}

    /**
     * Returns Spearman's rank correlation with a 95 % interval; equal values share the mean of their ranks.
     *
     * @param attribute the sensitive value of each row
     * @param scores the score of each row
     * @return a number in [-1, 1]; undefined for fewer than two rows or when either is constant
     * @throws IllegalArgumentException when lengths differ or a number is not finite
     */
    public static Measurement rankCorrelation(double[] attribute, double[] scores) {
        check(attribute, scores);
        double[] one = ranks(attribute);
        double[] other = ranks(scores);
        double mean = (attribute.length - 1) / 2.0;
        double cross = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int row = 0; row < one.length; row++) {
            cross += (one[row] - mean) * (other[row] - mean);
            squares += (one[row] - mean) * (one[row] - mean);
            otherSquares += (other[row] - mean) * (other[row] - mean);
        }
        return squares > 0 && otherSquares > 0
                ? correlation(cross / Math.sqrt(squares * otherSquares), attribute.length, true)
                : constant(attribute.length);
    }

    /**
     * Returns Pearson's linear correlation with the 95 % interval of Fisher's transformation.
     *
     * @param attribute the sensitive value of each row
     * @param scores the score of each row
     * @return a number in [-1, 1]; undefined for fewer than two rows or when either is constant
     * @throws IllegalArgumentException when lengths differ or a number is not finite
     */
    public static Measurement linearCorrelation(double[] attribute, double[] scores) {
        check(attribute, scores);
        double mean = Arrays.stream(attribute).average().orElse(0);
        double otherMean = Arrays.stream(scores).average().orElse(0);
        double cross = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int row = 0; row < scores.length; row++) {
            cross += (attribute[row] - mean) * (scores[row] - otherMean);
            squares += (attribute[row] - mean) * (attribute[row] - mean);
            otherSquares += (scores[row] - otherMean) * (scores[row] - otherMean);
        }
        return squares > 0 && otherSquares > 0
                ? correlation(cross / Math.sqrt(squares) / Math.sqrt(otherSquares), scores.length, false)
                : constant(scores.length);
    }

    /** Of ranks with the variance of D. Bonett, T. Wright, Psychometrika 65 (2000), doi:10.1007/BF02294183. */
    private static Measurement correlation(double value, int n, boolean ofRanks) {
        double r = Math.max(-1, Math.min(1, value));
        if (n <= 3 || Math.abs(r) == 1) {
            return Estimate.exact(r, n);
        }
        double z = Math.log1p(r) / 2 - Math.log1p(-r) / 2;
        double error = Math.sqrt((ofRanks ? 1 + r * r / 2 : 1) / (n - 3));
        return Intervals.normal(z, error, n, 0.95) instanceof Estimate interval
                ? new Estimate(
                        r, Math.min(r, Math.tanh(interval.lower())), Math.max(r, Math.tanh(interval.upper())), 0.95, n)
                : Estimate.exact(r, n);
    }

    private static Undefined constant(int rows) {
        return new Undefined(
                rows < 2 ? Names.count(rows, "rows") + ", two are needed" : "the attribute or the score is constant");
    }

    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, java.util.Comparator.comparingDouble(i -> values[i] + 0.0));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to + 1 < order.length && values[order[to + 1]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i <= to; i++) {
                ranks[order[i]] = (from + to) / 2.0;
            }
            from = to + 1;
        }
        return ranks;
    }

    /**
     * Returns the distance correlation: 0 only for independence (in the limit), 1 for a linear relation. It sees what is
     * not monotone too.
     *
     * <p>Cost: rows squared in time, rows squared in memory; draw a sample of more than some thousands of rows.
     *
     * @param attribute the sensitive value of each row
     * @param scores the score of each row
     * @return a number in [0, 1]; undefined for fewer than two rows or when either is constant
     * @throws IllegalArgumentException when lengths differ or a number is not finite
     */
    public static Measurement distanceCorrelation(double[] attribute, double[] scores) {
        check(attribute, scores);
        double[][] one = centred(attribute);
        double[][] other = centred(scores);
        int[] same = IntStream.range(0, attribute.length).toArray();
        double variances = covariance(one, one, same) * covariance(other, other, same);
        return variances > 0
                ? Estimate.exact(
                        Math.sqrt(Math.max(0, covariance(one, other, same)) / Math.sqrt(variances)), attribute.length)
                : constant(attribute.length);
    }

    /**
     * Returns how often independent data would give a distance correlation as large, by permutations of the scores.
     *
     * @param attribute the sensitive value of each row
     * @param scores the score of each row
     * @param permutations how many permutations to draw, at least 1
     * @param seed the seed of the draws
     * @return the p-value in (0, 1], counting the data as one permutation; undefined as
     *     {@link #distanceCorrelation} is
     * @throws IllegalArgumentException when lengths differ, a number is not finite or there is no permutation
     */
    public static Measurement independence(double[] attribute, double[] scores, int permutations, long seed) {
        if (permutations < 1) {
            throw new IllegalArgumentException("at least 1 permutation is needed, got " + permutations);
        }
        if (distanceCorrelation(attribute, scores) instanceof Undefined undefined) {
            return undefined;
        }
        double[][] one = centred(attribute);
        double[][] other = centred(scores);
        int[] order = IntStream.range(0, attribute.length).toArray();
        double observed = covariance(one, other, order);
        SplittableRandom random = new SplittableRandom(seed);
        int asLarge = 1;
        for (int p = 0; p < permutations; p++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            asLarge += covariance(one, other, order) >= observed ? 1 : 0;
        }
        return Estimate.exact((double) asLarge / (permutations + 1), attribute.length);
    }

    private static double[][] centred(double[] values) {
        int n = values.length;
        double[][] distances = new double[n][n];
        double[] means = new double[n];
        double total = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                distances[i][j] = Math.abs(values[i] - values[j]);
                means[i] += distances[i][j] / n;
            }
            total += means[i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                distances[i][j] += total - means[i] - means[j];
            }
        }
        return distances;
    }

    private static double covariance(double[][] one, double[][] other, int[] order) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double[] row = other[order[i]];
            for (int j = 0; j < one.length; j++) {
                sum += one[i][j] * row[order[j]];
            }
        }
        return sum / Math.max(1, (double) one.length * one.length);
    }

    private static void check(double[] attribute, double[] scores) {
        if (attribute.length != scores.length) {
            throw new IllegalArgumentException(
                    "each row needs a sensitive value and a score, got " + attribute.length + " and " + scores.length);
        }
        for (int row = 0; row < scores.length; row++) {
            if (!Double.isFinite(attribute[row]) || !Double.isFinite(scores[row])) {
                throw new IllegalArgumentException(
                        "numbers must be finite, got " + attribute[row] + " and " + scores[row] + " in row " + row);
            }
        }
    }
}
