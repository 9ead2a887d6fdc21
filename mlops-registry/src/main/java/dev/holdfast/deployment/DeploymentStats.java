// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

/**
 * What a deployment has counted since it was opened. The counts are read one after the other while others count on, so
 * that under load they may be apart by the calls of a moment.
 *
 * @param predictions calls of {@code predict} that found it open
 * @param failures calls on which the champion threw or gave null
 * @param fallbacks calls that the fallback answered; the other failures reached their callers
 * @param listenerFailures times that a listener threw
 * @param swaps times that another version became champion, after the first
 * @param failedLoads times that a version could not be loaded or warmed up
 * @param canary what the canaries did
 * @param shadow what the shadows did
 */
public record DeploymentStats(
        long predictions,
        long failures,
        long fallbacks,
        long listenerFailures,
        long swaps,
        long failedLoads,
        CanaryCounts canary,
        ShadowCounts shadow) {

    /**
     * What canaries did, all versions together.
     *
     * @param answered calls that a canary answered
     * @param failures calls on which a canary threw or gave null; the champion answered them
     * @param withoutKey calls that had no key, or whose key could not be read; the champion answered them
     */
    public record CanaryCounts(long answered, long failures, long withoutKey) {}

    /**
     * What shadows did, all versions together.
     *
     * @param answered calls that a shadow answered
     * @param different answers among them that did not equal the champion's
     * @param failures calls on which a shadow threw or gave null
     * @param dropped calls that the shadow never saw because its queue was full or its executor refused
     */
    public record ShadowCounts(long answered, long different, long failures, long dropped) {}
}
