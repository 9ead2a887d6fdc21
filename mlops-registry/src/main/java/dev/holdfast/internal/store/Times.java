// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Instants as the store keeps them: whole microseconds since 1970, which every database can hold. */
public final class Times {
    private Times() {}

    /**
     * Returns the time of a clock.
     *
     * @param clock the clock
     * @return microseconds since 1970
     */
    public static long now(InstantSource clock) {
        return toMicros(clock.instant());
    }

    /**
     * Returns an instant as it is stored.
     *
     * @param instant the instant
     * @return microseconds since 1970, rounded down
     */
    public static long toMicros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant.truncatedTo(ChronoUnit.MICROS));
    }

    /**
     * Returns a stored instant.
     *
     * @param micros microseconds since 1970
     * @return the instant
     */
    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
