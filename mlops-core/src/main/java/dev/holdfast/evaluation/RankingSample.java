// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Queries, each with the relevance of its documents and the scores that rank them. A query is a row. Immutable and
 * thread-safe.
 */
public final class RankingSample implements Sample<RankingSample> {
    private static final int SHUFFLES = 20;

    private final double[][] relevance;
    private final double[][] scores;
    private final int[][] ranked;
    private final RowWeights weights;

    private RankingSample(double[][] relevance, double[][] scores, int[][] ranked, RowWeights weights) {
        this.relevance = relevance;
        this.scores = scores;
        this.ranked = ranked;
        this.weights = weights;
    }

    /**
     * Returns a sample.
     *
     * @param relevance for each query the relevance of each document, at least 0; above 0 is relevant
     * @param scores for each query the score of each document; higher ranks first
     * @param weights the weight of each query, above 0; none for equal weights
     * @return the sample; the arrays are copied
     * @throws IllegalArgumentException when lengths differ, a relevance is negative or not finite, a score is not finite or
     *     a weight is not above 0
     */
    public static RankingSample of(double[][] relevance, double[][] scores, double... weights) {
        if (relevance.length != scores.length) {
            throw new IllegalArgumentException("relevance and scores must have equally many queries, got "
                    + relevance.length + " and " + scores.length);
        }
        double[][] relevanceCopy = new double[relevance.length][];
        double[][] scoresCopy = new double[relevance.length][];
        int[][] ranked = new int[relevance.length][];
        for (int query = 0; query < relevance.length; query++) {
            relevanceCopy[query] = relevance[query].clone();
            scoresCopy[query] = scores[query].clone();
            checkQuery(query, relevanceCopy[query], scoresCopy[query]);
            ranked[query] = Order.descending(scoresCopy[query]);
        }
        return new RankingSample(relevanceCopy, scoresCopy, ranked, RowWeights.of(weights, relevance.length));
    }

    private static void checkQuery(int query, double[] relevance, double[] scores) {
        if (relevance.length != scores.length) {
            throw new IllegalArgumentException("query " + query + " must have one score a document, got "
                    + scores.length + " for " + relevance.length);
        }
        Checks.finite("scores of query " + query, scores);
        for (double each : relevance) {
            if (!(each >= 0 && each < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "relevance must be finite and at least 0, got " + each + " in query " + query);
            }
        }
    }

    @Override
    public int size() {
        return relevance.length;
    }

    /**
     * Returns the number of documents of a query.
     *
     * @param query the query's index
     * @return the number
     */
    public int documents(int query) {
        return relevance[query].length;
    }

    /**
     * Returns the relevance of a document by its rank; documents of equal scores keep their order.
     *
     * @param query the query's index
     * @param rank the rank, from 0 for the highest score
     * @return the relevance
     */
    public double relevance(int query, int rank) {
        return relevance[query][ranked[query][rank]];
    }

    /**
     * Returns the score of a document by its rank.
     *
     * @param query the query's index
     * @param rank the rank, from 0 for the highest score
     * @return the score
     */
    public double score(int query, int rank) {
        return scores[query][ranked[query][rank]];
    }

    @Override
    public double weight(int row) {
        return weights.get(row);
    }

    @Override
    public boolean isWeighted() {
        return weights.present();
    }

    @Override
    public RankingSample reweighted(int[] counts) {
        return new RankingSample(relevance, scores, ranked, weights.times(counts));
    }

    @Override
    public RankingSample select(int[] rows) {
        double[][] selectedRelevance = new double[rows.length][];
        double[][] selectedScores = new double[rows.length][];
        int[][] selectedRanked = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            selectedRelevance[i] = relevance[rows[i]];
            selectedScores[i] = scores[rows[i]];
            selectedRanked[i] = ranked[rows[i]];
        }
        return new RankingSample(selectedRelevance, selectedScores, selectedRanked, weights.select(rows));
    }

    @Override
    public RankingSample weighted(double... newWeights) {
        return new RankingSample(relevance, scores, ranked, RowWeights.of(newWeights, relevance.length));
    }

    /**
     * Returns each query {@value #SHUFFLES} times with its documents in random orders, so that a mean over queries is near
     * what chance gives; the order in which documents came may itself be a ranking. The orders are the same each time.
     *
     * @return {@code "random-order"}
     */
    @Override
    public Map<String, RankingSample> trivial() {
        int n = relevance.length;
        if (n == 0) {
            return Map.of();
        }
        SplittableRandom random = new SplittableRandom(n);
        int[] rows = new int[n * SHUFFLES];
        double[][] orders = new double[rows.length][];
        int[][] shuffled = new int[rows.length][];
        double[][] repeated = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % n;
            repeated[i] = relevance[rows[i]];
            orders[i] = random.doubles(repeated[i].length).toArray();
            shuffled[i] = Order.descending(orders[i]);
        }
        return Map.of("random-order", new RankingSample(repeated, orders, shuffled, weights.select(rows)));
    }

    @Override
    public String difference(RankingSample other) {
        if (size() != other.size()) {
            return size() + " queries against " + other.size();
        }
        for (int query = 0; query < size(); query++) {
            if (!Arrays.equals(relevance[query], other.relevance[query])) {
                return "the relevance differs in query " + query;
            }
        }
        return weights.same(other.weights) ? "" : "the weights differ";
    }

    @Override
    public String toString() {
        return "RankingSample[" + size() + " queries]";
    }
}
