// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts the bins of numbers, with exact counts: of all values at once, or in one pass and in bounded memory.
 *
 * <p>In one pass up to {@value #DISTINCT} distinct values are counted each by itself. Beyond that the values so far become
 * the edges of fine cells; later values are counted into them, and those outside are collected until they become fine
 * cells in their turn. So every count is exact at all times, and only how evenly the values spread over the bins rests on
 * those that came first. The fine cells are joined to bins in the end.
 */
final class NumberCutter implements Cutter {
    static final int DISTINCT = 1_024;
    private static final int MOST_CELLS = 4 * DISTINCT;

    private final boolean bounded;
    private final long[] special = new long[Bins.SPECIAL];
    private double[] buffer = new double[512];
    private int filled;
    /** Values in no fine cell, ascending, with their counts. */
    private double[] loose = {};

    private long[] counts = {};
    private double lowest;
    private double[] edges = {};
    private long[] cells = {};
    private Grid fine = new Grid(0, edges, false);

    NumberCutter(boolean bounded) {
        this.bounded = bounded;
    }

    @Override
    public void add(Column batch) {
        for (int row = 0; row < batch.size(); row++) {
            if (batch.isMissing(row)) {
                special[Bins.MISSING]++;
            } else {
                add(batch.number(row) + 0.0);
            }
        }
    }

    private void add(double value) {
        if (!Double.isFinite(value)) {
            special[Double.isNaN(value) ? Bins.NAN : value > 0 ? Bins.POSITIVE_INFINITY : Bins.NEGATIVE_INFINITY]++;
            return;
        }
        if (edges.length > 0) {
            int cell = fine.cell(value);
            if (cell < edges.length) {
                cells[cell]++;
                return;
            }
        }
        if (filled == buffer.length) {
            if (bounded) {
                empty();
            } else {
                buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * filled));
            }
        }
        buffer[filled++] = value;
    }

    /** Counts the collected values among the loose ones, and makes these fine cells when there are too many. */
    private void empty() {
        Arrays.sort(buffer, 0, filled);
        double[] merged = new double[loose.length + filled];
        long[] mergedCounts = new long[merged.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < loose.length || j < filled) {
            boolean old = j == filled || (i < loose.length && loose[i] <= buffer[j]);
            double value = old ? loose[i] : buffer[j];
            if (size == 0 || merged[size - 1] != value) {
                merged[size++] = value;
            }
            mergedCounts[size - 1] += old ? counts[i] : 1;
            if (old) {
                i++;
            } else {
                j++;
            }
        }
        loose = Arrays.copyOf(merged, size);
        counts = Arrays.copyOf(mergedCounts, size);
        filled = 0;
        if (bounded && size > DISTINCT) {
            refine();
        }
    }

    private void refine() {
        TreeMap<Double, Long> all = new TreeMap<>();
        boolean first = edges.length == 0;
        double before = first ? Double.POSITIVE_INFINITY : lowest;
        double above = first ? Double.NEGATIVE_INFINITY : edges[edges.length - 1];
        for (int i = 0; i < edges.length; i++) {
            all.put(edges[i], cells[i]);
        }
        long mass = Kernels.sum(counts);
        for (int i = 0; i < loose.length; i++) {
            if (counts[i] > 1 && counts[i] * Grid.QUANTILES >= mass) {
                all.putIfAbsent(Math.nextDown(loose[i]), 0L);
            }
            all.merge(loose[i], counts[i], Long::sum);
        }
        lowest = Math.min(before, loose[0]);
        double highest = all.lastKey();
        for (double usual : new double[] {-1, 0, 1}) {
            // Within the cells of before nothing can be told apart any more.
            if ((usual < before || usual > above) && usual > lowest && usual < highest) {
                all.putIfAbsent(Math.nextDown(usual), 0L);
                all.putIfAbsent(usual, 0L);
            }
        }
        if (before > lowest && !first) {
            all.putIfAbsent(Math.nextDown(before), 0L);
        }
        // The cell of the lowest number begins with it.
        all.headMap(lowest).clear();
        take(all);
        loose = new double[0];
        counts = new long[0];
    }

    private void take(Map<Double, Long> all) {
        edges = new double[all.size()];
        cells = new long[edges.length];
        int i = 0;
        for (Map.Entry<Double, Long> entry : all.entrySet()) {
            edges[i] = entry.getKey();
            cells[i++] = entry.getValue();
        }
        if (edges.length > MOST_CELLS) {
            Grid coarser = Grid.joined(lowest, edges, cells, MOST_CELLS / 2);
            cells = coarser.join(edges, cells);
            edges = coarser.edges;
        }
        fine = new Grid(lowest, edges, false);
    }

    @Override
    public ColumnCounts counts() {
        empty();
        Grid grid;
        ColumnCounts result;
        if (edges.length == 0) {
            grid = Grid.cut(loose, counts);
            result = new ColumnCounts(grid);
            for (int i = 0; i < loose.length; i++) {
                result.cells[grid.cell(loose[i])] += counts[i];
            }
        } else {
            if (loose.length > 0) {
                refine();
            }
            grid = Grid.joined(lowest, edges, cells, Grid.QUANTILES);
            result = new ColumnCounts(grid);
            long[] joined = grid.join(edges, cells);
            System.arraycopy(joined, 0, result.cells, 0, joined.length);
        }
        for (int i = 0; i < special.length; i++) {
            result.special(i, special[i]);
        }
        return result;
    }

    @Override
    public long singletons() {
        return Arrays.stream(counts).filter(count -> count == 1).count();
    }
}
