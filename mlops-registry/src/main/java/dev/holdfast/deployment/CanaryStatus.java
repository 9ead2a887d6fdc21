// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.util.Optional;

/**
 * Where a canary stands, as of one moment.
 *
 * @param version the candidate
 * @param step the step it is at, from 0
 * @param steps how many steps there are
 * @param percent the share of callers that it answers now; 0 once it is stopped or has become the champion
 * @param answered how many calls it answered at this step
 * @param failures on how many calls of this step it threw or gave null
 * @param stopped why it was stopped; empty while it was not
 */
public record CanaryStatus(
        DeployedVersion version,
        int step,
        int steps,
        double percent,
        long answered,
        long failures,
        Optional<String> stopped) {}
