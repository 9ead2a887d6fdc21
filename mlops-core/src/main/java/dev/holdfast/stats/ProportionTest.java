// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Locale;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * The comparison of two proportions: the z test with a pooled variance, or Fisher's exact test.
 *
 * <p>z: {@code (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2))} with the pooled share p. Fisher: the hypergeometric probability
 * of all tables at most as probable as the one seen (two-sided) or at least as extreme (one-sided); its statistic is the
 * sample odds ratio, which may be infinite. The effect is the difference of the proportions with Newcombe's 95 % interval.
 *
 * <p>A group without trials gives {@link Undefined}, as does an outcome that all trials share. Immutable and thread-safe;
 * the z test takes constant time, Fisher's time linear in the smallest margin.
 *
 * <p>Reference: Agresti (2002), Categorical Data Analysis, sections 2.4 and 3.5.
 *
 * <pre>{@code
 * ProportionTest.withDefaults().test(30, 100, 45, 120);   // z -1.169, p 0.2426
 * }</pre>
 */
public final class ProportionTest {
    private static final String EFFECT = "difference";
    private static final ProportionTest DEFAULTS = new ProportionTest(false, Alternative.TWO_SIDED, 0.05);

    private final boolean exact;
    private final Alternative alternative;
    private final double alpha;

    private ProportionTest(boolean exact, Alternative alternative, double alpha) {
        this.exact = exact;
        this.alternative = alternative;
        this.alpha = alpha;
    }

    /**
     * Returns the two-sided z test at level 0.05.
     *
     * @return the test
     */
    public static ProportionTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test in its exact or its asymptotic form.
     *
     * @param newExact true for Fisher's exact test, false for the z test
     * @return the test
     */
    public ProportionTest withExact(boolean newExact) {
        return new ProportionTest(newExact, alternative, alpha);
    }

    /**
     * Returns the test against another alternative.
     *
     * @param newAlternative what to look for
     * @return the test
     */
    public ProportionTest withAlternative(Alternative newAlternative) {
        return new ProportionTest(exact, newAlternative, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public ProportionTest withAlpha(double newAlpha) {
        return new ProportionTest(exact, alternative, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests two groups.
     *
     * @param successes1 the successes of the first group
     * @param n1 the trials of the first group
     * @param successes2 the successes of the second group
     * @param n2 the trials of the second group
     * @return the result; undefined when a group has no trials or all trials share one outcome
     * @throws IllegalArgumentException when successes are not in [0, trials], or Fisher's test is asked for 2^31 trials
     */
    public TestResult test(long successes1, long n1, long successes2, long n2) {
        Measurement difference = Intervals.newcombe(successes1, n1, successes2, n2, 0.95);
        long n = Math.addExact(n1, n2);
        if (difference instanceof Undefined undefined) {
            return TestResult.undefined(name(), EFFECT, n, alpha, undefined.reason());
        }
        long successes = successes1 + successes2;
        if (successes == 0 || successes == n) {
            return TestResult.undefined(name(), EFFECT, n, alpha, "all " + n + " trials share one outcome");
        }
        return exact
                ? fisher(successes1, n1 - successes1, successes2, n2 - successes2, difference)
                : z((double) successes1, (double) n1, (double) successes2, (double) n2, difference);
    }

    private TestResult z(double successes1, double n1, double successes2, double n2, Measurement difference) {
        double n = n1 + n2;
        double pooled = (successes1 + successes2) / n;
        double z = (successes1 / n1 - successes2 / n2) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
        return TestResult.of(name(), z, Intervals.p(z, alternative), EFFECT, difference, (long) n, alpha);
    }

    private TestResult fisher(long a, long b, long c, long d, Measurement difference) {
        long n = a + b + c + d;
        if (n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the exact test takes fewer than 2^31 trials, got " + n);
        }
        int[][] table = {{(int) a, (int) b}, {(int) c, (int) d}};
        AlternativeHypothesis hypothesis = switch (alternative) {
            case TWO_SIDED -> AlternativeHypothesis.TWO_SIDED;
            case LESS -> AlternativeHypothesis.LESS_THAN;
            case GREATER -> AlternativeHypothesis.GREATER_THAN;
        };
        double p = FisherExactTest.withDefaults().with(hypothesis).test(table).getPValue();
        double odds = (double) a * d / ((double) b * c);
        return TestResult.of(name(), odds, p, EFFECT, difference, n, alpha);
    }

    private String name() {
        return exact ? "fisher-exact" : "proportions-z";
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ProportionTest.withDefaults().withExact(%s).withAlternative(%s).withAlpha(%s)",
                exact,
                alternative,
                alpha);
    }
}
