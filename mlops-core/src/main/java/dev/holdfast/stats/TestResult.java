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
 * <p>A p-value of which only a bound is known (the end of a table, too few permutations for the level) is an
 * {@link Estimate} whose interval reaches from the bound to 0 or to 1: {@link #bound()} says which. When the level lies
 * within that interval, the verdict is {@link Verdict#INCONCLUSIVE} too.
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
        /** The test could not be done with these data, or all that is known of the p-value does not decide. */
        INCONCLUSIVE
    }

    /** Whether the p-value is known or a bound. */
    public enum Bound {
        /** The p-value is known. */
        NONE,
        /** The p-value is the one given or smaller. */
        AT_MOST,
        /** The p-value is the one given or larger. */
        AT_LEAST
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

    /** A result of which the p-value is at most or at least one that is known. */
    static TestResult bounded(
            String test,
            double statistic,
            double pValue,
            Bound bound,
            String effectName,
            Measurement effect,
            long n,
            double alpha) {
        // Sure all the same; confidence 1 is what exact numbers say.
        double sure = Math.nextDown(1.0);
        Estimate p = switch (bound) {
            case NONE -> Estimate.exact(pValue, n);
            case AT_MOST -> new Estimate(pValue, 0, pValue, sure, n);
            case AT_LEAST -> new Estimate(pValue, pValue, 1, sure, n);
        };
        Measurement value = Estimate.exact(statistic, n);
        return new TestResult(test, value, p, OptionalDouble.empty(), effectName, effect, n, alpha);
    }

    /**
     * A result by permutations: {@code (1 + atLeast) / (1 + permutations)}. When none of them was as extreme and the least
     * p-value they could have given is above the level, that p-value is a bound.
     */
    static TestResult permuted(
            String test,
            double statistic,
            int atLeast,
            int permutations,
            String effectName,
            Measurement effect,
            long n,
            double alpha) {
        double p = (1.0 + atLeast) / (1.0 + permutations);
        Bound bound = atLeast == 0 && p > alpha ? Bound.AT_MOST : Bound.NONE;
        return bounded(test, statistic, p, bound, effectName, effect, n, alpha);
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
            double least = bound() == Bound.AT_MOST ? 0 : p.point();
            double most = bound() == Bound.AT_LEAST ? 1 : p.point();
            return most <= alpha ? Verdict.SIGNIFICANT : least > alpha ? Verdict.NOT_SIGNIFICANT : Verdict.INCONCLUSIVE;
        }
        return Verdict.INCONCLUSIVE;
    }

    /**
     * Returns whether the p-value is known or a bound.
     *
     * @return the kind of bound; none for an undefined p-value
     */
    public Bound bound() {
        if (pValue instanceof Estimate p && p.lower() < p.upper()) {
            return p.point() == p.upper() ? Bound.AT_MOST : p.point() == p.lower() ? Bound.AT_LEAST : Bound.NONE;
        }
        return Bound.NONE;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: statistic %s, p %s, %s %s, n %d, %s at %s",
                test,
                statistic,
                switch (bound()) {
                    case NONE -> pValue.toString();
                    case AT_MOST -> "<= " + Estimate.number(pValue.orThrow().point());
                    case AT_LEAST -> ">= " + Estimate.number(pValue.orThrow().point());
                },
                effectName,
                effect,
                n,
                verdict(),
                alpha);
    }
}
