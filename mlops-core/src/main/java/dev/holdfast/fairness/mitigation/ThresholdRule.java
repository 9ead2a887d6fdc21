// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

/**
 * How one group is decided: with probability {@code ignore} at random at the rate {@code constant}, else by the first
 * threshold with probability {@code first} and by the second otherwise. A score above its threshold is selected.
 */
record ThresholdRule(double ignore, double constant, double first, double threshold, double second) {
    static ThresholdRule above(double threshold) {
        return new ThresholdRule(0, 0, 1, threshold, threshold);
    }

    double probability(double score) {
        double byThreshold = (score > threshold ? first : 0) + (score > second ? 1 - first : 0);
        return ignore * constant + (1 - ignore) * byThreshold;
    }

    boolean isRandom() {
        return ignore > 0 || (first > 0 && first < 1 && threshold != second);
    }

    @Override
    public String toString() {
        if (!isRandom()) {
            return "select above " + (first > 0 ? threshold : second);
        }
        return "select above " + threshold + " with probability " + first + ", above " + second + " otherwise"
                + (ignore > 0 ? "; with probability " + ignore + " at random at the rate " + constant : "");
    }
}
