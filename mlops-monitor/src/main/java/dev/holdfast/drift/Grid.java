// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Bins of finite numbers. Cell {@code i} holds {@code edges[i-1] < x <= edges[i]}, the first one {@code lowest <= x <=
 * edges[0]}; the last edge is the largest number of the reference.
 *
 * <p>A number that the reference has often, and the usual fill values (0, 1, -1, mean and median), sit in cells of
 * their own, whose lower edge is the neighbouring double: so a spike shows as such. Negative zero counts as zero. With at
 * most {@value #EXACT} distinct numbers every one has its own cell, and the cells between hold what was never seen.
 */
final class Grid implements Bins {
    static final int EXACT = 32;
    static final int QUANTILES = 112;
    private static final int STRETCHES = 2_048;
    private static final int MOST_STEPS = 12;
    /** Fine cells of a baseline that is being cut come and go too fast for a guide. */
    private static final int MOST_GUIDED = 512;

    final double lowest;
    final double[] edges;
    final boolean exact;
    private final double[] search;
    /** For each of many equal stretches of the range the number of edges in earlier ones; empty where some hold many. */
    private final short[] guide;

    private final double scale;

    Grid(double lowest, double[] edges, boolean exact) {
        this.lowest = lowest;
        this.edges = edges;
        this.exact = exact;
        int size = 1;
        while (size <= edges.length + MOST_STEPS) {
            size *= 2;
        }
        // Padding to a power of two lets the search run a fixed number of steps without a branch to mispredict.
        this.search = Arrays.copyOf(edges, size);
        Arrays.fill(search, edges.length, size, Double.POSITIVE_INFINITY);
        double range = edges.length == 0 ? 0 : edges[edges.length - 1] - lowest;
        double wanted = edges.length > MOST_GUIDED || !isSound() ? 0 : STRETCHES / range;
        this.scale = wanted > 0 && wanted < Double.MAX_VALUE ? wanted : 0;
        short[] upTo = new short[STRETCHES + 2];
        int most = 0;
        for (double edge : scale > 0 ? edges : new double[0]) {
            most = Math.max(most, ++upTo[stretch(edge) + 1]);
        }
        for (int i = 1; i < upTo.length; i++) {
            upTo[i] += upTo[i - 1];
        }
        this.guide = scale > 0 && most <= MOST_STEPS ? upTo : new short[0];
    }

    private int stretch(double value) {
        return (int) ((value - lowest) * scale);
    }

    /** Cuts the bins of these finite numbers, each with how often it occurs; ascending, distinct, without negative zeros. */
    static Grid cut(double[] distinct, long[] counts) {
        if (distinct.length == 0) {
            return new Grid(0, new double[0], false);
        }
        TreeSet<Double> edges = new TreeSet<>();
        double lowest = distinct[0];
        double highest = distinct[distinct.length - 1];
        boolean exact = distinct.length <= EXACT;
        if (exact) {
            for (double value : distinct) {
                own(edges, value, lowest);
            }
        } else {
            cutQuantiles(edges, distinct, counts);
            for (double usual : new double[] {0, 1, -1, mean(distinct, counts), median(distinct, counts)}) {
                if (usual > lowest && usual < highest) {
                    own(edges, usual, lowest);
                }
            }
        }
        edges.add(highest);
        return new Grid(lowest, edges.stream().mapToDouble(Double::doubleValue).toArray(), exact);
    }

    /**
     * Joins neighbours of finer cells, whose counts are known, to bins of about equal share; what holds one number only and
     * more than a bin's share, or a usual fill value, stays apart.
     */
    static Grid joined(double lowest, double[] edges, long[] counts, int bins) {
        Grid fine = new Grid(lowest, edges, false);
        long all = Kernels.sum(counts);
        double share = (double) all / bins;
        double[] kept = new double[edges.length];
        int size = 0;
        long mass = 0;
        for (int i = 0; i < edges.length; i++) {
            boolean usual = edges[i] == 0 || edges[i] == 1 || edges[i] == -1;
            boolean apart = fine.isPoint(i) && (counts[i] >= share || usual);
            if (apart && i > 0 && (size == 0 || kept[size - 1] < edges[i - 1])) {
                kept[size++] = edges[i - 1];
                mass = 0;
            }
            mass += counts[i];
            if (apart || mass >= share || i == edges.length - 1) {
                kept[size++] = edges[i];
                mass = 0;
            }
        }
        return new Grid(lowest, Arrays.copyOf(kept, size), false);
    }

    /** Adds the counts of finer cells, whose edges hold all of this grid's, into this grid's. */
    long[] join(double[] fineEdges, long[] counts) {
        long[] joined = new long[edges.length];
        int cell = 0;
        for (int i = 0; i < fineEdges.length; i++) {
            while (edges[cell] < fineEdges[i]) {
                cell++;
            }
            joined[cell] += counts[i];
        }
        return joined;
    }

    private static double mean(double[] distinct, long[] counts) {
        double all = Kernels.sum(counts);
        double mean = 0;
        for (int i = 0; i < distinct.length; i++) {
            // Weighted terms and not a sum: a sum of large numbers would leave the range of doubles.
            mean += distinct[i] * (counts[i] / all);
        }
        return mean;
    }

    private static double median(double[] distinct, long[] counts) {
        long half = Kernels.sum(counts) / 2;
        int i = 0;
        for (long below = counts[0]; below <= half; below += counts[i]) {
            i++;
        }
        return distinct[i];
    }

    private static void cutQuantiles(SortedSet<Double> edges, double[] distinct, long[] counts) {
        long all = Kernels.sum(counts);
        double previous = Double.NaN;
        int at = 0;
        long upTo = counts[0];
        for (int i = 1; i <= QUANTILES; i++) {
            long rank = Math.max(0, i * all / QUANTILES - 1);
            while (upTo <= rank) {
                upTo += counts[++at];
            }
            double cut = distinct[at];
            if (cut == previous) {
                // Two cuts on one number: it has more than a bin's share of the reference and is told apart.
                own(edges, cut, distinct[0]);
            } else {
                edges.add(cut);
            }
            previous = cut;
        }
    }

    static void own(SortedSet<Double> edges, double value, double lowest) {
        double normal = value + 0.0;
        if (normal > lowest) {
            edges.add(Math.nextDown(normal));
        }
        edges.add(normal);
    }

    @Override
    public int body() {
        return edges.length;
    }

    /** Returns the cell of a number, special cells included. */
    int cell(double value) {
        int body = edges.length;
        if (value >= lowest && body > 0 && value <= edges[body - 1]) {
            if (guide.length > 0) {
                // What lies in an earlier stretch is smaller, however the product is rounded.
                int cell = guide[stretch(value)];
                while (search[cell] < value) {
                    cell++;
                }
                return cell;
            }
            int below = 0;
            for (int step = search.length >>> 1; step > 0; step >>>= 1) {
                below += search[below + step - 1] < value ? step : 0;
            }
            return below;
        }
        return outside(value);
    }

    private int outside(double value) {
        int body = edges.length;
        if (Double.isNaN(value)) {
            return body + NAN;
        }
        if (Double.isInfinite(value)) {
            return body + (value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY);
        }
        return body + (body > 0 && value < lowest ? LOW : HIGH);
    }

    double lower(int cell) {
        return cell == 0 ? lowest : edges[cell - 1];
    }

    /** Tells whether a cell can hold one number only. */
    boolean isPoint(int cell) {
        return cell == 0 ? lowest == edges[0] : Math.nextUp(edges[cell - 1]) == edges[cell];
    }

    @Override
    public String describe(int cell) {
        if (isPoint(cell)) {
            return "exactly " + Words.exact(edges[cell]);
        }
        return "between " + Words.number(lower(cell)) + " and " + Words.number(edges[cell]);
    }

    /** Tells whether another grid has the same cells. */
    boolean same(Grid other) {
        return lowest == other.lowest && exact == other.exact && Arrays.equals(edges, other.edges);
    }

    /** Returns a number that stands for an ordinary cell: its middle. */
    double middle(int cell) {
        return isPoint(cell) ? edges[cell] : lower(cell) / 2 + edges[cell] / 2;
    }

    /** Tells whether the edges are finite and ascend from the lowest number. */
    boolean isSound() {
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || edges[i] < lowest || (i > 0 && edges[i] <= edges[i - 1])) {
                return false;
            }
        }
        return Double.isFinite(lowest);
    }
}
