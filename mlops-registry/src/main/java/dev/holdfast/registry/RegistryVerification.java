// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What a verification of all versions found.
 *
 * @param versions how many versions were examined
 * @param files how many models and attachments were read
 * @param broken what is not as it was registered, by model and number
 */
public record RegistryVerification(long versions, long files, List<Broken> broken) {
    /** What is wrong. */
    public enum Kind {
        /** The manifest is not the document of its digest, or cannot be read. */
        MANIFEST_CHANGED,
        /** The row of the version is not what the audit trail says: another digest, another state. */
        ROW_CHANGED,
        /** The audit trail says that the version was registered, and it is not there. */
        VERSION_MISSING,
        /** Bytes of the model or an attachment are not there. */
        FILE_MISSING,
        /** Bytes of the model or an attachment are not those that were registered. */
        FILE_CHANGED,
        /** Evidence is not there. */
        EVIDENCE_MISSING,
        /** Evidence is not what was registered. */
        EVIDENCE_CHANGED
    }

    /**
     * One thing that is not as it was registered.
     *
     * @param model the model's name
     * @param version the version's number
     * @param kind what is wrong
     * @param detail what was expected and what was found
     */
    public record Broken(String model, long version, Kind kind, String detail) {
        @Override
        public String toString() {
            return model + " version " + version + ": " + kind + ", " + detail;
        }
    }

    /**
     * Copies the list.
     *
     * @param versions how many versions were examined
     * @param files how many models and attachments were read
     * @param broken what is not as it was registered, by model and number
     */
    public RegistryVerification {
        broken = List.copyOf(broken);
    }

    /**
     * Tells whether everything is as it was registered.
     *
     * @return true when nothing is broken
     */
    public boolean intact() {
        return broken.isEmpty();
    }

    /**
     * Returns the first thing that is broken.
     *
     * @return it, or empty when nothing is
     */
    public Optional<Broken> first() {
        return broken.stream().findFirst();
    }

    /**
     * Returns this when everything is as it was registered.
     *
     * @return this
     * @throws StorageException when something is broken; the message names the first
     */
    public RegistryVerification orThrow() {
        if (!intact()) {
            Broken first = broken.get(0);
            throw new StorageException(
                    Reason.CORRUPT,
                    first.model() + " version " + first.version(),
                    broken.size() + " things in the registry are not as they were registered, the first: " + first
                            + "; restore the workspace from a copy",
                    null);
        }
        return this;
    }
}
