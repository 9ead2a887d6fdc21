// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import java.util.Arrays;

/**
 * RDDM: {@linkplain Ddm DDM} that forgets: a concept that was stable for long, or a warning that lasts, starts it afresh
 * from its latest values.
 *
 * <p>As DDM from {@code warmUp} values on, with levels 1.773 and 2.258. The last {@code shortest} values are kept. After a
 * change, after a warning of {@code longestWarning} values (which is a change), and quietly after {@code longest} values
 * without warning, the error rate is computed anew from the values kept: those since the warning began, the last one where
 * there was no warning, or all. Values are errors, 0 or 1.
 *
 * <p>Reference: Barros, Cabral, Gonçalves and Santos 2017, RDDM: Reactive drift detection method, Expert Systems with
 * Applications 90, 344-355.
 */
public final class Rddm extends Detector {
    private final int warmUp;
    private final double warningLevel;
    private final double changeLevel;
    private final int longest;
    private final int longestWarning;
    /** The last values as a ring: {@code first} is the oldest, {@code kept} how many. */
    private final double[] ring;

    private int first;
    private int kept;
    private long n;
    private double p;
    private double least;
    private double leastP;
    private double leastS;
    /** How long the warning has lasted; 0 without one. */
    private long warned;

    private boolean rebuild;

    private Rddm(int warmUp, double warningLevel, double changeLevel, int longest, int shortest, int longestWarning) {
        this.warmUp = atLeast("warmUp", warmUp, 1);
        this.warningLevel = positive("warningLevel", warningLevel);
        this.changeLevel = positive("changeLevel", changeLevel);
        this.longest = atLeast("longest", longest, 1);
        this.longestWarning = atLeast("longestWarning", longestWarning, 1);
        this.ring = new double[atLeast("shortest", shortest, longestWarning)];
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: warm-up 129, levels 1.773 and 2.258, at most 40,000 values, 7,000 kept, warnings of at most 1,400
     */
    public static Rddm withDefaults() {
        return new Rddm(129, 1.773, 2.258, 40_000, 7_000, 1_400);
    }

    /**
     * Returns a fresh detector with another warm-up.
     *
     * @param value how many values are taken before the first judgement, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Rddm withWarmUp(int value) {
        return new Rddm(value, warningLevel, changeLevel, longest, ring.length, longestWarning);
    }

    /**
     * Returns a fresh detector with other levels.
     *
     * @param warning the deviations of a warning, positive
     * @param change the deviations of a change, positive
     * @return the detector
     * @throws IllegalArgumentException when one is outside
     */
    public Rddm withLevels(double warning, double change) {
        return new Rddm(warmUp, warning, change, longest, ring.length, longestWarning);
    }

    /**
     * Returns a fresh detector with other lengths.
     *
     * @param most how many values a stable concept may have before it starts afresh, at least 1
     * @param keep how many values are kept, at least {@code warning}
     * @param warning how many values a warning may last, at least 1
     * @return the detector
     * @throws IllegalArgumentException when one is outside
     */
    public Rddm withLengths(int most, int keep, int warning) {
        return new Rddm(warmUp, warningLevel, changeLevel, most, keep, warning);
    }

    @Override
    void restart() {
        first = 0;
        kept = 0;
        warned = 0;
        rebuild = false;
        forget();
        forgetLeast();
    }

    private void forget() {
        n = 0;
        p = 0;
    }

    private void forgetLeast() {
        least = Double.POSITIVE_INFINITY;
        leastP = Double.POSITIVE_INFINITY;
        leastS = Double.POSITIVE_INFINITY;
    }

    @Override
    void afterChange() {
        forgetLeast();
        replay(true);
    }

    /** Computes the error rate anew from the values kept; after a change the least level too. */
    private void replay(boolean changed) {
        forget();
        for (int i = 0; i < kept; i++) {
            n++;
            p += (ring[(first + i) % ring.length] - p) / n;
            if (changed && n >= warmUp) {
                keepLeast(Math.sqrt(p * (1 - p) / n));
            }
        }
        warned = 0;
        rebuild = false;
    }

    private void keepLeast(double s) {
        if (p + s < least) {
            least = p + s;
            leastP = p;
            leastS = s;
        }
    }

    @Override
    ChangeState next(double value) {
        error(value);
        if (rebuild) {
            replay(false);
        }
        ring[(first + kept) % ring.length] = value;
        if (kept < ring.length) {
            kept++;
        } else {
            first = (first + 1) % ring.length;
        }
        n++;
        p += (value - p) / n;
        double s = Math.sqrt(p * (1 - p) / n);
        if (n < warmUp) {
            return ChangeState.STABLE;
        }
        keepLeast(s);
        if (p + s > leastP + changeLevel * leastS) {
            keepLast(warned == 0 ? 1 : (int) warned + 1);
            return ChangeState.CHANGE;
        }
        if (p + s > leastP + warningLevel * leastS) {
            if (warned >= longestWarning) {
                keepLast(1);
                return ChangeState.CHANGE;
            }
            warned++;
            return ChangeState.WARNING;
        }
        warned = 0;
        rebuild = n >= longest;
        return ChangeState.STABLE;
    }

    private void keepLast(int count) {
        first = (first + kept - count) % ring.length;
        kept = count;
    }

    @Override
    double[] save() {
        double[] own = Arrays.copyOf(ring, ring.length + 9);
        int at = ring.length;
        own[at] = first;
        own[at + 1] = kept;
        own[at + 2] = n;
        own[at + 3] = p;
        own[at + 4] = least;
        own[at + 5] = leastP;
        own[at + 6] = leastS;
        own[at + 7] = warned;
        own[at + 8] = rebuild ? 1 : 0;
        return own;
    }

    @Override
    void load(double[] own) {
        int at = ring.length;
        System.arraycopy(own, 0, ring, 0, at);
        first = (int) own[at];
        kept = (int) own[at + 1];
        n = (long) own[at + 2];
        p = own[at + 3];
        least = own[at + 4];
        leastP = own[at + 5];
        leastS = own[at + 6];
        warned = (long) own[at + 7];
        rebuild = own[at + 8] == 1;
    }

    @Override
    public String toString() {
        return "Rddm.withDefaults().withWarmUp(" + warmUp + ").withLevels(" + warningLevel + ", " + changeLevel
                + ").withLengths(" + longest + ", " + ring.length + ", " + longestWarning + ")";
    }
}
