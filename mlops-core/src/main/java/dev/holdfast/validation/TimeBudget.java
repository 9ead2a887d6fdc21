// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** The time that the code of one rule may take over all rows, if the host limits it. */
final class TimeBudget {
    private final Optional<Duration> limit;
    private final InstantSource clock;
    private Duration used = Duration.ZERO;
    private Instant started = Instant.EPOCH;
    private long rows;

    TimeBudget(Optional<Duration> limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** The code is about to be called. */
    void start() {
        if (limit.isPresent()) {
            started = clock.instant();
        }
    }

    /** Tells whether the code, which has just returned for one more row, may be called again. */
    boolean allowsMore() {
        if (limit.isEmpty()) {
            return true;
        }
        rows++;
        Instant now = clock.instant();
        used = used.plus(Duration.between(started, now));
        started = now;
        return used.compareTo(limit.get()) <= 0;
    }

    /** What was taken, for a message: {@code "took 5.2 s over 1,204 rows; budget 5 s"}. */
    @Override
    public String toString() {
        return "took " + seconds(used) + " over " + String.format(Locale.ROOT, "%,d", rows) + " rows; budget "
                + limit.map(TimeBudget::seconds).orElse("none");
    }

    private static String seconds(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        return Texts.number(seconds < 10 ? Math.round(seconds * 1000) / 1000.0 : Math.round(seconds * 10) / 10.0)
                + " s";
    }
}
