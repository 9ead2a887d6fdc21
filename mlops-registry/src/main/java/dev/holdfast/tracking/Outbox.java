// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between a run and the store: what becomes of a recording that cannot be stored. Thread-safe; recordings of one thread
 * are stored in their order.
 */
final class Outbox {
    /** The tag that says what a run has lost. */
    static final String LOST = "holdfast.lost";

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int CAPACITY = 10_000;
    private static final long SHORTEST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();

    /** What is recorded, and whether doing it twice is doing it once. */
    enum Kind {
        START(true),
        PARAMETER(true),
        METRIC_VALUE(false),
        TAG(true),
        DATA_SET(true),
        EVIDENCE(false),
        MODEL(true),
        ATTACHMENT(true),
        ARTIFACT(true),
        SIGN_OF_LIFE(true);

        private final boolean repeatable;

        Kind(boolean repeatable) {
            this.repeatable = repeatable;
        }
    }

    /** A recording. */
    @FunctionalInterface
    interface Recording {
        void by(RunWriter writer, RunKey key);
    }

    private record Kept(Instant at, Kind kind, int values, Recording recording) {}

    private final RunSettings settings;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Map<Kind, Long> lost = new EnumMap<>(Kind.class);
    private volatile boolean away;
    private volatile RunKey key;
    private int keptValues;
    private long pause = SHORTEST_PAUSE;
    private long tried;

    /** Makes the outbox of a run that has begun, or of one that will when it is told to by a recording. */
    Outbox(RunSettings settings, RunKey key) {
        this.settings = settings;
        this.key = key;
    }

    /** Returns the run; its number is 0 until it has begun. */
    RunKey key() {
        return key;
    }

    void begun(RunKey run) {
        key = run;
    }

    /** Stores a recording; or, where the policy is to warn, keeps it until it can be stored. */
    void record(Kind kind, int values, Recording recording) {
        if (!away) {
            try {
                once(kind, recording, settings.writer());
                return;
            } catch (StorageException e) {
                if (settings.policy() == FailurePolicy.FAIL) {
                    throw e;
                }
                failed(e, kind, values, recording);
                return;
            }
        }
        keep(kind, values, recording);
        if (System.nanoTime() - tried > pause) {
            deliver(Duration.ZERO);
        }
    }

    /** Says that something is lost whatever becomes of the outage: bytes that are not kept in memory. */
    void lose(Kind kind, StorageException reason) {
        if (settings.policy() == FailurePolicy.FAIL) {
            throw reason;
        }
        synchronized (kept) {
            warn(reason);
            lost.merge(kind, 1L, Long::sum);
        }
    }

    /** Reads the record of the run; or returns another, where the policy is to warn and it cannot be read. */
    RunRecord read(String id, RunRecord otherwise) {
        try {
            RunWriter reader = away ? settings.writer(settings.clock().instant(), Duration.ZERO) : settings.writer();
            return reader.find(id).orElse(otherwise);
        } catch (StorageException e) {
            if (settings.policy() == FailurePolicy.FAIL) {
                throw e;
            }
            return otherwise;
        }
    }

    /** Ends the run once everything that is kept is stored, or has been given up. */
    void end(RunStatus status, Optional<Throwable> cause) {
        if (settings.policy() == FailurePolicy.FAIL) {
            endOnce(status, cause);
            return;
        }
        if (away) {
            deliver(settings.patience());
        }
        synchronized (kept) {
            giveUp();
            try {
                if (key.seq() > 0) {
                    if (!lost.isEmpty()) {
                        settings.writer().tag(key, LOST, describeLost());
                    }
                    endOnce(status, cause);
                }
            } catch (StorageException e) {
                LOG.warn("the end of run {} could not be recorded; it is lost after its lease", key.id(), e);
            }
            if (!lost.isEmpty()) {
                LOG.warn("run {} has lost what could not be stored: {}", key.id(), describeLost());
            }
        }
    }

    // The connection may break while the server commits: what can be done twice is done again.
    private void once(Kind kind, Recording recording, RunWriter writer) {
        try {
            recording.by(writer, key);
        } catch (StorageException e) {
            if (e.reason() != Reason.UNCERTAIN || !kind.repeatable) {
                throw e;
            }
            recording.by(writer, key);
        }
    }

    private void endOnce(RunStatus status, Optional<Throwable> cause) {
        RunWriter writer = settings.writer();
        try {
            writer.end(key, status, cause);
        } catch (StorageException e) {
            if (e.reason() != Reason.UNCERTAIN) {
                throw e;
            }
            if (writer.record(key.id()).status() == RunStatus.RUNNING) {
                writer.end(key, status, cause);
            }
        }
    }

    private void failed(StorageException reason, Kind kind, int values, Recording recording) {
        synchronized (kept) {
            warn(reason);
            if (passes(reason)) {
                away = true;
                tried = System.nanoTime();
                pause = SHORTEST_PAUSE;
                keep(kind, values, recording);
            } else {
                lost.merge(kind, (long) values, Long::sum);
            }
        }
    }

    private static boolean passes(StorageException reason) {
        return switch (reason.reason()) {
            case BUSY, UNAVAILABLE, FULL, READ_ONLY -> true;
            default -> false;
        };
    }

    private void keep(Kind kind, int values, Recording recording) {
        synchronized (kept) {
            if (keptValues + values > CAPACITY) {
                lost.merge(kind, (long) values, Long::sum);
            } else {
                kept.addLast(new Kept(settings.clock().instant(), kind, values, recording));
                keptValues += values;
            }
        }
    }

    private void deliver(Duration patience) {
        synchronized (kept) {
            if (!settings.isReachable(patience)) {
                tried = System.nanoTime();
                pause = Math.min(pause * 2, LONGEST_PAUSE);
                return;
            }
            while (!kept.isEmpty()) {
                Kept next = kept.getFirst();
                try {
                    once(next.kind(), next.recording(), settings.writer(next.at(), patience));
                } catch (StorageException e) {
                    if (passes(e)) {
                        tried = System.nanoTime();
                        pause = Math.min(pause * 2, LONGEST_PAUSE);
                        return;
                    }
                    lost.merge(next.kind(), (long) next.values(), Long::sum);
                } catch (IllegalArgumentException | IllegalStateException e) {
                    // The call that recorded it has returned long ago: nobody is left to tell but the log.
                    LOG.warn("run {} cannot keep what it recorded during an outage", key.id(), e);
                    lost.merge(next.kind(), (long) next.values(), Long::sum);
                }
                kept.removeFirst();
                keptValues -= next.values();
            }
            away = false;
        }
    }

    private void giveUp() {
        for (Kept each : kept) {
            if (each.kind() != Kind.SIGN_OF_LIFE) {
                lost.merge(each.kind(), (long) each.values(), Long::sum);
            }
        }
        kept.clear();
        keptValues = 0;
    }

    private void warn(StorageException reason) {
        if (!away && lost.isEmpty()) {
            LOG.warn(
                    "what run {} records cannot be stored; its work goes on, and up to {} values are kept until they can",
                    key.id(),
                    CAPACITY,
                    reason);
        }
    }

    private String describeLost() {
        return lost.entrySet().stream()
                .map(entry ->
                        entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
