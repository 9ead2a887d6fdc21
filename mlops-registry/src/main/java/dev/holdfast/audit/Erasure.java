// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import java.util.List;

/**
 * What became of the data of a person.
 *
 * @param pseudonym what stands for the person from now on
 * @param entries the numbers of the audit entries whose remarks were erased
 * @param manifests the versions, as {@code "credit version 3"}, whose manifests name the person; what is signed and
 *     approved cannot be changed, so they go when the version is deleted
 */
public record Erasure(String pseudonym, List<Long> entries, List<String> manifests) {
    /**
     * Copies the lists.
     *
     * @param pseudonym what stands for the person from now on
     * @param entries the numbers of the audit entries whose remarks were erased
     * @param manifests the versions, as {@code "credit version 3"}, whose manifests name the person; what is signed and
     *     approved cannot be changed, so they go when the version is deleted
     */
    public Erasure {
        entries = List.copyOf(entries);
        manifests = List.copyOf(manifests);
    }
}
