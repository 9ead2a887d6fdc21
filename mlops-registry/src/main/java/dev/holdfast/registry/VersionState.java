// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

/**
 * Where a version is in its life: STAGED, then READY, then perhaps DEPRECATED, at last RETIRED. A deleted version has no
 * state any more, only a {@link Tombstone}.
 */
public enum VersionState {
    /** It has its number and its manifest, but its bytes were not verified yet; it cannot be loaded or promoted. */
    STAGED,
    /** All bytes are there and were verified; an alias may name it. */
    READY,
    /** Still in use where an alias names it, but no alias may be moved to it any more. */
    DEPRECATED,
    /** Taken out of use for ever: no alias names it and none may. It can still be read. */
    RETIRED
}
