// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

/**
 * The first four central moments of finite numbers, with the sum; immutable.
 *
 * <p>A block of numbers is passed over twice, first for its mean and then for the powers of the distances from it, so
 * that numbers far from zero lose nothing; two sets are merged by the formulas of Pébay, "Formulas for robust, one-pass
 * parallel computation of covariances and arbitrary-order statistical moments" (Sandia report 2008-6212). The sum is kept
 * in two doubles (Knuth's two-sum), which makes it the same to about 1e-30 for every order of merging.
 *
 * @param n how many numbers
 * @param sum the leading part of the sum
 * @param sumLow the part of the sum that {@code sum} cannot hold
 * @param mean the mean, also where the sum overflows
 * @param m2 the sum of squared distances from the mean
 * @param m3 the sum of cubed distances
 * @param m4 the sum of distances to the fourth
 */
record Moments(long n, double sum, double sumLow, double mean, double m2, double m3, double m4) {
    static final Moments NONE = new Moments(0, 0, 0, 0, 0, 0, 0);

    /** Returns the moments of the first numbers of an array, all of them finite. */
    static Moments of(double[] values, int count) {
        if (count == 0) {
            return NONE;
        }
        double high = 0;
        double low = 0;
        for (int i = 0; i < count; i++) {
            double value = values[i];
            double total = high + value;
            double part = total - high;
            low += (high - (total - part)) + (value - part);
            high = total;
        }
        double mean = (high + low) / count;
        if (!Double.isFinite(mean)) {
            mean = scaledMean(values, count);
        }
        double first = 0;
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        for (int i = 0; i < count; i++) {
            double distance = values[i] - mean;
            double square = distance * distance;
            first += distance;
            m2 += square;
            m3 += square * distance;
            m4 += square * square;
        }
        // The mean is rounded; what is left of the distances' sum takes that rounding out of the moments again.
        double off = first / count;
        double square = off * off;
        m4 += 6 * square * m2 - 4 * off * m3 - 3 * count * square * square;
        m3 += 2 * count * off * square - 3 * off * m2;
        m2 -= first * off;
        return new Moments(count, high, low, mean, Math.max(0, m2), m3, Math.max(0, m4));
    }

    private static double scaledMean(double[] values, int count) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += values[i] / count;
        }
        return mean;
    }

    Moments merge(Moments other) {
        if (n == 0) {
            return other;
        }
        if (other.n == 0) {
            return this;
        }
        double total = sum + other.sum;
        double part = total - sum;
        double low = (sum - (total - part)) + (other.sum - part) + sumLow + other.sumLow;
        double high = total + low;
        double rest = Double.isFinite(high) ? low - (high - total) : 0;
        double a = n;
        double b = other.n;
        double all = a + b;
        double delta = distance(other);
        double step = delta / all;
        double mergedMean = (high + rest) / all;
        if (!Double.isFinite(mergedMean)) {
            mergedMean = mean * (a / all) + other.mean * (b / all);
        }
        double mergedM2 = m2 + other.m2 + delta * step * a * b;
        double mergedM3 = m3 + other.m3 + delta * step * step * a * b * (a - b) + 3 * step * (a * other.m2 - b * m2);
        double mergedM4 = m4
                + other.m4
                + delta * step * step * step * a * b * (a * a - a * b + b * b)
                + 6 * step * step * (a * a * other.m2 + b * b * m2)
                + 4 * step * (a * other.m3 - b * m3);
        return new Moments(n + other.n, high, rest, mergedMean, mergedM2, mergedM3, mergedM4);
    }

    /** Returns the distance to another mean from the sums, for means far from zero have lost their last digits. */
    private double distance(Moments other) {
        double a = n;
        double b = other.n;
        double mine = sum * b;
        double theirs = other.sum * a;
        double rounding = Math.fma(other.sum, a, -theirs) - Math.fma(sum, b, -mine);
        double low = other.sumLow * a - sumLow * b;
        double distance = (theirs - mine + (rounding + low)) / a / b;
        return Double.isFinite(distance) ? distance : other.mean - mean;
    }

    double total() {
        return sum + sumLow;
    }
}
