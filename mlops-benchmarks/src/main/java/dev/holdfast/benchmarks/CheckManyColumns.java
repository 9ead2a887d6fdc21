// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.report.Outcome;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import java.util.ArrayList;
import java.util.List;
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

/**
 * As many checks as columns, on the same number of values: what a value costs must not grow with the number of columns. The
 * rows come in batches of 2,000, from the building of the contract to its report.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class CheckManyColumns {
    private static final int BATCH = 2_000;

    /** How many columns there are, and checks. */
    @Param({"10", "100", "1000"})
    public int columns;

    /** How many values there are in all. */
    @Param("2000000")
    public int values;

    private final List<Table> batches = new ArrayList<>();

    /** Creates the benchmark; JMH does. */
    public CheckManyColumns() {}

    /** Draws the values. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(5);
        for (int batch = 0; batch < values / columns / BATCH; batch++) {
            List<Column> drawn = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                drawn.add(NumberColumn.of("c" + i, random.doubles(BATCH).toArray()));
            }
            batches.add(Table.of(drawn));
        }
    }

    /**
     * Builds the contract and checks, without a profile.
     *
     * @return the report
     */
    @Benchmark
    public ContractReport check() {
        DataContract.Builder builder = DataContract.named("wide");
        for (int i = 0; i < columns; i++) {
            builder.column("c" + i, c -> c.between(0, 1));
        }
        var check = builder.build().start(o -> o.withoutProfile());
        batches.forEach(check::add);
        ContractReport report = check.report();
        if (report.outcome() != Outcome.PASSED || report.findings().size() != columns) {
            throw new IllegalStateException("every column must pass, got " + report);
        }
        return report;
    }

    /**
     * Builds the contract and checks, with the profile in the same pass.
     *
     * @return the report
     */
    @Benchmark
    public ContractReport checkAndProfile() {
        DataContract.Builder builder = DataContract.named("wide");
        for (int i = 0; i < columns; i++) {
            builder.column("c" + i, c -> c.between(0, 1));
        }
        var check = builder.build().start();
        batches.forEach(check::add);
        return check.report();
    }
}
