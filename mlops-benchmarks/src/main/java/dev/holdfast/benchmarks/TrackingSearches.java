// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import static dev.holdfast.tracking.RunCondition.experiment;
import static dev.holdfast.tracking.RunCondition.metric;
import static dev.holdfast.tracking.RunCondition.parameter;
import static dev.holdfast.tracking.RunCondition.tag;

import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.Tracker;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Searches among many runs of 10 metrics, 10 parameters and 4 tags each; what comes back are whole records. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class TrackingSearches {
    @Param({"sqlite", "postgres"})
    String database = "";

    @Param({"20000"})
    int runs;

    private TrackingPlace place;
    private Tracker tracker;

    /** Creates the benchmark; JMH does. */
    public TrackingSearches() {}

    /**
     * Opens the workspace and fills it when it is empty.
     *
     * @throws IOException when there is no server
     * @throws SQLException when it cannot be filled
     */
    @Setup
    public void open() throws IOException, SQLException {
        place = TrackingPlace.open(database, runs);
        tracker = place.workspace().tracker();
    }

    /**
     * Closes it.
     *
     * @throws IOException when the server does not stop
     */
    @TearDown
    public void close() throws IOException {
        place.close();
    }

    /**
     * The 100 best runs of an experiment by a metric.
     *
     * @return the runs
     */
    @Benchmark
    public List<RunRecord> top100() {
        return found(
                tracker.search(experiment("e"))
                        .orderBy(metric("metric3").descending())
                        .limit(100)
                        .list(),
                100);
    }

    /**
     * The last 100 runs with a metric above a bound, which one in a hundred has, and a tag of a value, which one in fifty
     * has, or as many as there are.
     *
     * @return the runs
     */
    @Benchmark
    public List<RunRecord> twoConditions() {
        return found(
                tracker.search(metric("metric3").above(0.9).and(tag("tag1", "value7")))
                        .limit(100)
                        .list(),
                35);
    }

    /**
     * The last 100 runs with a parameter below a bound, which half have, and a metric above one, which half have.
     *
     * @return the runs
     */
    @Benchmark
    public List<RunRecord> twoWideConditions() {
        return found(
                tracker.search(metric("metric3")
                                .above(0.5)
                                .and(parameter("parameter1").below(500)))
                        .limit(100)
                        .list(),
                100);
    }

    /**
     * A thousand runs with all that they recorded.
     *
     * @return the runs
     */
    @Benchmark
    public List<RunRecord> thousandRuns() {
        return found(tracker.search(experiment("e")).limit(1_000).list(), 1_000);
    }

    private static List<RunRecord> found(List<RunRecord> runs, int atLeast) {
        if (runs.size() < atLeast || runs.get(0).metrics().size() != 10) {
            throw new IllegalStateException("expected " + atLeast + " runs with 10 metrics, found " + runs.size());
        }
        return runs;
    }
}
