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
    private static final int QUANTILES = 112;

    final double lowest;
    final double[] edges;
    final boolean exact;
    private final double[] search;

    Grid(double lowest, double[] edges, boolean exact) {
        this.lowest = lowest;
        this.edges = edges;
        this.exact = exact;
        int size = 1;
        while (size <= edges.length) {
            size *= 2;
        }
        // Padding to a power of two lets the search run a fixed number of steps without a branch to mispredict.
        this.search = Arrays.copyOf(edges, size);
        Arrays.fill(search, edges.length, size, Double.POSITIVE_INFINITY);
    }

    /** Cuts the bins of these finite numbers, which must be sorted and without negative zeros. */
    static Grid cut(double[] sorted) {
        if (sorted.length == 0) {
            return new Grid(0, new double[0], false);
        }
        double[] distinct = distinct(sorted);
        TreeSet<Double> edges = new TreeSet<>();
        double lowest = sorted[0];
        double highest = sorted[sorted.length - 1];
        boolean exact = distinct.length < EXACT + 1;
        if (exact) {
            for (double value : distinct) {
                own(edges, value, lowest);
            }
        } else {
            cutQuantiles(edges, sorted);
            double mean = Arrays.stream(sorted).average().orElseThrow();
            for (double usual : new double[] {0, 1, -1, mean, sorted[sorted.length / 2]}) {
                if (usual > lowest && usual < highest) {
                    own(edges, usual, lowest);
                }
            }
        }
        edges.add(highest);
        return new Grid(lowest, edges.stream().mapToDouble(Double::doubleValue).toArray(), exact);
    }

    private static double[] distinct(double[] sorted) {
        double[] distinct = new double[EXACT + 1];
        int count = 0;
        for (int i = 0; i < sorted.length && count < distinct.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                distinct[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(distinct, count);
    }

    private static void cutQuantiles(SortedSet<Double> edges, double[] sorted) {
        double previous = Double.NaN;
        for (int i = 1; i <= QUANTILES; i++) {
            double cut = sorted[Math.max(0, (int) ((long) i * sorted.length / QUANTILES) - 1)];
            if (cut == previous) {
                // Two cuts on one number: it has more than a bin's share of the reference and is told apart.
                own(edges, cut, sorted[0]);
            } else {
                edges.add(cut);
            }
            previous = cut;
        }
    }

    private static void own(SortedSet<Double> edges, double value, double lowest) {
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
