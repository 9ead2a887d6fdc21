// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

/** What a committed transaction survives. */
public enum Durability {
    /** A power cut: the commit returns when the disk has it. */
    FULL,
    /** The death of the process; a power cut may take the last moments, never the consistency. */
    PROCESS
}
