// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * EDDM: errors of a model that gets worse come closer together.
 *
 * <p>With {@code m} the mean and {@code s} the sample standard deviation of the numbers of values between errors, the
 * largest {@code m + 2 s} is kept; at an error a change is {@code (m + 2 s) / largest < 0.9}, a warning {@code < 0.95},
 * once there were more errors than the warm-up. A warning lasts until an error says otherwise. Values are errors, 0 or 1.
 *
 * <p>It alarms often: on a stream without change about every 3,000 values.
 *
 * <p>Reference: Baena-Garcia and others 2006, Early drift detection method, IWKDDS. The paper does not say whether the
 * deviation is that of the sample; here it is.
 */
public final class Eddm extends Detector {
    private final int warmUp;
    private final double warningLevel;
    private final double changeLevel;
    private long n;
    private long errors;
    private long last;
    private double mean;
    private double squares;
    private double largest;
    private boolean warning;

    private Eddm(int warmUp, double warningLevel, double changeLevel) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.warningLevel = inside("warningLevel", warningLevel, 0, 1);
        this.changeLevel = inside("changeLevel", changeLevel, 0, 1);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warmUp 30; warningLevel 0.95; changeLevel 0.9
     */
    public static Eddm withDefaults() {
        return new Eddm(30, 0.95, 0.9);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are taken before the first judgement, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Eddm withWarmUp(int value) {
        return new Eddm(value, warningLevel, changeLevel);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the ratio below which it warns, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Eddm withWarningLevel(double value) {
        return new Eddm(warmUp, value, changeLevel);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the ratio below which it is a change, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Eddm withChangeLevel(double value) {
        return new Eddm(warmUp, warningLevel, value);
    }

    @Override
    void restart() {
        n = 0;
        errors = 0;
        last = 0;
        mean = 0;
        squares = 0;
        largest = -1;
        warning = false;
    }

    @Override
    ChangeState next(double value) {
        n++;
        if (error(value) == 0) {
            return state(false, warning);
        }
        errors++;
        double gap = n - last;
        last = n;
        double before = gap - mean;
        mean += before / errors;
        squares += before * (gap - mean);
        if (n <= warmUp) {
            return state(false, warning);
        }
        double level = mean + 2 * Math.sqrt(errors > 1 ? squares / (errors - 1) : 0);
        if (level > largest) {
            largest = level;
            return state(false, warning);
        }
        if (errors <= warmUp) {
            return state(false, warning);
        }
        double ratio = level / largest;
        warning = ratio < warningLevel;
        return state(ratio < changeLevel, warning);
    }

    @Override
    double[] save() {
        return new double[] {n, errors, last, mean, squares, largest, warning ? 1 : 0};
    }

    @Override
    void load(double[] own) {
        n = (long) own[0];
        errors = (long) own[1];
        last = (long) own[2];
        mean = own[3];
        squares = own[4];
        largest = own[5];
        warning = own[6] == 1;
    }

    @Override
    public String toString() {
        return "Eddm.withDefaults()" + ".withWarmUp(" + warmUp + ")" + ".withWarningLevel(" + warningLevel + ")"
                + ".withChangeLevel(" + changeLevel + ")";
    }
}
