// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Bounds of a rate that hold at every look at once, however often somebody looks.
 *
 * <p>An interval for one look, such as Wilson's, is wrong about a share of the looks, so whoever polls it every minute
 * sees a false alarm sooner or later. The interval here is {@code {p : (n + 1) Binomial(k; n, p) > 1 - confidence}}: the
 * uniform mixture over p makes {@code 1 / ((n + 1) Binomial(k; n, p))} a martingale, and Ville's inequality bounds the
 * chance that it ever reaches {@code 1 / (1 - confidence)}. See Robbins (1970), Statistical methods related to the law of
 * the iterated logarithm, Annals of Mathematical Statistics 41(5).
 */
final class RateBounds {
    private static final int BISECTIONS = 60;

    private RateBounds() {}

    /** Returns the rate {@code k / n} with its bounds; undefined for n = 0. */
    static Measurement of(long events, long calls, double confidence) {
        if (calls == 0) {
            return new Undefined("no calls yet");
        }
        // Counters are read one after the other, so an event may be seen before its call.
        int n = (int) Math.min(Integer.MAX_VALUE, calls);
        int k = (int) Math.min(n, Math.round(events * (n / (double) calls)));
        double point = k / (double) n;
        double threshold = Math.log1p(-confidence) - Math.log(n + 1.0);
        double lower = k == 0 ? 0 : edge(n, k, point, 0, threshold);
        double upper = k == n ? 1 : edge(n, k, point, 1, threshold);
        return new Estimate(point, lower, upper, confidence, calls);
    }

    /** The probability falls from the point towards both ends; the edge is where it crosses the threshold. */
    private static double edge(int n, int k, double inside, double outside, double threshold) {
        double in = inside;
        double out = outside;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (in + out) / 2;
            if (BinomialDistribution.of(n, middle).logProbability(k) > threshold) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return out;
    }
}
