// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

/** What a comparison with a baseline concluded. */
public enum DriftVerdict {
    /** Enough rows, and nothing that is both significant and large enough to matter. */
    STABLE,
    /** At least one finding that is both significant and large enough to matter. */
    DRIFTED,
    /** Too few rows to tell; never to be read as stable. */
    INSUFFICIENT
}
