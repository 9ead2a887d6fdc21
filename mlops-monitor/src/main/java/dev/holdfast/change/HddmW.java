// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * HDDM-W: an exponentially weighted mean of bounded values rises beyond McDiarmid's bound.
 *
 * <p>A weighted mean {@code z = (1 - lambda) z + lambda x} carries the sum of squared weights {@code b = (1 - lambda)^2 b +
 * lambda^2}, from 1. The cut is where {@code z + sqrt(b ln(1 / confidence) / 2)} was smallest; the values after it have a
 * mean {@code y} of their own. A change is {@code y - z(cut) > sqrt((b(cut) + b(y)) ln(1 / confidence) / 2)}, a warning
 * the same with the confidence of the warning; two-sided, a fall likewise. Values are in [0, 1].
 *
 * <p>The bound holds for one comparison, not for a stream: it is no rate of false alarms, which runs from one in ten
 * million values at an error rate of 0.05 to one in a thousand at 0.4.
 *
 * <p>Reference: Frías-Blanco and others 2015, Online and non-parametric drift detection methods based on Hoeffding's
 * bounds, IEEE TKDE 27, 810-823. A mean starts with its first value.
 */
public final class HddmW extends Detector {
    private static final int MEAN = 0;
    private static final int BOUND = 1;

    private final double changeConfidence;
    private final double warningConfidence;
    private final double lambda;
    private final double kept;
    private final boolean twoSided;
    private final double changeLogarithm;
    private final double warningLogarithm;
    /** Mean (negative before the first value) and squared weights of: all, before and after the cut of a rise, of a fall. */
    private final double[] all = new double[2];

    private final double[] beforeRise = new double[2];
    private final double[] afterRise = new double[2];
    private final double[] beforeFall = new double[2];
    private final double[] afterFall = new double[2];
    private double lowest;
    private double highest;

    private HddmW(double changeConfidence, double warningConfidence, double lambda, boolean twoSided) {
        this.changeConfidence = inside("changeConfidence", changeConfidence, 0, 1);
        this.warningConfidence = inside("warningConfidence", warningConfidence, 0, 1);
        this.kept = 1 - lambda;
        this.lambda = inside("lambda", lambda, 0, 1);
        this.twoSided = twoSided;
        this.changeLogarithm = Math.log(1 / changeConfidence);
        this.warningLogarithm = Math.log(1 / warningConfidence);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: confidences 0.001 and 0.005, lambda 0.05, one-sided
     */
    public static HddmW withDefaults() {
        return new HddmW(0.001, 0.005, 0.05, false);
    }

    /**
     * Returns a fresh detector with another confidence of a change.
     *
     * @param value the error probability of the bound, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public HddmW withChangeConfidence(double value) {
        return new HddmW(value, warningConfidence, lambda, twoSided);
    }

    /**
     * Returns a fresh detector with another confidence of a warning.
     *
     * @param value the error probability of the bound, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public HddmW withWarningConfidence(double value) {
        return new HddmW(changeConfidence, value, lambda, twoSided);
    }

    /**
     * Returns a fresh detector with another weight of the newest value.
     *
     * @param value the weight, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public HddmW withLambda(double value) {
        return new HddmW(changeConfidence, warningConfidence, value, twoSided);
    }

    /**
     * Returns a fresh detector that finds falls too, or not.
     *
     * @param value true to find a fall of the mean too
     * @return the detector
     */
    public HddmW withTwoSided(boolean value) {
        return new HddmW(changeConfidence, warningConfidence, lambda, value);
    }

    @Override
    void restart() {
        clear(all);
        clear(beforeRise);
        clear(afterRise);
        clear(beforeFall);
        clear(afterFall);
        lowest = Double.POSITIVE_INFINITY;
        highest = Double.NEGATIVE_INFINITY;
    }

    private static void clear(double[] mean) {
        mean[MEAN] = -1;
        mean[BOUND] = 1;
    }

    @Override
    ChangeState next(double value) {
        take(all, unit(value));
        double bound = Math.sqrt(all[BOUND] * changeLogarithm / 2);
        if (all[MEAN] + bound < lowest) {
            lowest = all[MEAN] + bound;
            before(beforeRise, afterRise);
        } else {
            take(afterRise, value);
        }
        double strength = strength(beforeRise, afterRise);
        if (twoSided) {
            if (all[MEAN] - bound > highest) {
                highest = all[MEAN] - bound;
                before(beforeFall, afterFall);
            } else {
                take(afterFall, value);
            }
            strength = Math.max(strength, strength(afterFall, beforeFall));
        }
        return state(strength > changeLogarithm, strength > warningLogarithm);
    }

    private void before(double[] cut, double[] after) {
        cut[MEAN] = all[MEAN];
        cut[BOUND] = all[BOUND];
        clear(after);
    }

    private void take(double[] mean, double value) {
        mean[MEAN] = mean[MEAN] < 0 ? value : lambda * value + kept * mean[MEAN];
        mean[BOUND] = lambda * lambda + kept * kept * mean[BOUND];
    }

    /** The logarithm of one over the confidence that just finds this difference. */
    private static double strength(double[] lower, double[] upper) {
        double difference = upper[MEAN] - lower[MEAN];
        return difference <= 0 || lower[MEAN] < 0 || upper[MEAN] < 0
                ? Double.NEGATIVE_INFINITY
                : 2 * difference * difference / (lower[BOUND] + upper[BOUND]);
    }

    @Override
    double[] save() {
        double[] own = new double[12];
        double[][] means = {all, beforeRise, afterRise, beforeFall, afterFall};
        for (int i = 0; i < means.length; i++) {
            System.arraycopy(means[i], 0, own, 2 * i, 2);
        }
        own[10] = lowest;
        own[11] = highest;
        return own;
    }

    @Override
    void load(double[] own) {
        double[][] means = {all, beforeRise, afterRise, beforeFall, afterFall};
        for (int i = 0; i < means.length; i++) {
            System.arraycopy(own, 2 * i, means[i], 0, 2);
        }
        lowest = own[10];
        highest = own[11];
    }

    @Override
    public String toString() {
        return "HddmW.withDefaults().withChangeConfidence(" + changeConfidence + ").withWarningConfidence("
                + warningConfidence + ").withLambda(" + lambda + ").withTwoSided(" + twoSided + ")";
    }
}
