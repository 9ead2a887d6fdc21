// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

/**
 * The two-sided p-value of Fisher's exact test: what permutations of group labels among the rows of a denominator tend to
 * as their number grows.
 *
 * <p>The sum of the probabilities of all tables with the same margins that are no likelier than the one observed.
 * Probabilities follow from their neighbour's, starting at the mode, so that none overflows and the cost is some standard
 * deviations of the count, not the number of rows.
 */
final class FisherExact {
    /** What two orders of arithmetic may differ by. */
    private static final double SLACK = 1 + 1e-9;

    private FisherExact() {}

    /** Of all {@code n} rows {@code successes} are counted; the group has {@code size} rows and counts {@code k}. */
    static double pValue(long k, long size, long successes, long n) {
        long least = Math.max(0, size + successes - n);
        long most = Math.min(size, successes);
        long likeliest = (long) ((size + 1.0) * (successes + 1.0) / (n + 2.0));
        long mode = Math.min(most, Math.max(least, likeliest));
        double observed = relative(k, mode, size, successes, n);
        double total = 1;
        double tail = observed * SLACK >= 1 ? 1 : 0;
        for (int step = -1; step <= 1; step += 2) {
            double p = 1;
            for (long i = mode; step < 0 ? i > least : i < most; i += step) {
                p *= step < 0 ? 1 / ratio(i - 1, size, successes, n) : ratio(i, size, successes, n);
                if (p == 0) {
                    break;
                }
                total += p;
                tail += p <= observed * SLACK ? p : 0;
            }
        }
        return Math.min(1, Math.max(Double.MIN_NORMAL, tail / total));
    }

    /** The probability of k + 1 divided by that of k. */
    private static double ratio(long k, long size, long successes, long n) {
        return (double) (successes - k) * (size - k) / ((k + 1.0) * (n - successes - size + k + 1.0));
    }

    private static double relative(long k, long mode, long size, long successes, long n) {
        double p = 1;
        for (long i = mode; i < k && p > 0; i++) {
            p *= ratio(i, size, successes, n);
        }
        for (long i = mode; i > k && p > 0; i--) {
            p /= ratio(i - 1, size, successes, n);
        }
        return p;
    }
}
