// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import dev.holdfast.drift.DriftFinding;
import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.drift.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides by an {@link AlertPolicy} whether a window is told.
 *
 * <p>Each change passes through these states: <em>seen</em> by fewer windows than the policy asks for; <em>raised</em>, but
 * not told because of the cooldown; <em>told</em>, in which it stays quiet unless its severity grows; and forgotten, once
 * enough windows in a row were without it. Not thread-safe.
 */
final class AlertLatch {
    private final AlertPolicy policy;
    private final Map<Key, State> states = new HashMap<>();
    private Optional<Alert> last = Optional.empty();

    AlertLatch(AlertPolicy policy) {
        this.policy = policy;
    }

    /** A change is the same one as long as column and cause are. */
    private record Key(String column, Optional<String> segment, DriftFinding.Cause cause) {}

    /** What is remembered of one change: the last windows as bits, the latest lowest, and whether it was told. */
    private static final class State {
        private long history;
        private int quiet;
        private DriftFinding latest;
        private Optional<Severity> told = Optional.empty();

        State(DriftFinding latest) {
            this.latest = latest;
        }
    }

    Optional<Alert> judge(WindowReport window) {
        if (window.drift().verdict() == DriftVerdict.INSUFFICIENT) {
            return Optional.empty();
        }
        remember(window.drift().findings());
        List<DriftFinding> fresh = new ArrayList<>();
        for (State state : states.values()) {
            // Only a change that this very window found is told, lest the news be stale.
            boolean raised = state.quiet == 0 && Long.bitCount(state.history & mask()) >= policy.raise();
            boolean news = state.told.isEmpty() || state.told.get().compareTo(state.latest.severity()) < 0;
            if (raised && news) {
                fresh.add(state.latest);
            }
        }
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        fresh.sort(Comparator.comparing(DriftFinding::severity)
                .thenComparing(finding -> finding.effect().point())
                .reversed()
                .thenComparing(DriftFinding::column));
        Alert alert = new Alert(window.to(), fresh.get(0).severity(), fresh, window);
        if (last.isPresent() && isCooling(last.get(), alert)) {
            return Optional.empty();
        }
        last = Optional.of(alert);
        for (State state : states.values()) {
            if (fresh.contains(state.latest)) {
                state.told = Optional.of(state.latest.severity());
            }
        }
        return last;
    }

    private boolean isCooling(Alert before, Alert now) {
        Instant over = before.at().plus(policy.cooldown());
        return now.at().isBefore(over) && now.severity().compareTo(before.severity()) <= 0;
    }

    private void remember(List<DriftFinding> findings) {
        for (State state : states.values()) {
            state.history <<= 1;
            state.quiet++;
        }
        for (DriftFinding finding : findings) {
            Key change = new Key(finding.column(), finding.segment(), finding.cause());
            State state = states.computeIfAbsent(change, key -> new State(finding));
            state.history |= 1;
            state.quiet = 0;
            state.latest = finding;
        }
        for (Iterator<State> all = states.values().iterator(); all.hasNext(); ) {
            State state = all.next();
            // An incident that is over needs as many windows as a new one; one never told is forgotten with its
            // windows.
            boolean over = state.told.isPresent() && state.quiet >= policy.clearAfter();
            if (over || (state.told.isEmpty() && (state.history & mask()) == 0)) {
                all.remove();
            }
        }
    }

    private long mask() {
        return (1L << policy.of()) - 1;
    }
}
