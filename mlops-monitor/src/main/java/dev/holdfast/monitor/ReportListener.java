// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

/** Hears of every closed window, alert or not; what it throws is treated as that of an {@link AlertListener}. */
@FunctionalInterface
public interface ReportListener {
    /**
     * Hears of a closed window.
     *
     * @param window the window with its comparison
     * @throws Exception when it fails
     */
    void onReport(WindowReport window) throws Exception;
}
