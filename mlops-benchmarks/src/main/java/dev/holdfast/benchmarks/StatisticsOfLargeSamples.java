// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.stats.KolmogorovSmirnovTest;
import dev.holdfast.stats.MannWhitneyTest;
import dev.holdfast.stats.TestResult;
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

/** Two-sample tests with their p-values on large samples, beside two sorts by the JDK. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
public class StatisticsOfLargeSamples {
    /** How many values each sample has. */
    @Param("1000000")
    public int values;

    private double[] x = {};
    private double[] y = {};

    /** Creates the benchmark; JMH does. */
    public StatisticsOfLargeSamples() {}

    /** Draws the values, normal ones, the second sample a little higher. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(7);
        x = random.doubles(values).map(u -> random.nextGaussian()).toArray();
        y = random.doubles(values).map(u -> random.nextGaussian() + 0.002).toArray();
    }

    /**
     * Sorts copies of both samples with the JDK: the yardstick.
     *
     * @return the sum of the smallest values
     */
    @Benchmark
    public double jdkSorts() {
        double[] a = x.clone();
        double[] b = y.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        return a[0] + b[0];
    }

    /**
     * Tests by Kolmogorov-Smirnov with Holdfast.
     *
     * @return the result
     */
    @Benchmark
    public TestResult kolmogorovSmirnovHoldfast() {
        return KolmogorovSmirnovTest.withDefaults().test(x, y);
    }

    /**
     * Tests by Kolmogorov-Smirnov with Commons Statistics.
     *
     * @return the result
     */
    @Benchmark
    public Object kolmogorovSmirnovCommonsStatistics() {
        return org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                .test(x, y);
    }

    /**
     * Tests by Kolmogorov-Smirnov with Commons Math.
     *
     * @return the p-value
     */
    @Benchmark
    public double kolmogorovSmirnovCommonsMath() {
        return new org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest().kolmogorovSmirnovTest(x, y);
    }

    /**
     * Tests by Kolmogorov-Smirnov with Hipparchus.
     *
     * @return the p-value
     */
    @Benchmark
    public double kolmogorovSmirnovHipparchus() {
        return new org.hipparchus.stat.inference.KolmogorovSmirnovTest().kolmogorovSmirnovTest(x, y);
    }

    /**
     * Tests by Mann-Whitney with Holdfast.
     *
     * @return the result
     */
    @Benchmark
    public TestResult mannWhitneyHoldfast() {
        return MannWhitneyTest.withDefaults().test(x, y);
    }

    /**
     * Tests by Mann-Whitney with Commons Statistics.
     *
     * @return the result
     */
    @Benchmark
    public Object mannWhitneyCommonsStatistics() {
        return org.apache.commons.statistics.inference.MannWhitneyUTest.withDefaults()
                .test(x, y);
    }

    /**
     * Tests by Mann-Whitney with Commons Math.
     *
     * @return the p-value
     */
    @Benchmark
    public double mannWhitneyCommonsMath() {
        return new org.apache.commons.math3.stat.inference.MannWhitneyUTest().mannWhitneyUTest(x, y);
    }

    /**
     * Tests by Mann-Whitney with Hipparchus.
     *
     * @return the p-value
     */
    @Benchmark
    public double mannWhitneyHipparchus() {
        return new org.hipparchus.stat.inference.MannWhitneyUTest().mannWhitneyUTest(x, y);
    }
}
