// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a monitor closes a window and compares it: after a number of rows, or at fixed times.
 *
 * <p>Windows of time are aligned to the epoch: windows of an hour begin on the hour (UTC). One that has fewer rows than
 * {@link #atLeast} when its time is over stays open through the next ones until it has. Immutable and thread-safe.
 */
public final class Windows {
    private static final int DEFAULT_ROWS = 200;

    private final Optional<Duration> duration;
    private final int rows;

    private Windows(Optional<Duration> duration, int rows) {
        this.duration = duration;
        this.rows = rows;
    }

    /**
     * Returns windows of a number of rows.
     *
     * @param rows the number of rows, at least 1
     * @return the windows
     * @throws IllegalArgumentException when it is less than 1
     */
    public static Windows count(int rows) {
        return new Windows(Optional.empty(), positive(rows));
    }

    /**
     * Returns windows of a span of time, with at least 200 rows.
     *
     * @param duration the span, at least a millisecond
     * @return the windows
     * @throws IllegalArgumentException when it is shorter
     */
    public static Windows of(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        if (duration.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("a window must last at least a millisecond, got " + duration);
        }
        return new Windows(Optional.of(duration), DEFAULT_ROWS);
    }

    /**
     * Returns these windows of time with another minimum of rows.
     *
     * @param minimum the number of rows below which a window stays open, at least 1
     * @return the windows
     * @throws IllegalArgumentException when it is less than 1
     * @throws IllegalStateException when these are windows of a number of rows
     */
    public Windows atLeast(int minimum) {
        if (duration.isEmpty()) {
            throw new IllegalStateException(this + " has its number of rows already, got atLeast(" + minimum + ")");
        }
        return new Windows(duration, positive(minimum));
    }

    private static int positive(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a window needs at least 1 row, got " + rows);
        }
        return rows;
    }

    /**
     * Returns the span of a window.
     *
     * @return the span, or empty for windows of a number of rows
     */
    public Optional<Duration> duration() {
        return duration;
    }

    /**
     * Returns the number of rows that closes a window.
     *
     * @return the number, or empty for windows of time
     */
    public OptionalInt count() {
        return duration.isEmpty() ? OptionalInt.of(rows) : OptionalInt.empty();
    }

    int rows() {
        return rows;
    }

    /** Returns the end of the span that an instant lies in; the far future for windows of a number of rows. */
    Instant endOf(Instant at) {
        if (duration.isEmpty()) {
            return Instant.MAX;
        }
        long span = duration.get().toMillis();
        return Instant.ofEpochMilli(Math.multiplyExact(Math.floorDiv(at.toEpochMilli(), span) + 1, span));
    }

    @Override
    public String toString() {
        return duration.map(span -> "Windows.of(" + span + ").atLeast(" + rows + ")")
                .orElse("Windows.count(" + rows + ")");
    }
}
