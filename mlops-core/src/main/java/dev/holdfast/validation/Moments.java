// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Arrays;

/**
 * Count, mean and central moments up to the fourth, merged by the formulas of Pébay, "Formulas for robust, one-pass
 * parallel computation of covariances and arbitrary-order statistical moments", Sandia report SAND2008-6212, 2008. The sum
 * is compensated (Neumaier 1974).
 */
final class Moments {
    private static final int TOGETHER = 256;

    private double[] pending = new double[0];
    private int waiting;
    private long n;
    private double mean;
    private double m2;
    private double m3;
    private double m4;
    private double sum;
    private double lost;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Takes in a value; so many of them are always taken together, so that no cut of the data into batches shows. */
    void add(double x) {
        if (waiting == pending.length) {
            if (waiting == TOGETHER) {
                fold();
            } else {
                pending = Arrays.copyOf(pending, Math.max(16, 2 * waiting));
            }
        }
        pending[waiting++] = x;
    }

    private void fold() {
        int size = waiting;
        waiting = 0;
        Moments chunk = new Moments();
        chunk.n = size;
        for (int i = 0; i < size; i++) {
            double x = pending[i];
            chunk.addToSum(x);
            chunk.min = Math.min(chunk.min, x);
            chunk.max = Math.max(chunk.max, x);
        }
        chunk.mean = (chunk.sum + chunk.lost) / size;
        if (!Double.isFinite(chunk.mean)) {
            for (int i = 0; i < size; i++) {
                addAlone(pending[i]); // the sum is beyond the range of double, the mean is not
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            double delta = pending[i] - chunk.mean;
            double square = delta * delta;
            chunk.m2 += square;
            chunk.m3 += square * delta;
            chunk.m4 += square * square;
        }
        mergeFolded(chunk);
    }

    private void addAlone(double x) {
        long before = n++;
        double delta = x - mean;
        double step = delta / n;
        double step2 = step * step;
        double term = delta * step * before;
        mean += step;
        m4 += term * step2 * ((double) n * n - 3.0 * n + 3) + 6 * step2 * m2 - 4 * step * m3;
        m3 += term * step * (n - 2) - 3 * step * m2;
        m2 += term;
        addToSum(x);
        min = Math.min(min, x);
        max = Math.max(max, x);
    }

    /** Returns the same moments with nothing waiting; these stay as they are, for more values may come. */
    private Moments folded() {
        if (waiting == 0) {
            return this;
        }
        Moments all = new Moments();
        all.n = n;
        all.mean = mean;
        all.m2 = m2;
        all.m3 = m3;
        all.m4 = m4;
        all.sum = sum;
        all.lost = lost;
        all.min = min;
        all.max = max;
        all.pending = pending;
        all.waiting = waiting;
        all.fold();
        return all;
    }

    private void addToSum(double x) {
        double total = sum + x;
        lost += Math.abs(sum) >= Math.abs(x) ? (sum - total) + x : (x - total) + sum;
        sum = total;
    }

    void merge(Moments other) {
        if (waiting > 0) {
            fold();
        }
        mergeFolded(other.folded());
    }

    private void mergeFolded(Moments b) {
        if (b.n == 0) {
            return;
        }
        double total = (double) n + b.n;
        double na = n;
        double nb = b.n;
        double delta = b.mean - mean;
        double d = delta / total;
        double newM2 = m2 + b.m2 + delta * d * na * nb;
        double newM3 = m3 + b.m3 + delta * d * d * na * nb * (na - nb) + 3 * d * (na * b.m2 - nb * m2);
        m4 = m4
                + b.m4
                + delta * d * d * d * na * nb * (na * na - na * nb + nb * nb)
                + 6 * d * d * (na * na * b.m2 + nb * nb * m2)
                + 4 * d * (na * b.m3 - nb * m3);
        m3 = newM3;
        m2 = newM2;
        mean += d * nb;
        n += b.n;
        addToSum(b.sum);
        lost += b.lost;
        min = Math.min(min, b.min);
        max = Math.max(max, b.max);
    }

    long count() {
        return n + waiting;
    }

    /** The value, or NaN when it is not defined for what was added. */
    double value(Measure measure) {
        return folded().known(measure);
    }

    private double known(Measure measure) {
        if (n == 0) {
            return Double.NaN;
        }
        return switch (measure) {
            case MEAN -> mean;
            case SUM -> sum + lost;
            case VARIANCE -> n < 2 ? Double.NaN : m2 / (n - 1);
            case STANDARD_DEVIATION -> n < 2 ? Double.NaN : Math.sqrt(m2 / (n - 1));
            // Of the population: 0 / 0 for a constant column, which has no shape.
            case SKEWNESS -> n < 3 ? Double.NaN : Math.sqrt((double) n) * m3 / Math.pow(m2, 1.5);
            case KURTOSIS -> n < 4 ? Double.NaN : (double) n * m4 / (m2 * m2) - 3;
            case MINIMUM -> min;
            case MAXIMUM -> max;
            default -> throw new IllegalArgumentException(measure + " is no moment");
        };
    }
}
