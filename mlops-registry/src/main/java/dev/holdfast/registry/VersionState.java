// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

/** Where a version is in its life. A version exists only once all of its bytes are stored and verified. */
public enum VersionState {
    /** All bytes are there and were verified; an alias may name it. */
    READY,
    /** Taken out of use for ever: no alias names it and none may. It can still be read. */
    RETIRED
}
