// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.GroupRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the thresholds. The objective is linear in the counts: a gain for each true positive less a loss for each false
 * one; so is every rate.
 */
final class ThresholdSearch {
    /** Above this many points a group is thinned for the two-dimensional search. */
    private static final int MAXIMUM_POINTS = 4_096;

    /** Above this many candidates a rate's lower ends are thinned for the two-dimensional search. */
    private static final int MAXIMUM_CANDIDATES = 400;

    private static final double ROUNDING = 1e-12;

    private final List<ThresholdCurve> curves;
    private final double gain;
    private final double loss;
    private final boolean inner;

    ThresholdSearch(List<ThresholdCurve> curves, double gain, double loss) {
        this(curves, gain, loss, false);
    }

    private ThresholdSearch(List<ThresholdCurve> curves, double gain, double loss, boolean inner) {
        this.curves = curves;
        this.gain = gain;
        this.loss = loss;
        this.inner = inner;
    }

    /** The same search among thresholds that neither select nor refuse a whole group. */
    ThresholdSearch inner() {
        return new ThresholdSearch(curves, gain, loss, true);
    }

    private double objective(ThresholdCurve curve, int point) {
        if (inner && (point == 0 || point == curve.size() - 1)) {
            return Double.NEGATIVE_INFINITY;
        }
        return gain * curve.truePositives(point) - loss * curve.falsePositives(point);
    }

    static double rate(ThresholdCurve curve, int point, GroupRate rate) {
        if (rate == GroupRate.TRUE_POSITIVE_RATE) {
            return curve.truePositives(point) / curve.positives();
        }
        if (rate == GroupRate.FALSE_POSITIVE_RATE) {
            return curve.falsePositives(point) / curve.negatives();
        }
        return (curve.truePositives(point) + curve.falsePositives(point)) / (curve.positives() + curve.negatives());
    }

    /** The best point of one curve alone. */
    int best(ThresholdCurve curve) {
        int best = 0;
        for (int point = 1; point < curve.size(); point++) {
            best = objective(curve, point) > objective(curve, best) ? point : best;
        }
        return best;
    }

    /**
     * The best points, one a group, whose rates lie within a window of the tolerance's width. Slides the window over
     * every rate that occurs and keeps the best point of each group within it in a queue: linear in the points.
     */
    int[] deterministic(GroupRate rate, double tolerance) {
        double[] starts = starts(rate);
        double[] sums = new double[starts.length];
        for (ThresholdCurve curve : curves) {
            int[] best = bestInWindows(curve, rate, starts, tolerance);
            for (int s = 0; s < starts.length; s++) {
                sums[s] += best[s] < 0 ? Double.NEGATIVE_INFINITY : objective(curve, best[s]);
            }
        }
        int chosen = 0;
        for (int s = 1; s < starts.length; s++) {
            chosen = sums[s] > sums[chosen] ? s : chosen;
        }
        if (sums[chosen] == Double.NEGATIVE_INFINITY) {
            return new int[curves.size()];
        }
        double[] start = {starts[chosen]};
        return curves.stream()
                .mapToInt(curve -> bestInWindows(curve, rate, start, tolerance)[0])
                .toArray();
    }

    private double[] starts(GroupRate rate) {
        double[] all = new double[curves.stream().mapToInt(ThresholdCurve::size).sum()];
        int at = 0;
        for (ThresholdCurve curve : curves) {
            for (int point = 0; point < curve.size(); point++) {
                all[at++] = rate(curve, point, rate);
            }
        }
        return ThresholdCurve.sortedDistinct(all);
    }

    private int[] bestInWindows(ThresholdCurve curve, GroupRate rate, double[] starts, double tolerance) {
        int[] best = new int[starts.length];
        int[] queue = new int[curve.size()];
        int head = 0;
        int tail = 0;
        int next = 0;
        for (int s = 0; s < starts.length; s++) {
            while (next < curve.size() && rate(curve, next, rate) <= starts[s] + tolerance + ROUNDING) {
                while (tail > head && objective(curve, queue[tail - 1]) < objective(curve, next)) {
                    tail--;
                }
                queue[tail++] = next++;
            }
            while (head < tail && rate(curve, queue[head], rate) < starts[s] - ROUNDING) {
                head++;
            }
            best[s] = head < tail ? queue[head] : -1;
        }
        return best;
    }

    /** The best points, one a group, whose true and false positive rates each lie within the tolerance. */
    int[] deterministicOdds(double tolerance) {
        double[] falseStarts = thinned(starts(GroupRate.FALSE_POSITIVE_RATE));
        double[] trueStarts = thinned(starts(GroupRate.TRUE_POSITIVE_RATE));
        List<OddsWindows> windows = curves.stream()
                .map(curve -> new OddsWindows(curve, falseStarts, trueStarts, tolerance))
                .toList();
        int[] chosen = new int[curves.size()];
        double most = Double.NEGATIVE_INFINITY;
        int[] points = new int[curves.size()];
        for (int f = 0; f < falseStarts.length; f++) {
            for (int t = 0; t < trueStarts.length; t++) {
                double sum = 0;
                for (int g = 0; g < points.length && sum > Double.NEGATIVE_INFINITY; g++) {
                    points[g] = windows.get(g).best(f, t);
                    sum += points[g] < 0 ? Double.NEGATIVE_INFINITY : objective(curves.get(g), points[g]);
                }
                if (sum > most) {
                    most = sum;
                    chosen = points.clone();
                }
            }
        }
        return chosen;
    }

    private static double[] thinned(double[] sorted) {
        if (sorted.length <= MAXIMUM_CANDIDATES) {
            return sorted;
        }
        double[] kept = new double[MAXIMUM_CANDIDATES];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = sorted[(int) ((long) i * (sorted.length - 1) / (kept.length - 1))];
        }
        return kept;
    }

    /** The best point of one group for any pair of windows, by a table of range maxima. */
    private final class OddsWindows {
        private final int[] points;
        private final int[][] best;
        private final int[] falseFrom;
        private final int[] falseTo;
        private final int[] trueFrom;
        private final int[] trueTo;
        private final ThresholdCurve curve;

        OddsWindows(ThresholdCurve curve, double[] falseStarts, double[] trueStarts, double tolerance) {
            this.curve = curve;
            this.points = new int[Math.min(curve.size(), MAXIMUM_POINTS)];
            for (int i = 0; i < points.length; i++) {
                points[i] = (int) ((long) i * (curve.size() - 1) / Math.max(1, points.length - 1));
            }
            this.best = rangeMaxima();
            this.falseFrom = firstAtLeast(GroupRate.FALSE_POSITIVE_RATE, falseStarts, -ROUNDING);
            this.falseTo = firstAtLeast(GroupRate.FALSE_POSITIVE_RATE, falseStarts, tolerance + ROUNDING);
            this.trueFrom = firstAtLeast(GroupRate.TRUE_POSITIVE_RATE, trueStarts, -ROUNDING);
            this.trueTo = firstAtLeast(GroupRate.TRUE_POSITIVE_RATE, trueStarts, tolerance + ROUNDING);
        }

        private int[][] rangeMaxima() {
            int levels = 32 - Integer.numberOfLeadingZeros(points.length);
            int[][] table = new int[levels][];
            table[0] = points;
            for (int level = 1; level < levels; level++) {
                int half = 1 << (level - 1);
                table[level] = new int[points.length - 2 * half + 1];
                for (int i = 0; i < table[level].length; i++) {
                    table[level][i] = better(table[level - 1][i], table[level - 1][i + half]);
                }
            }
            return table;
        }

        private int better(int one, int other) {
            return objective(curve, other) > objective(curve, one) ? other : one;
        }

        private int[] firstAtLeast(GroupRate rate, double[] starts, double offset) {
            int[] first = new int[starts.length];
            int at = 0;
            for (int s = 0; s < starts.length; s++) {
                while (at < points.length && rate(curve, points[at], rate) < starts[s] + offset) {
                    at++;
                }
                first[s] = at;
            }
            return first;
        }

        int best(int falseStart, int trueStart) {
            int from = Math.max(falseFrom[falseStart], trueFrom[trueStart]);
            int to = Math.min(falseTo[falseStart], trueTo[trueStart]);
            if (from >= to) {
                return -1;
            }
            int level = 31 - Integer.numberOfLeadingZeros(to - from);
            return better(best[level][from], best[level][to - (1 << level)]);
        }
    }

    /** The upper concave hull of some points of a curve: positions ascending, with the height at each. */
    private record Hull(List<Integer> points, List<Double> x, List<Double> y) {
        double at(double position) {
            int right = right(position);
            double share = share(position, right);
            return y.get(right - 1) + share * (y.get(right) - y.get(right - 1));
        }

        int right(double position) {
            int low = 1;
            int high = x.size() - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (x.get(middle) < position) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        double share(double position, int right) {
            double share = (position - x.get(right - 1)) / (x.get(right) - x.get(right - 1));
            return Math.max(0, Math.min(1, share));
        }

        double peak() {
            int best = 0;
            for (int i = 1; i < y.size(); i++) {
                best = y.get(i) > y.get(best) ? i : best;
            }
            return x.get(best);
        }
    }

    private Hull hull(ThresholdCurve curve, GroupRate along, boolean ofTruePositives) {
        Hull hull = new Hull(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int point = 0; point < curve.size(); point++) {
            double x = rate(curve, point, along);
            double y = ofTruePositives ? rate(curve, point, GroupRate.TRUE_POSITIVE_RATE) : objective(curve, point);
            int size = hull.x.size();
            if (size > 0 && x == hull.x.get(size - 1)) {
                if (y <= hull.y.get(size - 1)) {
                    continue;
                }
                pop(hull);
            }
            while (hull.x.size() > 1 && isBelow(hull, x, y)) {
                pop(hull);
            }
            hull.points.add(point);
            hull.x.add(x);
            hull.y.add(y);
        }
        return hull;
    }

    private static void pop(Hull hull) {
        int last = hull.x.size() - 1;
        hull.points.remove(last);
        hull.x.remove(last);
        hull.y.remove(last);
    }

    /** Whether the last point lies on or below the line from the one before it to a new point. */
    private static boolean isBelow(Hull hull, double x, double y) {
        int last = hull.x.size() - 1;
        double x0 = hull.x.get(last - 1);
        double y0 = hull.y.get(last - 1);
        return (hull.x.get(last) - x0) * (y - y0) >= (hull.y.get(last) - y0) * (x - x0);
    }

    /**
     * The best mixtures of two thresholds a group whose rates lie within the tolerance. Every group's best objective is a
     * concave, piecewise linear function of its rate, so that the best window begins or ends at a corner of one.
     */
    ThresholdRule[] randomized(GroupRate rate, double tolerance) {
        List<Hull> hulls =
                curves.stream().map(curve -> hull(curve, rate, false)).toList();
        TreeSet<Double> starts = new TreeSet<>();
        for (Hull hull : hulls) {
            for (double x : hull.x) {
                starts.add(Math.min(1 - Math.min(1, tolerance), x));
                starts.add(Math.max(0, x - tolerance));
            }
        }
        double[] peaks = hulls.stream().mapToDouble(Hull::peak).toArray();
        double chosen = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (double start : starts) {
            double sum = 0;
            for (int g = 0; g < peaks.length; g++) {
                sum += hulls.get(g).at(Math.max(start, Math.min(start + tolerance, peaks[g])));
            }
            if (sum > most) {
                most = sum;
                chosen = start;
            }
        }
        ThresholdRule[] rules = new ThresholdRule[hulls.size()];
        for (int g = 0; g < rules.length; g++) {
            double x = Math.max(chosen, Math.min(chosen + tolerance, peaks[g]));
            rules[g] = mixture(curves.get(g), hulls.get(g), x, 0, 0);
        }
        return rules;
    }

    private static ThresholdRule mixture(ThresholdCurve curve, Hull hull, double x, double ignore, double constant) {
        int right = hull.right(x);
        double share = hull.share(x, right);
        return new ThresholdRule(
                ignore,
                constant,
                share,
                curve.threshold(hull.points.get(right)),
                curve.threshold(hull.points.get(right - 1)));
    }

    /**
     * The best mixtures whose true and false positive rates are the same in every group: the best point on the lower
     * envelope of the groups' ROC hulls, which each group reaches by mixing with chance.
     */
    ThresholdRule[] randomizedOdds() {
        List<Hull> hulls = curves.stream()
                .map(curve -> hull(curve, GroupRate.FALSE_POSITIVE_RATE, true))
                .toList();
        double positives =
                curves.stream().mapToDouble(ThresholdCurve::positives).sum();
        double negatives =
                curves.stream().mapToDouble(ThresholdCurve::negatives).sum();
        double chosen = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (double x : corners(hulls)) {
            double objective = gain * positives * lowest(hulls, x) - loss * negatives * x;
            if (objective > most) {
                most = objective;
                chosen = x;
            }
        }
        ThresholdRule[] rules = new ThresholdRule[hulls.size()];
        for (int g = 0; g < rules.length; g++) {
            double own = hulls.get(g).at(chosen);
            double ignore = own > chosen ? Math.min(1, (own - lowest(hulls, chosen)) / (own - chosen)) : 0;
            rules[g] = mixture(curves.get(g), hulls.get(g), chosen, ignore, chosen);
        }
        return rules;
    }

    private static double lowest(List<Hull> hulls, double x) {
        return hulls.stream().mapToDouble(hull -> hull.at(x)).min().orElseThrow();
    }

    /** Where the lower envelope can have a corner: at those of the hulls and where two of them cross. */
    private static double[] corners(List<Hull> hulls) {
        double[] xs = hulls.stream()
                .flatMap(hull -> hull.x.stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .distinct()
                .toArray();
        TreeSet<Double> all = new TreeSet<>();
        Arrays.stream(xs).forEach(all::add);
        for (int i = 1; i < xs.length; i++) {
            for (int a = 0; a < hulls.size(); a++) {
                for (int b = 0; b < a; b++) {
                    double left = hulls.get(a).at(xs[i - 1]) - hulls.get(b).at(xs[i - 1]);
                    double right = hulls.get(a).at(xs[i]) - hulls.get(b).at(xs[i]);
                    if (left * right < 0) {
                        all.add(xs[i - 1] + (xs[i] - xs[i - 1]) * left / (left - right));
                    }
                }
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
