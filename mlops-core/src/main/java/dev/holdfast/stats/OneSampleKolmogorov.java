// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

/*
 * Up to 10,000 values Commons Statistics has the distribution (Simard, L'Ecuyer 2011, doi:10.18637/jss.v039.i11). Above, its
 * sum over all values takes longer than sorting them, and two expressions in constant time take its place:
 *
 * - for n d^2 of 2.2 and more, twice the one-sided tail less the chance to go out on both sides. The one-sided tail is
 *   Smirnov's sum  sum_j C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) d, the terms of which rise from nothing and fall to
 *   nothing so smoothly that some two thousand of them, evenly apart, give it to the last digits (the trapezoidal rule);
 * - below, the expansion in powers of n^(-1/2) of Pelz and Good (1976), J. Roy. Statist. Soc. B 38, 152-156, right to the
 *   order of n^-2.
 */
/** The upper tail of the two-sided one-sample Kolmogorov-Smirnov statistic. */
final class OneSampleKolmogorov {
    private static final int EXACT_LIMIT = 10_000;
    private static final int NODES = 2_048;
    private static final double TAIL_FROM = 2.2;
    private static final int TERMS = 8;

    private OneSampleKolmogorov() {}

    /** The probability of a statistic of at least d in a sample of n values. */
    static double survival(double d, int n) {
        if (d >= 1) {
            return 0;
        }
        if (n * d <= 0.5) {
            return 1;
        }
        if (n == 1) {
            return Math.min(1, 2 * (1 - d));
        }
        if (n <= EXACT_LIMIT) {
            return exact(d, n);
        }
        double square = n * d * d;
        if (square < TAIL_FROM) {
            return 1 - pelzGood(Math.sqrt(square), n);
        }
        double root = Math.sqrt(square) + 1 / (6 * Math.sqrt(n));
        double both = 2 * Math.exp(-8 * root * root) - 2 * Math.exp(-18 * root * root);
        return 2 * oneSided(d, n) - both;
    }

    /** Commons Statistics tests samples only: so one is made that has the statistic. */
    private static double exact(double d, int n) {
        double[] sample = new double[n];
        for (int i = 0; i < n; i++) {
            sample[i] = Math.max(0, (i + 1.0) / n - d);
        }
        return KolmogorovSmirnovTest.withDefaults()
                .with(PValueMethod.EXACT)
                .test(sample, value -> value)
                .getPValue();
    }

    /** The upper tail of the one-sided statistic for more values than nodes. */
    static double oneSided(double d, int n) {
        int stride = n / NODES;
        double sum = 0;
        double scale = stirling(n) - Math.log(2 * Math.PI) / 2;
        for (double j = stride; j < n * (1 - d) - 1; j += stride) {
            double t = j / n;
            double k = n - j;
            // C(n, j) (t + d)^j (1 - t - d)^(n - j) by Stirling's series, as in Loader's binomial probabilities.
            double log = scale
                    - stirling(j)
                    - stirling(k)
                    + j * Math.log1p(d / t)
                    + k * Math.log1p(-d / (1 - t))
                    - Math.log(t * k) / 2;
            sum += Math.exp(log) * d / (d + t);
        }
        return sum * stride;
    }

    /** {@code ln k! - ln(sqrt(2 pi k) (k / e)^k)}. */
    private static double stirling(double k) {
        double square = k * k;
        return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / k;
    }

    /** The distribution function at {@code z = sqrt(n) d}. */
    private static double pelzGood(double z, int n) {
        double z2 = z * z;
        double[] k = new double[4];
        for (int i = 0; i < TERMS; i++) {
            double a = Math.PI * Math.PI * (i + 0.5) * (i + 0.5);
            double b = Math.PI * Math.PI * (i + 1.0) * (i + 1.0);
            double odd = 2 * Math.exp(-a / (2 * z2));
            double even = 2 * Math.exp(-b / (2 * z2));
            k[0] += odd;
            k[1] += odd * (a - z2);
            k[2] += odd * (z2 * z2 * (6 * z2 + 2) + a * z2 * (2 * z2 - 5) + a * a * (1 - 2 * z2))
                    - even * 2 * b * z2 * z2;
            k[3] += odd
                            * (a * a * a * (5 - 30 * z2)
                                    + a * a * z2 * (212 * z2 - 60)
                                    + a * z2 * z2 * (135 - 96 * z2)
                                    - z2 * z2 * z2 * (30 + 90 * z2))
                    + even * 30 * z2 * z2 * b * (3 * z2 - b);
        }
        double sum = k[0] / z
                + k[1] / (6 * Math.pow(z, 4) * Math.sqrt(n))
                + k[2] / (72 * Math.pow(z, 7) * n)
                + k[3] / (6480 * Math.pow(z, 10) * n * Math.sqrt(n));
        return Math.sqrt(Math.PI / 2) * sum;
    }
}
