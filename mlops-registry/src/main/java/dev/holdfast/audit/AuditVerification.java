// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.util.Optional;

/**
 * Whether the audit trail is what was written.
 *
 * @param entries how many entries were found to be in order, before the first break if there is one
 * @param firstBreak the first entry that is not as it was written, or empty
 */
public record AuditVerification(long entries, Optional<Break> firstBreak) {

    /** What was done to an entry. */
    public enum Tampering {
        /** Its contents are others. */
        EDITED,
        /** It is gone. */
        REMOVED,
        /** It stands in another place. */
        REORDERED
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
                            + first.detail(),
                    null);
        }
        return this;
    }
}
