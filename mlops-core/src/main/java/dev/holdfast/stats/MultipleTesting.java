// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Adjusts p-values of tests that are read together, so that each may be compared with the level itself.
 *
 * <p>Bonferroni, Sidak, Holm, Holm-Sidak, Hochberg and Hommel bound the chance of one false alarm among all tests;
 * Benjamini-Hochberg and Benjamini-Yekutieli bound the share of false alarms among the alarms. Sidak and Holm-Sidak ask
 * for independent tests, Hochberg, Hommel and Benjamini-Hochberg for independence or positive dependence; the others
 * hold always.
 *
 * <p>Every method takes p-values in any order, leaves them as they are and returns the adjusted ones in the same order:
 * in [0, 1], never below the p-value itself. A hypothesis is rejected when its adjusted p-value is <em>at most</em> the
 * level. No p-values give none. A p-value that is NaN or outside [0, 1] is an {@link IllegalArgumentException}: leave
 * tests that could not be done out. Stateless and thread-safe; {@code n log n} time, Hommel {@code n^2}.
 *
 * <p>References: Holm (1979); Hochberg (1988), doi:10.1093/biomet/75.4.800; Hommel (1988), doi:10.1093/biomet/75.2.383;
 * Benjamini, Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini, Yekutieli (2001),
 * doi:10.1214/aos/1013699998; Wright (1992), doi:10.2307/2532694.
 *
 * <pre>{@code
 * double[] adjusted = MultipleTesting.holm(new double[] {0.01, 0.04, 0.03});   // 0.03, 0.06, 0.06
 * }</pre>
 */
public final class MultipleTesting {
    private MultipleTesting() {}

    /**
     * Adjusts by Bonferroni: {@code n p}.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] bonferroni(double[] pValues) {
        check(pValues);
        return each(pValues, p -> Math.min(1, pValues.length * p));
    }

    /**
     * Adjusts by Sidak: {@code 1 - (1 - p)^n}.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] sidak(double[] pValues) {
        check(pValues);
        return each(pValues, p -> sidak(p, pValues.length));
    }

    /**
     * Adjusts by Holm's step-down method: {@code max over j <= i of (n - j + 1) p(j)}.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] holm(double[] pValues) {
        return stepDown(pValues, (p, left) -> left * p);
    }

    /**
     * Adjusts by Holm's step-down method with Sidak's bound: {@code max over j <= i of 1 - (1 - p(j))^(n - j + 1)}.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] holmSidak(double[] pValues) {
        return stepDown(pValues, MultipleTesting::sidak);
    }

    /**
     * Adjusts by Hochberg's step-up method: {@code min over j >= i of (n - j + 1) p(j)}.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] hochberg(double[] pValues) {
        int n = pValues.length;
        return stepUp(pValues, rank -> n - rank + 1);
    }

    /**
     * Adjusts by Hommel's method, the closure of Simes' test.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] hommel(double[] pValues) {
        check(pValues);
        int n = pValues.length;
        int[] order = order(pValues);
        double[] p = new double[n];
        double simes = 1;
        for (int i = 0; i < n; i++) {
            p[i] = pValues[order[i]];
            simes = Math.min(simes, n * p[i] / (i + 1));
        }
        double[] adjusted = new double[n];
        Arrays.fill(adjusted, simes);
        for (int m = n - 1; m >= 2; m--) {
            int first = n - m + 1;
            double tail = Double.POSITIVE_INFINITY;
            for (int i = first; i < n; i++) {
                tail = Math.min(tail, m * p[i] / (i - first + 2));
            }
            double last = Math.min(m * p[first - 1], tail);
            for (int i = 0; i < n; i++) {
                adjusted[i] = Math.max(adjusted[i], i < first ? Math.min(m * p[i], tail) : last);
            }
        }
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            result[order[i]] = Math.min(1, Math.max(adjusted[i], p[i]));
        }
        return result;
    }

    /**
     * Adjusts by Benjamini-Hochberg: {@code min over j >= i of n p(j) / j}; bounds the false discovery rate.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] benjaminiHochberg(double[] pValues) {
        int n = pValues.length;
        return stepUp(pValues, rank -> n / rank);
    }

    /**
     * Adjusts by Benjamini-Yekutieli: as Benjamini-Hochberg, times {@code 1 + 1/2 + ... + 1/n}; holds under any
     * dependence.
     *
     * @param pValues the p-values
     * @return the adjusted p-values, in the same order
     * @throws IllegalArgumentException when a p-value is not in [0, 1]
     */
    public static double[] benjaminiYekutieli(double[] pValues) {
        int n = pValues.length;
        double harmonic = 0;
        for (int i = n; i >= 1; i--) {
            harmonic += 1.0 / i;
        }
        double factor = harmonic;
        return stepUp(pValues, rank -> factor * n / rank);
    }

    private interface Bound {
        double of(double p, int left);
    }

    private static double[] stepDown(double[] pValues, Bound bound) {
        check(pValues);
        int[] order = order(pValues);
        double[] adjusted = new double[pValues.length];
        double running = 0;
        for (int i = 0; i < order.length; i++) {
            running = Math.max(running, Math.min(1, bound.of(pValues[order[i]], order.length - i)));
            adjusted[order[i]] = running;
        }
        return adjusted;
    }

    private static double[] stepUp(double[] pValues, DoubleUnaryOperator factorOfRank) {
        check(pValues);
        int[] order = order(pValues);
        double[] adjusted = new double[pValues.length];
        double running = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            running = Math.min(running, factorOfRank.applyAsDouble(i + 1) * pValues[order[i]]);
            adjusted[order[i]] = running;
        }
        return adjusted;
    }

    private static double sidak(double p, int tests) {
        return -Math.expm1(tests * Math.log1p(-p));
    }

    private static double[] each(double[] pValues, DoubleUnaryOperator adjust) {
        double[] adjusted = new double[pValues.length];
        for (int i = 0; i < adjusted.length; i++) {
            adjusted[i] = adjust.applyAsDouble(pValues[i]);
        }
        return adjusted;
    }

    private static int[] order(double[] pValues) {
        return Sorting.order(pValues);
    }

    private static void check(double[] pValues) {
        for (int i = 0; i < pValues.length; i++) {
            if (!(pValues[i] >= 0 && pValues[i] <= 1)) {
                throw new IllegalArgumentException("p-values must be in [0, 1], got " + pValues[i] + " at index " + i);
            }
        }
    }
}
