// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.GroupRate;
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

    /** The curve of each group in turn and, last, that of all rows. */
    static ThresholdCurve[] all(Cases cases, double[] scores) {
        int groups = cases.names().size();
        ThresholdCurve[] curves = new ThresholdCurve[groups + 1];
        if (cases.isWeighted()) {
            Arrays.setAll(curves, group -> weighted(cases, scores, group < groups ? group : -1));
            return curves;
        }
        double[][] byCell = sortedCells(cases, scores);
        double[][] together = new double[2][];
        for (int truth = 0; truth < 2; truth++) {
            together[truth] = joined(byCell, truth);
            Arrays.sort(together[truth]); // made of sorted runs, which are merged
        }
        Arrays.setAll(
                curves,
                group -> group < groups
                        ? counted(byCell[2 * group], byCell[2 * group + 1])
                        : counted(together[0], together[1]));
        return curves;
    }

    /** The scores of each group and class in ascending order, at index 2 x group + class. */
    private static double[][] sortedCells(Cases cases, double[] scores) {
        int[] sizes = new int[2 * cases.names().size()];
        for (int row = 0; row < scores.length; row++) {
            sizes[2 * cases.code(row) + cases.truth()[row]]++;
        }
        double[][] cells = new double[sizes.length][];
        Arrays.setAll(cells, cell -> new double[sizes[cell]]);
        for (int row = 0; row < scores.length; row++) {
            int cell = 2 * cases.code(row) + cases.truth()[row];
            cells[cell][--sizes[cell]] = scores[row] + 0.0; // -0.0 becomes 0.0
        }
        for (double[] cell : cells) {
            Arrays.sort(cell);
        }
        return cells;
    }

    private static double[] joined(double[][] cells, int truth) {
        int length = 0;
        for (int cell = truth; cell < cells.length; cell += 2) {
            length += cells[cell].length;
        }
        double[] all = new double[length];
        int at = 0;
        for (int cell = truth; cell < cells.length; cell += 2) {
            System.arraycopy(cells[cell], 0, all, at, cells[cell].length);
            at += cells[cell].length;
        }
        return all;
    }

    /** Walks down both sorted lists at once; each distinct score is a point. */
    private static ThresholdCurve counted(double[] negatives, double[] positives) {
        int most = negatives.length + positives.length;
        double[] descending = new double[most];
        double[] truePositives = new double[most + 1];
        double[] falsePositives = new double[most + 1];
        int n = negatives.length;
        int p = positives.length;
        int points = 0;
        while (n > 0 || p > 0) {
            double score =
                    p == 0 || (n > 0 && negatives[n - 1] > positives[p - 1]) ? negatives[n - 1] : positives[p - 1];
            while (n > 0 && negatives[n - 1] == score) {
                n--;
            }
            while (p > 0 && positives[p - 1] == score) {
                p--;
            }
            descending[points++] = score;
            truePositives[points] = positives.length - p;
            falsePositives[points] = negatives.length - n;
        }
        double[] distinct = new double[points];
        for (int i = 0; i < points; i++) {
            distinct[i] = descending[points - 1 - i];
        }
        return new ThresholdCurve(
                distinct, Arrays.copyOf(truePositives, points + 1), Arrays.copyOf(falsePositives, points + 1));
    }

    /** The curve of the rows of a group, or of all rows when the group is negative. */
    private static ThresholdCurve weighted(Cases cases, double[] scores, int group) {
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
        for (int point = 1; point < positive.length; point++) {
            positive[point] += positive[point - 1];
            negative[point] += negative[point - 1];
        }
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

    double lowest() {
        return distinct[0];
    }

    double highest() {
        return distinct[distinct.length - 1];
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

    double rate(int point, GroupRate rate) {
        return rate(truePositives[point], falsePositives[point], rate);
    }

    /** A rate from what is selected; NaN where nobody is counted. */
    double rate(double selectedPositives, double selectedNegatives, GroupRate rate) {
        return switch (rate) {
            case TRUE_POSITIVE_RATE -> selectedPositives / positives();
            case FALSE_POSITIVE_RATE -> selectedNegatives / negatives();
            case POSITIVE_PREDICTIVE_VALUE -> selectedPositives / (selectedPositives + selectedNegatives);
            case ERROR_RATE -> (positives() - selectedPositives + selectedNegatives) / (positives() + negatives());
            default -> (selectedPositives + selectedNegatives) / (positives() + negatives());
        };
    }
}
