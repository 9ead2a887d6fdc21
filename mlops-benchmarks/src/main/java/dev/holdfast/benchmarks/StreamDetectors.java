// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.change.Adwin;
import dev.holdfast.change.BinnedEDetector;
import dev.holdfast.change.Bocd;
import dev.holdfast.change.ChangeDetector;
import dev.holdfast.change.ChangeState;
import dev.holdfast.change.Cusum;
import dev.holdfast.change.Ddm;
import dev.holdfast.change.EDetector;
import dev.holdfast.change.Eddm;
import dev.holdfast.change.Ewma;
import dev.holdfast.change.Fhddm;
import dev.holdfast.change.HddmA;
import dev.holdfast.change.HddmW;
import dev.holdfast.change.Kswin;
import dev.holdfast.change.LikelihoodRatio;
import dev.holdfast.change.PageHinkley;
import dev.holdfast.change.Rddm;
import dev.holdfast.change.Stepd;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A value of a stream without change, ours and MOA's detectors with their defaults. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamDetectors {
    private static final int VALUES = 1 << 18;

    /** The detector; of ours by the name of its class, of MOA's as the simulation names it. */
    @Param({
        "Adwin",
        "Ddm",
        "Eddm",
        "Rddm",
        "HddmA",
        "HddmW",
        "Stepd",
        "PageHinkley",
        "Cusum",
        "Ewma",
        "Kswin",
        "Fhddm",
        "Bocd",
        "EDetector",
        "BinnedEDetector",
        "ColumnDetector",
        "LikelihoodRatio",
        "MOA ADWIN",
        "MOA DDM",
        "MOA EDDM",
        "MOA HDDM_A",
        "MOA HDDM_W",
        "MOA RDDM",
        "MOA STEPD",
        "MOA Page-Hinkley",
        "MOA CUSUM",
        "MOA ECDD"
    })
    public String detector = "";

    private final double[] values = new double[VALUES];
    private Watcher watcher = value -> false;

    /** Creates the benchmark; JMH does. */
    public StreamDetectors() {}

    /** Draws errors with a rate of 0.2, for the binned detector bins of 128, for that of a column its numbers. */
    @Setup(Level.Trial)
    public void draw() {
        SplittableRandom random = new SplittableRandom(3);
        boolean bins = "BinnedEDetector".equals(detector);
        boolean numbers = "ColumnDetector".equals(detector);
        for (int i = 0; i < VALUES; i++) {
            double drawn = random.nextDouble();
            values[i] = numbers ? drawn : bins ? (int) (128 * drawn) : drawn < 0.2 ? 1 : 0;
        }
        if (detector.startsWith("MOA")) {
            watcher = Watcher.moa().stream()
                    .filter(moa -> moa.name().equals(detector))
                    .findFirst()
                    .orElseThrow()
                    .fresh()
                    .get();
        } else {
            ChangeDetector ours = ours();
            watcher = value -> ours.update(value) == ChangeState.CHANGE;
        }
    }

    private ChangeDetector ours() {
        return switch (detector) {
            case "Adwin" -> Adwin.withDefaults();
            case "Ddm" -> Ddm.withDefaults();
            case "Eddm" -> Eddm.withDefaults();
            case "Rddm" -> Rddm.withDefaults();
            case "HddmA" -> HddmA.withDefaults();
            case "HddmW" -> HddmW.withDefaults();
            case "Stepd" -> Stepd.withDefaults();
            case "PageHinkley" -> PageHinkley.withDefaults();
            case "Cusum" -> Cusum.withDefaults();
            case "Ewma" -> Ewma.withDefaults();
            case "Kswin" -> Kswin.withDefaults();
            case "Fhddm" -> Fhddm.withDefaults();
            case "Bocd" -> Bocd.ofErrors();
            case "EDetector" -> EDetector.against(0.2).falseAlarmEvery(100_000);
            case "BinnedEDetector" -> {
                long[] counts = new long[128];
                Arrays.fill(counts, 1_000);
                yield BinnedEDetector.against(counts).falseAlarmEvery(100_000);
            }
            case "ColumnDetector" -> {
                double[] before = new SplittableRandom(4).doubles(128_000).toArray();
                yield Baseline.of(Table.of(NumberColumn.of("x", before)))
                        .detector("x")
                        .falseAlarmEvery(100_000);
            }
            case "LikelihoodRatio" -> LikelihoodRatio.withDefaults().falseAlarmEvery(100_000);
            default -> throw new IllegalArgumentException("no detector is called " + detector);
        };
    }

    /**
     * Takes all values, and goes on where the round before ended.
     *
     * @return the number of changes
     */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public int value() {
        int changes = 0;
        for (double value : values) {
            changes += watcher.changed(value) ? 1 : 0;
        }
        return changes;
    }
}
