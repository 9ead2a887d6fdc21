// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import java.util.Arrays;

/**
 * Bayesian online change detection: the posterior distribution of how long ago the last change was.
 *
 * <p>Before each value a change has the prior probability {@code 1 / expectedRun}. Values between two changes are errors of
 * one unknown rate ({@link #ofErrors}: Bernoulli with the prior Beta(1/2, 1/2)) or normal with unknown mean and variance
 * ({@link #ofValues}: Normal-Gamma with mean 0 and all strengths 1; give values in units of their usual spread, or set the
 * prior with {@link #withPrior}). After each value the weight of every run length is its weight before times the
 * predictive density of the value, and the weights of a change are gathered at length 0. A change is that at least
 * {@code lookBack} values were taken and the run began within the last {@code lookBack} of them with probability of at
 * least {@code probability}.
 *
 * <p>Only the {@code runs} most probable run lengths are kept, so memory is constant; time is one logarithm or three for
 * each that is kept. There is no guarantee about false alarms: the prior says how often changes are expected, not how
 * often they are reported in vain. Take {@link EDetector} or {@link LikelihoodRatio} for that.
 *
 * <p>References: Adams and MacKay 2007, Bayesian online changepoint detection, arXiv:0710.3742; Murphy 2007, Conjugate
 * Bayesian analysis of the Gaussian distribution, for the predictive densities.
 */
public final class Bocd extends Detector {
    private static final int SUFFICIENT = 5;
    private static final int WEIGHT = 0;
    private static final int LENGTH = 1;
    /** Errors and the sum of both priors; or mean, scale and the running difference of logarithms of Gamma. */
    private static final int FIRST = 2;

    private static final int SECOND = 3;
    private static final int THIRD = 4;

    private final boolean errors;
    private final double expectedRun;
    private final int lookBack;
    private final double probability;
    private final int runs;
    private final double priorMean;
    private final double priorScale;
    /** For each run: its weight, its length, and what its values amount to; the runs in the order of their lengths. */
    private final double[] table;

    private final double[] densities;
    private int kept;
    private long n;

    private Bocd(
            boolean errors,
            double expectedRun,
            int lookBack,
            double probability,
            int runs,
            double priorMean,
            double priorScale) {
        this.errors = errors;
        this.expectedRun = inside("expectedRun", expectedRun, 1, Double.POSITIVE_INFINITY);
        this.lookBack = atLeast("lookBack", lookBack, 1);
        this.probability = inside("probability", probability, 0, 1);
        this.runs = atLeast("runs", runs, 2);
        this.priorMean = inside("priorMean", priorMean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        this.priorScale = positive("priorScale", priorScale);
        this.table = new double[(runs + 2) * SUFFICIENT];
        this.densities = new double[runs + 2];
        restart();
    }

    /**
     * Returns a detector of errors.
     *
     * @return the detector: expectedRun 10,000; lookBack 500; probability 0.9; runs 200
     */
    public static Bocd ofErrors() {
        return new Bocd(true, 10_000, 500, 0.9, 200, 0, 1);
    }

    /**
     * Returns a detector of values of any size.
     *
     * @return the detector: expectedRun 10,000; lookBack 500; probability 0.9; runs 200; prior mean 0 and scale 1
     */
    public static Bocd ofValues() {
        return new Bocd(false, 10_000, 500, 0.9, 200, 0, 1);
    }

    /**
     * Returns a fresh detector that expects changes more or less often.
     *
     * @param values how many values are expected between two changes, above 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Bocd withExpectedRun(double values) {
        return new Bocd(errors, values, lookBack, probability, runs, priorMean, priorScale);
    }

    /**
     * Returns a fresh detector with another span in which a change is looked for.
     *
     * @param values how many of the last values, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Bocd withLookBack(int values) {
        return new Bocd(errors, expectedRun, values, probability, runs, priorMean, priorScale);
    }

    /**
     * Returns a fresh detector that needs another certainty.
     *
     * @param value the posterior probability of a recent change that is reported, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Bocd withProbability(double value) {
        return new Bocd(errors, expectedRun, lookBack, value, runs, priorMean, priorScale);
    }

    /**
     * Returns a fresh detector that keeps more or fewer run lengths.
     *
     * @param value how many, at least 2
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Bocd withRuns(int value) {
        return new Bocd(errors, expectedRun, lookBack, probability, value, priorMean, priorScale);
    }

    /**
     * Returns a fresh detector with another prior of values; it changes nothing for errors.
     *
     * @param mean the mean that is expected, finite
     * @param scale the standard deviation that is expected, positive
     * @return the detector
     * @throws IllegalArgumentException when one is outside
     */
    public Bocd withPrior(double mean, double scale) {
        return new Bocd(errors, expectedRun, lookBack, probability, runs, mean, scale);
    }

    /**
     * Returns how probable it is that the last change is at most so many values ago.
     *
     * @param values the number of values, at least 0
     * @return the posterior probability; 1 where so many have not been taken
     */
    public double probabilityWithin(long values) {
        double sum = 0;
        for (int run = 0; run < kept && table[run * SUFFICIENT + LENGTH] <= values; run++) {
            sum += table[run * SUFFICIENT + WEIGHT];
        }
        return Math.min(1, sum);
    }

    /**
     * Returns the most probable number of values since the last change.
     *
     * @return the number of values, at most as many as were taken; the shortest of equals
     */
    public long run() {
        int best = 0;
        for (int run = 1; run < kept; run++) {
            if (table[run * SUFFICIENT + WEIGHT] > table[best * SUFFICIENT + WEIGHT]) {
                best = run;
            }
        }
        return (long) table[best * SUFFICIENT + LENGTH];
    }

    @Override
    void restart() {
        Arrays.fill(table, 0);
        kept = 1;
        n = 0;
        begin(table, 1);
    }

    /** Puts a run of no values at the front. */
    private void begin(double[] to, double weight) {
        to[WEIGHT] = weight;
        to[LENGTH] = 0;
        to[FIRST] = errors ? 0.5 : priorMean;
        to[SECOND] = errors ? 1 : priorScale * priorScale;
        // The logarithm of Gamma(3/2) / Gamma(1): half the square root of pi.
        to[THIRD] = errors ? 0 : Math.log(Math.sqrt(Math.PI) / 2);
    }

    @Override
    ChangeState next(double value) {
        if (errors) {
            error(value);
        }
        n++;
        double change = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int run = 0; run < kept; run++) {
            int from = run * SUFFICIENT;
            densities[run] = errors ? logRate(table, from, value) : logDensity(table, from, value);
            highest = Math.max(highest, densities[run]);
        }
        for (int run = kept - 1; run >= 0; run--) {
            int from = run * SUFFICIENT;
            // Relative to the highest density, so that a value far out does not make all weights zero.
            double weight = table[from + WEIGHT] * Math.exp(densities[run] - highest);
            change += weight / expectedRun;
            System.arraycopy(table, from, table, from + SUFFICIENT, SUFFICIENT);
            table[from + SUFFICIENT + WEIGHT] = weight * (1 - 1 / expectedRun);
            take(from + SUFFICIENT, value);
        }
        kept++;
        begin(table, change);
        normalise();
        prune();
        return state(n > lookBack && probabilityWithin(lookBack) >= probability, false);
    }

    private static double logRate(double[] of, int from, double value) {
        double rate = of[from + FIRST] / of[from + SECOND];
        return Math.log(value == 1 ? rate : 1 - rate);
    }

    /** The logarithm of the density of Student's t that predicts the next value of a run. */
    private double logDensity(double[] of, int from, double value) {
        double kappa = 1 + of[from + LENGTH];
        double alpha = 1 + of[from + LENGTH] / 2;
        double spread = 2 * of[from + SECOND] * (kappa + 1) / kappa;
        double off = value - of[from + FIRST];
        return of[from + THIRD] - Math.log(Math.PI * spread) / 2 - (alpha + 0.5) * Math.log1p(off * off / spread);
    }

    private void take(int at, double value) {
        if (errors) {
            table[at + FIRST] += value;
            table[at + SECOND]++;
        } else {
            double kappa = 1 + table[at + LENGTH];
            double alpha = 1 + table[at + LENGTH] / 2;
            double off = value - table[at + FIRST];
            table[at + FIRST] += off / (kappa + 1);
            table[at + SECOND] += kappa * off * off / (2 * (kappa + 1));
            // Gamma(alpha + 1) = alpha Gamma(alpha) carries the ratio from one half to the next.
            table[at + THIRD] = Math.log(alpha) - table[at + THIRD];
        }
        table[at + LENGTH]++;
    }

    private void normalise() {
        double sum = 0;
        for (int run = 0; run < kept; run++) {
            sum += table[run * SUFFICIENT + WEIGHT];
        }
        for (int run = 0; run < kept; run++) {
            table[run * SUFFICIENT + WEIGHT] /= sum;
        }
    }

    /** Drops the least probable run, the newest apart: it had no value yet that could speak for it. */
    private void prune() {
        if (kept <= runs) {
            return;
        }
        int least = 1;
        for (int run = 2; run < kept; run++) {
            if (table[run * SUFFICIENT + WEIGHT] < table[least * SUFFICIENT + WEIGHT]) {
                least = run;
            }
        }
        int from = (least + 1) * SUFFICIENT;
        System.arraycopy(table, from, table, from - SUFFICIENT, kept * SUFFICIENT - from);
        kept--;
        normalise();
    }

    @Override
    double[] save() {
        double[] own = new double[2 + table.length];
        own[0] = kept;
        own[1] = n;
        System.arraycopy(table, 0, own, 2, kept * SUFFICIENT);
        return own;
    }

    @Override
    void load(double[] own) {
        kept = (int) own[0];
        n = (long) own[1];
        System.arraycopy(own, 2, table, 0, table.length);
    }

    @Override
    public String toString() {
        return (errors ? "Bocd.ofErrors()" : "Bocd.ofValues()") + ".withExpectedRun(" + expectedRun + ").withLookBack("
                + lookBack + ").withProbability(" + probability + ").withRuns(" + runs + ")"
                + (errors ? "" : ".withPrior(" + priorMean + ", " + priorScale + ")");
    }
}
