// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * HDDM-A: a rise of the mean of bounded values beyond Hoeffding's bound.
 *
 * <p>With {@code z} the mean of all {@code n} values and {@code e(n) = sqrt(ln(1 / confidence) / (2 n))}, the cut
 * {@code (x, m)} is the mean and the number of values where {@code z + e} was smallest. A change is {@code z - x >=
 * sqrt((1/m - 1/n) / 2 ln(2 / confidence))}; a warning the same with the confidence of the warning. Two-sided, a fall is
 * found likewise from where {@code z - e} was largest. Values are in [0, 1].
 *
 * <p>The bound holds for one comparison, not for a stream: it is no rate of false alarms.
 *
 * <p>Reference: Frías-Blanco and others 2015, Online and non-parametric drift detection methods based on Hoeffding's
 * bounds, IEEE TKDE 27, 810-823.
 */
public final class HddmA extends Detector {
    private final double changeConfidence;
    private final double warningConfidence;
    private final boolean twoSided;
    private final double cutLogarithm;
    private final double changeLogarithm;
    private final double warningLogarithm;
    private long n;
    private double mean;
    private long lowN;
    private double lowMean;
    private double lowBound;
    private long highN;
    private double highMean;
    private double highBound;

    private HddmA(double changeConfidence, double warningConfidence, boolean twoSided) {
        this.changeConfidence = inside("changeConfidence", changeConfidence, 0, 1);
        this.warningConfidence = inside("warningConfidence", warningConfidence, 0, 1);
        this.twoSided = twoSided;
        this.cutLogarithm = Math.log(1 / changeConfidence);
        this.changeLogarithm = Math.log(2 / changeConfidence);
        this.warningLogarithm = Math.log(2 / warningConfidence);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: changeConfidence 0.001; warningConfidence 0.005; twoSided false
     */
    public static HddmA withDefaults() {
        return new HddmA(0.001, 0.005, false);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the error probability of the bound of a change, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public HddmA withChangeConfidence(double value) {
        return new HddmA(value, warningConfidence, twoSided);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the error probability of the bound of a warning, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public HddmA withWarningConfidence(double value) {
        return new HddmA(changeConfidence, value, twoSided);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value true to find a fall of the mean too
     * @return the detector
     */
    public HddmA withTwoSided(boolean value) {
        return new HddmA(changeConfidence, warningConfidence, value);
    }

    @Override
    void restart() {
        n = 0;
        mean = 0;
        lowN = 0;
        lowMean = 0;
        lowBound = Double.POSITIVE_INFINITY;
        highN = 0;
        highMean = 0;
        highBound = Double.NEGATIVE_INFINITY;
    }

    @Override
    ChangeState next(double value) {
        n++;
        mean += (unit(value) - mean) / n;
        double bound = bound(n);
        if (lowBound >= mean + bound) {
            lowN = n;
            lowMean = mean;
            lowBound = mean + bound;
        }
        double strength = strength(mean - lowMean, lowN);
        if (twoSided) {
            if (highBound <= mean - bound) {
                highN = n;
                highMean = mean;
                highBound = mean - bound;
            }
            strength = Math.max(strength, strength(highMean - mean, highN));
        }
        return state(strength >= changeLogarithm, strength >= warningLogarithm);
    }

    private double bound(long count) {
        return Math.sqrt(1.0 / (2.0 * count) * cutLogarithm);
    }

    /** The logarithm of two over the confidence that just finds this difference between before and after the cut. */
    private double strength(double difference, long cut) {
        return difference <= 0 || cut == n
                ? Double.NEGATIVE_INFINITY
                : 2 * difference * difference * cut * n / (n - cut);
    }

    @Override
    double[] save() {
        return new double[] {n, mean, lowN, lowMean, highN, highMean};
    }

    @Override
    void load(double[] own) {
        n = (long) own[0];
        mean = own[1];
        lowN = (long) own[2];
        lowMean = own[3];
        highN = (long) own[4];
        highMean = own[5];
        lowBound = lowN == 0 ? Double.POSITIVE_INFINITY : lowMean + bound(lowN);
        highBound = highN == 0 ? Double.NEGATIVE_INFINITY : highMean - bound(highN);
    }

    @Override
    public String toString() {
        return "HddmA.withDefaults()" + ".withChangeConfidence(" + changeConfidence + ")" + ".withWarningConfidence("
                + warningConfidence + ")" + ".withTwoSided(" + twoSided + ")";
    }
}
