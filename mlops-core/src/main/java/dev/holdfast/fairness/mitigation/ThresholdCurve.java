// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.Arrays;

/**
 * What every threshold on a score leads to in one group: point 0 selects nobody, the last everybody, and between two
 * distinct scores lies one point each. Both rates rise from point to point.
 */
final class ThresholdCurve {
    private final double[] distinct;
    private final double[] truePositives;
    private final double[] falsePositives;

    private ThresholdCurve(double[] distinct, double[] truePositives, double[] falsePositives) {
        this.distinct = distinct;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
    }

    /** The curve of the rows of a group, or of all rows when the group is negative. */
    static ThresholdCurve of(Cases cases, double[] scores, int group) {
        double[] mine = new double[cases.size()];
        int n = 0;
        for (int row = 0; row < mine.length; row++) {
            if (group < 0 || cases.code(row) == group) {
                mine[n++] = scores[row] + 0.0; // -0.0 becomes 0.0
            }
        }
        double[] distinct = sortedDistinct(Arrays.copyOf(mine, n));
        double[] positive = new double[distinct.length + 1];
        double[] negative = new double[distinct.length + 1];
        for (int row = 0; row < mine.length; row++) {
            if (group < 0 || cases.code(row) == group) {
                int point = distinct.length - Arrays.binarySearch(distinct, scores[row] + 0.0);
                double[] bucket = cases.truth()[row] == 1 ? positive : negative;
                bucket[point] += cases.weights()[row];
            }
        }
        Arrays.parallelPrefix(positive, Double::sum);
        Arrays.parallelPrefix(negative, Double::sum);
        return new ThresholdCurve(distinct, positive, negative);
    }

    /** Sorts in place and drops repetitions; a stream's {@code distinct} would box every number. */
    static double[] sortedDistinct(double[] values) {
        Arrays.sort(values);
        int kept = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[kept - 1]) {
                values[kept++] = values[i];
            }
        }
        return Arrays.copyOf(values, kept);
    }

    int size() {
        return truePositives.length;
    }

    /** The score above which point {@code i} selects: half-way between two scores that occur. */
    double threshold(int point) {
        int last = distinct.length;
        if (point == 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (point == last) {
            return Double.NEGATIVE_INFINITY;
        }
        double above = distinct[last - point];
        double below = distinct[last - point - 1];
        double middle = below / 2 + above / 2;
        return middle < above ? middle : below;
    }

    /** The point that selects every score above a threshold. */
    int pointAbove(double score) {
        int low = 0;
        int high = distinct.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (distinct[middle] > score) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return distinct.length - low;
    }

    double truePositives(int point) {
        return truePositives[point];
    }

    double falsePositives(int point) {
        return falsePositives[point];
    }

    double positives() {
        return truePositives[size() - 1];
    }

    double negatives() {
        return falsePositives[size() - 1];
    }
}
