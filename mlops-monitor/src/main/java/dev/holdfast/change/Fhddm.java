// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * FHDDM: the share of correct answers in a sliding window below its best by Hoeffding's bound.
 *
 * <p>With {@code q} the share of correct answers among the last {@code window} values and {@code q*} the largest so far, a
 * change is {@code q* - q > sqrt(ln(1 / delta) / (2 window))}. Values are errors, 0 or 1.
 *
 * <p>Reference: Pesaranghader and Viktor 2016, Fast Hoeffding drift detection method for evolving data streams, ECML PKDD,
 * 96-111.
 */
public final class Fhddm extends Detector {
    private final int window;
    private final double delta;
    private double[] recent = new double[0];
    private long n;
    private long correct;
    private double best;

    private Fhddm(int window, double delta) {
        this.window = atLeast("window", window, 2);
        this.delta = inside("delta", delta, 0, 1);
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: window 100; delta 1.0e-7
     */
    public static Fhddm withDefaults() {
        return new Fhddm(100, 1.0e-7);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the length of the sliding window, at least 2
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Fhddm withWindow(int value) {
        return new Fhddm(value, delta);
    }

    /**
     * Returns a fresh detector with another setting.
     *
     * @param value the error probability of the bound, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Fhddm withDelta(double value) {
        return new Fhddm(window, value);
    }

    @Override
    void restart() {
        // Stale values are never read: n says how many are there.
        recent = recent.length == window ? recent : new double[window];
        n = 0;
        correct = 0;
        best = 0;
    }

    @Override
    ChangeState next(double value) {
        int slot = (int) (n % window);
        if (n >= window) {
            correct -= 1 - (long) recent[slot];
        }
        recent[slot] = error(value);
        correct += 1 - (long) value;
        n++;
        if (n < window) {
            return ChangeState.STABLE;
        }
        double share = (double) correct / window;
        best = Math.max(best, share);
        return state(best - share > Math.sqrt(Math.log(1 / delta) / (2.0 * window)), false);
    }

    @Override
    double[] save() {
        double[] all = java.util.Arrays.copyOf(recent, window + 3);
        all[window] = n;
        all[window + 1] = correct;
        all[window + 2] = best;
        return all;
    }

    @Override
    void load(double[] own) {
        System.arraycopy(own, 0, recent, 0, window);
        n = (long) own[window];
        correct = (long) own[window + 1];
        best = own[window + 2];
    }

    @Override
    public String toString() {
        return "Fhddm.withDefaults()" + ".withWindow(" + window + ")" + ".withDelta(" + delta + ")";
    }
}
