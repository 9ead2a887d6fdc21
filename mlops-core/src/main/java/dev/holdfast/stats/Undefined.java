// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Objects;

/**
 * A quantity that cannot be computed from the data at hand.
 *
 * @param reason why, in words for a person: {@code "no positives among 12 rows"}
 */
public record Undefined(String reason) implements Measurement {
    /**
     * Checks the reason.
     *
     * @param reason as above
     */
    public Undefined {
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return "undefined: " + reason;
    }
}
