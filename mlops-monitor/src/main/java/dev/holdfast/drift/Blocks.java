// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Estimates by how much the shares of blocks of neighbouring rows vary more than those of independent rows do: the mean
 * design effect of Rao and Scott (1981, Journal of the American Statistical Association 76), with blocks for clusters.
 *
 * <p>For a numeric column over the shares below its deciles, for others over the shares of the levels; over the share of
 * missing values too, and the larger counts.
 */
final class Blocks {
    static final int COUNT = 64;
    private static final int CUTS = 10;

    private final List<ColumnBaseline> columns;
    private final long length;
    /** For each column the sum of the excesses and of their weights. */
    private final double[][] squares;

    private final double[] missing;
    private Tally block;
    private int blocks;

    Blocks(List<ColumnBaseline> columns, long rows) {
        this.columns = columns;
        this.length = Math.max(1, rows / COUNT);
        this.squares = new double[columns.size()][2];
        this.missing = new double[columns.size()];
        this.block = new Tally(columns);
    }

    void add(int rows, List<Optional<Column>> observed) {
        for (int from = 0; from < rows; ) {
            int to = (int) Math.min(rows, from + length - block.rows);
            int[] part = IntStream.range(from, to).toArray();
            block.add(
                    part.length,
                    observed.stream()
                            .map(column -> column.map(values -> values.select(part)))
                            .toList());
            if (block.rows == length) {
                close();
            }
            from = to;
        }
    }

    private void close() {
        for (int i = 0; i < columns.size(); i++) {
            ColumnCounts all = columns.get(i).counts();
            ColumnCounts own = block.columns.get(i);
            missing[i] += excess(all.missing(), all.rows(), own.missing(), own.rows());
            if (all.bins instanceof Grid) {
                cumulative(squares[i], all.ordered(), own.ordered());
            } else {
                long[] cells = all.cells;
                double share = 0;
                for (int cell = 0; cell < all.bins.body(); cell++) {
                    double p = all.values() == 0 ? 0 : (double) cells[cell] / all.values();
                    share += (1 - p) * excess(cells[cell], all.values(), own.cells[cell], own.values());
                    squares[i][1] += 1 - p;
                }
                squares[i][0] += share;
            }
        }
        blocks++;
        block = new Tally(columns);
    }

    /** The squared deviation of a block's share by its variance for independent rows. */
    private static double excess(long k, long n, long blockK, long blockN) {
        double p = n == 0 ? 0 : (double) k / n;
        if (p <= 0 || p >= 1 || blockN == 0) {
            return 0;
        }
        double difference = (double) blockK / blockN - p;
        return difference * difference * blockN / (p * (1 - p));
    }

    private static void cumulative(double[] sums, long[] all, long[] own) {
        long n = Kernels.sum(all);
        long blockN = Kernels.sum(own);
        long upTo = 0;
        long blockUpTo = 0;
        int next = 1;
        for (int cell = 0; cell < all.length && next < CUTS; cell++) {
            upTo += all[cell];
            blockUpTo += own[cell];
            if (upTo * CUTS >= n * next && upTo < n) {
                sums[0] += excess(upTo, n, blockUpTo, blockN);
                sums[1]++;
                next = (int) (upTo * CUTS / n) + 1;
            }
        }
    }

    /** Returns the dependence of a column; 1 with too few blocks to tell. */
    double dependence(int column) {
        if (blocks < COUNT / 2) {
            return 1;
        }
        double unbiased = (double) blocks / (blocks - 1);
        double values = squares[column][1] == 0 ? 1 : squares[column][0] / squares[column][1] * unbiased;
        double gaps = missing[column] / blocks * unbiased;
        return Math.max(1, Math.max(values, gaps));
    }
}
