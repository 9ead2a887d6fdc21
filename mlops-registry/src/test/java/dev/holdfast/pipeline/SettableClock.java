// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes when the test says so, also back. */
final class SettableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-29T01:30:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }
}
