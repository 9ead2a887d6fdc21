// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** What recurs in the reference: rows of one part of a season are compared with reference rows of the same part. */
public enum Season {
    /** The day of the week; a season is a week, from Monday. */
    DAY_OF_WEEK(7),
    /** The hour of the week; a season is a week, from Monday. */
    HOUR_OF_WEEK(168);

    private final int parts;

    Season(int parts) {
        this.parts = parts;
    }

    int parts() {
        return parts;
    }

    int part(Instant at, ZoneId zone) {
        ZonedDateTime time = at.atZone(zone);
        int day = time.getDayOfWeek().getValue() - 1;
        return this == DAY_OF_WEEK ? day : 24 * day + time.getHour();
    }

    /** Returns a number for the season that a time lies in. */
    long season(Instant at, ZoneId zone) {
        // The epoch was a Thursday.
        return Math.floorDiv(at.atZone(zone).toLocalDate().toEpochDay() + 3, 7);
    }

    /** Returns the first instant after one that may lie in another part. */
    Instant next(Instant at, ZoneId zone) {
        ZonedDateTime time = at.atZone(zone);
        ZonedDateTime next = this == DAY_OF_WEEK
                ? time.toLocalDate().plusDays(1).atStartOfDay(zone)
                : time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        return next.toInstant();
    }
}
