// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

/**
 * What one pass over two sorted samples says of their pooled ranks, with equal values at their mean rank.
 *
 * @param u the pairs of which x is larger, equal ones counting half
 * @param ties {@code sum t^3 - t} over groups of t equal values
 * @param squares {@code n1 sum (r_i - i)^2 + n2 sum (s_j - j)^2} over ranks and orders within the samples
 */
record Ranks(double u, double ties, double squares) {
    static Ranks of(double[] x, double[] y) {
        double u = 0;
        double ties = 0;
        double squaresX = 0;
        double squaresY = 0;
        int i = 0;
        int j = 0;
        while (i < x.length || j < y.length) {
            double at = j >= y.length || (i < x.length && x[i] < y[j]) ? x[i] : y[j];
            int fromX = i;
            int fromY = j;
            while (i < x.length && x[i] == at) {
                i++;
            }
            while (j < y.length && y[j] == at) {
                j++;
            }
            double tiedX = i - fromX;
            double tiedY = j - fromY;
            double tied = tiedX + tiedY;
            u += tiedX * (fromY + tiedY / 2);
            ties += tied * (tied - 1) * (tied + 1);
            double rank = fromX + fromY + (tied + 1) / 2;
            squaresX += squares(rank, fromX, i);
            squaresY += squares(rank, fromY, j);
        }
        return new Ranks(u, ties, x.length * squaresX + y.length * squaresY);
    }

    /**
     * The same of two samples that are known by their counts in common bins, whose values count as equal; without the
     * squares, which nobody needs of counts.
     */
    static Ranks ofCounts(long[] x, long[] y) {
        double u = 0;
        double ties = 0;
        double fromY = 0;
        for (int bin = 0; bin < x.length; bin++) {
            double tied = (double) x[bin] + y[bin];
            u += x[bin] * (fromY + y[bin] / 2.0);
            ties += tied * (tied - 1) * (tied + 1);
            fromY += y[bin];
        }
        return new Ranks(u, ties, Double.NaN);
    }

    private static double squares(double rank, int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += (rank - k - 1) * (rank - k - 1);
        }
        return sum;
    }
}
