// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.Locale;

/** How far a {@link DriftFinding} is from the baseline, by its effect and not by its p-value; ordered from small to large. */
public enum Severity {
    /** Above the smallest effect that counts, below {@link #MODERATE}. */
    MINOR,
    /** Excess PSI from 0.1, a distance between distributions from 0.1, or a share that moved by 5 points or more. */
    MODERATE,
    /** Excess PSI from 0.25, a distance from 0.25, a share that moved by 20 points or more, or a column that is gone. */
    SEVERE;

    static Severity ofPsi(double excess) {
        return excess >= 0.25 ? SEVERE : excess >= 0.1 ? MODERATE : MINOR;
    }

    static Severity ofDistance(double distance) {
        return distance >= 0.25 ? SEVERE : distance >= 0.1 ? MODERATE : MINOR;
    }

    static Severity ofShare(double points) {
        return points >= 0.20 ? SEVERE : points >= 0.05 ? MODERATE : MINOR;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Severity worst(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
