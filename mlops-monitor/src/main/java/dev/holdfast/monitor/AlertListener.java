// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

/**
 * Hears of alerts. What it throws is logged and counted by the monitor and reaches nobody else.
 *
 * <p>Called by one thread at a time, the one that evaluates the window: see {@link ModelMonitor}.
 */
@FunctionalInterface
public interface AlertListener {
    /**
     * Hears of an alert.
     *
     * @param alert the alert
     * @throws Exception when it fails
     */
    void onAlert(Alert alert) throws Exception;
}
