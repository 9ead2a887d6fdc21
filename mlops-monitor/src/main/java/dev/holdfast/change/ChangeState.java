// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/** What a {@link ChangeDetector} says about the stream after a value. */
public enum ChangeState {
    /** Nothing speaks for a change. */
    STABLE,
    /** Something speaks for a change, not enough to call it one. Only some detectors warn. */
    WARNING,
    /** The stream has changed. */
    CHANGE
}
