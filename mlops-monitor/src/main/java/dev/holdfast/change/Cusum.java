// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * CUSUM: the sum of deviations above the running mean, restarted at zero.
 *
 * <p>With {@code m} the mean of all values so far, {@code S = max(0, S + x - m - delta)}; a change is {@code S >
 * threshold}. Finds rises only. Takes any finite value; threshold and delta are in its unit.
 *
 * <p>Reference: Page 1954, Continuous inspection schemes, Biometrika 41, with the running mean in place of a known one.
 */
public final class Cusum extends Detector {
    private final int warmUp;
    private final double delta;
    private final double threshold;
    private long n;
    private double mean;
    private double sum;

    private Cusum(int warmUp, double delta, double threshold) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.delta = inside("delta", delta, -Double.MIN_VALUE, Double.POSITIVE_INFINITY);
        this.threshold = positive("threshold", threshold);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warmUp 30; delta 0.005; threshold 50.0
     */
    public static Cusum withDefaults() {
        return new Cusum(30, 0.005, 50.0);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are taken before a judgement, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Cusum withWarmUp(int value) {
        return new Cusum(value, delta, threshold);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the rise of the mean that is tolerated, at least 0
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Cusum withDelta(double value) {
        return new Cusum(warmUp, value, threshold);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the sum that is a change, positive
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Cusum withThreshold(double value) {
        return new Cusum(warmUp, delta, value);
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
        sum = Math.max(0, sum + value - mean - delta);
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
        return "Cusum.withDefaults()" + ".withWarmUp(" + warmUp + ")" + ".withDelta(" + delta + ")" + ".withThreshold("
                + threshold + ")";
    }
}
