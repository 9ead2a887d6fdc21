// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.stats.Measurement;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What happened to the calls of one side of a canary during one step. */
final class Tally<O> {
    private final List<CanaryGate<O>> gates;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final List<LongAdder> events;

    Tally(List<CanaryGate<O>> gates) {
        this.gates = gates;
        this.events = Stream.generate(LongAdder::new).limit(gates.size()).toList();
    }

    void answered(O output, long nanos) {
        answered.increment();
        for (int gate = 0; gate < gates.size(); gate++) {
            if (happened(gates.get(gate), output, nanos)) {
                events.get(gate).increment();
            }
        }
    }

    void failed() {
        failures.increment();
    }

    long answers() {
        return answered.sum();
    }

    long failures() {
        return failures.sum();
    }

    Measurement rate(int gate, double confidence) {
        long failed = failures();
        return gates.get(gate).countsFailures()
                ? RateBounds.of(failed, failed + answers(), confidence)
                : RateBounds.of(events.get(gate).sum(), answers(), confidence);
    }

    private static <O> boolean happened(CanaryGate<O> gate, O output, long nanos) {
        try {
            return gate.happened(output, nanos);
        } catch (RuntimeException e) {
            // The host's predicate must not cost the caller an answer that is there already.
            return false;
        }
    }
}
