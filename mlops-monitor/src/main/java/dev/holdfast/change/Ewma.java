// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * EWMA chart (ECDD): a moving average of errors above its control limit.
 *
 * <p>With {@code p} the error rate so far, {@code Z = (1 - lambda) Z + lambda x} has deviation {@code s = sqrt(p (1 - p)
 * lambda (1 - (1 - lambda)^(2 n)) / (2 - lambda))}. A change is {@code Z > p + L s}, a warning {@code Z > p + L s / 2}, with
 * {@code L} the paper's polynomial in {@code p} for lambda 0.2, meant for a false alarm every 400 values. Values are
 * errors, 0 or 1.
 *
 * <p>Reference: Ross, Adams, Tasoulis and Hand 2012, Exponentially weighted moving average charts for detecting concept
 * drift, Pattern Recognition Letters 33, 191-198.
 */
public final class Ewma extends Detector {
    private final int warmUp;
    private final double lambda;
    private long n;
    private double sum;
    private double average;

    private Ewma(int warmUp, double lambda) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.lambda = inside("lambda", lambda, 0, 1);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warmUp 30; lambda 0.2
     */
    public static Ewma withDefaults() {
        return new Ewma(30, 0.2);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are taken before a judgement, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Ewma withWarmUp(int value) {
        return new Ewma(value, lambda);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the weight of the newest value, in (0, 1); the limit is right for 0.2 only
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Ewma withLambda(double value) {
        return new Ewma(warmUp, value);
    }

    @Override
    void restart() {
        n = 0;
        sum = 0;
        average = 0;
    }

    @Override
    ChangeState next(double value) {
        n++;
        sum += error(value);
        double p = sum / n;
        double s = Math.sqrt(p * (1 - p) * lambda * (1 - Math.pow(1 - lambda, 2.0 * n)) / (2 - lambda));
        average += lambda * (value - average);
        double limit = 3.97 - 6.56 * p + 48.73 * Math.pow(p, 3) - 330.13 * Math.pow(p, 5) + 848.18 * Math.pow(p, 7);
        if (n + 1 < warmUp) {
            return ChangeState.STABLE;
        }
        return state(average > p + limit * s, average > p + 0.5 * limit * s);
    }

    @Override
    double[] save() {
        return new double[] {n, sum, average};
    }

    @Override
    void load(double[] own) {
        n = (long) own[0];
        sum = own[1];
        average = own[2];
    }

    @Override
    public String toString() {
        return "Ewma.withDefaults()" + ".withWarmUp(" + warmUp + ")" + ".withLambda(" + lambda + ")";
    }
}
