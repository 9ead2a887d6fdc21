// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

/** What a committed transaction survives, and beside which others it may be under way. */
public enum Durability {
    /**
     * A power cut: the commit returns when the disk has it. One such transaction is under way at a time, in all
     * processes together, so that what it has read is still so when it writes. For the registry, the audit trail, the
     * start and the end of a run.
     */
    FULL,
    /**
     * The death of the process; a power cut may take the last moments, never the consistency. Others may be under way
     * beside it: what it reads in order to write needs {@link Tx#rowLock()}. For what a run records.
     */
    PROCESS
}
