// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one deployment; each is one field that threads increment without meeting. */
final class Counters {
    final LongAdder predictions = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder fallbacks = new LongAdder();
    final LongAdder listenerFailures = new LongAdder();
    final LongAdder swaps = new LongAdder();
    final LongAdder failedLoads = new LongAdder();
    final LongAdder canaryAnswered = new LongAdder();
    final LongAdder canaryFailures = new LongAdder();
    final LongAdder canaryWithoutKey = new LongAdder();
    final LongAdder shadowAnswered = new LongAdder();
    final LongAdder shadowDifferent = new LongAdder();
    final LongAdder shadowFailures = new LongAdder();
    final LongAdder shadowDropped = new LongAdder();

    DeploymentStats snapshot() {
        return new DeploymentStats(
                predictions.sum(),
                failures.sum(),
                fallbacks.sum(),
                listenerFailures.sum(),
                swaps.sum(),
                failedLoads.sum(),
                new DeploymentStats.CanaryCounts(canaryAnswered.sum(), canaryFailures.sum(), canaryWithoutKey.sum()),
                new DeploymentStats.ShadowCounts(
                        shadowAnswered.sum(), shadowDifferent.sum(), shadowFailures.sum(), shadowDropped.sum()));
    }
}
