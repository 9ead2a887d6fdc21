// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.GroupRate;
import java.util.Arrays;
import java.util.List;

/** Finds one threshold a group so that true and false positive rates each lie within a window. */
final class OddsSearch {
    /** Above this many points a group is thinned. */
    private static final int MAXIMUM_POINTS = 4_096;

    /** Above this many candidates a rate's lower ends are thinned. */
    private static final int MAXIMUM_CANDIDATES = 400;

    private final ThresholdSearch search;
    private final RateWindow window;

    OddsSearch(ThresholdSearch search, RateWindow window) {
        this.search = search;
        this.window = window;
    }

    int[] deterministic() {
        List<ThresholdCurve> curves = search.curves();
        double[] falseStarts = starts(GroupRate.FALSE_POSITIVE_RATE);
        double[] trueStarts = starts(GroupRate.TRUE_POSITIVE_RATE);
        List<Windows> windows = curves.stream()
                .map(curve -> new Windows(curve, falseStarts, trueStarts))
                .toList();
        int[] chosen = new int[curves.size()];
        double most = Double.NEGATIVE_INFINITY;
        int[] points = new int[curves.size()];
        for (int f = 0; f < falseStarts.length; f++) {
            for (int t = 0; t < trueStarts.length; t++) {
                double sum = 0;
                for (int g = 0; g < points.length && sum > Double.NEGATIVE_INFINITY; g++) {
                    points[g] = windows.get(g).best(f, t);
                    sum += points[g] < 0 ? Double.NEGATIVE_INFINITY : search.objective(curves.get(g), points[g]);
                }
                if (sum > most) {
                    most = sum;
                    chosen = points.clone();
                }
            }
        }
        return chosen;
    }

    private double[] starts(GroupRate rate) {
        double[] all = new double
                [search.curves().stream().mapToInt(ThresholdCurve::size).sum()];
        int at = 0;
        for (ThresholdCurve curve : search.curves()) {
            for (int point = 0; point < curve.size(); point++) {
                all[at++] = curve.rate(point, rate);
            }
        }
        double[] distinct = Arrays.stream(ThresholdCurve.sortedDistinct(all))
                .filter(window::canBegin)
                .toArray();
        return thinned(distinct);
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
    private final class Windows {
        private final int[] points;
        private final int[][] best;
        private final int[] falseFrom;
        private final int[] falseTo;
        private final int[] trueFrom;
        private final int[] trueTo;
        private final ThresholdCurve curve;

        Windows(ThresholdCurve curve, double[] falseStarts, double[] trueStarts) {
            this.curve = curve;
            this.points = new int[Math.min(curve.size(), MAXIMUM_POINTS)];
            for (int i = 0; i < points.length; i++) {
                points[i] = (int) ((long) i * (curve.size() - 1) / Math.max(1, points.length - 1));
            }
            this.best = rangeMaxima();
            this.falseFrom = from(GroupRate.FALSE_POSITIVE_RATE, falseStarts);
            this.falseTo = to(GroupRate.FALSE_POSITIVE_RATE, falseStarts);
            this.trueFrom = from(GroupRate.TRUE_POSITIVE_RATE, trueStarts);
            this.trueTo = to(GroupRate.TRUE_POSITIVE_RATE, trueStarts);
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
            return search.objective(curve, other) > search.objective(curve, one) ? other : one;
        }

        /** For each start the first point that is not below it. */
        private int[] from(GroupRate rate, double[] starts) {
            int[] first = new int[starts.length];
            int at = 0;
            for (int s = 0; s < starts.length; s++) {
                while (at < points.length && curve.rate(points[at], rate) < RateWindow.roundedBottom(starts[s])) {
                    at++;
                }
                first[s] = at;
            }
            return first;
        }

        /** For each start the first point that is above its window. */
        private int[] to(GroupRate rate, double[] starts) {
            int[] first = new int[starts.length];
            int at = 0;
            for (int s = 0; s < starts.length; s++) {
                while (at < points.length && curve.rate(points[at], rate) <= window.roundedTop(starts[s])) {
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
}
