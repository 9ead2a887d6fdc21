// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import java.util.Arrays;
import java.util.Locale;

/**
 * What all detectors share: the state, starting afresh after a change, and snapshots.
 *
 * <p>A snapshot is the hash of the call that made the detector, the state, a hash of the detector's own numbers, and these.
 */
abstract class Detector implements ChangeDetector {
    private static final int HEADER = 3;

    private ChangeState state = ChangeState.STABLE;

    @Override
    public final ChangeState update(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "a detector needs finite values, got " + value + "; leave missing ones out");
        }
        if (state == ChangeState.CHANGE) {
            afterChange();
        }
        state = next(value);
        return state;
    }

    @Override
    public final ChangeState state() {
        return state;
    }

    @Override
    public final void reset() {
        restart();
        state = ChangeState.STABLE;
    }

    @Override
    public final double[] snapshot() {
        double[] own = save();
        double[] all = new double[own.length + HEADER];
        all[0] = toString().hashCode();
        all[1] = state == ChangeState.CHANGE ? 2 : state == ChangeState.WARNING ? 1 : 0;
        all[2] = Arrays.hashCode(own);
        System.arraycopy(own, 0, all, HEADER, own.length);
        return all;
    }

    @Override
    public final void restore(double[] snapshot) {
        if (snapshot.length != save().length + HEADER
                || snapshot[0] != toString().hashCode()) {
            throw new IllegalArgumentException("the snapshot was not taken from " + this);
        }
        double[] own = new double[snapshot.length - HEADER];
        System.arraycopy(snapshot, HEADER, own, 0, own.length);
        boolean known = snapshot[1] == 0 || snapshot[1] == 1 || snapshot[1] == 2;
        if (!known || snapshot[2] != Arrays.hashCode(own)) {
            throw new IllegalArgumentException(
                    "the snapshot of " + this + " is damaged: its numbers are others than those that were taken");
        }
        load(own);
        state = state(snapshot[1] == 2, snapshot[1] == 1);
    }

    abstract ChangeState next(double value);

    abstract void restart();

    abstract double[] save();

    abstract void load(double[] own);

    void afterChange() {
        restart();
    }

    static double error(double value) {
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("this detector watches errors: 0 or 1, got " + value);
        }
        return value;
    }

    static double unit(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("this detector watches values in [0, 1], got " + value);
        }
        return value;
    }

    static double inside(String name, double value, double above, double below) {
        if (!(value > above && value < below)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s must be in (%s, %s), got %s", name, above, below, value));
        }
        return value;
    }

    static double positive(String name, double value) {
        return inside(name, value, 0, Double.POSITIVE_INFINITY);
    }

    static int atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
        return value;
    }

    static ChangeState state(boolean change, boolean warning) {
        return change ? ChangeState.CHANGE : warning ? ChangeState.WARNING : ChangeState.STABLE;
    }
}
