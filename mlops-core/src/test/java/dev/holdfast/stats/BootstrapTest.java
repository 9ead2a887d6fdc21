// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static double[] normal(int n) {
        SplittableRandom random = new SplittableRandom(7);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    @Test
    void givesTheSameResultForAnyNumberOfThreads() {
        double[] values = normal(500);
        Bootstrap bootstrap = Bootstrap.withDefaults().withSeed(42);
        Measurement alone = bootstrap.mean(values);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int threads = 1; threads <= 9; threads++) {
                assertThat(bootstrap.withExecutor(pool, threads).mean(values)).isEqualTo(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void worksAloneWhenTheExecutorRefusesOrNeverRuns() {
        double[] values = normal(50);
        Measurement alone = Bootstrap.withDefaults().mean(values);
        assertThat(Bootstrap.withDefaults()
                        .withExecutor(
                                task -> {
                                    throw new RejectedExecutionException("full");
                                },
                                3)
                        .mean(values))
                .isEqualTo(alone);
        assertThat(Bootstrap.withDefaults().withExecutor(task -> {}, 3).mean(values))
                .isEqualTo(alone);
    }

    @Test
    void comesNearTheNormalIntervalOfAMean() {
        double[] values = normal(2_000);
        double mean = java.util.Arrays.stream(values).average().orElseThrow();
        double half = 1.96 / Math.sqrt(2_000);
        for (Bootstrap.Method method : Bootstrap.Method.values()) {
            Estimate estimate = Bootstrap.withDefaults()
                    .withReplicates(4_000)
                    .withMethod(method)
                    .mean(values)
                    .orThrow();
            assertThat(estimate.point()).isCloseTo(mean, within(1e-12));
            assertThat(estimate.lower()).isCloseTo(mean - half, within(0.1 * half));
            assertThat(estimate.upper()).isCloseTo(mean + half, within(0.1 * half));
        }
    }

    @Test
    void biasCorrectedIntervalsAreThoseOfScipyForTheSameReplicates() {
        // scipy 1.17.1, scipy.stats._resampling._bca_interval fed with replicates(...) of this seed, numpy's quantiles.
        double[] x = {3.1, 0.4, 12.7, 1.9, 5.5, 2.2, 0.9, 7.3, 1.1, 29.4, 4.8, 2.6};
        Bootstrap bootstrap = Bootstrap.withDefaults().withSeed(42).withReplicates(2_000);
        ToDoubleFunction<int[]> variance = counts -> {
            double n = IntStream.of(counts).sum(); // fewer than the rows in the jackknife
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += counts[i] * x[i];
            }
            double mean = sum / n;
            double squares = 0;
            for (int i = 0; i < x.length; i++) {
                squares += counts[i] * (x[i] - mean) * (x[i] - mean);
            }
            return squares / n;
        };
        isNear(bootstrap.estimate(x.length, variance), 9.322735166953903, 173.02617435148537);
        isNear(bootstrap.withConfidence(0.8).mean(x), 3.7083333333333335, 10.566666666666665);
        Bootstrap percentile = bootstrap.withMethod(Bootstrap.Method.PERCENTILE);
        isNear(percentile.estimate(x.length, variance), 2.9190920138888887, 137.1149305555555);
        isNear(percentile.withConfidence(0.8).mean(x), 3.15, 8.934166666666668);
    }

    private static void isNear(Measurement measurement, double lower, double upper) {
        assertThat(measurement.orThrow().lower()).isCloseTo(lower, within(1e-12 * Math.abs(lower)));
        assertThat(measurement.orThrow().upper()).isCloseTo(upper, within(1e-12 * Math.abs(upper)));
    }

    @Test
    void strataGiveTheSameResultForAnyNumberOfThreadsToo() {
        double[] values = normal(3_000);
        int[] strata = IntStream.range(0, values.length).map(i -> i % 7).toArray();
        Bootstrap bootstrap =
                Bootstrap.withDefaults().withSeed(42).withReplicates(200).withStrata(strata);
        Measurement alone = bootstrap.mean(values);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            for (int threads : new int[] {1, 2, 4}) {
                assertThat(bootstrap.withExecutor(pool, threads).mean(values)).isEqualTo(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void keepsTheSizeOfEachStratum() {
        int[] strata = {1, 0, 1, 0, 0};
        double[] sizes = Bootstrap.withDefaults()
                .withStrata(strata)
                .replicates(5, counts -> counts[1] + counts[3] + counts[4] + 10 * (counts[0] + counts[2]));
        assertThat(sizes).containsOnly(23);
    }

    @Test
    void anotherSeedGivesOtherReplicates() {
        double[] values = normal(50);
        assertThat(Bootstrap.withDefaults().withSeed(1).mean(values))
                .isNotEqualTo(Bootstrap.withDefaults().withSeed(2).mean(values));
    }

    @Test
    void isUndefinedWithTheReason() {
        assertThat(Bootstrap.withDefaults().mean(new double[0])).isEqualTo(new Undefined("no rows"));
        assertThat(Bootstrap.withDefaults().estimate(3, counts -> Double.NaN))
                .isEqualTo(new Undefined("the statistic is not defined for these 3 rows"));
        Measurement often = Bootstrap.withDefaults().estimate(3, counts -> counts[0] == 0 ? Double.NaN : 1);
        assertThat(often.toString()).contains("of 1000 resamples of 3 rows");
    }

    @Test
    void aConstantSampleHasAnIntervalOfNoWidth() {
        assertThat(Bootstrap.withDefaults().mean(new double[] {2, 2, 2})).isEqualTo(new Estimate(2, 2, 2, 0.95, 3));
    }

    @Test
    void infiniteReplicatesReachTheIntervalAsInfinity() {
        Estimate estimate = Bootstrap.withDefaults()
                .estimate(3, counts -> counts[0] == 0 ? Double.NEGATIVE_INFINITY : counts[0])
                .orThrow();
        assertThat(estimate.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(estimate.upper()).isFinite();
    }

    @Test
    void passesOnWhatTheStatisticThrows() {
        assertThatThrownBy(() -> Bootstrap.withDefaults()
                        .withMethod(Bootstrap.Method.PERCENTILE)
                        .estimate(3, counts -> {
                            throw new IllegalStateException("mine");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }

    @Test
    void refusesOptionsOutOfRange() {
        Bootstrap defaults = Bootstrap.withDefaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withReplicates(9))
                .withMessage("replicates must be in [10, 10000000], got 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withExecutor(Runnable::run, 0))
                .withMessage("threads must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withStrata(1, 2).mean(new double[] {1, 2, 3}))
                .withMessage("strata must name one stratum a row, got 2 for 3 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.mean(new double[] {Double.NaN}))
                .withMessage("sample must hold finite values, got NaN at index 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.replicates(0, counts -> 0))
                .withMessage("n must be at least 1, got 0");
    }

    @Test
    void printsAsTheCallThatMadeIt() {
        assertThat(Bootstrap.withDefaults().withSeed(5).withStrata(1))
                .hasToString("Bootstrap.withDefaults().withReplicates(1000).withSeed(5).withConfidence(0.95)"
                        + ".withMethod(BCA).withStrata(1 rows)");
    }
}
