// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/** How a run stands. */
public enum RunStatus {
    /** Its work has not ended. */
    RUNNING,
    /** Its work returned. */
    COMPLETED,
    /** Its work threw; the record holds what. */
    FAILED,
    /** Its process ended without telling how. */
    LOST
}
