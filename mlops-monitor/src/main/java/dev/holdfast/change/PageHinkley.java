// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * Page-Hinkley: the sum of deviations from the running mean leaves its extreme.
 *
 * <p>With {@code m} the mean of all values so far, {@code U = alpha U + x - m - delta} rises by {@code threshold} above its
 * smallest value, or {@code D = alpha D + x - m + delta} falls by it below its largest. Takes any finite value; threshold
 * and delta are in its unit.
 *
 * <p>References: Page 1954, Continuous inspection schemes, Biometrika 41; Hinkley 1971; the forgetting factor as in Mouss
 * and others 2004.
 */
public final class PageHinkley extends Detector {
    private final int warmUp;
    private final double delta;
    private final double threshold;
    private final double alpha;
    private final Direction direction;
    private long n;
    private double sum;
    private double up;
    private double lowest;
    private double down;
    private double highest;

    private PageHinkley(int warmUp, double delta, double threshold, double alpha, Direction direction) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.delta = inside("delta", delta, -Double.MIN_VALUE, Double.POSITIVE_INFINITY);
        this.threshold = positive("threshold", threshold);
        this.alpha = inside("alpha", alpha, 0, Math.nextUp(1.0));
        this.direction = direction;
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warmUp 30; delta 0.005; threshold 50.0; alpha 0.9999; direction Direction.BOTH
     */
    public static PageHinkley withDefaults() {
        return new PageHinkley(30, 0.005, 50.0, 0.9999, Direction.BOTH);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are taken before the first judgement, that included; at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public PageHinkley withWarmUp(int value) {
        return new PageHinkley(value, delta, threshold, alpha, direction);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the change of the mean that is tolerated, at least 0
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public PageHinkley withDelta(double value) {
        return new PageHinkley(warmUp, value, threshold, alpha, direction);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how far a sum may leave its extreme, positive
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public PageHinkley withThreshold(double value) {
        return new PageHinkley(warmUp, delta, value, alpha, direction);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the forgetting factor, in (0, 1]
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public PageHinkley withAlpha(double value) {
        return new PageHinkley(warmUp, delta, threshold, value, direction);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value which changes of the mean are found
     * @return the detector
     */
    public PageHinkley withDirection(Direction value) {
        return new PageHinkley(warmUp, delta, threshold, alpha, value);
    }

    @Override
    void restart() {
        n = 0;
        sum = 0;
        up = 0;
        lowest = Double.POSITIVE_INFINITY;
        down = 0;
        highest = Double.NEGATIVE_INFINITY;
    }

    @Override
    ChangeState next(double value) {
        n++;
        // The sum and not the mean is carried on: what waits for the value before must be short.
        sum += value;
        double off = value - sum / n;
        boolean rise = false;
        boolean fall = false;
        if (direction != Direction.DECREASE) {
            up = alpha * up + (off - delta);
            lowest = up < lowest ? up : lowest;
            rise = up - lowest > threshold;
        }
        if (direction != Direction.INCREASE) {
            down = alpha * down + (off + delta);
            highest = down > highest ? down : highest;
            fall = highest - down > threshold;
        }
        return state(n >= warmUp && (rise || fall), false);
    }

    @Override
    double[] save() {
        return new double[] {n, sum, up, lowest, down, highest};
    }

    @Override
    void load(double[] own) {
        n = (long) own[0];
        sum = own[1];
        up = own[2];
        lowest = own[3];
        down = own[4];
        highest = own[5];
    }

    @Override
    public String toString() {
        return "PageHinkley.withDefaults()" + ".withWarmUp(" + warmUp + ")" + ".withDelta(" + delta + ")"
                + ".withThreshold(" + threshold + ")" + ".withAlpha(" + alpha + ")" + ".withDirection(" + direction
                + ")";
    }
}
