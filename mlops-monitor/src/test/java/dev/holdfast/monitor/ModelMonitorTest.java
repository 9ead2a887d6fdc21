// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftFinding;
import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.drift.Samples;
import dev.holdfast.drift.Severity;
import dev.holdfast.drift.WindowProfile;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Served;
import dev.holdfast.model.StorableModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelMonitorTest {
    private static final Instant START = Instant.parse("2026-01-01T00:10:00Z");
    private static final Table REFERENCE = Samples.loans(2_000, 1);
    private static final StorableModel<Row, ClassScores> MODEL = Samples.model(REFERENCE);
    private static final Baseline BASELINE = Baseline.of(MODEL, REFERENCE);

    private final List<Alert> alerts = new ArrayList<>();
    private final List<WindowReport> reports = new ArrayList<>();

    private ModelMonitor.Builder builder() {
        return ModelMonitor.of(BASELINE).onAlert(alerts::add).onReport(reports::add);
    }

    private static Served<Row, ClassScores> served(Row row, Instant at) {
        return new Served<>("credit", 1, row, MODEL.predict(row), at, 1_000);
    }

    /** Serves rows a second apart. */
    private static void serve(ModelMonitor monitor, Table rows, Instant from) {
        for (int i = 0; i < rows.rowCount(); i++) {
            monitor.onPrediction(served(rows.row(i), from.plusSeconds(i)));
        }
    }

    private static void serveZeros(ModelMonitor monitor, Table rows, Instant from) {
        for (int i = 0; i < rows.rowCount(); i++) {
            Row row = i % 5 == 0 ? rows.row(i).with("Income", 0) : rows.row(i);
            monitor.onPrediction(served(row, from.plusSeconds(i)));
        }
    }

    @Test
    void comparesEveryWindowOfACount() {
        try (ModelMonitor monitor = builder().window(Windows.count(500)).open()) {
            serve(monitor, Samples.loans(1_250, 2), START);
            assertThat(reports).hasSize(2);
            assertThat(reports).extracting(WindowReport::number).containsExactly(1L, 2L);
            assertThat(reports.get(1).from()).isEqualTo(START.plusSeconds(500));
            assertThat(reports.get(1).to()).isEqualTo(START.plusSeconds(999));
            assertThat(reports.get(0).drift().verdict()).isEqualTo(DriftVerdict.STABLE);
            assertThat(monitor.status()).isEqualTo(new MonitorStatus(1_250, 0, 250, 2, 0, 0, 0));
        }
        assertThat(reports).hasSize(3);
        assertThat(alerts).isEmpty();
    }

    @Test
    void givesTheSameAnswerAsTheBatchComparison() {
        Table rows = Samples.loans(500, 3);
        try (ModelMonitor monitor = builder().window(Windows.count(500)).open()) {
            serve(monitor, rows, START);
        }
        assertThat(reports.get(0).drift())
                .isEqualTo(Drift.between(BASELINE, WindowProfile.of(BASELINE).add(rows, MODEL)));
    }

    @Test
    void alertsOnceWhileAChangeLasts() {
        try (ModelMonitor monitor = builder().window(Windows.count(500)).open()) {
            serveZeros(monitor, Samples.loans(2_000, 4), START);
            assertThat(alerts).hasSize(1);
            assertThat(alerts.get(0).findings())
                    .extracting(DriftFinding::column)
                    .contains("Income");
            assertThat(alerts.get(0).at()).isEqualTo(START.plusSeconds(499));
            assertThat(alerts.get(0).reason())
                    .startsWith(alerts.get(0).findings().get(0).explain());
            serve(monitor, Samples.loans(500, 5), START.plusSeconds(2_000));
            serveZeros(monitor, Samples.loans(500, 6), START.plusSeconds(2_500));
            assertThat(alerts).hasSize(2);
            assertThat(monitor.status().alerts()).isEqualTo(2);
        }
    }

    @Test
    void closesWindowsOfTimeByTheTimeOfThePredictions() {
        try (ModelMonitor monitor = builder()
                .window(Windows.of(Duration.ofMinutes(10)).atLeast(300))
                .open()) {
            serve(monitor, Samples.loans(1_300, 7), START);
            assertThat(reports).hasSize(2);
            assertThat(reports.get(0).to()).isEqualTo(START.plusSeconds(599));
            assertThat(reports.get(0).drift().currentRows()).isEqualTo(600);
        }
    }

    @Test
    void keepsAWindowOpenUntilItHasEnoughRows() {
        try (ModelMonitor monitor =
                builder().window(Windows.of(Duration.ofMinutes(1)).atLeast(200)).open()) {
            serve(monitor, Samples.loans(250, 7), START);
            assertThat(reports).hasSize(1);
            assertThat(reports.get(0).drift().currentRows()).isEqualTo(240);
        }
        assertThat(reports.get(1).drift().verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
    }

    @Test
    void closesAQuietWindowWhenPolled() {
        Instant[] now = {START};
        InstantSource clock = () -> now[0];
        try (ModelMonitor monitor = builder()
                .window(Windows.of(Duration.ofMinutes(10)))
                .clock(clock)
                .open()) {
            assertThat(monitor.poll()).isFalse();
            serve(monitor, Samples.loans(200, 7), START);
            assertThat(monitor.poll()).isFalse();
            now[0] = START.plusSeconds(600);
            assertThat(monitor.poll()).isTrue();
            assertThat(reports).hasSize(1);
        }
    }

    @Test
    void isolatesAListenerThatThrows() {
        try (ModelMonitor monitor = ModelMonitor.of(BASELINE)
                .window(Windows.count(500))
                .onReport(window -> {
                    throw new java.io.IOException("no disk");
                })
                .onAlert(alert -> {
                    throw new IllegalStateException("no pager");
                })
                .onAlert(alerts::add)
                .open()) {
            serveZeros(monitor, Samples.loans(500, 4), START);
            assertThat(alerts).hasSize(1);
            assertThat(monitor.status().failures()).isEqualTo(2);
        }
    }

    @Test
    void keepsTheInterruptOfAListener() {
        try (ModelMonitor monitor = ModelMonitor.of(BASELINE)
                .window(Windows.count(500))
                .onReport(window -> {
                    throw new InterruptedException("stop");
                })
                .open()) {
            serve(monitor, Samples.loans(500, 4), START);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void letsAListenerPredictAndFlush() {
        ModelMonitor[] self = new ModelMonitor[1];
        try (ModelMonitor monitor = builder()
                .window(Windows.count(500))
                .onReport(window -> {
                    if (window.number() == 1) {
                        serve(self[0], Samples.loans(500, 9), START);
                    }
                })
                .open()) {
            self[0] = monitor;
            serve(monitor, Samples.loans(500, 4), START);
            assertThat(reports).hasSize(2);
        }
    }

    @Test
    void losesNoPredictionOfManyThreads() throws InterruptedException {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch done = new CountDownLatch(threads);
        long[] rows = new long[1];
        try (ModelMonitor monitor = ModelMonitor.of(BASELINE)
                .window(Windows.count(300))
                .onReport(window -> rows[0] += window.drift().currentRows())
                .open()) {
            for (int t = 0; t < threads; t++) {
                int seed = t;
                pool.execute(() -> {
                    serve(monitor, Samples.loans(1_000, seed), START);
                    done.countDown();
                });
            }
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(monitor.status().predictions()).isEqualTo(4_000);
        } finally {
            pool.shutdown();
        }
        assertThat(rows[0]).isEqualTo(4_000);
    }

    @Test
    void leavesTheComparisonToAnExecutor() {
        List<Runnable> tasks = new ArrayList<>();
        try (ModelMonitor monitor =
                builder().window(Windows.count(200)).executor(tasks::add).open()) {
            serve(monitor, Samples.loans(4_000, 4), START);
            assertThat(reports).isEmpty();
            tasks.get(0).run();
            // Twenty windows waited and sixteen are kept: the oldest ones were joined, no row was lost.
            assertThat(reports).hasSize(16);
            assertThat(reports.get(0).drift().currentRows()).isEqualTo(1_000);
            assertThat(reports.get(0).from()).isEqualTo(START);
            assertThat(reports.stream().mapToLong(r -> r.drift().currentRows()).sum())
                    .isEqualTo(4_000);
        }
    }

    @Test
    void comparesItselfWhenTheExecutorRefuses() {
        try (ModelMonitor monitor = builder()
                .window(Windows.count(200))
                .executor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .open()) {
            serve(monitor, Samples.loans(200, 4), START);
            assertThat(reports).hasSize(1);
        }
    }

    @Test
    void takesNothingAfterItWasClosed() {
        ModelMonitor monitor = builder().window(Windows.count(500)).open();
        monitor.close();
        monitor.close();
        serve(monitor, Samples.loans(3, 4), START);
        assertThat(monitor.status()).isEqualTo(new MonitorStatus(0, 0, 0, 0, 0, 0, 3));
        assertThat(reports).isEmpty();
    }

    @Test
    void countsWhatTheFallbackAnswered() {
        try (ModelMonitor monitor = builder().open()) {
            monitor.onPrediction(new Served<>("credit", 0, REFERENCE.row(0), ClassScores.of("bad", 1), START, 1));
            assertThat(monitor.status().fallbacks()).isOne();
            assertThat(monitor).hasToString("ModelMonitor[Windows.count(1000), " + BASELINE + "]");
        }
    }

    @Test
    void refusesASettingGivenTwice() {
        assertThatThrownBy(() -> builder().window(Windows.count(300)).window(Windows.count(400)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("window is set twice: Windows.count(300) and Windows.count(400)");
        assertThatThrownBy(() -> builder().drift(Drift.withDefaults()).drift(Drift.withDefaults()))
                .hasMessageStartingWith("drift is set twice: Drift.withDefaults()");
    }

    @Test
    void refusesWindowsThatCouldNeverBeJudged() {
        assertThatThrownBy(() -> builder().window(Windows.count(100)).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Windows.count(100) closes windows of 100 rows, but " + Drift.withDefaults()
                        + " needs 200 to judge one; raise the first or lower the second");
        assertThat(Severity.MINOR).isLessThan(Severity.SEVERE);
    }
}
