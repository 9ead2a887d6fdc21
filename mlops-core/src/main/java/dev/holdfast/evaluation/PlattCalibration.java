// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

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
        Checks.finite("the parameters", new double[] {slope, intercept});
        return new PlattCalibration(slope, intercept);
    }

    /**
     * Fits the map.
     *
     * @param scores the score of each row
     * @param positive whether each row is positive
     * @return the calibration
     * @throws IllegalArgumentException when lengths differ, a score is not finite, a class is absent or all scores are equal
     */
    public static PlattCalibration fit(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(
                    "scores and positive must be equally long, got " + scores.length + " and " + positive.length);
        }
        Checks.finite("scores", scores);
        int positives = 0;
        boolean varies = false;
        for (int i = 0; i < scores.length; i++) {
            positives += positive[i] ? 1 : 0;
            varies |= scores[i] != scores[0];
        }
        int negatives = scores.length - positives;
        if (positives == 0 || negatives == 0 || !varies) {
            throw new IllegalArgumentException("rows of both classes with scores that vary are needed, got " + positives
                    + " positive and " + negatives + " negative");
        }
        double[] targets = new double[scores.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = positive[i] ? (positives + 1.0) / (positives + 2.0) : 1 / (negatives + 2.0);
        }
        return minimize(scores, targets, Math.log((negatives + 1.0) / (positives + 1.0)));
    }

    private static PlattCalibration minimize(double[] scores, double[] targets, double start) {
        double a = 0;
        double b = start;
        double loss = loss(scores, targets, a, b);
        for (int step = 0; step < STEPS; step++) {
            double[] sums = new double[5]; // gradient a, gradient b, hessian aa, ab, bb
            for (int i = 0; i < scores.length; i++) {
                double p = probability(a * scores[i] + b);
                double error = targets[i] - p;
                double curve = p * (1 - p);
                sums[0] += error * scores[i];
                sums[1] += error;
                sums[2] += curve * scores[i] * scores[i];
                sums[3] += curve * scores[i];
                sums[4] += curve;
            }
            double determinant = sums[2] * sums[4] - sums[3] * sums[3];
            if (!(determinant > 0)) {
                break;
            }
            double moveA = -(sums[4] * sums[0] - sums[3] * sums[1]) / determinant;
            double moveB = -(sums[2] * sums[1] - sums[3] * sums[0]) / determinant;
            double length = 1;
            double next = loss(scores, targets, a + moveA, b + moveB);
            while (next > loss && length > 1e-10) {
                length /= 2;
                next = loss(scores, targets, a + length * moveA, b + length * moveB);
            }
            a += length * moveA;
            b += length * moveB;
            loss = Math.min(loss, next);
            if (Math.abs(moveA) <= 1e-13 * Math.max(1, Math.abs(a))
                    && Math.abs(moveB) <= 1e-13 * Math.max(1, Math.abs(b))) {
                break;
            }
        }
        return of(a, b);
    }

    private static double loss(double[] scores, double[] targets, double a, double b) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double f = a * scores[i] + b;
            sum += f >= 0 ? targets[i] * f + Math.log1p(Math.exp(-f)) : (targets[i] - 1) * f + Math.log1p(Math.exp(f));
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
        return probability(slope * score + intercept);
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
