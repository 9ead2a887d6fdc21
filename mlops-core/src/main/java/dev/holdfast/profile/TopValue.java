// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Objects;

/**
 * A frequent value of a column and how often it occurs.
 *
 * @param value the value as the column would return it: a Double, Long, String, Boolean or Instant
 * @param count how often it occurs at least
 * @param atMost how often it occurs at most; the same as {@code count} while the column is held exactly
 */
public record TopValue(Object value, long count, long atMost) {
    /**
     * Checks that the value is there.
     *
     * @param value the value as the column would return it: a Double, Long, String, Boolean or Instant
     * @param count how often it occurs at least
     * @param atMost how often it occurs at most
     */
    public TopValue {
        Objects.requireNonNull(value, "value");
    }
}
