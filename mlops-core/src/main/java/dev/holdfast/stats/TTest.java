// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The t test of two independent samples: do their means differ?
 *
 * <p>Welch's form, the default, allows variances to differ: {@code t = (m1 - m2) / sqrt(s1^2/n1 + s2^2/n2)} with
 * Satterthwaite's degrees of freedom; the pooled form takes them for equal and has {@code n1 + n2 - 2}. The effect is
 * Cohen's d, the difference by the pooled standard deviation.
 *
 * <p>A sample of fewer than two values, two samples without any variation, and values whose squares leave the range of
 * doubles (from about 1e154 up, 1e-146 down) give {@link Undefined}. NaN and infinite values are refused. Immutable and thread-safe; linear time.
 *
 * <p>Reference: Welch (1947), doi:10.1093/biomet/34.1-2.28.
 *
 * <pre>{@code
 * TTest.withDefaults().test(new double[] {1, 2, 3, 4}, new double[] {2, 3, 4, 7});   // t -1.192, p 0.2877
 * }</pre>
 */
public final class TTest {
    private static final TTest DEFAULTS = new TTest(false, Alternative.TWO_SIDED, 0.05);

    private final boolean pooled;
    private final Alternative alternative;
    private final double alpha;

    private TTest(boolean pooled, Alternative alternative, double alpha) {
        this.pooled = pooled;
        this.alternative = alternative;
        this.alpha = alpha;
    }

    /**
     * Returns Welch's two-sided test at level 0.05.
     *
     * @return the test
     */
    public static TTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test with or without a common variance.
     *
     * @param newPooled true to take the variances for equal
     * @return the test
     */
    public TTest withPooledVariance(boolean newPooled) {
        return new TTest(newPooled, alternative, alpha);
    }

    /**
     * Returns the test against another alternative.
     *
     * @param newAlternative what to look for
     * @return the test
     */
    public TTest withAlternative(Alternative newAlternative) {
        return new TTest(pooled, newAlternative, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public TTest withAlpha(double newAlpha) {
        return new TTest(pooled, alternative, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two samples.
     *
     * @param x the first sample
     * @param y the second sample
     * @return the result; undefined for a sample of fewer than two values or samples without variation
     * @throws IllegalArgumentException when a value is NaN or infinite
     */
    public TestResult test(double[] x, double[] y) {
        Arguments.finite("x", x);
        Arguments.finite("y", y);
        int n1 = x.length;
        int n2 = y.length;
        long n = (long) n1 + n2;
        if (n1 < 2 || n2 < 2) {
            return undefined(n, "each sample needs two values, got " + n1 + " and " + n2);
        }
        if (Moments.constant(x) && Moments.constant(y)) {
            return undefined(n, "both samples are constant, " + x[0] + " and " + y[0]);
        }
        double[] fromX = Moments.from(x[0], x);
        double[] fromY = Moments.from(x[0], y);
        double m1 = Moments.mean(fromX);
        double m2 = Moments.mean(fromY);
        double s1 = Moments.squares(fromX, m1);
        double s2 = Moments.squares(fromY, m2);
        if (s1 + s2 < Moments.LEAST_SQUARES) {
            return undefined(n, "the values vary too little for their squares");
        }
        if (!Double.isFinite(s1 + s2)) {
            return undefined(n, "the values are too large for their squares");
        }
        double common = (s1 + s2) / (n - 2.0);
        double v1 = (pooled ? common : s1 / (n1 - 1.0)) / n1;
        double v2 = (pooled ? common : s2 / (n2 - 1.0)) / n2;
        double t = (m1 - m2) / Math.sqrt(v1 + v2);
        double df = pooled ? n - 2.0 : satterthwaite(v1 / (v1 + v2), n1, n2);
        TDistribution distribution = TDistribution.of(df);
        double p = switch (alternative) {
            case TWO_SIDED -> 2 * distribution.survivalProbability(Math.abs(t));
            case LESS -> distribution.cumulativeProbability(t);
            case GREATER -> distribution.survivalProbability(t);
        };
        double d = (m1 - m2) / Math.sqrt(common);
        return TestResult.of(name(), t, p, "cohens-d", Estimate.exact(d, n), n, alpha)
                .withDegreesOfFreedom(df);
    }

    /** From the first sample's share of the variance, which no scale of the values can make overflow. */
    private static double satterthwaite(double share, int n1, int n2) {
        return 1 / (share * share / (n1 - 1.0) + (1 - share) * (1 - share) / (n2 - 1.0));
    }

    private TestResult undefined(long n, String reason) {
        return TestResult.undefined(name(), "cohens-d", n, alpha, reason);
    }

    private String name() {
        return pooled ? "pooled-t" : "welch-t";
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "TTest.withDefaults().withPooledVariance(%s).withAlternative(%s).withAlpha(%s)",
                pooled,
                alternative,
                alpha);
    }
}
