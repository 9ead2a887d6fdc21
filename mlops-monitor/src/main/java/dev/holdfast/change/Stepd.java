// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * STEPD: the error rate of the last values against that of all before them, by the test of two proportions.
 *
 * <p>{@code T = (|r1/n1 - r2/n2| - (1/n1 + 1/n2) / 2) / sqrt(p (1 - p)(1/n1 + 1/n2))} with {@code r} the errors, {@code n}
 * the values, {@code p} the rate of both together. A change is {@code 2 (1 - Phi(T)) < changeLevel} where the rate rose; a
 * warning is {@code < warningLevel} in either direction. Judged once both parts have {@code window} values, which are
 * errors, 0 or 1.
 *
 * <p>Reference: Nishida and Yamauchi 2007, Detecting concept drift using statistical testing, Discovery Science, 264-269.
 */
public final class Stepd extends Detector {
    private final int window;
    private final double changeLevel;
    private final double warningLevel;
    private final double changeAt;
    private final double warningAt;
    private double[] recent = new double[0];
    private long n;
    private long olderErrors;
    private long recentErrors;

    private Stepd(int window, double changeLevel, double warningLevel) {
        this.window = atLeast("window", window, 2);
        this.changeLevel = inside("changeLevel", changeLevel, 0, 1);
        this.warningLevel = inside("warningLevel", warningLevel, 0, 1);
        this.changeAt = quantile(changeLevel);
        this.warningAt = quantile(warningLevel);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: window 30; changeLevel 0.003; warningLevel 0.05
     */
    public static Stepd withDefaults() {
        return new Stepd(30, 0.003, 0.05);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value how many values are the last ones, at least 2
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Stepd withWindow(int value) {
        return new Stepd(value, changeLevel, warningLevel);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the p-value below which it is a change, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Stepd withChangeLevel(double value) {
        return new Stepd(window, value, warningLevel);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the p-value below which it warns, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Stepd withWarningLevel(double value) {
        return new Stepd(window, changeLevel, value);
    }

    @Override
    void restart() {
        // Stale values are never read: n says how many are there.
        recent = recent.length == window ? recent : new double[window];
        n = 0;
        olderErrors = 0;
        recentErrors = 0;
    }

    @Override
    ChangeState next(double value) {
        int slot = (int) (n % window);
        if (n >= window) {
            olderErrors += (long) recent[slot];
            recentErrors -= (long) recent[slot];
        }
        recent[slot] = error(value);
        recentErrors += (long) value;
        n++;
        long older = n - window;
        if (older < window) {
            return ChangeState.STABLE;
        }
        double p = (double) (olderErrors + recentErrors) / n;
        double per = 1.0 / older + 1.0 / window;
        double rise = (double) recentErrors / window - (double) olderErrors / older;
        double t = (Math.abs(rise) - 0.5 * per) / Math.sqrt(p * (1 - p) * per);
        return state(rise > 0 && t > changeAt, t > warningAt);
    }

    /** The statistic whose two-sided p-value is the level. */
    private static double quantile(double level) {
        return NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2);
    }

    @Override
    double[] save() {
        double[] all = java.util.Arrays.copyOf(recent, window + 3);
        all[window] = n;
        all[window + 1] = olderErrors;
        all[window + 2] = recentErrors;
        return all;
    }

    @Override
    void load(double[] own) {
        System.arraycopy(own, 0, recent, 0, window);
        n = (long) own[window];
        olderErrors = (long) own[window + 1];
        recentErrors = (long) own[window + 2];
    }

    @Override
    public String toString() {
        return "Stepd.withDefaults()" + ".withWindow(" + window + ")" + ".withChangeLevel(" + changeLevel + ")"
                + ".withWarningLevel(" + warningLevel + ")";
    }
}
