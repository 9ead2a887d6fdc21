// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a significance test found: the statistic, its p-value and, beside it, how large the effect is.
 *
 * <p>Immutable. When the data do not allow the test (an empty sample, no variation), statistic and p-value are
 * {@link Undefined} with the reason and the verdict is {@link Verdict#INCONCLUSIVE}: never a p-value of 1.
 *
 * @param test the name of the test, such as {@code "kolmogorov-smirnov"}
 * @param statistic the test statistic
 * @param pValue the probability, under the null hypothesis, of a statistic at least as extreme; in [0, 1]
 * @param degreesOfFreedom the degrees of freedom, empty for a test that has none
 * @param effectName what {@code effect} measures, such as {@code "cramers-v"}
 * @param effect the effect size, comparable across sample sizes
 * @param n the number of observations in all samples together
 * @param alpha the level of significance that {@link #verdict()} uses, in (0, 1)
 */
public record TestResult(
        String test,
        Measurement statistic,
        Measurement pValue,
        OptionalDouble degreesOfFreedom,
        String effectName,
        Measurement effect,
        long n,
        double alpha) {
    /** What a test says at its level of significance. */
    public enum Verdict {
        /** The p-value is at most the level. */
        SIGNIFICANT,
        /** The p-value is above the level: no evidence of a difference, which is no proof of equality. */
        NOT_SIGNIFICANT,
        /** The test could not be done with these data. */
        INCONCLUSIVE
    }

    /**
     * Checks the level.
     *
     * @param test as above
     * @param statistic as above
     * @param pValue as above
     * @param degreesOfFreedom as above
     * @param effectName as above
     * @param effect as above
     * @param n as above
     * @param alpha as above
     * @throws IllegalArgumentException when alpha is not in (0, 1)
     */
    public TestResult {
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(statistic, "statistic");
        Objects.requireNonNull(pValue, "pValue");
        Objects.requireNonNull(degreesOfFreedom, "degreesOfFreedom");
        Objects.requireNonNull(effectName, "effectName");
        Objects.requireNonNull(effect, "effect");
        Arguments.level("alpha", alpha);
    }

    static TestResult of(
            String test, double statistic, double pValue, String effectName, Measurement effect, long n, double alpha) {
        return new TestResult(
                test,
                Estimate.exact(statistic, n),
                Estimate.exact(Math.min(1, Math.max(0, pValue)), n),
                OptionalDouble.empty(),
                effectName,
                effect,
                n,
                alpha);
    }

    static TestResult undefined(String test, String effectName, long n, double alpha, String reason) {
        Undefined undefined = new Undefined(reason);
        return new TestResult(test, undefined, undefined, OptionalDouble.empty(), effectName, undefined, n, alpha);
    }

    TestResult withDegreesOfFreedom(double df) {
        return new TestResult(test, statistic, pValue, OptionalDouble.of(df), effectName, effect, n, alpha);
    }

    /**
     * Returns what the test says at its level.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        if (pValue instanceof Estimate p) {
            return p.point() <= alpha ? Verdict.SIGNIFICANT : Verdict.NOT_SIGNIFICANT;
        }
        return Verdict.INCONCLUSIVE;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: statistic %s, p %s, %s %s, n %d, %s at %s",
                test,
                statistic,
                pValue,
                effectName,
                effect,
                n,
                verdict(),
                alpha);
    }
}
