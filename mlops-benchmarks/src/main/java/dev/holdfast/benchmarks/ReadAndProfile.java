// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.holdfast.data.Csv;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A CSV of 2 million rows by 12 columns, from the file to the profile. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class ReadAndProfile {
    /** How many values the file has. */
    @Param("24000000")
    public int values;

    private Path file = Path.of("");
    private ExecutorService executor = Executors.newSingleThreadExecutor();

    /** Creates the benchmark; JMH does. */
    public ReadAndProfile() {}

    /**
     * Writes the file.
     *
     * @throws IOException when it cannot
     */
    @Setup
    public void write() throws IOException {
        file = Orders.file(values / Orders.COLUMNS);
    }

    /** Ends the second thread. */
    @TearDown(Level.Trial)
    public void stop() {
        executor.shutdown();
    }

    /**
     * Reads and profiles on this thread.
     *
     * @return the profile
     */
    @Benchmark
    public Profile holdfastOneThread() {
        return Profiler.withDefaults().profile(Csv.stream(file));
    }

    /**
     * Reads and profiles on this thread and another.
     *
     * @return the profile
     */
    @Benchmark
    public Profile holdfastTwoThreads() {
        return Profiler.withDefaults().profile(Csv.stream(file), executor, 2);
    }

    /**
     * Cuts the file into strings, and nothing more.
     *
     * @return the number of cells
     * @throws IOException when it cannot be read
     */
    @Benchmark
    public long fastCsvParsingOnly() throws IOException {
        long cells = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord each : reader) {
                cells += each.getFieldCount();
            }
        }
        return cells;
    }

    /**
     * Reads and profiles in DuckDB on one thread.
     *
     * @return the number of columns in its summary
     * @throws SQLException when it cannot
     */
    @Benchmark
    public int duckDbSummarize() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            int columns = 0;
            try (ResultSet summary =
                    statement.executeQuery("SUMMARIZE SELECT * FROM read_csv('" + file + "', header = true)")) {
                while (summary.next()) {
                    columns++;
                }
            }
            return columns;
        }
    }
}
