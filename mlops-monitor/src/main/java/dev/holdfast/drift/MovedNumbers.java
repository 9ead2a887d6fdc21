// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.stats.CramerVonMisesTest;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.TestResult;
import java.util.Arrays;

/** Tests whether numbers on a grid moved: as a whole, and at one number or in one narrow range. */
final class MovedNumbers {
    /** By how much the square of a KS distance exceeds zero when nothing changed: of the Kolmogorov distribution. */
    private static final double KOLMOGOROV_SQUARE = Math.PI * Math.PI / 12;
    /** The 0.95 quantile of the Kolmogorov distribution. */
    private static final double KOLMOGOROV_95 = 1.3581;
    /** The share of a bin up to which the values count as without ties. */
    private static final double MOST_TIED = 0.05;

    private final ColumnComparison column;
    private final Grid grid;

    MovedNumbers(ColumnComparison column, Grid grid) {
        this.column = column;
        this.grid = grid;
    }

    void examine() {
        long[] before = column.reference.ordered();
        long[] now = column.current.ordered();
        double n1 = Kernels.sum(before);
        double n2 = Kernels.sum(now);
        double ks = largestDistance(before, now);
        double noise = column.dependence * (1 / n1 + 1 / n2);
        double half = KOLMOGOROV_95 * Math.sqrt(noise);
        long[][] merged = merged(column);
        double psi = Kernels.excessPsi(merged[0], merged[1], column.dependence);
        Estimate estimate = new Estimate(ks, Math.max(0, ks - half), Math.min(1, ks + half), 0.95, (long) (n1 + n2));
        column.moved("KS distance", estimate, psi);
        double ordered = isSmooth(before, now)
                ? probability(CramerVonMisesTest.withDefaults().testCounts(before, now))
                : Kernels.kolmogorovSmirnov(ks, n1 / column.dependence, n2 / column.dependence);
        double p = column.pValue(Math.min(
                1, 2 * Math.min(ordered, Kernels.chiSquare(merged[0], merged[1], column.dependence))));
        double excess = Math.sqrt(Math.max(0, ks * ks - KOLMOGOROV_SQUARE * noise));
        column.candidate(
                Cause.DISTRIBUTION,
                p,
                "KS distance",
                estimate,
                Severity.ofPsi(psi).worst(Severity.ofDistance(excess)),
                excess >= column.settings.minimumDistance() || psi >= column.settings.minimumPsi(),
                "the distribution moved, " + how(before, now) + " (KS distance " + Words.decimals(ks) + ", excess PSI "
                        + Words.decimals(psi) + ")");
        spike(psi, (long) n1, (long) n2);
    }

    /** Tells whether no number is so frequent that the limit without ties would not hold, and rows are independent. */
    private boolean isSmooth(long[] before, long[] now) {
        double all = (double) Kernels.sum(before) + Kernels.sum(now);
        long largest = 0;
        for (int i = 0; i < before.length; i++) {
            largest = Math.max(largest, before[i] + now[i]);
        }
        return column.dependence == 1 && largest <= MOST_TIED * all;
    }

    private static double probability(TestResult result) {
        return result.pValue() instanceof Estimate p ? p.point() : 1;
    }

    private void spike(double psi, long n1, long n2) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int cell = 0; cell < grid.body(); cell++) {
            double z = Kernels.z(column.reference.cells[cell], n1, column.current.cells[cell], n2);
            if (z > most) {
                most = z;
                best = cell;
            }
        }
        double before = (double) column.reference.cells[best] / n1;
        double now = (double) column.current.cells[best] / n2;
        if (now <= before) {
            return;
        }
        column.candidate(
                Cause.SPIKE,
                Math.min(
                        1,
                        grid.body()
                                * Kernels.greater(
                                        column.reference.cells[best],
                                        n1,
                                        column.current.cells[best],
                                        n2,
                                        column.dependence)),
                "share",
                column.difference(column.reference.cells[best], n1, column.current.cells[best], n2),
                Severity.ofShare(now - before).worst(Severity.ofPsi(psi)),
                now - before >= column.settings.minimumShare(),
                Words.percent(now) + " of values are now " + grid.describe(best) + ", reference "
                        + Words.percent(before));
    }

    private static double largestDistance(long[] before, long[] now) {
        double n1 = Kernels.sum(before);
        double n2 = Kernels.sum(now);
        double largest = 0;
        long cumulative1 = 0;
        long cumulative2 = 0;
        for (int i = 0; i < before.length; i++) {
            cumulative1 += before[i];
            cumulative2 += now[i];
            largest = Math.max(largest, Math.abs(cumulative1 / n1 - cumulative2 / n2));
        }
        return largest;
    }

    /** Says how by the medians or, where these are the same to the reader, by the number that parts both sides most. */
    private String how(long[] before, long[] now) {
        String was = Estimate.number(median(before));
        String is = Estimate.number(median(now));
        int cut = parting(before, now);
        if (!was.equals(is) || cut < 0) {
            return "median about " + was + " before and " + is + " now";
        }
        return Words.percent(upTo(now, cut)) + " of values are now at most " + Words.number(grid.edges[cut])
                + ", reference " + Words.percent(upTo(before, cut));
    }

    /** Returns the bin up to whose end the shares of the two sides differ most; none of a grid without bins. */
    private int parting(long[] before, long[] now) {
        double n1 = Kernels.sum(before);
        double n2 = Kernels.sum(now);
        double largest = -1;
        long cumulative1 = before[0];
        long cumulative2 = now[0];
        int cut = -1;
        for (int bin = 0; bin < grid.body(); bin++) {
            cumulative1 += before[bin + 1];
            cumulative2 += now[bin + 1];
            double apart = Math.abs(cumulative1 / n1 - cumulative2 / n2);
            if (apart > largest) {
                largest = apart;
                cut = bin;
            }
        }
        return cut;
    }

    private static double upTo(long[] ordered, int bin) {
        return (double) Kernels.sum(Arrays.copyOf(ordered, bin + 2)) / Kernels.sum(ordered);
    }

    private double median(long[] ordered) {
        long half = (Kernels.sum(ordered) + 1) / 2;
        long below = 0;
        for (int i = 0; i < ordered.length; i++) {
            if (below + ordered[i] >= half) {
                if (i == 0) {
                    return column.current.outside[1];
                }
                if (i == ordered.length - 1) {
                    return column.current.outside[2];
                }
                double within = (half - below) / (double) ordered[i];
                double lower = grid.lower(i - 1);
                return lower + within * (grid.edges[i - 1] - lower);
            }
            below += ordered[i];
        }
        return grid.lowest;
    }

    /** The cells of both sides joined to at most 32 of about equal mass. */
    static long[][] merged(ColumnComparison column) {
        long[] before = column.reference.ordered();
        long[] now = column.current.ordered();
        long fewest = (long) (Math.min(Kernels.sum(before), Kernels.sum(now)) / column.dependence);
        return equalMass(before, now, (int) Math.max(2, Math.min(32, fewest / 10)));
    }

    /** Joins neighbouring cells until each holds about an equal part of both samples together, which favours neither. */
    private static long[][] equalMass(long[] before, long[] now, int bins) {
        double n1 = Kernels.sum(before);
        double n2 = Kernels.sum(now);
        long[][] merged = new long[2][bins + 1];
        int bin = 0;
        double mass = 0;
        for (int i = 0; i < before.length; i++) {
            merged[0][bin] += before[i];
            merged[1][bin] += now[i];
            mass += (before[i] + now[i]) / (n1 + n2);
            if (mass >= 1.0 / bins - 1e-12 && bin < bins) {
                bin++;
                mass = 0;
            }
        }
        if (mass < 0.5 / bins && bin > 0) {
            merged[0][bin - 1] += merged[0][bin];
            merged[1][bin - 1] += merged[1][bin];
            merged[0][bin] = 0;
            merged[1][bin] = 0;
        }
        return merged;
    }
}
