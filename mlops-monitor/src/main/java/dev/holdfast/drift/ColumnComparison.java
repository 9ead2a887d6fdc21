// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the counts of one column: each kind of change is tested for itself, so that each finding has one cause. */
final class ColumnComparison {
    /** With fewer values than this a distribution is not tested: shares of 2 % would rest on one value. */
    private static final int FEWEST_VALUES = 50;

    final ColumnBaseline baseline;
    final Optional<String> segment;
    final ColumnCounts reference;
    final ColumnCounts current;
    final List<DriftFinding> structural = new ArrayList<>();
    final List<Candidate> candidates = new ArrayList<>();
    final DriftSettings settings;
    final double dependence;
    private String measure = "";
    private Optional<Estimate> distance = Optional.empty();
    private double excessPsi = Double.NaN;
    private String note = "";
    /** Why a test that was asked for could not be done. */
    private String asked = "";

    /** Compares all rows, or the rows of a segment with the reference rows of the same. */
    ColumnComparison(
            ColumnBaseline baseline,
            Optional<String> segment,
            ColumnCounts reference,
            ColumnCounts current,
            DriftSettings settings) {
        this.baseline = baseline;
        this.segment = segment;
        this.reference = reference;
        this.current = current;
        this.settings = settings;
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

    void candidate(
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
                share >= settings.minimumShare(),
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
                change.point() >= settings.minimumShare(),
                Words.percent(now) + " " + what + ", reference " + Words.percent(before));
    }

    /** The difference of two shares by its size, with Newcombe's interval for as many independent rows as there are. */
    Estimate difference(long k1, long n1, long k2, long n2) {
        double sign = (double) k2 / n2 >= (double) k1 / n1 ? 1 : -1;
        Estimate estimate =
                (Estimate) Intervals.newcombe(effective(k2), effective(n2), effective(k1), effective(n1), 0.95);
        double point = Math.abs((double) k2 / n2 - (double) k1 / n1);
        double low = sign > 0 ? estimate.lower() : -estimate.upper();
        double high = sign > 0 ? estimate.upper() : -estimate.lower();
        return new Estimate(point, Math.min(point, low), Math.max(point, high), 0.95, n1 + n2);
    }

    Estimate share(long k, long n) {
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
                share - 2.0 / Math.max(2, all) >= settings.minimumShare(),
                whereOutside() + ", outside the reference range " + Words.number(grid.lowest) + " to "
                        + Words.number(grid.edges[grid.body() - 1]));
    }

    String whereOutside() {
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
        UnseenValues unseen = new UnseenValues(this);
        if (reference.values() / dependence < FEWEST_VALUES || current.values() / dependence < FEWEST_VALUES) {
            note = "distribution not tested: " + Words.count(current.values()) + " values against "
                    + Words.count(reference.values()) + ", " + Words.count((long) Math.ceil(FEWEST_VALUES * dependence))
                    + " needed on each side" + (dependence > 1 ? " as they depend on each other" : "");
            if (baseline.counts().values() > 0) {
                unseen.examine();
            }
            return;
        }
        if (baseline.bins() instanceof Grid grid && !grid.exact) {
            new MovedNumbers(this, grid).examine();
        } else {
            unseen.examine();
            levels();
        }
    }

    private void levels() {
        Pooled pooled = pooled();
        if (pooled.size() < 2) {
            note = "distribution not tested: one value";
            return;
        }
        double psi = Kernels.excessPsi(pooled.before(), pooled.now(), dependence);
        double excess = Kernels.excessTotalVariation(pooled.before(), pooled.now(), dependence);
        double half = Kernels.halfWidth(pooled.before(), pooled.now(), dependence);
        Estimate estimate = new Estimate(
                excess,
                Math.max(0, excess - half),
                Math.min(1, excess + half),
                0.95,
                reference.rows() + current.rows());
        moved("total variation", estimate, psi);
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
                excess >= settings.minimumDistance() || excessPsi >= settings.minimumPsi(),
                pooled.largestMove() + " (excess total variation " + Words.decimals(excess) + ", excess PSI "
                        + Words.decimals(excessPsi) + ")");
    }

    /** The categories of both sides, rare ones joined. */
    Pooled pooled() {
        // Unseen values are a finding of their own; only where the reference is so thin that it must be expected to
        // miss
        // many do they stand against its own rare values here.
        UnseenValues unseen = new UnseenValues(this);
        return Pooled.of(reference, current, unseen.expected() >= 0.01 ? unseen.count() : 0);
    }

    /** The p-value of the test that was asked for instead of the default's, where it can be done with what is known. */
    double pValue(double byDefault) {
        Optional<ColumnTest> test = settings.test(baseline.title());
        if (test.isEmpty()) {
            return byDefault;
        }
        Measurement p = ColumnStatistics.ofCounts(this).test(test.get()).pValue();
        if (p instanceof Estimate estimate) {
            // A test of independent rows would be too sure of dependent ones; the default's dependence stands in then.
            return dependence > 1 ? Math.max(byDefault, estimate.point()) : estimate.point();
        }
        note = test.get() + " cannot be done (" + p + "), tested by the default";
        asked = note;
        return byDefault;
    }

    /** Notes how far the distribution moved, whether or not that turns out to be a finding. */
    void moved(String how, Estimate far, double psi) {
        measure = how;
        distance = Optional.of(far);
        excessPsi = psi;
    }

    /** The column's line in the overview: what was measured, whether or not it is a finding. */
    List<String> line(String found) {
        return List.of(
                title(),
                status(found),
                percentOf(reference.missing(), reference.rows()) + " → " + percentOf(current.missing(), current.rows())
                        + " %",
                distance.map(each -> measure + " " + Words.decimals(each.point()))
                        .orElse("–"),
                distance.map(each -> Words.decimals(each.lower()) + " to " + Words.decimals(each.upper()))
                        .orElse("–"),
                Double.isNaN(excessPsi) ? "–" : Words.decimals(excessPsi));
    }

    private String status(String found) {
        if (found.equals("stable") && !note.isEmpty()) {
            return note;
        }
        return asked.isEmpty() ? found : found + " (" + asked + ")";
    }

    private static String percentOf(long count, long all) {
        return all == 0 ? "–" : Words.percent((double) count / all).replace(" %", "");
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
