// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Correlations of paired numbers, and of a category with a number.
 *
 * <p>Pearson's r and Spearman's rho (r of the ranks, ties at their mean rank) have a p-value from the t distribution with
 * {@code n - 2} degrees of freedom; Kendall's tau-b one from its normal approximation, or exact without ties up to
 * n = 33. The statistic is the coefficient; the effect too, with the 95 % interval of Fisher's transformation, which
 * is all of [-1, 1] for n = 3. Constant values, or too few, give {@link Undefined}; NaN and infinite values are refused: leave incomplete
 * pairs out first. Stateless and thread-safe; Pearson is linear, Spearman {@code n log n}, Kendall {@code n^2} in time.
 *
 * <p>References: Fisher (1921); Kendall (1938), doi:10.1093/biomet/30.1-2.81.
 *
 * <pre>{@code
 * Correlations.spearman(new double[] {1, 2, 3, 4}, new double[] {1, 3, 2, 4});   // 0.8
 * }</pre>
 */
public final class Correlations {
    private static final int EXACT_LIMIT = 33;
    private static final double LEVEL = 0.05;

    private Correlations() {}

    /**
     * Returns Pearson's correlation.
     *
     * @param x the first numbers
     * @param y the second numbers, as many
     * @return the test of no linear relation
     * @throws IllegalArgumentException when the lengths differ or a value is NaN or infinite
     */
    public static TestResult pearson(double[] x, double[] y) {
        return linear("pearson", x, y);
    }

    /**
     * Returns Spearman's rank correlation.
     *
     * @param x the first numbers
     * @param y the second numbers, as many
     * @return the test of no monotone relation
     * @throws IllegalArgumentException when the lengths differ or a value is NaN or infinite
     */
    public static TestResult spearman(double[] x, double[] y) {
        check(x, y);
        return linear("spearman", ranks(x), ranks(y));
    }

    /**
     * Returns the sample covariance, {@code sum (x - mean x)(y - mean y) / (n - 1)}.
     *
     * @param x the first numbers
     * @param y the second numbers, as many
     * @return the covariance; undefined for fewer than two pairs, or products beyond the range of doubles
     * @throws IllegalArgumentException when the lengths differ or a value is NaN or infinite
     */
    public static Measurement covariance(double[] x, double[] y) {
        check(x, y);
        if (x.length < 2) {
            return new Undefined("two pairs are needed, got " + x.length);
        }
        double covariance = products(x, y) / (x.length - 1.0);
        return Double.isFinite(covariance)
                ? Estimate.exact(covariance, x.length)
                : new Undefined("the values are too large for their products");
    }

    private static TestResult linear(String name, double[] x, double[] y) {
        check(x, y);
        int n = x.length;
        double[] u = scaledDeviations(x);
        double[] v = scaledDeviations(y);
        double squaresX = Moments.squares(u, 0);
        double squaresY = Moments.squares(v, 0);
        if (n < 3 || squaresX == 0 || squaresY == 0) {
            return undefined(name, n);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += u[i] * v[i];
        }
        double r = Math.max(-1, Math.min(1, sum / Math.sqrt(squaresX * squaresY)));
        double t = Math.abs(r) * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
        double p = Math.abs(r) == 1 ? 0 : 2 * TDistribution.of(n - 2.0).survivalProbability(t);
        return TestResult.of(name, r, p, name, interval(r, n), n, LEVEL).withDegreesOfFreedom(n - 2.0);
    }

    /** Deviations from the mean with the largest at 1, so that squares of huge and tiny values stay within range. */
    private static double[] scaledDeviations(double[] values) {
        double[] deviations = new double[values.length];
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0) {
            return deviations;
        }
        // By a power of two, which leaves every digit, and so that no difference overflows.
        int exponent = -Math.getExponent(largest) - 1;
        double first = Math.scalb(values[0], exponent);
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            deviations[i] = Math.scalb(values[i], exponent) - first;
            mean += deviations[i] / values.length;
        }
        largest = 0;
        for (int i = 0; i < values.length; i++) {
            deviations[i] -= mean;
            largest = Math.max(largest, Math.abs(deviations[i]));
        }
        for (int i = 0; i < values.length && largest > 0; i++) {
            deviations[i] /= largest;
        }
        return deviations;
    }

    private static TestResult undefined(String name, int n) {
        return TestResult.undefined(
                name, name, n, LEVEL, n < 3 ? "three pairs are needed, got " + n : "one side is constant");
    }

    private static Estimate interval(double r, int n) {
        if (n <= 3) {
            return new Estimate(r, -1, 1, 0.95, n); // three pairs exclude nothing
        }
        if (Math.abs(r) == 1) {
            return new Estimate(r, r, r, 0.95, n);
        }
        double z = Math.log1p(r) / 2 - Math.log1p(-r) / 2;
        double half = Intervals.z(0.95) / Math.sqrt(n - 3);
        return new Estimate(r, Math.min(r, Math.tanh(z - half)), Math.max(r, Math.tanh(z + half)), 0.95, n);
    }

    private static double products(double[] x, double[] y) {
        double[] u = Moments.from(x[0], x);
        double[] v = Moments.from(y[0], y);
        double meanX = Moments.mean(u);
        double meanY = Moments.mean(v);
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += (u[i] - meanX) * (v[i] - meanY);
        }
        return sum;
    }

    private static double[] ranks(double[] values) {
        int[] order = Sorting.order(values);
        double[] ranks = new double[values.length];
        int i = 0;
        while (i < order.length) {
            int from = i;
            while (i < order.length && values[order[i]] == values[order[from]]) {
                i++;
            }
            for (int j = from; j < i; j++) {
                ranks[order[j]] = (from + i + 1) / 2.0;
            }
        }
        return ranks;
    }

    /**
     * Returns Kendall's tau-b with the p-value of its normal approximation.
     *
     * @param x the first numbers
     * @param y the second numbers, as many
     * @return the test of no monotone relation
     * @throws IllegalArgumentException when the lengths differ or a value is NaN or infinite
     */
    public static TestResult kendall(double[] x, double[] y) {
        return kendall(x, y, false);
    }

    /**
     * Returns Kendall's tau-b with its exact p-value.
     *
     * @param x the first numbers
     * @param y the second numbers, as many
     * @return the test of no monotone relation; undefined with ties
     * @throws IllegalArgumentException when the lengths differ, a value is NaN or infinite, or there are more than 33 pairs
     */
    public static TestResult kendallExact(double[] x, double[] y) {
        if (x.length > EXACT_LIMIT) {
            throw new IllegalArgumentException("the exact test takes up to 33 pairs, got " + x.length);
        }
        return kendall(x, y, true);
    }

    private static TestResult kendall(double[] x, double[] y, boolean exact) {
        check(x, y);
        int n = x.length;
        double concordance = 0;
        double discordant = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sign = Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]);
                concordance += sign;
                discordant += sign < 0 ? 1 : 0;
            }
        }
        double[] tiesX = ties(x);
        double[] tiesY = ties(y);
        double pairs = n * (n - 1.0) / 2;
        if (n < 3 || tiesX[0] == pairs || tiesY[0] == pairs) {
            return undefined("kendall", n);
        }
        if (exact && tiesX[0] + tiesY[0] > 0) {
            return TestResult.undefined("kendall", "kendall", n, LEVEL, "the exact distribution allows no ties");
        }
        double tau = concordance / Math.sqrt(pairs - tiesX[0]) / Math.sqrt(pairs - tiesY[0]);
        double m = n * (n - 1.0);
        double variance = (m * (2.0 * n + 5) - tiesX[2] - tiesY[2]) / 18
                + 2 * tiesX[0] * tiesY[0] / m
                + tiesX[1] * tiesY[1] / (9 * m * (n - 2));
        double p = exact
                ? inversions(n, (int) Math.min(discordant, pairs - discordant))
                : Intervals.twoSided(concordance / Math.sqrt(variance));
        double clipped = Math.max(-1, Math.min(1, tau));
        return TestResult.of("kendall", clipped, p, "kendall", Estimate.exact(clipped, n), n, LEVEL);
    }

    /** Sums over groups of t equal values: t(t-1)/2, t(t-1)(t-2) and t(t-1)(2t+5). */
    private static double[] ties(double[] values) {
        double[] sorted = Sorting.sorted(values);
        double[] sums = new double[3];
        int i = 0;
        while (i < sorted.length) {
            int from = i;
            while (i < sorted.length && sorted[i] == sorted[from]) {
                i++;
            }
            double t = i - from;
            sums[0] += t * (t - 1) / 2;
            sums[1] += t * (t - 1) * (t - 2);
            sums[2] += t * (t - 1) * (2 * t + 5);
        }
        return sums;
    }

    /** Twice the probability of at most so many inversions among the orders of n values, at most 1. */
    private static double inversions(int n, int most) {
        double[] p = new double[most + 1];
        p[0] = 1;
        for (int k = 2; k <= n; k++) {
            double[] next = new double[most + 1];
            for (int i = 0; i <= most; i++) {
                for (int move = 0; move < k && move <= i; move++) {
                    next[i] += p[i - move] / k;
                }
            }
            p = next;
        }
        return Math.min(1, 2 * Arrays.stream(p).sum());
    }

    /**
     * Returns the correlation ratio eta of a number with a category: the root of the share of its variance that lies
     * between the categories. The test is the one-way analysis of variance, its statistic F.
     *
     * @param categories the category of each row
     * @param values the number of each row
     * @return the test, with eta for its effect; undefined for fewer than two categories, no variation, or none within
     * @throws IllegalArgumentException when the lengths differ or a value is NaN or infinite
     */
    public static TestResult correlationRatio(String[] categories, double[] values) {
        Arguments.sameLength("categories", categories.length, "values", values.length);
        Arguments.finite("values", values);
        int n = values.length;
        double[] differences = n == 0 ? values : Moments.from(values[0], values);
        Map<String, double[]> groups = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            double[] group = groups.computeIfAbsent(categories[i], key -> new double[2]);
            group[0]++;
            group[1] += differences[i];
        }
        int k = groups.size();
        double mean = n == 0 ? 0 : Moments.mean(differences);
        double all = Moments.squares(differences, mean);
        if (k < 2 || n <= k || Moments.constant(values)) {
            return TestResult.undefined(
                    "correlation-ratio",
                    "eta",
                    n,
                    LEVEL,
                    "two categories with more rows than categories and values that vary are needed, got " + k
                            + " categories and " + n + " rows");
        }
        if (!(all >= Moments.LEAST_SQUARES && all < Double.POSITIVE_INFINITY)) {
            String reason = all < 1
                    ? "the values vary too little for their squares"
                    : "the values are too large for their squares";
            return TestResult.undefined("correlation-ratio", "eta", n, LEVEL, reason);
        }
        double between = 0;
        for (double[] group : groups.values()) {
            between += group[0] * (group[1] / group[0] - mean) * (group[1] / group[0] - mean);
        }
        double within = all - between;
        double eta = Math.sqrt(Math.min(1, between / all));
        double f = within <= 0 ? Double.POSITIVE_INFINITY : between / (k - 1) / (within / (n - k));
        double p = within <= 0 ? 0 : FDistribution.of(k - 1.0, (double) n - k).survivalProbability(f);
        return TestResult.of("correlation-ratio", f, p, "eta", Estimate.exact(eta, n), n, LEVEL)
                .withDegreesOfFreedom(k - 1.0);
    }

    private static void check(double[] x, double[] y) {
        Arguments.sameLength("x", x.length, "y", y.length);
        Arguments.finite("x", x);
        Arguments.finite("y", y);
    }
}
