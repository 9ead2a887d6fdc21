// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Optional;

/** Values in order: numbers, truth values and times. */
final class Steps {
    private Steps() {}

    static boolean isOrdered(Object value) {
        return !(value instanceof String) && !(value instanceof Double number && !Double.isFinite(number));
    }

    /** Tells whether one value lies beyond another; never for texts, NaN and infinities. */
    static boolean isBeyond(Object value, Object from, boolean larger) {
        if (!isOrdered(value) || !isOrdered(from)) {
            return false;
        }
        double difference = number(value) - number(from);
        return larger ? difference > 0 : difference < 0;
    }

    static double number(Object value) {
        if (value instanceof Instant time) {
            return (double) time.getEpochSecond() + time.get(ChronoField.NANO_OF_SECOND) / 1e9;
        }
        return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).doubleValue();
    }

    /** The value and a share of its size, which is 1 at least; for times, of a day; for whole numbers 1 at least. */
    static Optional<Object> step(Object value, double share) {
        if (value instanceof Boolean flag) {
            return flag == (share < 0) ? Optional.of(!flag) : Optional.empty();
        }
        if (value instanceof Instant time) {
            return Optional.of(time.plus(Duration.ofSeconds((long) (86_400 * share))));
        }
        return !isOrdered(value) ? Optional.empty() : plus(value, share * Math.max(1, Math.abs(number(value))));
    }

    /** A number and an amount; none where it has left the range of its type. */
    static Optional<Object> plus(Object value, double amount) {
        if (value instanceof Long whole) {
            long added = Math.round(Math.signum(amount) * Math.max(1, Math.abs(amount)));
            boolean overflows = added > 0 ? whole > Long.MAX_VALUE - added : whole < Long.MIN_VALUE - added;
            return overflows ? Optional.empty() : Optional.of(whole + added);
        }
        double sum = number(value) + amount;
        return Double.isFinite(sum) && sum != number(value) ? Optional.of(sum) : Optional.empty();
    }
}
