// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import dev.holdfast.report.Outcome;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import java.io.IOException;
import java.nio.file.Path;
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

/** What twenty checks add to a profile that is made anyhow: of a CSV file, and of a table in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 9)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class CheckAndProfile {
    /** How many values there are. */
    @Param("6000000")
    public int values;

    private final DataContract contract = OrdersContract.twentyChecks();
    private Path file = Path.of("");
    private Table table = Table.of();

    /** Creates the benchmark; JMH does. */
    public CheckAndProfile() {}

    /**
     * Writes the file and reads the table.
     *
     * @throws IOException when it cannot
     */
    @Setup
    public void prepare() throws IOException {
        file = Orders.file(values / Orders.COLUMNS);
        table = Csv.read(file);
    }

    /**
     * Reads and profiles the file.
     *
     * @return the profile
     */
    @Benchmark
    public Profile profileFile() {
        return Profiler.withDefaults().profile(Csv.stream(file));
    }

    /**
     * Reads, profiles and checks the file.
     *
     * @return the report
     */
    @Benchmark
    public ContractReport checkFile() {
        return passed(contract.check(Csv.stream(file)));
    }

    /**
     * Profiles the table.
     *
     * @return the profile
     */
    @Benchmark
    public Profile profileTable() {
        return Profiler.withDefaults().profile(table);
    }

    /**
     * Profiles and checks the table.
     *
     * @return the report
     */
    @Benchmark
    public ContractReport checkTable() {
        return passed(contract.check(table));
    }

    private static ContractReport passed(ContractReport report) {
        if (report.outcome() != Outcome.PASSED || report.profile().isEmpty()) {
            throw new IllegalStateException("the orders must pass, got " + report);
        }
        return report;
    }
}
