// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/**
 * Count, mean and central moments up to the fourth, merged by the formulas of Pébay, "Formulas for robust, one-pass
 * parallel computation of covariances and arbitrary-order statistical moments", Sandia report SAND2008-6212, 2008. The sum
 * is compensated (Neumaier 1974).
 */
final class Moments {
    private long n;
    private double mean;
    private double m2;
    private double m3;
    private double m4;
    private double sum;
    private double lost;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    void add(double x) {
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

    /** Adds many values at once, which are finite: their moments are computed around their own mean and merged. */
    void add(double[] values, int size) {
        if (size == 0) {
            return;
        }
        Moments chunk = new Moments();
        chunk.n = size;
        for (int i = 0; i < size; i++) {
            double x = values[i];
            chunk.addToSum(x);
            chunk.min = Math.min(chunk.min, x);
            chunk.max = Math.max(chunk.max, x);
        }
        chunk.mean = (chunk.sum + chunk.lost) / size;
        if (!Double.isFinite(chunk.mean)) {
            for (int i = 0; i < size; i++) {
                add(values[i]); // the sum is beyond the range of double, the mean is not
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            double delta = values[i] - chunk.mean;
            double square = delta * delta;
            chunk.m2 += square;
            chunk.m3 += square * delta;
            chunk.m4 += square * square;
        }
        merge(chunk);
    }

    private void addToSum(double x) {
        double total = sum + x;
        lost += Math.abs(sum) >= Math.abs(x) ? (sum - total) + x : (x - total) + sum;
        sum = total;
    }

    void merge(Moments b) {
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
        return n;
    }

    /** The value, or NaN when it is not defined for what was added. */
    double value(Measure measure) {
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
