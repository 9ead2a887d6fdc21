// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/** Compares the counts of one column: each kind of change is tested for itself, so that each finding has one cause. */
final class ColumnComparison {
    /** With fewer values than this a distribution is not tested: shares of 2 % would rest on one value. */
    private static final int FEWEST_VALUES = 50;
    /** By how much a KS distance exceeds zero when nothing changed: the mean of the Kolmogorov distribution. */
    private static final double KOLMOGOROV_MEAN = 0.8687;

    final ColumnBaseline baseline;
    final ColumnCounts reference;
    final ColumnCounts current;
    final List<DriftFinding> structural = new ArrayList<>();
    final List<Candidate> candidates = new ArrayList<>();
    private final Drift options;
    private String measure = "";
    private double distance = Double.NaN;
    private double excessPsi = Double.NaN;
    private String note = "";

    ColumnComparison(ColumnBaseline baseline, ColumnCounts current, Drift options) {
        this.baseline = baseline;
        this.reference = baseline.counts();
        this.current = current;
        this.options = options;
        if (isGone()) {
            gone();
            return;
        }
        missing();
        types();
        if (!structural.isEmpty()) {
            return;
        }
        if (baseline.bins() instanceof Grid grid) {
            invalid();
            if (!grid.exact) {
                range(grid);
            }
        }
        values();
    }

    private boolean isGone() {
        return current.rows() > 0
                && current.special(Bins.ABSENT) == current.rows()
                && reference.special(Bins.ABSENT) < reference.rows();
    }

    private void gone() {
        structural.add(new DriftFinding(
                baseline.title(),
                Cause.GONE,
                Severity.SEVERE,
                "share",
                1,
                0,
                baseline.title() + ": none of " + Words.count(current.rows())
                        + " rows has this column any more, SEVERE"));
        note = "gone";
    }

    private void types() {
        long present = current.rows() - current.missing();
        long other = current.special(Bins.MISTYPED);
        if (other == 0) {
            return;
        }
        double share = (double) other / present;
        String expected = baseline.bins() instanceof Grid ? "a number" : "a text or truth value";
        if (other == present) {
            structural.add(new DriftFinding(
                    baseline.title(),
                    Cause.TYPE,
                    Severity.SEVERE,
                    "share",
                    1,
                    0,
                    baseline.title() + ": none of " + Words.count(present) + " values is " + expected
                            + " any more, SEVERE"));
            note = "another type";
        } else {
            candidates.add(new Candidate(
                    baseline.title(),
                    Cause.TYPE,
                    Kernels.greater(0, reference.rows() - reference.missing(), other, present),
                    "share",
                    share,
                    Severity.ofShare(share),
                    share >= options.minimumShare(),
                    Words.percent(share) + " of values are not " + expected + " (reference 0.0 %)"));
        }
    }

    private void missing() {
        share(
                Cause.MISSING,
                reference.missing(),
                reference.rows(),
                current.missing(),
                current.rows(),
                "of values are missing");
    }

    private void invalid() {
        share(
                Cause.INVALID,
                reference.notFinite(),
                reference.rows() - reference.missing(),
                current.notFinite(),
                current.rows() - current.missing(),
                "of values are NaN or infinite");
    }

    private void share(Cause cause, long k1, long n1, long k2, long n2, String what) {
        // What never occurs on either side can never be significant: testing it would only weaken the other tests.
        if (k1 + k2 == 0 || n1 == 0 || n2 == 0) {
            return;
        }
        double before = (double) k1 / n1;
        double now = (double) k2 / n2;
        double change = Math.abs(now - before);
        candidates.add(new Candidate(
                baseline.title(),
                cause,
                Kernels.twoSided(k1, n1, k2, n2),
                "share",
                change,
                Severity.ofShare(change),
                change >= options.minimumShare(),
                Words.percent(now) + " " + what + " (reference " + Words.percent(before) + ")"));
    }

    private void range(Grid grid) {
        long outside = current.special(Bins.LOW) + current.special(Bins.HIGH);
        if (outside == 0 || grid.body() == 0) {
            return;
        }
        // The reference's own extremes are one value at each end: what a fresh sample would be expected to exceed.
        double share = (double) outside / current.values();
        candidates.add(new Candidate(
                baseline.title(),
                Cause.OUT_OF_RANGE,
                Kernels.greater(2, reference.values(), outside, current.values()),
                "share",
                share,
                Severity.ofShare(share),
                share - 2.0 / reference.values() >= options.minimumShare(),
                Words.percent(share) + " of values are outside the reference range " + Words.number(grid.lowest)
                        + " to " + Words.number(grid.edges[grid.body() - 1]) + ", " + whereOutside()));
    }

    private String whereOutside() {
        String low = current.min == current.highestLow
                ? "exactly " + Words.exact(current.min)
                : "down to " + Words.number(current.min);
        String high = current.max == current.lowestHigh
                ? "exactly " + Words.exact(current.max)
                : "up to " + Words.number(current.max);
        if (current.special(Bins.HIGH) == 0) {
            return low;
        }
        return current.special(Bins.LOW) == 0
                ? high
                : Words.percent((double) current.special(Bins.LOW) / current.values()) + " " + low + " and "
                        + Words.percent((double) current.special(Bins.HIGH) / current.values()) + " " + high;
    }

    private void values() {
        if (reference.values() < FEWEST_VALUES || current.values() < FEWEST_VALUES) {
            note = "distribution not tested: " + Words.count(current.values()) + " values against "
                    + Words.count(reference.values()) + ", " + FEWEST_VALUES + " needed on each side";
            if (reference.values() > 0) {
                unseen();
            }
            return;
        }
        if (baseline.bins() instanceof Grid grid && !grid.exact) {
            numeric(grid);
        } else {
            unseen();
            categorical();
        }
    }

    private void numeric(Grid grid) {
        long[] before = ordered(reference);
        long[] now = ordered(current);
        long n1 = Kernels.sum(before);
        long n2 = Kernels.sum(now);
        distance = distance(before, now);
        int bins = (int) Math.max(2, Math.min(32, Math.min(n1, n2) / 10));
        long[][] merged = equalMass(before, now, bins);
        excessPsi = Kernels.excessPsi(merged[0], merged[1]);
        measure = "KS distance";
        double p = Math.min(
                1, 2 * Math.min(Kernels.kolmogorovSmirnov(distance, n1, n2), Kernels.chiSquare(merged[0], merged[1])));
        double excess = Math.max(0, distance - KOLMOGOROV_MEAN * Math.sqrt(((double) n1 + n2) / ((double) n1 * n2)));
        candidates.add(new Candidate(
                baseline.title(),
                Cause.DISTRIBUTION,
                p,
                measure,
                distance,
                Severity.ofPsi(excessPsi).worst(Severity.ofDistance(excess)),
                excess >= options.minimumDistance() || excessPsi >= options.minimumPsi(),
                "the distribution moved, median about " + Estimate.number(median(grid, before)) + " before and "
                        + Estimate.number(median(grid, now)) + " now (KS distance " + Words.decimals(distance)
                        + ", excess PSI " + Words.decimals(excessPsi) + ")"));
        spike(grid, n1, n2);
    }

    private void spike(Grid grid, long n1, long n2) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int cell = 0; cell < grid.body(); cell++) {
            double z = Kernels.z(reference.cells[cell], n1, current.cells[cell], n2);
            if (z > most) {
                most = z;
                best = cell;
            }
        }
        double before = (double) reference.cells[best] / n1;
        double now = (double) current.cells[best] / n2;
        candidates.add(new Candidate(
                baseline.title(),
                Cause.SPIKE,
                Math.min(1, grid.body() * Kernels.greater(reference.cells[best], n1, current.cells[best], n2)),
                "share",
                Math.max(0, now - before),
                Severity.ofShare(now - before).worst(Severity.ofPsi(excessPsi)),
                now - before >= options.minimumShare(),
                Words.percent(now) + " of values are now " + grid.describe(best) + " (reference "
                        + Words.percent(before) + ")"));
    }

    private void unseen() {
        long fresh = unseenCount();
        if (fresh == 0 || current.values() == 0) {
            return;
        }
        double share = (double) fresh / current.values();
        double expected = expectedUnseen();
        boolean numbers = baseline.bins() instanceof Grid;
        String names = numbers
                ? "from " + Words.number(current.min) + " to " + Words.number(current.max) + " now"
                : String.join(", ", current.unseen.describe(3));
        candidates.add(new Candidate(
                baseline.title(),
                Cause.UNSEEN,
                Kernels.greater(baseline.singletons() + 1, reference.values() + 1, fresh, current.values()),
                "share",
                share,
                Severity.ofShare(share - expected),
                share - expected >= options.minimumShare(),
                Words.percent(share) + " of values are " + (numbers ? "numbers" : "levels")
                        + " that the reference never had, " + names + " (expected " + Words.percent(expected) + ")"));
    }

    private double expectedUnseen() {
        return (double) baseline.singletons() / reference.values();
    }

    private long unseenCount() {
        if (baseline.bins() instanceof Grid grid) {
            long fresh = current.special(Bins.LOW) + current.special(Bins.HIGH);
            for (int cell = 0; cell < grid.body(); cell++) {
                fresh += reference.cells[cell] == 0 ? current.cells[cell] : 0;
            }
            return fresh;
        }
        return current.special(Bins.HIGH);
    }

    private void categorical() {
        // Unseen values are a finding of their own; only where the reference is so thin that it must be expected to
        // miss
        // many do they stand against its own rare values here.
        long fresh = expectedUnseen() >= 0.01 ? unseenCount() : 0;
        Pooled pooled = Pooled.of(reference, current, fresh);
        if (pooled.size() < 2) {
            note = "one value";
            return;
        }
        measure = "total variation";
        excessPsi = Kernels.excessPsi(pooled.before(), pooled.now());
        distance = Kernels.excessTotalVariation(pooled.before(), pooled.now());
        double p = pooled.size() == 2
                ? Kernels.twoSided(
                        pooled.before()[0], Kernels.sum(pooled.before()), pooled.now()[0], Kernels.sum(pooled.now()))
                : Kernels.chiSquare(pooled.before(), pooled.now());
        candidates.add(new Candidate(
                baseline.title(),
                Cause.DISTRIBUTION,
                p,
                measure,
                distance,
                Severity.ofPsi(excessPsi).worst(Severity.ofDistance(distance)),
                distance >= options.minimumDistance() || excessPsi >= options.minimumPsi(),
                pooled.largestMove() + " (excess total variation " + Words.decimals(distance) + ", excess PSI "
                        + Words.decimals(excessPsi) + ")"));
    }

    /** The ordinary cells in ascending order of value: below the reference, its bins, above it. */
    static long[] ordered(ColumnCounts counts) {
        int body = counts.bins.body();
        long[] ordered = new long[body + 2];
        ordered[0] = counts.special(Bins.LOW);
        System.arraycopy(counts.cells, 0, ordered, 1, body);
        ordered[body + 1] = counts.special(Bins.HIGH);
        return ordered;
    }

    private static double distance(long[] before, long[] now) {
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

    private double median(Grid grid, long[] ordered) {
        long half = (Kernels.sum(ordered) + 1) / 2;
        long below = 0;
        for (int i = 0; i < ordered.length; i++) {
            if (below + ordered[i] >= half) {
                if (i == 0) {
                    return current.min;
                }
                if (i == ordered.length - 1) {
                    return current.max;
                }
                double within = (half - below) / (double) ordered[i];
                double lower = grid.lower(i - 1);
                return lower + within * (grid.edges[i - 1] - lower);
            }
            below += ordered[i];
        }
        return grid.lowest;
    }

    /** The column's line in the overview: what was measured, whether or not it is a finding. */
    List<String> line(String status) {
        return List.of(
                baseline.title(),
                note.isEmpty() ? status : status.equals("stable") ? note : status + " (" + note + ")",
                share(reference.missing(), reference.rows()) + " → " + share(current.missing(), current.rows()),
                Double.isNaN(distance) ? "–" : Words.decimals(distance),
                measure.isEmpty() ? "–" : measure,
                Double.isNaN(excessPsi) ? "–" : Words.decimals(excessPsi));
    }

    private static String share(long count, long all) {
        return all == 0 ? "–" : Words.percent((double) count / all);
    }

    double excessPsi() {
        return excessPsi;
    }

    String note() {
        return note;
    }
}
