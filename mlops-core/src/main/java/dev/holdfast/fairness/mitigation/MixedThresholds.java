// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.GroupRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Finds the best mixtures of two thresholds a group. */
final class MixedThresholds {
    private final ThresholdSearch search;
    private final List<ThresholdCurve> curves;

    MixedThresholds(ThresholdSearch search) {
        this.search = search;
        this.curves = search.curves();
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
            double x = curve.rate(point, along);
            double y =
                    ofTruePositives ? curve.rate(point, GroupRate.TRUE_POSITIVE_RATE) : search.objective(curve, point);
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
     * The best mixtures whose rates lie within a window. Every group's best objective is a concave, piecewise linear
     * function of its rate, so that the best window begins or ends at a corner of one.
     */
    List<ThresholdRule> along(GroupRate rate, RateWindow window) {
        List<Hull> hulls =
                curves.stream().map(curve -> hull(curve, rate, false)).toList();
        TreeSet<Double> starts = new TreeSet<>();
        double latest = Math.max(0, window.bottom(1));
        for (Hull hull : hulls) {
            for (double x : hull.x) {
                starts.add(Math.min(latest, x));
                starts.add(Math.max(0, window.bottom(x)));
            }
        }
        double[] peaks = hulls.stream().mapToDouble(Hull::peak).toArray();
        double chosen = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (double start : starts) {
            double sum = 0;
            for (int g = 0; g < peaks.length; g++) {
                sum += hulls.get(g).at(Math.max(start, Math.min(window.top(start), peaks[g])));
            }
            if (window.canBegin(start) && sum > most) {
                most = sum;
                chosen = start;
            }
        }
        List<ThresholdRule> rules = new ArrayList<>();
        for (int g = 0; g < hulls.size(); g++) {
            double x = Math.max(chosen, Math.min(window.top(chosen), peaks[g]));
            rules.add(mixture(curves.get(g), hulls.get(g), x, 0, 0));
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
    List<ThresholdRule> odds() {
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
            double objective = search.objective(positives * lowest(hulls, x), negatives * x);
            if (objective > most) {
                most = objective;
                chosen = x;
            }
        }
        List<ThresholdRule> rules = new ArrayList<>();
        for (int g = 0; g < hulls.size(); g++) {
            double own = hulls.get(g).at(chosen);
            double ignore = own > chosen ? Math.min(1, (own - lowest(hulls, chosen)) / (own - chosen)) : 0;
            rules.add(mixture(curves.get(g), hulls.get(g), chosen, ignore, chosen));
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
