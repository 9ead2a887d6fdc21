// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;

/**
 * The kernels of {@link KolmogorovSmirnovTest}.
 *
 * <p>D is held as the integer {@code D n1 n2}, so that "at least as extreme" is decided without rounding.
 */
final class KolmogorovSmirnov {
    private KolmogorovSmirnov() {}

    static long numerator(double[] x, double[] y, Alternative alternative) {
        long n1 = x.length;
        long n2 = y.length;
        long difference = 0;
        long max = 0;
        long min = 0;
        int i = 0;
        int j = 0;
        while (i < n1 && j < n2) {
            double a = x[i];
            double b = y[j];
            double at = a < b ? a : b;
            while (i < n1 && x[i] == at) {
                i++;
                difference += n2;
            }
            while (j < n2 && y[j] == at) {
                j++;
                difference -= n1;
            }
            max = Math.max(max, difference);
            min = Math.min(min, difference);
        }
        return choose(max, min, alternative);
    }

    static long numeratorOfCounts(long[] x, long[] y, long n1, long n2, Alternative alternative) {
        long difference = 0;
        long max = 0;
        long min = 0;
        for (int bin = 0; bin < x.length; bin++) {
            difference += x[bin] * n2 - y[bin] * n1;
            max = Math.max(max, difference);
            min = Math.min(min, difference);
        }
        return choose(max, min, alternative);
    }

    private static long choose(long max, long min, Alternative alternative) {
        return switch (alternative) {
            case TWO_SIDED -> Math.max(max, -min);
            case LESS -> max;
            case GREATER -> -min;
        };
    }

    static double exact(long numerator, int n1, int n2, boolean twoSided) {
        if (numerator <= 0) {
            return 1;
        }
        if (numerator == (long) n1 * n2) {
            return (twoSided ? 2 : 1) * apart(Math.min(n1, n2), Math.max(n1, n2));
        }
        if (n1 == n2) {
            int h = Math.toIntExact(numerator / n1);
            return twoSided ? square(n1, h) : reflected(n1, 0, h);
        }
        return twoSided ? paths(numerator, n1, n2) : pathsAbove(numerator, n1, n2);
    }

    /** The cells that the exact distribution of unequal sizes has to visit. */
    static double cells(long numerator, int n1, int n2) {
        return n1 == n2 ? n1 : n1 * Math.min(n2 + 1.0, 2.0 * numerator / n1);
    }

    /** The probability that all values of one given sample lie below all of the other. */
    private static double apart(int smaller, int larger) {
        double p = 1;
        for (int k = 1; k <= smaller && p > 0; k++) {
            p *= k / ((double) larger + k);
        }
        return p;
    }

    /** The alternating reflection sum for equal sizes, nested so that each partial sum stays positive. */
    private static double square(int n, int h) {
        double p = 0;
        for (int k = n / h - 1; k >= 0; k--) {
            p = reflected(n, k * h, h) * (1 - p);
        }
        return Math.min(1, 2 * p);
    }

    /** {@code C(2n, n - from - h) / C(2n, n - from)}. */
    private static double reflected(int n, int from, int h) {
        double p = 1;
        for (int j = 0; j < h; j++) {
            p *= (n - from - j) / (n + from + j + 1.0);
        }
        return p;
    }

    /**
     * The probability that a random path from (0, 0) to (n1, n2) reaches {@code |i n2 - j n1| >= numerator}.
     *
     * <p>Only sums of positive terms, so that small probabilities keep their relative precision.
     */
    static double paths(long numerator, int n1, int n2) {
        double[] inverse = inverses(n1 + n2);
        double[] touched = new double[n2 + 1];
        Arrays.fill(touched, 1);
        for (int i = 0; i <= n1; i++) {
            long at = (long) i * n2;
            int from = (int) Math.max(0, Math.floorDiv(at - numerator, (long) n1) + 1);
            int to = (int) Math.min(n2, ceilDiv(at + numerator, n1) - 1);
            if (from > 0) {
                touched[from - 1] = 1;
            }
            sweep(touched, inverse, i, from, to);
        }
        return touched[n2];
    }

    /** The same for {@code i n2 - j n1 >= numerator} alone. */
    private static double pathsAbove(long numerator, int n1, int n2) {
        double[] inverse = inverses(n1 + n2);
        double[] touched = new double[n2 + 1];
        for (int i = 0; i <= n1; i++) {
            long at = (long) i * n2;
            int from = (int) Math.max(0, Math.floorDiv(at - numerator, (long) n1) + 1);
            for (int j = 0; j < Math.min(from, n2 + 1); j++) {
                touched[j] = 1;
            }
            sweep(touched, inverse, i, from, n2);
        }
        return touched[n2];
    }

    private static void sweep(double[] touched, double[] inverse, int i, int from, int to) {
        int j = from;
        if (j == 0) {
            // Along the border a path has one way only: what it touched so far. At the origin nothing.
            if (i == 0) {
                touched[0] = 0;
            }
            j = 1;
        }
        double before = j - 1 <= to && j > 0 ? touched[j - 1] : 1;
        for (; j <= to; j++) {
            before = (i * touched[j] + j * before) * inverse[i + j];
            touched[j] = before;
        }
    }

    private static double[] inverses(int n) {
        double[] inverse = new double[n + 1];
        for (int k = 1; k <= n; k++) {
            inverse[k] = 1.0 / k;
        }
        return inverse;
    }

    private static long ceilDiv(long a, long b) {
        return -Math.floorDiv(-a, b);
    }

    static double asymptotic(double d, int n1, int n2, boolean twoSided) {
        if (d <= 0) {
            return 1;
        }
        double larger = Math.max(n1, n2);
        double smaller = Math.min(n1, n2);
        if (!twoSided) {
            double z = Math.sqrt(larger * smaller / (larger + smaller)) * d;
            double correction = 2 * z * (larger + 2 * smaller) / Math.sqrt(larger * smaller * (larger + smaller)) / 3;
            return Math.exp(-2 * z * z - correction);
        }
        double n = Math.max(1, Math.rint(larger * smaller / (larger + smaller)));
        return OneSampleKolmogorov.survival(d, (int) n);
    }

    static double limit(double d, int n1, int n2, boolean twoSided) {
        double x = Math.sqrt((double) n1 * n2 / ((double) n1 + n2)) * d;
        return twoSided ? kolmogorov(x) : Math.exp(-2 * x * x);
    }

    /** The upper tail of Kolmogorov's distribution: {@code 2 sum (-1)^(k-1) exp(-2 k^2 x^2)}. */
    static double kolmogorov(double x) {
        if (x <= 0) {
            return 1;
        }
        if (x < 1) {
            double sum = 0;
            double scale = -Math.PI * Math.PI / (8 * x * x);
            for (int k = 1; k <= 19; k += 2) {
                sum += Math.exp(scale * k * k);
            }
            return 1 - Math.sqrt(2 * Math.PI) / x * sum;
        }
        double sum = 0;
        for (int k = 8; k >= 1; k--) {
            sum = Math.exp(-2.0 * k * k * x * x) - sum;
        }
        return Math.min(1, 2 * sum);
    }
}
