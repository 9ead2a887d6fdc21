// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.util.Optional;

/**
 * Whether the audit trail is what was written.
 *
 * @param entries how many entries were found to be in order, before the first break if there is one
 * @param checkpoints how many checkpoints agree with them
 * @param erased how many of them had their remarks erased, with a record of it
 * @param firstBreak the first entry that is not as it was written, or empty
 */
public record AuditVerification(long entries, long checkpoints, long erased, Optional<Break> firstBreak) {

    /** What was done to the trail. */
    public enum Tampering {
        /** The contents of an entry are others, or it was written anew. */
        CHANGED,
        /** An entry is gone, later ones are there. */
        REMOVED,
        /** An entry stands in another place. */
        REORDERED,
        /** An entry stands where none was written. */
        INSERTED,
        /** The end of the trail is gone. */
        TRUNCATED
    }

    /**
     * The first entry that is not as it was written.
     *
     * @param sequence its number
     * @param kind what was done to it
     * @param detail what was expected and found
     */
    public record Break(long sequence, Tampering kind, String detail) {}

    /**
     * Tells whether every entry is as it was written.
     *
     * @return true when there is no break
     */
    public boolean intact() {
        return firstBreak.isEmpty();
    }

    /**
     * Fails when an entry is not as it was written.
     *
     * @return this verification
     * @throws StorageException when there is a break; the message names it
     */
    public AuditVerification orThrow() {
        if (firstBreak.isPresent()) {
            Break first = firstBreak.get();
            throw new StorageException(
                    Reason.CORRUPT,
                    "audit entry " + first.sequence(),
                    "the audit trail is broken at entry " + first.sequence() + ", " + first.kind() + ": "
                            + first.detail() + "; compare with an export and restore the database from a copy",
                    null);
        }
        return this;
    }
}
