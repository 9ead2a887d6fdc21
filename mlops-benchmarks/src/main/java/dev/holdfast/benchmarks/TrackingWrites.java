// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.tracking.MetricValue;
import dev.holdfast.tracking.Run;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a training loop records. Each call is committed when it returns and survives the death of the process; a power cut
 * may take the last moments (SQLite: {@code synchronous=NORMAL}; PostgreSQL: {@code synchronous_commit=off} for the
 * transaction). The start and the end of a run survive that too, and with the end all before it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class TrackingWrites {
    private static final int BATCH = 1_000;

    @Param({"sqlite", "postgres"})
    String database = "";

    private TrackingPlace place;
    private Run run;
    private Run started;
    private long step;

    /** Creates the benchmark; JMH does. */
    public TrackingWrites() {}

    /**
     * Opens the workspace and begins a run.
     *
     * @throws IOException when there is no server
     * @throws SQLException when the workspace cannot be filled
     */
    @Setup
    public void open() throws IOException, SQLException {
        place = TrackingPlace.open(database, 0);
        run = place.workspace().tracker().start("writes", "run");
    }

    /**
     * Ends the run.
     *
     * @throws IOException when the server does not stop
     */
    @TearDown
    public void close() throws IOException {
        run.complete();
        run.close();
        place.close();
    }

    /**
     * Records one value.
     *
     * @return the run
     */
    @Benchmark
    public Run oneMetric() {
        return run.metric("loss", step++, 0.5);
    }

    /**
     * Records a thousand values of ten metrics in one call; the figure is points a second.
     *
     * @return the run
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Run batch() {
        long first = step;
        step += BATCH;
        List<MetricValue> values = LongStream.range(first, step)
                .mapToObj(i -> new MetricValue("metric" + i % 10, i, 1.0 / i))
                .toList();
        return run.metrics(values);
    }

    /**
     * Begins and ends a run: two commits that survive a power cut.
     *
     * @return the run
     */
    @Benchmark
    public Run startAndEnd() {
        started = place.workspace().tracker().start("writes", "run");
        started.complete();
        return started;
    }
}
