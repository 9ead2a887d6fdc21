// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Values as 64-bit keys in the same order, so that one sketch serves all types without losing a bit of a whole number.
 *
 * <p>A double is its bits with those of negative numbers turned round, -0.0 as 0.0; an integer itself; a truth value 0
 * or 1; a time its microseconds since 1970, rounded down.
 */
final class Keys {
    private static final double MICROS = 1e6;

    private Keys() {}

    static long of(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    static long of(Instant time) {
        // Beyond the 292,000 years that 64 bits of microseconds reach, the ends stand in.
        long seconds = Math.max(-9_223_372_036_854L, Math.min(9_223_372_036_853L, time.getEpochSecond()));
        return TimeUnit.SECONDS.toMicros(seconds) + time.getNano() / 1000;
    }

    static double number(ColumnType type, long key) {
        return switch (type) {
            case NUMBER -> Double.longBitsToDouble(key ^ ((key >> 63) & Long.MAX_VALUE));
            case TIME -> key / MICROS;
            case INTEGER, BOOLEAN, TEXT -> key;
        };
    }

    /** Returns the value as the column would: a Double, Long, Boolean or Instant. */
    static Object value(ColumnType type, long key) {
        return switch (type) {
            case NUMBER -> number(type, key);
            case BOOLEAN -> key != 0;
            case TIME -> Instant.ofEpochSecond(Math.floorDiv(key, 1_000_000L), Math.floorMod(key, 1_000_000L) * 1000L);
            case INTEGER, TEXT -> key;
        };
    }
}
