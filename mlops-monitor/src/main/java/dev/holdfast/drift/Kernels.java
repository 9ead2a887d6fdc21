// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Tests on counts alone; each returns a p-value in [0, 1], and 1 where there is nothing to test. */
final class Kernels {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int EXACT_SUPPORT = 20_000;

    private Kernels() {}

    /**
     * Two-sided test that two shares are equal: pooled z, or Fisher's exact one where a cell expects less than 5.
     *
     * @param dependence how many dependent rows tell as much as one; above 1 the test is always the z test
     */
    static double twoSided(long k1, long n1, long k2, long n2, double dependence) {
        if (dependence > 1) {
            return Math.min(1, 2 * NORMAL.survivalProbability(Math.abs(z(k1, n1, k2, n2)) / Math.sqrt(dependence)));
        }
        return shares(k1, n1, k2, n2, true);
    }

    /** One-sided test that the second share is larger: exact where the support is small, else pooled z. */
    static double greater(long k1, long n1, long k2, long n2, double dependence) {
        if (dependence > 1) {
            return NORMAL.survivalProbability(z(k1, n1, k2, n2) / Math.sqrt(dependence));
        }
        return shares(k1, n1, k2, n2, false);
    }

    private static double shares(long k1, long n1, long k2, long n2, boolean both) {
        long hits = k1 + k2;
        long all = n1 + n2;
        if (n1 == 0 || n2 == 0 || hits == 0 || hits == all) {
            return 1;
        }
        double least = Math.min(hits, all - hits) * (double) Math.min(n1, n2) / all;
        if (both ? least < 5 : support(hits, n1, n2) <= EXACT_SUPPORT) {
            return hypergeometric(hits, n1, n2, k2, both);
        }
        double z = z(k1, n1, k2, n2);
        return both ? Math.min(1, 2 * NORMAL.survivalProbability(Math.abs(z))) : NORMAL.survivalProbability(z);
    }

    private static long support(long hits, long n1, long n2) {
        return Math.min(hits, n2) - Math.max(0, hits - n1) + 1;
    }

    /** The pooled z statistic, positive when the second share is larger. */
    static double z(long k1, long n1, long k2, long n2) {
        double pooled = (k1 + k2) / (double) (n1 + n2);
        double variance = pooled * (1 - pooled) * (1.0 / n1 + 1.0 / n2);
        return variance <= 0 ? 0 : ((double) k2 / n2 - (double) k1 / n1) / Math.sqrt(variance);
    }

    /** Sums hypergeometric weights by their ratios, outwards from the mode, so that no factorial is ever needed. */
    private static double hypergeometric(long hits, long n1, long n2, long observed, boolean both) {
        long from = Math.max(0, hits - n1);
        long to = Math.min(hits, n2);
        double[] weights = new double[(int) (to - from + 1)];
        long mode = Math.min(to, Math.max(from, (long) ((hits + 1.0) * (n2 + 1.0) / (n1 + n2 + 2.0))));
        weights[(int) (mode - from)] = 1;
        for (long x = mode; x < to; x++) {
            double ratio = (double) (hits - x) * (n2 - x) / ((double) (x + 1) * (n1 - hits + x + 1));
            weights[(int) (x + 1 - from)] = weights[(int) (x - from)] * ratio;
        }
        for (long x = mode; x > from; x--) {
            double ratio = (double) x * (n1 - hits + x) / ((double) (hits - x + 1) * (n2 - x + 1));
            weights[(int) (x - 1 - from)] = weights[(int) (x - from)] * ratio;
        }
        double total = 0;
        double tail = 0;
        double limit = weights[(int) (observed - from)] * (1 + 1e-12);
        for (int i = 0; i < weights.length; i++) {
            total += weights[i];
            if (both ? weights[i] <= limit : i >= observed - from) {
                tail += weights[i];
            }
        }
        return Math.min(1, tail / total);
    }

    /** Pearson's chi-square test that two rows of counts have one distribution; columns without counts are left out. */
    static double chiSquare(long[] first, long[] second, double dependence) {
        double n1 = sum(first);
        double n2 = sum(second);
        double statistic = 0;
        int cells = 0;
        for (int i = 0; i < first.length; i++) {
            double both = first[i] + second[i];
            if (both > 0) {
                double expected1 = both * n1 / (n1 + n2);
                double expected2 = both * n2 / (n1 + n2);
                statistic += (first[i] - expected1) * (first[i] - expected1) / expected1
                        + (second[i] - expected2) * (second[i] - expected2) / expected2;
                cells++;
            }
        }
        return cells < 2 || n1 == 0 || n2 == 0
                ? 1
                : ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic / dependence);
    }

    /**
     * The probability of a Kolmogorov-Smirnov distance at least as large, by Kolmogorov's series with Stephens'
     * correction for finite samples (Stephens 1970, Journal of the Royal Statistical Society B 32). On bins it errs to the
     * safe side: the distance over fewer points is never larger.
     */
    static double kolmogorovSmirnov(double distance, double n1, double n2) {
        double root = Math.sqrt(n1 * n2 / (n1 + n2));
        double lambda = (root + 0.12 + 0.11 / root) * distance;
        if (lambda < 0.3) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * lambda * lambda);
            sum += (k % 2 == 1 ? 2 : -2) * term;
            if (term < 1e-18 * Math.abs(sum)) {
                break;
            }
        }
        return Math.max(0, Math.min(1, sum));
    }

    /**
     * The population stability index with Jeffreys' half a count in each cell, less what it is expected to be when nothing
     * changed: {@code max(0, sum (p - q) ln(p / q) - (1/n1 + 1/n2)(cells - 1))}.
     */
    static double excessPsi(long[] first, long[] second, double dependence) {
        int cells = 0;
        for (int i = 0; i < first.length; i++) {
            cells += first[i] + second[i] > 0 ? 1 : 0;
        }
        double n1 = sum(first);
        double n2 = sum(second);
        if (cells < 2 || n1 == 0 || n2 == 0) {
            return 0;
        }
        double psi = 0;
        for (int i = 0; i < first.length; i++) {
            if (first[i] + second[i] > 0) {
                double p = (first[i] + 0.5) / (n1 + 0.5 * cells);
                double q = (second[i] + 0.5) / (n2 + 0.5 * cells);
                psi += (q - p) * Math.log(q / p);
            }
        }
        return Math.max(0, psi - dependence * (1 / n1 + 1 / n2) * (cells - 1));
    }

    /**
     * The total variation distance less what it is expected to be when nothing changed, by the normal approximation of
     * each cell: {@code max(0, sum |p - q| / 2 - sum sqrt(2/pi r (1 - r)(1/n1 + 1/n2)) / 2)}, r the pooled share.
     */
    static double excessTotalVariation(long[] first, long[] second, double dependence) {
        double n1 = sum(first);
        double n2 = sum(second);
        if (n1 == 0 || n2 == 0) {
            return 0;
        }
        double distance = 0;
        for (int i = 0; i < first.length; i++) {
            double pooled = (first[i] + second[i]) / (n1 + n2);
            distance += Math.abs(first[i] / n1 - second[i] / n2)
                    - Math.sqrt(2 / Math.PI * dependence * pooled * (1 - pooled) * (1 / n1 + 1 / n2));
        }
        return Math.max(0, distance / 2);
    }

    /**
     * A bound on the probability that values in so many rows of the second sample are of levels that the first sample does
     * not have, when both are drawn from one: each level of t rows in all is missing from the first with probability
     * {@code share^t}, and the sum of the missing levels' rows is bounded after Chernoff.
     *
     * @param totals the rows of each level in both samples together
     * @param share the second sample's share of all rows
     */
    static double unseen(double[] totals, double share, double rows, double dependence) {
        double least = 0;
        for (int step = 1; step <= 60; step++) {
            double theta = -Math.log(share) * step / 40;
            double log = -theta * rows;
            for (double total : totals) {
                // log(1 + share^t (e^(theta t) - 1)), without leaving the range of doubles.
                double absent = Math.log(share) * total / dependence;
                double exponent = absent + theta * total;
                log += exponent > 30 ? exponent : Math.log1p(Math.exp(exponent) - Math.exp(absent));
            }
            least = Math.min(least, log);
        }
        return Math.exp(least);
    }

    /**
     * The half width of a 95 % interval of the total variation: by the delta method, with the signs of the differences as
     * they are.
     */
    static double halfWidth(long[] first, long[] second, double dependence) {
        double n1 = sum(first);
        double n2 = sum(second);
        double variance = 0;
        for (double[] side : new double[][] {{1, n1}, {2, n2}}) {
            double mean = 0;
            double shares = 0;
            for (int i = 0; i < first.length; i++) {
                double share = (side[0] == 1 ? first[i] : second[i]) / side[1];
                double sign = Math.signum(second[i] / n2 - first[i] / n1);
                mean += sign * share;
                shares += sign * sign * share;
            }
            variance += Math.max(0, shares - mean * mean) / (4 * side[1]);
        }
        return 1.959964 * Math.sqrt(variance * dependence);
    }

    static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
