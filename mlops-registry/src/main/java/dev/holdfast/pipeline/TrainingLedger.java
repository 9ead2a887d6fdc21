// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.pipeline.TrainingResponse.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When runs began and ended, and whether another one may begin. Not thread-safe; its owner locks.
 *
 * <p>A clock that is set back must neither open the budget nor close it for as long as the clock was ahead: whatever
 * lies in the future is taken to have happened now.
 */
final class TrainingLedger {
    private final Duration cooldown;
    private final @Nullable Budget budget;
    private final List<Instant> begun = new ArrayList<>();
    private @Nullable Instant ended;

    record Budget(int runs, Duration window) {}

    record Refusal(Why why, Instant until) {}

    TrainingLedger(Duration cooldown, @Nullable Budget budget) {
        this.cooldown = cooldown;
        this.budget = budget;
    }

    Optional<Refusal> refusal(Instant now) {
        settle(now);
        if (ended != null && now.isBefore(ended.plus(cooldown))) {
            return Optional.of(new Refusal(Why.COOLDOWN, ended.plus(cooldown)));
        }
        if (budget != null && begun.size() >= budget.runs()) {
            return Optional.of(new Refusal(Why.BUDGET, begun.get(0).plus(budget.window())));
        }
        return Optional.empty();
    }

    void begin(Instant now) {
        settle(now);
        if (budget != null) {
            begun.add(now);
        }
    }

    /** Forgets the beginning that was noted last, because the run never came to be. */
    void undo() {
        if (!begun.isEmpty()) {
            begun.remove(begun.size() - 1);
        }
    }

    void end(Instant now) {
        ended = now;
    }

    int inWindow(Instant now) {
        settle(now);
        return begun.size();
    }

    Optional<Instant> ended() {
        return Optional.ofNullable(ended);
    }

    private void settle(Instant now) {
        if (ended != null && ended.isAfter(now)) {
            ended = now;
        }
        begun.replaceAll(instant -> instant.isAfter(now) ? now : instant);
        if (budget != null) {
            Instant edge = now.minus(budget.window());
            begun.removeIf(instant -> !instant.isAfter(edge));
        }
    }
}
