// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import java.util.random.RandomGenerator;

/**
 * Draws exact binomial numbers at a cost that does not grow with the number of trials.
 *
 * <p>Small expectations by inversion of the distribution function; others by Hörmann's transformed rejection (BTRS),
 * W. Hörmann, The generation of binomial random variates, Journal of Statistical Computation and Simulation 46 (1993),
 * doi 10.1080/00949659308811496.
 */
final class BinomialSampler {
    private static final double INVERSION_BELOW = 10;

    private BinomialSampler() {}

    static long draw(RandomGenerator random, long n, double p) {
        if (n <= 0 || p <= 0) {
            return 0;
        }
        if (p >= 1) {
            return n;
        }
        if (p > 0.5) {
            return n - draw(random, n, 1 - p);
        }
        return n * p < INVERSION_BELOW ? inversion(random, n, p) : transformedRejection(random, n, p);
    }

    private static long inversion(RandomGenerator random, long n, double p) {
        double odds = p / (1 - p);
        double probability = Math.exp(n * Math.log1p(-p));
        double u = random.nextDouble();
        long k = 0;
        while (u > probability && k < n) {
            u -= probability;
            k++;
            probability *= odds * (n - k + 1) / k;
        }
        return k;
    }

    private static long transformedRejection(RandomGenerator random, long n, double p) {
        double odds = p / (1 - p);
        double spread = Math.sqrt(n * p * (1 - p));
        double b = 1.15 + 2.53 * spread;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double centre = n * p + 0.5;
        double squeeze = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * spread;
        double mode = Math.floor((n + 1) * p);
        while (true) {
            double u = random.nextDouble() - 0.5;
            double v = random.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + centre);
            if (us >= 0.07 && v <= squeeze) {
                return (long) k;
            }
            if (k < 0 || k > n) {
                continue;
            }
            double bound = (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1)))
                    + (n + 1) * Math.log((n - mode + 1) / (n - k + 1))
                    + (k + 0.5) * Math.log(odds * (n - k + 1) / (k + 1))
                    + stirling(mode)
                    + stirling(n - mode)
                    - stirling(k)
                    - stirling(n - k);
            if (Math.log(v * alpha / (a / (us * us) + b)) <= bound) {
                return (long) k;
            }
        }
    }

    /** The remainder of Stirling's series for {@code ln k!}, by its first terms; exact sums below ten. */
    private static double stirling(double k) {
        if (k < SMALL.length) {
            return SMALL[(int) k];
        }
        double inverse = 1 / (k + 1);
        double square = inverse * inverse;
        return (1.0 / 12 - (1.0 / 360 - square / 1260) * square) * inverse;
    }

    private static final double[] SMALL = new double[10];

    static {
        double logFactorial = 0;
        for (int k = 0; k < SMALL.length; k++) {
            logFactorial += k == 0 ? 0 : Math.log(k);
            SMALL[k] = logFactorial - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(k + 1.0) - (k + 1));
        }
    }
}
