// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;

/** How far rates may be apart: the largest that goes with a smallest one. */
record RateWindow(double tolerance, boolean ratio) {
    private static final double ROUNDING = 1e-12;

    static RateWindow of(Criterion criterion) {
        return new RateWindow(criterion.tolerance(), criterion.measure().isRatio());
    }

    /** The largest rate that may go with a smallest one. */
    double top(double least) {
        return ratio ? least / tolerance : least + tolerance;
    }

    /** The smallest rate that may go with a largest one. */
    double bottom(double most) {
        return ratio ? most * tolerance : most - tolerance;
    }

    /** Whether rates can begin here: a ratio is not defined when every rate is 0. */
    boolean canBegin(double least) {
        return !ratio || least > 0;
    }

    double roundedTop(double least) {
        return top(least) + ROUNDING;
    }

    static double roundedBottom(double least) {
        return least - ROUNDING;
    }
}
