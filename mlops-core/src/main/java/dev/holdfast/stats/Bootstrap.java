// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.ToDoubleFunction;

/**
 * The bootstrap: the interval of any statistic from resamples of the rows with replacement.
 *
 * <p>A statistic sees the resample as <em>counts</em>: how often each row was drawn. So data are sorted once and never
 * copied: the mean of a resample is {@code sum counts[i] x[i] / sum counts[i]}. The counts add up to the number of rows in
 * a resample and to fewer in BCa's jackknife. A statistic must not keep or change the counts and must be thread-safe when
 * an executor is given; NaN says that it is undefined for these rows (one class only).
 *
 * <p>{@link Method#PERCENTILE} takes the quantiles of the replicates; {@link Method#BCA} corrects them for bias and skew
 * (Efron 1987), with the acceleration from a jackknife that leaves out one row at a time, or one of 200 groups of rows
 * above 1,000 rows. Where the correction does not exist, as when the point lies outside all replicates, the plain
 * quantiles are taken. Replicate {@code b} draws from a generator of its own that the seed and {@code b} determine: the
 * result is the same for any number of threads.
 *
 * <p>The estimate is {@link Undefined} when there is no row, when the statistic is undefined for the rows themselves, or
 * when it is for more than a tenth of the replicates; the rest of the replicates are used otherwise. The ends of the
 * interval always enclose the point.
 *
 * <p>Immutable and thread-safe. Time {@code replicates * (n + the statistic)}; memory {@code n} an active thread.
 *
 * <p>Reference: Efron (1987), Better Bootstrap Confidence Intervals, doi:10.1080/01621459.1987.10478410.
 *
 * <pre>{@code
 * Measurement mean = Bootstrap.withDefaults().withSeed(42).mean(values);
 * }</pre>
 */
public final class Bootstrap {
    private static final Bootstrap DEFAULTS = new Bootstrap(1_000, 0, 0.95, Method.BCA, new int[0], Runnable::run, 1);

    /** How replicates become an interval. */
    public enum Method {
        /** The quantiles of the replicates. */
        PERCENTILE,
        /** The same, corrected for bias and acceleration. */
        BCA
    }

    /** Several statistics of one resample. */
    @FunctionalInterface
    public interface Statistics {
        /**
         * Computes the statistics.
         *
         * @param counts how often each row was drawn; neither keep nor change it
         * @param values where to put the statistics, NaN for an undefined one
         */
        void compute(int[] counts, double[] values);
    }

    private final int replicates;
    private final long seed;
    private final double confidence;
    private final Method method;
    private final int[] strata;
    private final Executor executor;
    private final int threads;

    private Bootstrap(
            int replicates, long seed, double confidence, Method method, int[] strata, Executor executor, int threads) {
        this.replicates = replicates;
        this.seed = seed;
        this.confidence = confidence;
        this.method = method;
        this.strata = strata;
        this.executor = executor;
        this.threads = threads;
    }

    /**
     * Returns 1,000 replicates, BCa, 95 %, seed 0, on the calling thread.
     *
     * @return the bootstrap
     */
    public static Bootstrap withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the bootstrap with another number of replicates.
     *
     * @param newReplicates how many, in [10, 10,000,000]
     * @return the bootstrap
     * @throws IllegalArgumentException when it is out of its range
     */
    public Bootstrap withReplicates(int newReplicates) {
        if (newReplicates < 10 || newReplicates > 10_000_000) {
            throw new IllegalArgumentException("replicates must be in [10, 10000000], got " + newReplicates);
        }
        return new Bootstrap(newReplicates, seed, confidence, method, strata, executor, threads);
    }

    /**
     * Returns the bootstrap with another seed.
     *
     * @param newSeed the seed
     * @return the bootstrap
     */
    public Bootstrap withSeed(long newSeed) {
        return new Bootstrap(replicates, newSeed, confidence, method, strata, executor, threads);
    }

    /**
     * Returns the bootstrap with another coverage.
     *
     * @param newConfidence the coverage, in (0, 1)
     * @return the bootstrap
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public Bootstrap withConfidence(double newConfidence) {
        Arguments.level("confidence", newConfidence);
        return new Bootstrap(replicates, seed, newConfidence, method, strata, executor, threads);
    }

    /**
     * Returns the bootstrap with another kind of interval.
     *
     * @param newMethod the kind
     * @return the bootstrap
     */
    public Bootstrap withMethod(Method newMethod) {
        return new Bootstrap(replicates, seed, confidence, newMethod, strata, executor, threads);
    }

    /**
     * Returns the bootstrap that resamples within strata, so that each keeps its number of rows.
     *
     * @param stratumOfRow the stratum of each row, any integers; empty for none
     * @return the bootstrap
     */
    public Bootstrap withStrata(int... stratumOfRow) {
        return new Bootstrap(replicates, seed, confidence, method, stratumOfRow.clone(), executor, threads);
    }

    /**
     * Returns the bootstrap that shares its replicates between the calling thread and the host's executor.
     *
     * <p>The calling thread works too, so a busy, refusing or single-threaded executor delays nothing and never locks up.
     *
     * @param newExecutor the host's executor
     * @param newThreads how many threads may work, the calling one included, at least 1
     * @return the bootstrap
     * @throws IllegalArgumentException when there is no thread
     */
    public Bootstrap withExecutor(Executor newExecutor, int newThreads) {
        if (newThreads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + newThreads);
        }
        return new Bootstrap(replicates, seed, confidence, method, strata, newExecutor, newThreads);
    }

    /**
     * Estimates the mean of a sample.
     *
     * @param sample the values
     * @return the mean with its interval
     * @throws IllegalArgumentException when a value is NaN or infinite
     */
    public Measurement mean(double[] sample) {
        Arguments.finite("sample", sample);
        double[] values = sample.clone();
        return estimate(values.length, counts -> {
            double sum = 0;
            double n = 0;
            for (int i = 0; i < values.length; i++) {
                sum += counts[i] * values[i];
                n += counts[i];
            }
            return sum / n;
        });
    }

    /**
     * Estimates one statistic.
     *
     * @param n the number of rows
     * @param statistic computes it from how often each row was drawn
     * @return the statistic of the rows themselves with its interval
     * @throws IllegalArgumentException when there are strata, but not one a row
     */
    public Measurement estimate(int n, ToDoubleFunction<int[]> statistic) {
        return estimateAll(n, 1, (counts, values) -> values[0] = statistic.applyAsDouble(counts))
                .get(0);
    }

    /**
     * Estimates several statistics from the same resamples.
     *
     * @param n the number of rows
     * @param size the number of statistics
     * @param statistics computes them from how often each row was drawn
     * @return each statistic of the rows themselves with its interval
     * @throws IllegalArgumentException when there are strata, but not one a row
     */
    public List<Measurement> estimateAll(int n, int size, Statistics statistics) {
        checkStrata(n);
        List<Measurement> measurements = new ArrayList<>(size);
        if (n == 0) {
            for (int s = 0; s < size; s++) {
                measurements.add(new Undefined("no rows"));
            }
            return List.copyOf(measurements);
        }
        double[] points = new double[size];
        int[] once = new int[n];
        Arrays.fill(once, 1);
        statistics.compute(once, points);
        double[][] drawn = draw(n, size, statistics);
        double[][] jackknife =
                method == Method.BCA ? Resampling.jackknife(n, size, strata, seed, statistics) : new double[size][0];
        for (int s = 0; s < size; s++) {
            measurements.add(measurement(points[s], drawn[s], jackknife[s], n));
        }
        return List.copyOf(measurements);
    }

    /**
     * Returns the replicates of one statistic themselves.
     *
     * @param n the number of rows, at least 1
     * @param statistic computes it from how often each row was drawn
     * @return the replicates in the order in which they were drawn; NaN where the statistic is undefined
     * @throws IllegalArgumentException when there is no row, or there are strata, but not one a row
     */
    public double[] replicates(int n, ToDoubleFunction<int[]> statistic) {
        checkStrata(n);
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, got " + n);
        }
        return draw(n, 1, (counts, values) -> values[0] = statistic.applyAsDouble(counts))[0];
    }

    private double[][] draw(int n, int size, Statistics statistics) {
        return Resampling.draw(n, size, strata, seed, replicates, executor, threads, statistics);
    }

    private Measurement measurement(double point, double[] drawn, double[] jackknife, int n) {
        if (Double.isNaN(point)) {
            return new Undefined("the statistic is not defined for these " + n + " rows");
        }
        double[] sorted = Arrays.stream(drawn)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (sorted.length < 0.9 * drawn.length) {
            return new Undefined("the statistic is not defined for " + (drawn.length - sorted.length) + " of "
                    + drawn.length + " resamples of " + n + " rows");
        }
        double tail = (1 - confidence) / 2;
        double low = tail;
        double high = 1 - tail;
        if (method == Method.BCA) {
            low = Resampling.adjusted(tail, point, sorted, jackknife);
            high = Resampling.adjusted(1 - tail, point, sorted, jackknife);
        }
        double lower = Math.min(point, Resampling.quantile(sorted, low));
        double upper = Math.max(point, Resampling.quantile(sorted, high));
        return new Estimate(point, lower, upper, confidence, n);
    }

    private void checkStrata(int n) {
        if (strata.length > 0 && strata.length != n) {
            throw new IllegalArgumentException(
                    "strata must name one stratum a row, got " + strata.length + " for " + n + " rows");
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Bootstrap.withDefaults().withReplicates(%d).withSeed(%d).withConfidence(%s).withMethod(%s)%s",
                replicates,
                seed,
                confidence,
                method,
                strata.length == 0 ? "" : ".withStrata(" + strata.length + " rows)");
    }
}
