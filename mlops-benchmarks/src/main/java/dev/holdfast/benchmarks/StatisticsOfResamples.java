// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.stats.Bootstrap;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A thousand bootstrap replicates of the area under the ROC curve. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
public class StatisticsOfResamples {
    /** How many rows there are. */
    @Param("100000")
    public int values;

    /** How many threads share the replicates. */
    @Param({"1", "2"})
    public int threads;

    private BinarySample sample = BinarySample.of(new boolean[0], new double[0], new double[0], 0.5);
    private ExecutorService pool = Executors.newFixedThreadPool(1);

    /** Creates the benchmark; JMH does. */
    public StatisticsOfResamples() {}

    /** Draws scores, and truth of which they tell something. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(7);
        double[] scores = random.doubles(values).toArray();
        boolean[] truth = new boolean[values];
        for (int i = 0; i < values; i++) {
            truth[i] = random.nextDouble() < scores[i] * scores[i];
        }
        sample = BinarySample.of(truth, scores, new double[0], 0.5);
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        pool.shutdownNow();
    }

    /**
     * Draws the replicates and takes their percentiles.
     *
     * @return the area with its interval
     */
    @Benchmark
    public dev.holdfast.stats.Measurement areaUnderRoc() {
        return Bootstrap.withDefaults()
                .withSeed(42)
                .withMethod(Bootstrap.Method.PERCENTILE)
                .withExecutor(pool, threads)
                .estimate(values, counts -> BinaryMetric.AUC.value(sample.reweighted(counts)));
    }
}
