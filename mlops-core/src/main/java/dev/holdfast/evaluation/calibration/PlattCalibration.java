// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import java.util.Arrays;
import java.util.Locale;

/**
 * The logistic map {@code p = 1 / (1 + exp(a s + b))} (Platt scaling).
 *
 * <p>Fitted by Newton's method to the exact minimum of the cross-entropy with Platt's targets,
 * {@code (N+ + 1) / (N+ + 2)} for positives and {@code 1 / (N- + 2)} for negatives. Immutable and thread-safe.
 *
 * <p>References: Platt (1999); Lin, Lin, Weng (2007), doi:10.1007/s10994-007-5018-6.
 *
 * <pre>{@code
 * Calibration calibration = PlattCalibration.fit(scores, positive);
 * }</pre>
 */
public final class PlattCalibration implements Calibration {
    private static final int STEPS = 200;

    private final double slope;
    private final double intercept;

    private PlattCalibration(double slope, double intercept) {
        this.slope = slope;
        this.intercept = intercept;
    }

    static PlattCalibration of(double slope, double intercept) {
        Inputs.finite("the parameters", new double[] {slope, intercept});
        return new PlattCalibration(slope, intercept);
    }

    /**
     * Fits the map.
     *
     * @param scores the score of each row
     * @param positive whether each row is positive
     * @param weights the weight of each row, above 0; none for equal weights; with weights N+ and N- are sums of them
     * @return the calibration
     * @throws IllegalArgumentException when lengths differ, a score is not finite, a weight not above 0, a class is absent
     *     or all scores are equal
     */
    public static PlattCalibration fit(double[] scores, boolean[] positive, double... weights) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(
                    "scores and positive must be equally long, got " + scores.length + " and " + positive.length);
        }
        Inputs.finite("scores", scores);
        Inputs.weights(weights, scores.length);
        double[] w = weights.clone();
        if (w.length == 0) {
            w = new double[scores.length];
            Arrays.fill(w, 1);
        }
        int positives = 0;
        double positiveWeight = 0;
        double negativeWeight = 0;
        boolean varies = false;
        for (int i = 0; i < scores.length; i++) {
            positives += positive[i] ? 1 : 0;
            positiveWeight += positive[i] ? w[i] : 0;
            negativeWeight += positive[i] ? 0 : w[i];
            varies |= scores[i] != scores[0];
        }
        int negatives = scores.length - positives;
        if (positives == 0 || negatives == 0 || !varies) {
            throw new IllegalArgumentException("rows of both classes with scores that vary are needed, got " + positives
                    + " positive and " + negatives + " negative");
        }
        double[] targets = new double[scores.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = positive[i] ? (positiveWeight + 1) / (positiveWeight + 2) : 1 / (negativeWeight + 2);
        }
        return minimize(scores, targets, w, Math.log((negativeWeight + 1) / (positiveWeight + 1)));
    }

    private static PlattCalibration minimize(double[] scores, double[] targets, double[] weights, double start) {
        double a = 0;
        double b = start;
        double loss = loss(scores, targets, weights, a, b);
        for (int step = 0; step < STEPS; step++) {
            double[] move = newtonStep(scores, targets, weights, a, b);
            if (move.length == 0) {
                break;
            }
            double length = 1;
            double next = loss(scores, targets, weights, a + move[0], b + move[1]);
            while (next > loss && length > 1e-10) {
                length /= 2;
                next = loss(scores, targets, weights, a + length * move[0], b + length * move[1]);
            }
            a += length * move[0];
            b += length * move[1];
            loss = Math.min(loss, next);
            if (Math.abs(move[0]) <= 1e-13 * Math.max(1, Math.abs(a))
                    && Math.abs(move[1]) <= 1e-13 * Math.max(1, Math.abs(b))) {
                break;
            }
        }
        return of(a, b);
    }

    /** The step to the minimum of the quadratic through the loss; empty when the curvature is lost to rounding. */
    private static double[] newtonStep(double[] scores, double[] targets, double[] weights, double a, double b) {
        double gradientA = 0;
        double gradientB = 0;
        double curveAa = 0;
        double curveAb = 0;
        double curveBb = 0;
        for (int i = 0; i < scores.length; i++) {
            double p = probability(a * scores[i] + b);
            double error = weights[i] * (targets[i] - p);
            double curve = weights[i] * p * (1 - p);
            gradientA += error * scores[i];
            gradientB += error;
            curveAa += curve * scores[i] * scores[i];
            curveAb += curve * scores[i];
            curveBb += curve;
        }
        double determinant = curveAa * curveBb - curveAb * curveAb;
        return determinant > 0
                ? new double[] {
                    -(curveBb * gradientA - curveAb * gradientB) / determinant,
                    -(curveAa * gradientB - curveAb * gradientA) / determinant
                }
                : new double[0];
    }

    private static double loss(double[] scores, double[] targets, double[] weights, double a, double b) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double f = a * scores[i] + b;
            sum += weights[i]
                    * (f >= 0
                            ? targets[i] * f + Math.log1p(Math.exp(-f))
                            : (targets[i] - 1) * f + Math.log1p(Math.exp(f)));
        }
        return sum;
    }

    private static double probability(double f) {
        return f >= 0 ? Math.exp(-f) / (1 + Math.exp(-f)) : 1 / (1 + Math.exp(f));
    }

    /**
     * Returns the factor of the score; negative when higher scores are more probable.
     *
     * @return a
     */
    public double slope() {
        return slope;
    }

    /**
     * Returns the constant.
     *
     * @return b
     */
    public double intercept() {
        return intercept;
    }

    @Override
    public double apply(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("the score must be a number, got NaN");
        }
        return probability(slope == 0 ? intercept : slope * score + intercept); // 0 times infinity is no number
    }

    @Override
    public String toText() {
        return "holdfast-calibration/1 platt " + slope + " " + intercept;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlattCalibration that
                && Double.compare(slope, that.slope) == 0
                && Double.compare(intercept, that.intercept) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(slope) * 31 + Double.hashCode(intercept);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "PlattCalibration[%s, %s]", slope, intercept);
    }
}
