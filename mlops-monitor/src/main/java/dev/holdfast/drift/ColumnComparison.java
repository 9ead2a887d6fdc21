// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.stats.CramerVonMisesTest;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.TestResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Compares the counts of one column: each kind of change is tested for itself, so that each finding has one cause. */
final class ColumnComparison {
    /** With fewer values than this a distribution is not tested: shares of 2 % would rest on one value. */
    private static final int FEWEST_VALUES = 50;
    /** By how much the square of a KS distance exceeds zero when nothing changed: of the Kolmogorov distribution. */
    private static final double KOLMOGOROV_SQUARE = Math.PI * Math.PI / 12;
    /** The 0.95 quantile of the Kolmogorov distribution. */
    private static final double KOLMOGOROV_95 = 1.3581;
    /** The share of a bin up to which the values count as without ties. */
    private static final double MOST_TIED = 0.05;

    final ColumnBaseline baseline;
    final Optional<String> segment;
    final ColumnCounts reference;
    final ColumnCounts current;
    final List<DriftFinding> structural = new ArrayList<>();
    final List<Candidate> candidates = new ArrayList<>();
    private final Drift options;
    private final double dependence;
    private String measure = "";
    private Optional<Estimate> distance = Optional.empty();
    private double excessPsi = Double.NaN;
    private String note = "";

    /** Compares all rows, or the rows of a segment with the reference rows of the same. */
    ColumnComparison(
            ColumnBaseline baseline,
            Optional<String> segment,
            ColumnCounts reference,
            ColumnCounts current,
            Drift options) {
        this.baseline = baseline;
        this.segment = segment;
        this.reference = reference;
        this.current = current;
        this.options = options;
        this.dependence = baseline.dependence();
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

    String title() {
        return Candidate.title(baseline.title(), segment);
    }

    private boolean isGone() {
        return current.rows() > 0
                && current.special(Bins.ABSENT) == current.rows()
                && reference.special(Bins.ABSENT) < reference.rows();
    }

    private void gone() {
        structural(Cause.GONE, "none of " + Words.count(current.rows()) + " rows has this column any more");
        note = "gone";
    }

    private void structural(Cause cause, String sentence) {
        structural.add(new DriftFinding(
                baseline.title(),
                segment,
                cause,
                Severity.SEVERE,
                "share",
                Estimate.exact(1, current.rows()),
                0,
                title() + ": " + sentence + "; severe"));
    }

    private void candidate(
            Cause cause, double p, String unit, Estimate effect, Severity severity, boolean material, String sentence) {
        candidates.add(new Candidate(baseline.title(), segment, cause, p, unit, effect, severity, material, sentence));
    }

    private void types() {
        long present = current.rows() - current.missing();
        long other = current.special(Bins.MISTYPED);
        if (other == 0) {
            return;
        }
        String expected = baseline.bins() instanceof Grid ? "a number" : "a text or truth value";
        if (other == present) {
            structural(Cause.TYPE, "none of " + Words.count(present) + " values is " + expected + " any more");
            note = "another type";
            return;
        }
        double share = (double) other / present;
        candidate(
                Cause.TYPE,
                Kernels.greater(0, reference.rows() - reference.missing(), other, present, dependence),
                "share",
                share(other, present),
                Severity.ofShare(share),
                share >= options.minimumShare(),
                Words.percent(share) + " of values are not " + expected + ", reference 0.0 %");
    }

    private void missing() {
        changed(
                Cause.MISSING,
                reference.missing(),
                reference.rows(),
                current.missing(),
                current.rows(),
                "of values are missing");
    }

    private void invalid() {
        changed(
                Cause.INVALID,
                reference.notFinite(),
                reference.rows() - reference.missing(),
                current.notFinite(),
                current.rows() - current.missing(),
                "of values are NaN or infinite");
    }

    private void changed(Cause cause, long k1, long n1, long k2, long n2, String what) {
        // What never occurs on either side can never be significant: testing it would only weaken the other tests.
        if (k1 + k2 == 0 || n1 == 0 || n2 == 0) {
            return;
        }
        double before = (double) k1 / n1;
        double now = (double) k2 / n2;
        Estimate change = difference(k1, n1, k2, n2);
        candidate(
                cause,
                Kernels.twoSided(k1, n1, k2, n2, dependence),
                "share",
                change,
                Severity.ofShare(change.point()),
                change.point() >= options.minimumShare(),
                Words.percent(now) + " " + what + ", reference " + Words.percent(before));
    }

    /** The difference of two shares by its size, with Newcombe's interval for as many independent rows as there are. */
    private Estimate difference(long k1, long n1, long k2, long n2) {
        double sign = (double) k2 / n2 >= (double) k1 / n1 ? 1 : -1;
        Estimate estimate =
                (Estimate) Intervals.newcombe(effective(k2), effective(n2), effective(k1), effective(n1), 0.95);
        double point = Math.abs((double) k2 / n2 - (double) k1 / n1);
        double low = sign > 0 ? estimate.lower() : -estimate.upper();
        double high = sign > 0 ? estimate.upper() : -estimate.lower();
        return new Estimate(point, Math.min(point, low), Math.max(point, high), 0.95, n1 + n2);
    }

    private Estimate share(long k, long n) {
        Estimate wilson = (Estimate) Intervals.wilson(effective(k), effective(n), 0.95);
        double point = (double) k / n;
        return new Estimate(point, Math.min(point, wilson.lower()), Math.max(point, wilson.upper()), 0.95, n);
    }

    private long effective(long count) {
        return dependence > 1 ? (long) Math.ceil(count / dependence) : count;
    }

    private void range(Grid grid) {
        long outside = current.special(Bins.LOW) + current.special(Bins.HIGH);
        if (outside == 0 || grid.body() == 0) {
            return;
        }
        // The reference's own extremes are one value at each end: what a fresh sample would be expected to exceed.
        long all = baseline.counts().values();
        double share = (double) outside / current.values();
        candidate(
                Cause.OUT_OF_RANGE,
                Kernels.greater(2, Math.max(2, all), outside, current.values(), dependence),
                "share",
                share(outside, current.values()),
                Severity.ofShare(share),
                share - 2.0 / Math.max(2, all) >= options.minimumShare(),
                whereOutside() + ", outside the reference range " + Words.number(grid.lowest) + " to "
                        + Words.number(grid.edges[grid.body() - 1]));
    }

    private String whereOutside() {
        String low = current.outside[0] == current.outside[1]
                ? "exactly " + Words.exact(current.outside[0])
                : "as low as " + Words.number(current.outside[0]);
        String high = current.outside[2] == current.outside[3]
                ? "exactly " + Words.exact(current.outside[2])
                : "as high as " + Words.number(current.outside[3]);
        String below = Words.percent((double) current.special(Bins.LOW) / current.values()) + " of values are now ";
        String above = Words.percent((double) current.special(Bins.HIGH) / current.values()) + " of values are now ";
        if (current.special(Bins.HIGH) == 0) {
            return below + low;
        }
        return current.special(Bins.LOW) == 0 ? above + high : below + low + " and " + above + high;
    }

    private void values() {
        if (reference.values() / dependence < FEWEST_VALUES || current.values() / dependence < FEWEST_VALUES) {
            note = "distribution not tested: " + Words.count(current.values()) + " values against "
                    + Words.count(reference.values()) + ", " + Words.count((long) Math.ceil(FEWEST_VALUES * dependence))
                    + " needed on each side" + (dependence > 1 ? " as they depend on each other" : "");
            if (baseline.counts().values() > 0) {
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
        double n1 = Kernels.sum(before);
        double n2 = Kernels.sum(now);
        double ks = largestDistance(before, now);
        double noise = dependence * (1 / n1 + 1 / n2);
        double half = KOLMOGOROV_95 * Math.sqrt(noise);
        long[][] merged = merged();
        excessPsi = Kernels.excessPsi(merged[0], merged[1], dependence);
        measure = "KS distance";
        Estimate estimate = new Estimate(ks, Math.max(0, ks - half), Math.min(1, ks + half), 0.95, (long) (n1 + n2));
        distance = Optional.of(estimate);
        double ordered = isSmooth(before, now)
                ? probability(CramerVonMisesTest.withDefaults().testCounts(before, now))
                : Kernels.kolmogorovSmirnov(ks, n1 / dependence, n2 / dependence);
        double p = pValue(Math.min(1, 2 * Math.min(ordered, Kernels.chiSquare(merged[0], merged[1], dependence))));
        double excess = Math.sqrt(Math.max(0, ks * ks - KOLMOGOROV_SQUARE * noise));
        candidate(
                Cause.DISTRIBUTION,
                p,
                measure,
                estimate,
                Severity.ofPsi(excessPsi).worst(Severity.ofDistance(excess)),
                excess >= options.minimumDistance() || excessPsi >= options.minimumPsi(),
                "the distribution moved, median about " + Estimate.number(median(grid, before)) + " before and "
                        + Estimate.number(median(grid, now)) + " now (KS distance " + Words.decimals(ks)
                        + ", excess PSI " + Words.decimals(excessPsi) + ")");
        spike(grid, (long) n1, (long) n2);
    }

    /** Tells whether no number is so frequent that the limit without ties would not hold, and rows are independent. */
    private boolean isSmooth(long[] before, long[] now) {
        double all = (double) Kernels.sum(before) + Kernels.sum(now);
        long largest = 0;
        for (int i = 0; i < before.length; i++) {
            largest = Math.max(largest, before[i] + now[i]);
        }
        return dependence == 1 && largest <= MOST_TIED * all;
    }

    private static double probability(TestResult result) {
        return result.pValue() instanceof Estimate p ? p.point() : 1;
    }

    /** The p-value of the test that was asked for instead of the default's, where it can be done with what is known. */
    private double pValue(double byDefault) {
        Optional<ColumnTest> asked = options.test(baseline.title());
        if (asked.isEmpty()) {
            return byDefault;
        }
        dev.holdfast.stats.Measurement p =
                ColumnStatistics.ofCounts(this).test(asked.get()).pValue();
        if (p instanceof Estimate estimate) {
            // A test of independent rows would be too sure of dependent ones; the default's dependence stands in then.
            return dependence > 1 ? Math.max(byDefault, estimate.point()) : estimate.point();
        }
        note = asked.get() + " cannot be done (" + p + "), tested by the default";
        return byDefault;
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
        if (now <= before) {
            return;
        }
        candidate(
                Cause.SPIKE,
                Math.min(
                        1,
                        grid.body() * Kernels.greater(reference.cells[best], n1, current.cells[best], n2, dependence)),
                "share",
                difference(reference.cells[best], n1, current.cells[best], n2),
                Severity.ofShare(now - before).worst(Severity.ofPsi(excessPsi)),
                now - before >= options.minimumShare(),
                Words.percent(now) + " of values are now " + grid.describe(best) + ", reference "
                        + Words.percent(before));
    }

    private void unseen() {
        long fresh = unseenCount();
        if (fresh == 0 || current.values() == 0) {
            return;
        }
        double share = (double) fresh / current.values();
        double expected = expectedUnseen();
        boolean numbers = baseline.bins() instanceof Grid;
        String names = numbers ? unseenNumbers() : String.join(", ", current.unseen.describe(3));
        candidate(
                Cause.UNSEEN,
                unseenProbability(fresh),
                "share",
                share(fresh, current.values()),
                Severity.ofShare(share - expected),
                share - expected >= options.minimumShare(),
                Words.percent(share) + " of values are " + (numbers ? "numbers" : "levels")
                        + " that the reference never had, " + names + ", expected " + Words.percent(expected));
    }

    private double expectedUnseen() {
        return (double) baseline.singletons() / Math.max(1, baseline.counts().values());
    }

    /** The larger of what single values and what whole levels that the reference missed by chance would explain. */
    private double unseenProbability(long fresh) {
        long all = baseline.counts().values();
        double single = Kernels.greater(baseline.singletons() + 1, all + 1, fresh, current.values(), dependence);
        double share = (double) current.values() / (all + current.values());
        return Math.max(single, Kernels.unseen(levelTotals(fresh), share, (double) fresh, dependence));
    }

    /** The rows of each level on both sides together, as far as they are known one by one. */
    private double[] levelTotals(long fresh) {
        List<Double> totals = new ArrayList<>();
        long[] before = baseline.counts().cells;
        for (int cell = 0; cell < baseline.bins().body(); cell++) {
            if (before[cell] + current.cells[cell] > 0) {
                totals.add((double) before[cell] + current.cells[cell]);
            }
        }
        if (baseline.bins() instanceof Levels levels && levels.rare.length > 0) {
            double rare = (double) baseline.counts().special(Bins.LOW) + current.special(Bins.LOW);
            totals.addAll(Collections.nCopies(levels.rare.length, rare / levels.rare.length));
        }
        if (baseline.bins() instanceof Grid) {
            totals.add((double) current.special(Bins.LOW));
            totals.add((double) current.special(Bins.HIGH));
        } else {
            List<Long> named = current.unseen.counts();
            double rest = fresh;
            for (long each : named) {
                totals.add((double) each);
                rest -= each;
            }
            double mean = named.isEmpty() ? 1 : (fresh - rest) / named.size();
            for (; rest > 0; rest -= mean) {
                totals.add(Math.min(rest, mean));
            }
        }
        return totals.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Names the cells between known numbers that hold most of the unseen ones. */
    private String unseenNumbers() {
        Grid grid = (Grid) baseline.bins();
        long most = 0;
        String name = "";
        for (int cell = 0; cell < grid.body(); cell++) {
            if (baseline.counts().cells[cell] == 0 && current.cells[cell] > most) {
                most = current.cells[cell];
                name = grid.describe(cell);
            }
        }
        boolean between = most >= current.special(Bins.LOW) + current.special(Bins.HIGH);
        return "most of them " + (between ? name : whereOutside().replaceFirst(".* now ", ""));
    }

    private long unseenCount() {
        if (baseline.bins() instanceof Grid grid) {
            long fresh = current.special(Bins.LOW) + current.special(Bins.HIGH);
            for (int cell = 0; cell < grid.body(); cell++) {
                fresh += baseline.counts().cells[cell] == 0 ? current.cells[cell] : 0;
            }
            return fresh;
        }
        return current.special(Bins.HIGH);
    }

    private void categorical() {
        Pooled pooled = pooled();
        if (pooled.size() < 2) {
            note = "one value";
            return;
        }
        measure = "total variation";
        excessPsi = Kernels.excessPsi(pooled.before(), pooled.now(), dependence);
        double excess = Kernels.excessTotalVariation(pooled.before(), pooled.now(), dependence);
        double half = Kernels.halfWidth(pooled.before(), pooled.now(), dependence);
        Estimate estimate = new Estimate(
                excess,
                Math.max(0, excess - half),
                Math.min(1, excess + half),
                0.95,
                reference.rows() + current.rows());
        distance = Optional.of(estimate);
        double p = pooled.size() == 2
                ? Kernels.twoSided(
                        pooled.before()[0],
                        Kernels.sum(pooled.before()),
                        pooled.now()[0],
                        Kernels.sum(pooled.now()),
                        dependence)
                : Kernels.chiSquare(pooled.before(), pooled.now(), dependence);
        candidate(
                Cause.DISTRIBUTION,
                pValue(p),
                measure,
                estimate,
                Severity.ofPsi(excessPsi).worst(Severity.ofDistance(excess)),
                excess >= options.minimumDistance() || excessPsi >= options.minimumPsi(),
                pooled.largestMove() + " (excess total variation " + Words.decimals(excess) + ", excess PSI "
                        + Words.decimals(excessPsi) + ")");
    }

    /** The categories of both sides, rare ones joined. */
    Pooled pooled() {
        // Unseen values are a finding of their own; only where the reference is so thin that it must be expected to
        // miss
        // many do they stand against its own rare values here.
        return Pooled.of(reference, current, expectedUnseen() >= 0.01 ? unseenCount() : 0);
    }

    /** The cells of both sides joined to at most 32 of about equal mass. */
    long[][] merged() {
        long[] before = ordered(reference);
        long[] now = ordered(current);
        long fewest = (long) (Math.min(Kernels.sum(before), Kernels.sum(now)) / dependence);
        return equalMass(before, now, (int) Math.max(2, Math.min(32, fewest / 10)));
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
                    return current.outside[1];
                }
                if (i == ordered.length - 1) {
                    return current.outside[2];
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
                title(),
                note.isEmpty() ? status : status.equals("stable") ? note : status + " (" + note + ")",
                shareOf(reference.missing(), reference.rows()) + " → " + shareOf(current.missing(), current.rows()),
                distance.map(each -> Words.decimals(each.point()) + " [" + Words.decimals(each.lower()) + ", "
                                + Words.decimals(each.upper()) + "]")
                        .orElse("–"),
                measure.isEmpty() ? "–" : measure,
                Double.isNaN(excessPsi) ? "–" : Words.decimals(excessPsi));
    }

    private static String shareOf(long count, long all) {
        return all == 0 ? "–" : Words.percent((double) count / all);
    }

    /** The share of a column's false alarms that a candidate may use up; together they stay below all of it. */
    double part(Candidate candidate) {
        if (candidate.cause() == Cause.DISTRIBUTION) {
            return baseline.bins() instanceof Grid grid && !grid.exact ? 0.6 : 0.4;
        }
        long others = candidates.stream()
                .filter(each -> each.cause() != Cause.DISTRIBUTION)
                .count();
        return 0.2 / others;
    }

    Optional<Estimate> distance() {
        return distance;
    }

    String measure() {
        return measure;
    }

    double excessPsi() {
        return excessPsi;
    }

    String note() {
        return note;
    }
}
