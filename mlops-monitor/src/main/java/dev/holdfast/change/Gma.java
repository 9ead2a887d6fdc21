// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * GMA: a geometric moving average of the deviations from the running mean.
 *
 * <p>With {@code m} the mean of all values so far, {@code S = alpha S + (1 - alpha)(x - m)}; a change is {@code S >
 * threshold}. Finds rises only. Takes any finite value; the threshold is in its unit.
 *
 * <p>Reference: Roberts 1959, Control chart tests based on geometric moving averages, Technometrics 1, with the running
 * mean in place of a known one.
 */
public final class Gma extends Detector {
    private final int warmUp;
    private final double threshold;
    private final double alpha;
    private long n;
    private double mean;
    private double sum;

    private Gma(int warmUp, double threshold, double alpha) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.threshold = positive("threshold", threshold);
        this.alpha = inside("alpha", alpha, 0, 1);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warmUp 30; threshold 1.0; alpha 0.99
     */
    public static Gma withDefaults() {
        return new Gma(30, 1.0, 0.99);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are taken before a judgement, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Gma withWarmUp(int value) {
        return new Gma(value, threshold, alpha);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the average that is a change, positive
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Gma withThreshold(double value) {
        return new Gma(warmUp, value, alpha);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the weight of the past, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Gma withAlpha(double value) {
        return new Gma(warmUp, threshold, value);
    }

    @Override
    void restart() {
        n = 0;
        mean = 0;
        sum = 0;
    }

    @Override
    ChangeState next(double value) {
        n++;
        mean += (value - mean) / n;
        sum = alpha * sum + (1 - alpha) * (value - mean);
        return state(n + 1 >= warmUp && sum > threshold, false);
    }

    @Override
    double[] save() {
        return new double[] {n, mean, sum};
    }

    @Override
    void load(double[] own) {
        n = (long) own[0];
        mean = own[1];
        sum = own[2];
    }

    @Override
    public String toString() {
        return "Gma.withDefaults()" + ".withWarmUp(" + warmUp + ")" + ".withThreshold(" + threshold + ")"
                + ".withAlpha(" + alpha + ")";
    }
}
