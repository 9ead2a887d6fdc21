// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The metrics of rankings: the mean over queries, each weighing alike unless it has a weight.
 *
 * <p>A document is relevant when its relevance is above 0. A query without a relevant document counts 0, as is customary;
 * k beyond the number of documents takes them all, and precision still divides by k. Discounted gains take the mean over
 * the orders of equal scores; all others keep the order in which equal scores came. Intervals resample queries.
 */
public final class RankingMetric {
    /** The mean average precision. */
    public static final Metric<RankingSample> MAP = mean("map", RankingMetric::averagePrecision);

    /** The mean reciprocal rank of the first relevant document. */
    public static final Metric<RankingSample> MRR = mean("mrr", RankingMetric::reciprocalRank);

    /** What an evaluation computes when it is not told otherwise. */
    static final List<Metric<RankingSample>> DEFAULTS = List.of(ndcg(10), MAP, MRR, precision(10), recall(10));

    private RankingMetric() {}

    /**
     * Returns the discounted cumulative gain by that of the best ranking, with the relevance for a gain.
     *
     * @param k how many ranks count, at least 1
     * @return the metric, named {@code "ndcg@10"}
     * @throws IllegalArgumentException when k is below 1
     */
    public static Metric<RankingSample> ndcg(int k) {
        return mean("ndcg@" + check(k), (sample, query) -> ndcg(sample, query, k, gain -> gain));
    }

    /**
     * Returns the same with the gain {@code 2^relevance - 1}.
     *
     * @param k how many ranks count, at least 1
     * @return the metric, named {@code "ndcg-exponential@10"}
     * @throws IllegalArgumentException when k is below 1
     */
    public static Metric<RankingSample> ndcgExponential(int k) {
        return mean(
                "ndcg-exponential@" + check(k),
                (sample, query) -> ndcg(sample, query, k, gain -> Math.pow(2, gain) - 1));
    }

    /**
     * Returns the discounted cumulative gain, {@code sum relevance / log2(rank + 1)}.
     *
     * @param k how many ranks count, at least 1
     * @return the metric, named {@code "dcg@10"}
     * @throws IllegalArgumentException when k is below 1
     */
    public static Metric<RankingSample> dcg(int k) {
        return mean("dcg@" + check(k), (sample, query) -> dcg(sample, query, k, gain -> gain));
    }

    /**
     * Returns the relevant documents among the first k, by k.
     *
     * @param k how many ranks count, at least 1
     * @return the metric, named {@code "precision@10"}
     * @throws IllegalArgumentException when k is below 1
     */
    public static Metric<RankingSample> precision(int k) {
        return mean("precision@" + check(k), (sample, query) -> relevant(sample, query, k) / k);
    }

    /**
     * Returns the relevant documents among the first k, by all relevant ones.
     *
     * @param k how many ranks count, at least 1
     * @return the metric, named {@code "recall@10"}
     * @throws IllegalArgumentException when k is below 1
     */
    public static Metric<RankingSample> recall(int k) {
        return mean("recall@" + check(k), (sample, query) -> {
            double all = relevant(sample, query, sample.documents(query));
            return all == 0 ? 0 : relevant(sample, query, k) / all;
        });
    }

    /**
     * Returns the share of queries with a relevant document among the first k.
     *
     * @param k how many ranks count, at least 1
     * @return the metric, named {@code "hit-rate@10"}
     * @throws IllegalArgumentException when k is below 1
     */
    public static Metric<RankingSample> hitRate(int k) {
        return mean("hit-rate@" + check(k), (sample, query) -> relevant(sample, query, k) > 0 ? 1 : 0);
    }

    private interface OfQuery {
        double of(RankingSample sample, int query);
    }

    private static Metric<RankingSample> mean(String name, OfQuery ofQuery) {
        return Metric.higherIsBetter(name, sample -> {
            double sum = 0;
            double total = 0;
            for (int query = 0; query < sample.size(); query++) {
                double weight = sample.weight(query);
                sum += weight == 0 ? 0 : weight * ofQuery.of(sample, query);
                total += weight;
            }
            return sum / total;
        });
    }

    private static int check(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        return k;
    }

    private static double relevant(RankingSample sample, int query, int k) {
        int count = 0;
        for (int rank = 0; rank < Math.min(k, sample.documents(query)); rank++) {
            count += sample.relevance(query, rank) > 0 ? 1 : 0;
        }
        return count;
    }

    private static double averagePrecision(RankingSample sample, int query) {
        double sum = 0;
        int found = 0;
        for (int rank = 0; rank < sample.documents(query); rank++) {
            if (sample.relevance(query, rank) > 0) {
                found++;
                sum += found / (rank + 1.0);
            }
        }
        return found == 0 ? 0 : sum / found;
    }

    private static double reciprocalRank(RankingSample sample, int query) {
        for (int rank = 0; rank < sample.documents(query); rank++) {
            if (sample.relevance(query, rank) > 0) {
                return 1 / (rank + 1.0);
            }
        }
        return 0;
    }

    private static double ndcg(RankingSample sample, int query, int k, DoubleUnaryOperator gain) {
        double[] best = new double[sample.documents(query)];
        for (int rank = 0; rank < best.length; rank++) {
            best[rank] = gain.applyAsDouble(sample.relevance(query, rank));
        }
        Arrays.sort(best);
        double ideal = 0;
        for (int rank = 0; rank < Math.min(k, best.length); rank++) {
            ideal += best[best.length - 1 - rank] * discount(rank);
        }
        return ideal == 0 ? 0 : dcg(sample, query, k, gain) / ideal;
    }

    private static double dcg(RankingSample sample, int query, int k, DoubleUnaryOperator gain) {
        double sum = 0;
        int documents = sample.documents(query);
        int rank = 0;
        while (rank < Math.min(k, documents)) {
            double score = sample.score(query, rank);
            double gains = 0;
            double discounts = 0;
            int tied = 0;
            while (rank < documents && sample.score(query, rank) == score) {
                gains += gain.applyAsDouble(sample.relevance(query, rank));
                discounts += rank < k ? discount(rank) : 0;
                tied++;
                rank++;
            }
            sum += gains / tied * discounts;
        }
        return sum;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 2.0);
    }
}
