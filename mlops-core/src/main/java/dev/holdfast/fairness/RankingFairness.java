// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How alike a ranking treats groups: who is shown, and how far up.
 *
 * <p>A ranking is given as the group of each position, best first. The exposure of position i (from 0) is
 * {@code 1 / log2(i + 2)}. Values are exact for the ranking at hand. Stateless and thread-safe; linear in positions times
 * groups.
 *
 * <p>References: A. Singh, T. Joachims, Fairness of Exposure in Rankings, KDD 2018, doi:10.1145/3219819.3220088; S. Geyik
 * and others, Fairness-Aware Ranking in Search and Recommendation Systems, KDD 2019, doi:10.1145/3292500.3330691.
 */
public final class RankingFairness {
    private RankingFairness() {}

    /**
     * Returns the mean exposure of the members of each group.
     *
     * @param ranking the group of each position
     * @return group to mean exposure, in alphabetical order; empty for an empty ranking
     */
    public static Map<String, Double> exposure(String... ranking) {
        Map<String, double[]> sums = new TreeMap<>();
        for (int i = 0; i < ranking.length; i++) {
            double[] sum = sums.computeIfAbsent(ranking[i], key -> new double[2]);
            sum[0] += Math.log(2) / Math.log(i + 2.0);
            sum[1]++;
        }
        Map<String, Double> means = new TreeMap<>();
        sums.forEach((group, sum) -> means.put(group, sum[0] / sum[1]));
        return Collections.unmodifiableMap(means);
    }

    /**
     * Returns the smallest mean exposure of any group divided by the largest.
     *
     * @param ranking the group of each position
     * @return a number in (0, 1], 1 when all groups are as far up; undefined with fewer than two groups
     */
    public static Measurement exposureRatio(String... ranking) {
        Map<String, Double> exposure = exposure(ranking);
        return exposure.size() < 2
                ? new Undefined(Names.count(exposure.size(), "groups") + ", two are needed")
                : Estimate.exact(
                        Collections.min(exposure.values()) / Collections.max(exposure.values()), ranking.length);
    }

    /**
     * Returns in how many of the first k positions, for k from 1 to the depth, some group has fewer members than its
     * wanted share of k, rounded down: the infeasible index.
     *
     * @param shares group to its wanted share, in [0, 1]
     * @param depth how many positions to look at
     * @param ranking the group of each position
     * @return a number from 0, when the shares are kept everywhere, to the depth; undefined when the ranking is shorter
     * @throws IllegalArgumentException when a share is outside or the depth less than 1
     */
    public static Measurement infeasibleIndex(Map<String, Double> shares, int depth, String... ranking) {
        if (depth < 1) {
            throw new IllegalArgumentException("the depth must be at least 1, got " + depth);
        }
        shares.forEach((group, share) -> {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("the share of '" + group + "' must be in [0, 1], got " + share);
            }
        });
        if (ranking.length < depth) {
            return new Undefined(
                    "the ranking has " + Names.count(ranking.length, "positions") + ", fewer than " + depth);
        }
        int broken = 0;
        for (int k = 1; k <= depth; k++) {
            int position = k;
            String[] top = Arrays.copyOf(ranking, k);
            broken += shares.entrySet().stream()
                            .anyMatch(each -> Arrays.stream(top)
                                            .filter(each.getKey()::equals)
                                            .count()
                                    < Math.floor(each.getValue() * position + 1e-9))
                    ? 1
                    : 0;
        }
        return Estimate.exact(broken, depth);
    }

    /**
     * Returns the smallest ratio of exposure to merit of any group divided by the largest: whether groups are shown in
     * proportion to what they deserve.
     *
     * @param merits group to its mean relevance, each above 0
     * @param ranking the group of each position
     * @return a number in (0, 1], 1 when exposure is proportional to merit; undefined with fewer than two groups
     * @throws IllegalArgumentException when a group of the ranking has no merit above 0
     */
    public static Measurement exposureToMeritRatio(Map<String, Double> merits, String... ranking) {
        Map<String, Double> exposure = exposure(ranking);
        if (exposure.size() < 2) {
            return new Undefined(Names.count(exposure.size(), "groups") + ", two are needed");
        }
        double[] ratios = exposure.entrySet().stream()
                .mapToDouble(each -> {
                    double merit = merits.getOrDefault(each.getKey(), 0.0);
                    if (!(merit > 0 && merit < Double.POSITIVE_INFINITY)) {
                        throw new IllegalArgumentException(
                                "the merit of '" + each.getKey() + "' must be finite and above 0, got " + merit);
                    }
                    return each.getValue() / merit;
                })
                .toArray();
        return Estimate.exact(
                Arrays.stream(ratios).min().orElseThrow()
                        / Arrays.stream(ratios).max().orElseThrow(),
                ranking.length);
    }

    /**
     * Returns how far the top of the ranking is from wanted shares, at every depth: the normalised discounted
     * Kullback-Leibler divergence, {@code sum over i of D(top i, shares) / log2(i + 1)}, divided by the sum of the
     * discounts.
     *
     * @param shares group to its wanted share, each above 0, together 1
     * @param ranking the group of each position
     * @return a number from 0, when every top has the wanted shares; undefined for an empty ranking
     * @throws IllegalArgumentException when shares are not above 0 or do not sum to 1, or a group has none
     */
    public static Measurement divergence(Map<String, Double> shares, String... ranking) {
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(sum - 1) > 1e-9 || shares.values().stream().anyMatch(share -> !(share > 0))) {
            throw new IllegalArgumentException("shares must be above 0 and sum to 1, got " + new TreeMap<>(shares));
        }
        if (ranking.length == 0) {
            return new Undefined("the ranking is empty");
        }
        Map<String, Integer> counts = new TreeMap<>();
        double total = 0;
        double discounts = 0;
        for (int i = 1; i <= ranking.length; i++) {
            if (!shares.containsKey(ranking[i - 1])) {
                throw new IllegalArgumentException("the group '" + ranking[i - 1] + "' has no share");
            }
            counts.merge(ranking[i - 1], 1, Integer::sum);
            double divergence = 0;
            for (Map.Entry<String, Integer> each : counts.entrySet()) {
                double share = (double) each.getValue() / i;
                divergence += share * Math.log(share / shares.getOrDefault(each.getKey(), 1.0));
            }
            double discount = Math.log(2) / Math.log(i + 1.0);
            total += discount * divergence;
            discounts += discount;
        }
        return Estimate.exact(Math.max(0, total / discounts), ranking.length);
    }
}
