// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.ColumnDistance;
import dev.holdfast.drift.ColumnTest;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.drift.WindowProfile;
import dev.holdfast.stats.MaximumMeanDiscrepancy;
import dev.holdfast.stats.TestResult;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A window of a million rows against a stored baseline, its parts, and the kernel distance. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DriftOfWindows {
    private static final int ROWS = 1_000_000;

    private double[] before = {};
    private double[] now = {};
    private Table window = Table.of();
    private Baseline baseline = Baseline.of(window);
    private double[][] first = {};
    private double[][] second = {};

    /** Creates the benchmark; JMH does. */
    public DriftOfWindows() {}

    /** Draws the values and cuts the baseline. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        before = random.doubles(ROWS).map(u -> random.nextGaussian()).toArray();
        now = random.doubles(ROWS).map(u -> random.nextGaussian() + 0.05).toArray();
        window = Table.of(NumberColumn.of("x", now));
        baseline = Baseline.parse(
                Baseline.of(Table.of(NumberColumn.of("x", before))).toBytes());
        first = new double[1_000][];
        second = new double[1_000][];
        for (int i = 0; i < 1_000; i++) {
            first[i] = new double[] {before[i]};
            second[i] = new double[] {now[i]};
        }
    }

    /**
     * Counts one value into the grid.
     *
     * @return the profile
     */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @OperationsPerInvocation(ROWS)
    public WindowProfile gridUpdate() {
        return WindowProfile.of(baseline).add(window);
    }

    /**
     * Counts a million rows, compares them, and computes all tests and distances that counts suffice for.
     *
     * @param results takes them
     */
    @Benchmark
    public void windowWithAllStatistics(Blackhole results) {
        DriftReport report = Drift.between(baseline, window);
        results.consume(report);
        for (ColumnTest test : ColumnTest.values()) {
            results.consume(report.test("x", test));
        }
        for (ColumnDistance distance : ColumnDistance.values()) {
            results.consume(report.distance("x", distance));
        }
    }

    /**
     * Sorts the values and tests by Kolmogorov-Smirnov with Commons Statistics.
     *
     * @return the result
     */
    @Benchmark
    public Object kolmogorovSmirnovOfValuesCommonsStatistics() {
        return org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                .test(before, now);
    }

    /**
     * Tests two samples of a thousand by the kernel distance with a hundred permutations.
     *
     * @return the result
     */
    @Benchmark
    public TestResult kernelDistance() {
        return MaximumMeanDiscrepancy.withDefaults().withPermutations(100).test(first, second);
    }

    /**
     * The same by 512 random features.
     *
     * @return the result
     */
    @Benchmark
    public TestResult kernelDistanceByFeatures() {
        return MaximumMeanDiscrepancy.withDefaults()
                .withPermutations(100)
                .withFourierFeatures(512)
                .test(first, second);
    }
}
