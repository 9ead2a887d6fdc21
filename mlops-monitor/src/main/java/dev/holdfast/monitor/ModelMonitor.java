// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import dev.holdfast.data.Row;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.WindowProfile;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.PredictionListener;
import dev.holdfast.model.Served;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the predictions of one model version against its baseline.
 *
 * <p>A prediction is counted into the open window under a short lock. The thread whose prediction fills the window, or
 * is the first beyond its time, closes it, compares it and calls the listeners itself, which takes about a millisecond for
 * twenty columns; give an {@link Builder#executor executor} to have that done elsewhere. Windows are compared and told in
 * the order in which they were closed, by one thread at a time. The monitor starts no thread: a window of time closes with
 * the next prediction, or when the host calls {@link #poll()}.
 *
 * <p>Time is the time of the predictions. One that comes late is counted into the open window. Memory is that of
 * the open window and, with an executor, of at most {@value #WAITING} windows that wait for it; the two oldest of more
 * than these are joined.
 *
 * <p>Thread-safe. After {@link #close()} predictions are counted as refused and otherwise ignored.
 *
 * <pre>{@code
 * ModelMonitor monitor = ModelMonitor.of(baseline)
 *         .window(Windows.of(Duration.ofHours(1)).atLeast(200))
 *         .alerts(AlertPolicy.raise(2).of(3).cooldown(Duration.ofHours(6)))
 *         .onAlert(alert -> pager.send(alert.reason()))
 *         .open();
 * }</pre>
 */
public final class ModelMonitor implements PredictionListener<Row, ClassScores>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelMonitor.class);
    private static final int WAITING = 16;

    private final Baseline baseline;
    private final Windows windows;
    private final Drift drift;
    private final AlertLatch latch;
    private final List<AlertListener> alertListeners;
    private final List<ReportListener> reportListeners;
    private final InstantSource clock;
    private final Optional<Executor> executor;

    /** Guards the open window and the queue; held for one row at a time. */
    private final ReentrantLock recording = new ReentrantLock();
    /** Guards the latch and the order of evaluations; held while listeners are called. */
    private final ReentrantLock evaluating = new ReentrantLock();

    private final ArrayDeque<Closed> waiting = new ArrayDeque<>();
    private final AtomicLong alerts = new AtomicLong();
    private final AtomicLong evaluated = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private Open open;
    private long predictions;
    private long fallbacks;
    private boolean closed;

    private ModelMonitor(Builder builder, Windows windows, AlertPolicy policy, Drift drift) {
        this.baseline = builder.baseline;
        this.windows = windows;
        this.drift = drift;
        this.latch = new AlertLatch(policy);
        this.alertListeners = List.copyOf(builder.alertListeners);
        this.reportListeners = List.copyOf(builder.reportListeners);
        this.clock = builder.clock == null ? InstantSource.system() : builder.clock;
        this.executor = Optional.ofNullable(builder.executor);
        this.open = new Open(baseline);
    }

    /** The window that is being filled. */
    private static final class Open {
        private final WindowProfile profile;
        private Instant from = Instant.MAX;
        private Instant to = Instant.MIN;
        private Instant end = Instant.MAX;

        Open(Baseline baseline) {
            profile = WindowProfile.of(baseline);
        }
    }

    /** A window that is full and not yet compared. */
    private record Closed(WindowProfile profile, Instant from, Instant to) {
        Closed and(Closed later) {
            return new Closed(
                    profile.merge(later.profile),
                    from.isBefore(later.from) ? from : later.from,
                    to.isAfter(later.to) ? to : later.to);
        }
    }

    /**
     * Starts to describe a monitor.
     *
     * @param baseline the baseline of the version that will serve
     * @return the builder
     */
    public static Builder of(Baseline baseline) {
        return new Builder(Objects.requireNonNull(baseline, "baseline"));
    }

    @Override
    public void onPrediction(Served<Row, ClassScores> served) {
        boolean full;
        recording.lock();
        try {
            if (closed) {
                refused.incrementAndGet();
                return;
            }
            full = closeIfOver(served.at());
            if (open.profile.rows() == 0) {
                open.end = windows.endOf(served.at());
            }
            open.profile.add(served.input(), served.output());
            open.from = served.at().isBefore(open.from) ? served.at() : open.from;
            open.to = served.at().isAfter(open.to) ? served.at() : open.to;
            predictions++;
            fallbacks += served.version() == 0 ? 1 : 0;
            if (windows.count().isPresent() && open.profile.rows() >= windows.rows()) {
                enqueue();
                full = true;
            }
        } finally {
            recording.unlock();
        }
        if (full) {
            dispatch();
        }
    }

    /** Closes the open window when an instant is beyond its end; one with too few rows gets the time up to the next end. */
    private boolean closeIfOver(Instant now) {
        if (open.profile.rows() == 0 || now.isBefore(open.end)) {
            return false;
        }
        if (open.profile.rows() < windows.rows()) {
            open.end = windows.endOf(now);
            return false;
        }
        enqueue();
        return true;
    }

    private void enqueue() {
        waiting.add(new Closed(open.profile, open.from, open.to));
        if (waiting.size() > WAITING) {
            Closed oldest = waiting.remove();
            waiting.addFirst(oldest.and(waiting.remove()));
        }
        open = new Open(baseline);
    }

    private void dispatch() {
        if (executor.isPresent()) {
            try {
                executor.get().execute(this::evaluateWaiting);
                return;
            } catch (RejectedExecutionException e) {
                LOG.warn("The executor of a model monitor refused a window; it is compared on this thread instead", e);
            }
        }
        evaluateWaiting();
    }

    private void evaluateWaiting() {
        if (evaluating.isHeldByCurrentThread()) {
            // A listener that predicts closed a window: the loop further up this thread will take it.
            return;
        }
        evaluating.lock();
        try {
            for (Optional<Closed> next = poll(waiting); next.isPresent(); next = poll(waiting)) {
                evaluate(next.get());
            }
        } finally {
            evaluating.unlock();
        }
    }

    private Optional<Closed> poll(ArrayDeque<Closed> queue) {
        recording.lock();
        try {
            return Optional.ofNullable(queue.poll());
        } finally {
            recording.unlock();
        }
    }

    private void evaluate(Closed window) {
        WindowReport report = new WindowReport(
                evaluated.get() + 1,
                window.from(),
                window.to(),
                drift.compare(baseline.during(window.from(), window.to()), window.profile()));
        evaluated.incrementAndGet();
        for (ReportListener listener : reportListeners) {
            isolated(() -> listener.onReport(report));
        }
        Optional<Alert> alert = latch.judge(report);
        if (alert.isPresent()) {
            alerts.incrementAndGet();
            for (AlertListener listener : alertListeners) {
                isolated(() -> listener.onAlert(alert.get()));
            }
        }
    }

    /** The call of one listener. */
    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    private void isolated(Call call) {
        try {
            call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        } catch (Exception e) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        failures.incrementAndGet();
        LOG.warn("A listener of a model monitor failed; the monitor goes on", e);
    }

    /**
     * Closes the open window if the clock is beyond its end and it has enough rows, as the next prediction would. For hosts
     * with quiet hours: call it from a scheduler.
     *
     * @return true when a window was closed
     */
    public boolean poll() {
        boolean over;
        recording.lock();
        try {
            over = closeIfOver(clock.instant());
        } finally {
            recording.unlock();
        }
        if (over) {
            dispatch();
        }
        return over;
    }

    /**
     * Closes the open window whatever it holds and compares it, and all that wait, on this thread. With too few rows its
     * report is {@link dev.holdfast.drift.DriftVerdict#INSUFFICIENT}; without any there is no report.
     */
    public void flush() {
        recording.lock();
        try {
            if (open.profile.rows() > 0) {
                enqueue();
            }
        } finally {
            recording.unlock();
        }
        evaluateWaiting();
    }

    /**
     * Returns what the monitor has done so far.
     *
     * @return the counts
     */
    public MonitorStatus status() {
        recording.lock();
        try {
            return new MonitorStatus(
                    predictions,
                    fallbacks,
                    open.profile.rows(),
                    evaluated.get(),
                    alerts.get(),
                    failures.get(),
                    refused.get());
        } finally {
            recording.unlock();
        }
    }

    /** Flushes and takes no more predictions; a second call does nothing. */
    @Override
    public void close() {
        recording.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            recording.unlock();
        }
        flush();
    }

    /**
     * Collects what a monitor needs; not thread-safe. A setting that is given twice is refused; listeners add up and are
     * called in their order.
     */
    public static final class Builder {
        private final Baseline baseline;
        private final List<AlertListener> alertListeners = new ArrayList<>();
        private final List<ReportListener> reportListeners = new ArrayList<>();
        private @Nullable Windows windows;
        private @Nullable AlertPolicy alerts;
        private @Nullable Drift drift;
        private @Nullable InstantSource clock;
        private @Nullable Executor executor;

        private Builder(Baseline baseline) {
            this.baseline = baseline;
        }

        /**
         * Sets when windows close.
         *
         * @param value the windows; {@code Windows.count(1000)} by default
         * @return this builder
         * @throws IllegalStateException when they were set before
         */
        public Builder window(Windows value) {
            windows = once("window", windows, value);
            return this;
        }

        /**
         * Sets how windows are compared.
         *
         * @param value the comparison; {@link Drift#withDefaults()} by default
         * @return this builder
         * @throws IllegalStateException when it was set before
         */
        public Builder drift(Drift value) {
            drift = once("drift", drift, value);
            return this;
        }

        /**
         * Sets when findings become an alert.
         *
         * @param value the policy; {@code AlertPolicy.raise(1).of(1)} by default
         * @return this builder
         * @throws IllegalStateException when it was set before
         */
        public Builder alerts(AlertPolicy value) {
            alerts = once("alerts", alerts, value);
            return this;
        }

        /**
         * Sets the clock that {@link ModelMonitor#poll()} asks.
         *
         * @param value the clock; that of the system by default
         * @return this builder
         * @throws IllegalStateException when it was set before
         */
        public Builder clock(InstantSource value) {
            clock = once("clock", clock, value);
            return this;
        }

        /**
         * Sets who compares closed windows and calls the listeners.
         *
         * @param value an executor of the host; by default the thread that closes the window. When it refuses, that thread
         *     does it.
         * @return this builder
         * @throws IllegalStateException when it was set before
         */
        public Builder executor(Executor value) {
            executor = once("executor", executor, value);
            return this;
        }

        /**
         * Adds a listener of alerts.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder onAlert(AlertListener listener) {
            alertListeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Adds a listener of all closed windows.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder onReport(ReportListener listener) {
            reportListeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        private static <T> T once(String name, @Nullable T before, T value) {
            Objects.requireNonNull(value, name);
            if (before != null) {
                throw new IllegalStateException(name + " is set twice: " + before + " and " + value);
            }
            return value;
        }

        /**
         * Opens the monitor.
         *
         * @return the monitor
         * @throws IllegalStateException when windows close with fewer rows than the comparison needs, so that none could
         *     ever be judged
         */
        public ModelMonitor open() {
            Windows when = windows == null ? Windows.count(1_000) : windows;
            Drift how = drift == null ? Drift.withDefaults() : drift;
            if (when.rows() < how.minimumRows()) {
                throw new IllegalStateException(when + " closes windows of " + when.rows() + " rows, but " + how
                        + " needs " + how.minimumRows() + " to judge one; raise the first or lower the second");
            }
            AlertPolicy policy = alerts == null ? AlertPolicy.raise(1) : alerts;
            return new ModelMonitor(this, when, policy, how);
        }
    }

    @Override
    public String toString() {
        return "ModelMonitor[" + windows + ", " + baseline + "]";
    }
}
