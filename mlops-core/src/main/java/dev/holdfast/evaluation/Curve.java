// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.report.Chart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * A curve of a binary classifier: one point for each distinct score, from the highest, or for each bin.
 *
 * <p>Weights count; equal scores are one point. A curve of rows that lack what it divides by is refused with what is
 * missing. Curves of several classes are those of {@link MulticlassSample#oneVersusRest}. Immutable and thread-safe. Time
 * and memory in proportion to the rows.
 *
 * <pre>{@code
 * Curve roc = Curve.roc(BinarySample.of(truth, scores, new double[0], 0.5));
 * }</pre>
 *
 * @param name what is drawn, such as {@code "ROC curve"}
 * @param xLabel what the horizontal positions are
 * @param yLabel what the values are
 * @param points the points in the order of the curve
 */
public record Curve(String name, String xLabel, String yLabel, List<Point> points) {
    /**
     * A point of a curve.
     *
     * @param x the horizontal position
     * @param y the value
     * @param threshold the least score that is predicted positive there, infinite where none is; of a reliability curve the
     *     upper edge of the bin
     */
    public record Point(double x, double y, double threshold) {}

    /**
     * Copies the list.
     *
     * @param name as above
     * @param xLabel as above
     * @param yLabel as above
     * @param points as above
     */
    public Curve {
        Objects.requireNonNull(name, "name");
        points = List.copyOf(points);
    }

    /**
     * Returns the true positive rate over the false positive rate, from (0, 0) to (1, 1).
     *
     * @param sample the rows
     * @return the curve
     * @throws IllegalArgumentException when there are not rows of both classes
     */
    public static Curve roc(BinarySample sample) {
        double[] total = totals("a ROC curve", sample);
        List<Point> points = new ArrayList<>();
        points.add(new Point(0, 0, Double.POSITIVE_INFINITY));
        BinaryCurves.walk(
                sample,
                (score, positives, negatives) ->
                        points.add(new Point(negatives / total[1], positives / total[0], score)));
        return new Curve("ROC curve", "false positive rate", "true positive rate", points);
    }

    /**
     * Returns the precision over the recall.
     *
     * @param sample the rows
     * @return the curve, without the customary point at recall 0
     * @throws IllegalArgumentException when there are not rows of both classes
     */
    public static Curve precisionRecall(BinarySample sample) {
        double[] total = totals("a precision-recall curve", sample);
        List<Point> points = new ArrayList<>();
        BinaryCurves.walk(
                sample,
                (score, positives, negatives) ->
                        points.add(new Point(positives / total[0], positives / (positives + negatives), score)));
        return new Curve("Precision-recall curve", "recall", "precision", points);
    }

    /**
     * Returns the share of all positives over the share of rows, highest scores first, from (0, 0) to (1, 1).
     *
     * @param sample the rows
     * @return the curve
     * @throws IllegalArgumentException when there are not rows of both classes
     */
    public static Curve gain(BinarySample sample) {
        double[] total = totals("a gain curve", sample);
        List<Point> points = new ArrayList<>();
        points.add(new Point(0, 0, Double.POSITIVE_INFINITY));
        BinaryCurves.walk(
                sample,
                (score, positives, negatives) -> points.add(
                        new Point((positives + negatives) / (total[0] + total[1]), positives / total[0], score)));
        return new Curve("Gain curve", "share of rows, highest scores first", "share of positives found", points);
    }

    /**
     * Returns how many times more frequent positives are among the rows of the highest scores than among all.
     *
     * @param sample the rows
     * @return the curve, which ends at (1, 1)
     * @throws IllegalArgumentException when there are not rows of both classes
     */
    public static Curve lift(BinarySample sample) {
        double[] total = totals("a lift curve", sample);
        double share = total[0] / (total[0] + total[1]);
        List<Point> points = new ArrayList<>();
        BinaryCurves.walk(
                sample,
                (score, positives, negatives) -> points.add(new Point(
                        (positives + negatives) / (total[0] + total[1]),
                        positives / (positives + negatives) / share,
                        score)));
        return new Curve("Lift curve", "share of rows, highest scores first", "lift", points);
    }

    /**
     * Returns what a function of the confusion matrix gives at each threshold, ascending.
     *
     * @param name what the function is, such as {@code "precision"}
     * @param sample the rows
     * @param function the function; thresholds at which it is NaN are left out
     * @return the curve
     * @throws IllegalArgumentException when there are not rows of both classes
     */
    public static Curve threshold(String name, BinarySample sample, ToDoubleFunction<Confusion> function) {
        double[] total = totals("a threshold curve", sample);
        List<Point> points = new ArrayList<>();
        BinaryCurves.walk(sample, (score, positives, negatives) -> {
            double value = function.applyAsDouble(
                    new Confusion(total[1] - negatives, negatives, total[0] - positives, positives));
            if (!Double.isNaN(value)) {
                points.add(new Point(score, value, score));
            }
        });
        Collections.reverse(points);
        return new Curve(name, "threshold", name, points);
    }

    /**
     * Returns the share of positives over the mean probability in bins of equal width; bins without rows are left out.
     *
     * @param sample the rows, with scores in [0, 1]
     * @param bins how many bins, at least 1
     * @return the curve
     * @throws IllegalArgumentException when there is no row or no bin, or scores are no probabilities
     */
    public static Curve reliability(BinarySample sample, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1, got " + bins);
        }
        if (sample.size() == 0 || !sample.isProbability()) {
            throw new IllegalArgumentException("a reliability curve needs rows with scores in [0, 1], got " + sample);
        }
        Reliability reliability = Reliability.uniform(sample, bins);
        List<Point> points = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            if (reliability.weight(bin) > 0) {
                points.add(new Point(
                        reliability.expected(bin),
                        reliability.observed(bin),
                        reliability.edges()[bin + 1]));
            }
        }
        return new Curve("Reliability curve", "mean predicted probability", "share of positives", points);
    }

    /** The weights of positives and negatives. */
    private static double[] totals(String what, BinarySample sample) {
        String missing = sample.size() == 0 ? "no rows" : BinaryMetric.oneClass(sample);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(what + " needs rows of both classes, but " + missing);
        }
        double[] total = new double[2];
        for (int row = 0; row < sample.size(); row++) {
            total[sample.truth(row) ? 0 : 1] += sample.weight(row);
        }
        return total;
    }

    /**
     * Returns the curve with at most about so many points, evenly left out; the first and the last stay.
     *
     * @param most how many, at least 2
     * @return the curve
     * @throws IllegalArgumentException when fewer than 2 are wanted
     */
    public Curve thinned(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("a curve keeps at least 2 points, got " + most);
        }
        if (points.size() <= most) {
            return this;
        }
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            kept.add(points.get((int) ((long) i * (points.size() - 1) / (most - 1))));
        }
        return new Curve(name, xLabel, yLabel, kept);
    }

    /**
     * Returns the curve as a line of a chart.
     *
     * @param legend the name in the legend
     * @return the line
     */
    public Chart.Series series(String legend) {
        return new Chart.Series(
                legend,
                points.stream().map(Point::x).toList(),
                points.stream().map(Point::y).toList());
    }
}
