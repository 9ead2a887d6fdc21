// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

/**
 * What a monitor has done since it was opened.
 *
 * @param predictions predictions recorded
 * @param fallbacks those of them that no version gave but the fallback
 * @param open predictions in the window that is still open
 * @param windows windows closed and compared
 * @param alerts alerts told
 * @param failures exceptions that listeners threw
 * @param refused predictions that came after the monitor was closed
 */
public record MonitorStatus(
        long predictions, long fallbacks, long open, long windows, long alerts, long failures, long refused) {}
