// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
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

/** A column of doubles that is in memory, nearly all of them distinct. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class ProfileInMemory {
    /** How many values the column has. */
    @Param("4000000")
    public int values;

    private Table table = Table.of(NumberColumn.of("x"));

    /** Creates the benchmark; JMH does. */
    public ProfileInMemory() {}

    /** Draws the values. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(7);
        table = Table.of(NumberColumn.of(
                "x",
                random.doubles(values).map(u -> -Math.log(1 - u) * 100 - 20).toArray()));
    }

    /**
     * Profiles with quantiles.
     *
     * @return the profile
     */
    @Benchmark
    public Profile withQuantiles() {
        return Profiler.withDefaults().profile(table);
    }

    /**
     * Profiles without quantiles.
     *
     * @return the profile
     */
    @Benchmark
    public Profile withoutQuantiles() {
        return Profiler.withDefaults().withoutQuantiles().profile(table);
    }
}
