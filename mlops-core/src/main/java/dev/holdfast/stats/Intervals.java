// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Confidence intervals of proportions, and of what is approximately normal.
 *
 * <p>With {@code p = k / n} and {@code z} the normal quantile at {@code 1 - (1 - confidence) / 2}:
 *
 * <ul>
 *   <li>Wilson: {@code (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)}, the default choice;
 *   <li>Clopper-Pearson: exact, never covers less than asked, wider;
 *   <li>Jeffreys: quantiles of {@code Beta(k + 1/2, n - k + 1/2)}, with the lower end 0 at k = 0 and the upper end 1 at
 *       k = n;
 *   <li>Newcombe: the difference of two independent proportions from their Wilson intervals (his method 10).
 * </ul>
 *
 * <p>Ends stay within [0, 1], or [-1, 1] for a difference. No trials give {@link Undefined}, never 0. The ends of Jeffreys
 * and Clopper-Pearson are right to a relative error of about {@code 1e-15 + n 1e-17}. Stateless and thread-safe; constant
 * time.
 *
 * <p>Reference: Brown, Cai, DasGupta (2001), Interval Estimation for a Binomial Proportion, doi:10.1214/ss/1009213286;
 * Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8&lt;873::AID-SIM779&gt;3.0.CO;2-I.
 *
 * <pre>{@code
 * Measurement recall = Intervals.wilson(45, 50, 0.95);   // 0.9 in [0.786, 0.957]
 * }</pre>
 */
public final class Intervals {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Intervals() {}

    /**
     * Returns a proportion with its Wilson score interval.
     *
     * @param successes the number of successes, from 0 to {@code n}
     * @param n the number of trials, at least 0
     * @param confidence the coverage, in (0, 1)
     * @return the proportion, or undefined when there are no trials
     * @throws IllegalArgumentException when a number is out of its range
     */
    public static Measurement wilson(long successes, long n, double confidence) {
        check(successes, n, confidence);
        if (n == 0) {
            return noTrials();
        }
        double p = (double) successes / n;
        double z = z(confidence);
        double z2 = z * z;
        double center = (p + z2 / (2.0 * n)) / (1 + z2 / n);
        double half = z / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
        // The ends are exactly 0 and 1 at the borders; computed, they would miss by rounding.
        double lower = successes == 0 ? 0 : Math.max(0, center - half);
        double upper = successes == n ? 1 : Math.min(1, center + half);
        return new Estimate(p, lower, upper, confidence, n);
    }

    /**
     * Returns a proportion with its exact (Clopper-Pearson) interval.
     *
     * @param successes the number of successes, from 0 to {@code n}
     * @param n the number of trials, at least 0
     * @param confidence the coverage, in (0, 1)
     * @return the proportion, or undefined when there are no trials
     * @throws IllegalArgumentException when a number is out of its range
     */
    public static Measurement clopperPearson(long successes, long n, double confidence) {
        check(successes, n, confidence);
        if (n == 0) {
            return noTrials();
        }
        double tail = (1 - confidence) / 2;
        double lower = successes == 0
                ? 0
                : BetaDistribution.of((double) successes, n - successes + 1.0).inverseCumulativeProbability(tail);
        double upper = successes == n
                ? 1
                : BetaDistribution.of(successes + 1.0, (double) (n - successes)).inverseSurvivalProbability(tail);
        return new Estimate((double) successes / n, lower, upper, confidence, n);
    }

    /**
     * Returns a proportion with its Jeffreys interval.
     *
     * @param successes the number of successes, from 0 to {@code n}
     * @param n the number of trials, at least 0
     * @param confidence the coverage, in (0, 1)
     * @return the proportion, or undefined when there are no trials
     * @throws IllegalArgumentException when a number is out of its range
     */
    public static Measurement jeffreys(long successes, long n, double confidence) {
        check(successes, n, confidence);
        if (n == 0) {
            return noTrials();
        }
        double tail = (1 - confidence) / 2;
        BetaDistribution posterior = BetaDistribution.of(successes + 0.5, n - successes + 0.5);
        double lower = successes == 0 ? 0 : posterior.inverseCumulativeProbability(tail);
        double upper = successes == n ? 1 : posterior.inverseSurvivalProbability(tail);
        return new Estimate((double) successes / n, lower, upper, confidence, n);
    }

    /**
     * Returns the difference of two independent proportions, first minus second, with Newcombe's interval.
     *
     * @param successes1 the successes of the first group
     * @param n1 the trials of the first group
     * @param successes2 the successes of the second group
     * @param n2 the trials of the second group
     * @param confidence the coverage, in (0, 1)
     * @return the difference, or undefined when a group has no trials
     * @throws IllegalArgumentException when a number is out of its range
     */
    public static Measurement newcombe(long successes1, long n1, long successes2, long n2, double confidence) {
        Measurement first = wilson(successes1, n1, confidence);
        Measurement second = wilson(successes2, n2, confidence);
        if (first instanceof Estimate a && second instanceof Estimate b) {
            double difference = a.point() - b.point();
            double down = Math.hypot(a.point() - a.lower(), b.upper() - b.point());
            double up = Math.hypot(a.upper() - a.point(), b.point() - b.lower());
            return new Estimate(
                    difference,
                    Math.max(-1, difference - down),
                    Math.min(1, difference + up),
                    confidence,
                    Math.addExact(n1, n2));
        }
        return new Undefined(
                first instanceof Undefined ? "no trials in the first group" : "no trials in the second group");
    }

    /**
     * Returns an estimate that is approximately normal, with {@code point -+ z * standardError}.
     *
     * @param point the estimate
     * @param standardError its standard error, at least 0
     * @param n the number of observations
     * @param confidence the coverage, in (0, 1)
     * @return the estimate, or undefined when the point or the standard error is NaN or infinite
     * @throws IllegalArgumentException when the standard error is negative or the confidence is out of its range
     */
    public static Measurement normal(double point, double standardError, long n, double confidence) {
        Arguments.level("confidence", confidence);
        if (standardError < 0) {
            throw new IllegalArgumentException("the standard error must be at least 0, got " + standardError);
        }
        if (!Double.isFinite(point) || !Double.isFinite(standardError)) {
            return new Undefined("no finite estimate with a finite standard error from " + n + " observations");
        }
        double half = z(confidence) * standardError;
        return new Estimate(point, point - half, point + half, confidence, n);
    }

    static double z(double confidence) {
        return NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
    }

    /** Two-sided p-value of a standard normal statistic. */
    static double twoSided(double z) {
        return 2 * NORMAL.survivalProbability(Math.abs(z));
    }

    static double p(double z, Alternative alternative) {
        return switch (alternative) {
            case TWO_SIDED -> twoSided(z);
            case LESS -> NORMAL.cumulativeProbability(z);
            case GREATER -> NORMAL.survivalProbability(z);
        };
    }

    private static Undefined noTrials() {
        return new Undefined("no trials");
    }

    private static void check(long successes, long n, double confidence) {
        Arguments.level("confidence", confidence);
        if (n < 0 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(
                    "successes must be in [0, n] and n at least 0, got " + successes + " of " + n);
        }
    }
}
