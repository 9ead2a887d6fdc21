// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.GroupRate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds one threshold a group. The objective is linear in the counts: a gain for each true positive less a loss for each
 * false one.
 */
final class ThresholdSearch {
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

    List<ThresholdCurve> curves() {
        return curves;
    }

    double objective(ThresholdCurve curve, int point) {
        if (inner && (point == 0 || point == curve.size() - 1)) {
            return Double.NEGATIVE_INFINITY;
        }
        return objective(curve.truePositives(point), curve.falsePositives(point));
    }

    double objective(double truePositives, double falsePositives) {
        return gain * truePositives - loss * falsePositives;
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
     * The best points, one a group, whose rates lie within a window. Slides the window over every rate that occurs and
     * keeps the best point of each group within it in a queue: linear in the points once they are in order of their rate.
     */
    int[] deterministic(GroupRate rate, RateWindow window) {
        List<Ordered> groups =
                curves.stream().map(curve -> Ordered.of(this, curve, rate)).toList();
        double[] starts = starts(groups, window);
        double[] sums = new double[starts.length];
        for (Ordered group : groups) {
            int[] best = group.bestInWindows(starts, window);
            for (int s = 0; s < starts.length; s++) {
                sums[s] += best[s] < 0 ? Double.NEGATIVE_INFINITY : group.objective[best[s]];
            }
        }
        int chosen = -1;
        for (int s = 0; s < starts.length; s++) {
            if (sums[s] > Double.NEGATIVE_INFINITY && (chosen < 0 || sums[s] > sums[chosen])) {
                chosen = s;
            }
        }
        if (chosen < 0) {
            return new int[curves.size()];
        }
        double[] start = {starts[chosen]};
        return groups.stream()
                .mapToInt(group -> group.points[group.bestInWindows(start, window)[0]])
                .toArray();
    }

    private static double[] starts(List<Ordered> groups, RateWindow window) {
        double[] all =
                new double[groups.stream().mapToInt(group -> group.rates.length).sum()];
        int at = 0;
        for (Ordered group : groups) {
            System.arraycopy(group.rates, 0, all, at, group.rates.length);
            at += group.rates.length;
        }
        double[] distinct = ThresholdCurve.sortedDistinct(all);
        int from = 0;
        while (from < distinct.length && !window.canBegin(distinct[from])) {
            from++;
        }
        return Arrays.copyOfRange(distinct, from, distinct.length);
    }

    /** The points of a curve in order of a rate, without those where it is not defined. */
    private static final class Ordered {
        private final int[] points;
        private final double[] rates;
        private final double[] objective;

        private Ordered(int[] points, double[] rates, double[] objective) {
            this.points = points;
            this.rates = rates;
            this.objective = objective;
        }

        static Ordered of(ThresholdSearch search, ThresholdCurve curve, GroupRate rate) {
            int[] points = points(curve, rate);
            double[] rates = new double[points.length];
            double[] objective = new double[points.length];
            for (int i = 0; i < points.length; i++) {
                rates[i] = curve.rate(points[i], rate);
                objective[i] = search.objective(curve, points[i]);
            }
            return new Ordered(points, rates, objective);
        }

        private static int[] points(ThresholdCurve curve, GroupRate rate) {
            IntStream all = IntStream.range(0, curve.size());
            boolean rises = rate != GroupRate.POSITIVE_PREDICTIVE_VALUE && rate != GroupRate.ERROR_RATE;
            return rises
                    ? all.toArray()
                    : all.filter(point -> !Double.isNaN(curve.rate(point, rate)))
                            .boxed()
                            .sorted(Comparator.comparingDouble(point -> curve.rate(point, rate)))
                            .mapToInt(Integer::intValue)
                            .toArray();
        }

        int[] bestInWindows(double[] starts, RateWindow window) {
            int[] best = new int[starts.length];
            int[] queue = new int[rates.length];
            int head = 0;
            int tail = 0;
            int next = 0;
            for (int s = 0; s < starts.length; s++) {
                double top = window.roundedTop(starts[s]);
                double bottom = RateWindow.roundedBottom(starts[s]);
                while (next < rates.length && rates[next] <= top) {
                    while (tail > head && objective[queue[tail - 1]] < objective[next]) {
                        tail--;
                    }
                    queue[tail++] = next++;
                }
                while (head < tail && rates[queue[head]] < bottom) {
                    head++;
                }
                best[s] = head < tail ? queue[head] : -1;
            }
            return best;
        }
    }

    /** True and false positives that a rule is expected to give in a group. */
    static double[] expected(ThresholdCurve curve, ThresholdRule rule) {
        int one = curve.pointAbove(rule.threshold());
        int other = curve.pointAbove(rule.second());
        return new double[] {
            rule.mixed(curve.truePositives(one), curve.truePositives(other), rule.constant() * curve.positives()),
            rule.mixed(curve.falsePositives(one), curve.falsePositives(other), rule.constant() * curve.negatives())
        };
    }

    /** A choice with its unfairness, a difference or 1 less a ratio, and its accuracy. */
    TradeOff tradeOff(String choice, FairnessMeasure measure, List<ThresholdRule> rules) {
        double unfairness = 0;
        double right = 0;
        double total = 0;
        for (GroupRate rate : measure.rates()) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            right = 0;
            total = 0;
            for (int g = 0; g < rules.size(); g++) {
                ThresholdCurve curve = curves.get(g);
                double[] selected = expected(curve, rules.get(g));
                double value = curve.rate(selected[0], selected[1], rate);
                least = Double.isNaN(value) ? least : Math.min(least, value);
                most = Double.isNaN(value) ? most : Math.max(most, value);
                right += selected[0] + curve.negatives() - selected[1];
                total += curve.positives() + curve.negatives();
            }
            double apart = measure.isRatio() ? (most > 0 ? 1 - least / most : 0) : Math.max(0, most - least);
            unfairness = Math.max(unfairness, apart);
        }
        return new TradeOff(choice, unfairness, right / total);
    }
}
