// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** A column of doubles that is in memory. */
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

    /**
     * What the values are like: {@code exponential} ones are nearly all distinct, as are these when {@code sorted} or
     * {@code reversed}; {@code money} is those rounded to hundredths, {@code few} to tens, {@code ties} has half of them
     * zero; {@code constant} is one value.
     */
    @Param({"exponential"})
    public String shape = "exponential";

    private Table table = Table.of(NumberColumn.of("x"));

    /** Creates the benchmark; JMH does. */
    public ProfileInMemory() {}

    /** Draws the values. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(7);
        double[] drawn =
                random.doubles(values).map(u -> -Math.log(1 - u) * 100 - 20).toArray();
        if (shape.equals("sorted") || shape.equals("reversed")) {
            Arrays.sort(drawn);
        }
        table = Table.of(NumberColumn.of(
                "x",
                IntStream.range(0, values)
                        .mapToDouble(i -> shaped(drawn, i, random))
                        .toArray()));
    }

    private double shaped(double[] drawn, int i, SplittableRandom random) {
        return switch (shape) {
            case "exponential", "sorted" -> drawn[i];
            case "reversed" -> drawn[drawn.length - 1 - i];
            case "money" -> Math.rint(drawn[i] * 100) / 100;
            case "few" -> Math.rint(drawn[i] / 10) * 10;
            case "ties" -> random.nextBoolean() ? 0 : drawn[i];
            case "constant" -> 42;
            default -> throw new IllegalArgumentException("no shape " + shape);
        };
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
