// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.stats.KolmogorovSmirnovTest;
import dev.holdfast.stats.TestResult;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.commons.statistics.inference.PValueMethod;
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

/** The exact Kolmogorov-Smirnov test of two samples of a thousand values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
public class StatisticsOfSmallSamples {
    /** How many values each sample has. */
    @Param("1000")
    public int values;

    private final org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest math =
            new org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest();
    private final org.hipparchus.stat.inference.KolmogorovSmirnovTest hipparchus =
            new org.hipparchus.stat.inference.KolmogorovSmirnovTest();
    private double[] x = {};
    private double[] y = {};

    /** Creates the benchmark; JMH does. */
    public StatisticsOfSmallSamples() {}

    /** Draws the values, normal ones, the second sample a little higher. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(7);
        x = random.doubles(values).map(u -> random.nextGaussian()).toArray();
        y = random.doubles(values).map(u -> random.nextGaussian() + 0.1).toArray();
    }

    /**
     * Tests by Kolmogorov-Smirnov, exactly, with Holdfast.
     *
     * @return the result
     */
    @Benchmark
    public TestResult exactHoldfast() {
        return KolmogorovSmirnovTest.withDefaults()
                .withMethod(KolmogorovSmirnovTest.Method.EXACT)
                .test(x, y);
    }

    /**
     * Tests by Kolmogorov-Smirnov, exactly, with Commons Statistics.
     *
     * @return the result
     */
    @Benchmark
    public Object exactCommonsStatistics() {
        return org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                .with(PValueMethod.EXACT)
                .test(x, y);
    }

    /**
     * Tests by Kolmogorov-Smirnov, exactly, with Commons Math.
     *
     * @return the p-value
     */
    @Benchmark
    public double exactCommonsMath() {
        return math.exactP(math.kolmogorovSmirnovStatistic(x, y), x.length, y.length, false);
    }

    /**
     * Tests by Kolmogorov-Smirnov, exactly, with Hipparchus.
     *
     * @return the p-value
     */
    @Benchmark
    public double exactHipparchus() {
        return hipparchus.exactP(hipparchus.kolmogorovSmirnovStatistic(x, y), x.length, y.length, false);
    }
}
