// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
import java.util.Arrays;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/** The area under the ROC curve from scores and truth, beside one sort of the scores by the JDK. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
public class StatisticsOfScores {
    /** How many rows there are. */
    @Param("1000000")
    public int values;

    private double[] scores = {};
    private boolean[] truth = {};

    /** Creates the benchmark; JMH does. */
    public StatisticsOfScores() {}

    /** Draws scores, and truth of which they tell something. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(7);
        scores = random.doubles(values).toArray();
        truth = new boolean[values];
        for (int i = 0; i < values; i++) {
            truth[i] = random.nextDouble() < scores[i] * scores[i];
        }
    }

    /**
     * Sorts a copy of the scores with the JDK: the yardstick.
     *
     * @return the smallest
     */
    @Benchmark
    public double jdkSort() {
        double[] copy = scores.clone();
        Arrays.sort(copy);
        return copy[0];
    }

    /**
     * Computes the area under the ROC curve, the order of the scores included.
     *
     * @return the area
     */
    @Benchmark
    public double areaUnderRoc() {
        return BinaryMetric.AUC.value(BinarySample.of(truth, scores, new double[0], 0.5));
    }
}
