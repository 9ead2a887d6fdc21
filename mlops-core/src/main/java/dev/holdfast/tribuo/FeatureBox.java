// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import java.util.Arrays;

/**
 * The half-open interval {@code (lower, upper]} of each feature in which all rows of some leaves lie. Not thread-safe.
 */
final class FeatureBox {
    private final double[] lower;
    private final double[] upper;

    FeatureBox(int size) {
        lower = new double[size];
        upper = new double[size];
        Arrays.fill(lower, Double.NEGATIVE_INFINITY);
        Arrays.fill(upper, Double.POSITIVE_INFINITY);
    }

    double lower(int feature) {
        return lower[feature];
    }

    double upper(int feature) {
        return upper[feature];
    }

    boolean contains(int feature, double value) {
        return value > lower[feature] && value <= upper[feature];
    }

    /** Narrows an interval to one side of a threshold, or returns false and leaves it when nothing would be left. */
    boolean narrow(int feature, double threshold, boolean above) {
        double low = above ? Math.max(lower[feature], threshold) : lower[feature];
        double high = above ? upper[feature] : Math.min(upper[feature], threshold);
        if (!(low < high)) {
            return false;
        }
        lower[feature] = low;
        upper[feature] = high;
        return true;
    }

    void set(int feature, double low, double high) {
        lower[feature] = low;
        upper[feature] = high;
    }
}
