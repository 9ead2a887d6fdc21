// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * DDM: the error rate of a model that learns should fall; a rise above its best is a change.
 *
 * <p>With {@code p} the error rate of all values so far and {@code s = sqrt(p (1 - p) / n)}, the smallest
 * {@code p + s} is kept; a change is {@code p + s > pMin + 3 sMin}, a warning {@code p + s > pMin + 2 sMin}, from the value
 * after the warm-up on. Values are errors, 0 or 1.
 *
 * <p>The mean over all values makes it slow on long streams, and its rate of false alarms depends on the error rate.
 *
 * <p>Reference: Gama, Medas, Castillo and Rodrigues 2004, Learning with drift detection, SBIA, 286-295.
 */
public final class Ddm extends Detector {
    private final int warmUp;
    private final double warningLevel;
    private final double changeLevel;
    private long n;
    private double errors;
    private double least;
    private double leastP;
    private double leastS;

    private Ddm(int warmUp, double warningLevel, double changeLevel) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.warningLevel = positive("warningLevel", warningLevel);
        this.changeLevel = positive("changeLevel", changeLevel);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warmUp 30; warningLevel 2.0; changeLevel 3.0
     */
    public static Ddm withDefaults() {
        return new Ddm(30, 2.0, 3.0);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are taken before the first judgement, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Ddm withWarmUp(int value) {
        return new Ddm(value, warningLevel, changeLevel);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the deviations of a warning, positive
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Ddm withWarningLevel(double value) {
        return new Ddm(warmUp, value, changeLevel);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the deviations of a change, positive
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Ddm withChangeLevel(double value) {
        return new Ddm(warmUp, warningLevel, value);
    }

    @Override
    void restart() {
        n = 0;
        errors = 0;
        least = Double.POSITIVE_INFINITY;
        leastP = Double.POSITIVE_INFINITY;
        leastS = Double.POSITIVE_INFINITY;
    }

    @Override
    ChangeState next(double value) {
        n++;
        // The sum and not the rate is carried on: what waits for the value before must be short.
        errors += error(value);
        double p = errors / n;
        double s = Math.sqrt(p * (1 - p) / n);
        if (n <= warmUp) {
            return ChangeState.STABLE;
        }
        if (p + s <= least) {
            least = p + s;
            leastP = p;
            leastS = s;
        }
        return state(p + s > leastP + changeLevel * leastS, p + s > leastP + warningLevel * leastS);
    }

    @Override
    double[] save() {
        return new double[] {n, errors, least, leastP, leastS};
    }

    @Override
    void load(double[] own) {
        n = (long) own[0];
        errors = own[1];
        least = own[2];
        leastP = own[3];
        leastS = own[4];
    }

    @Override
    public String toString() {
        return "Ddm.withDefaults()" + ".withWarmUp(" + warmUp + ")" + ".withWarningLevel(" + warningLevel + ")"
                + ".withChangeLevel(" + changeLevel + ")";
    }
}
