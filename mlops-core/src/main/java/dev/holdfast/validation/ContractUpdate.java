// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;

/**
 * A contract as it should be for new data, with what changes.
 *
 * @param contract the changed contract, one version on; the old one when nothing changes
 * @param changes what changes, one sentence each
 * @param unresolved what the new data break still, one sentence each
 */
public record ContractUpdate(DataContract contract, List<String> changes, List<String> unresolved) {
    /**
     * Copies the lists.
     *
     * @param contract the changed contract
     * @param changes what changes
     * @param unresolved what the new data break still
     */
    public ContractUpdate {
        changes = List.copyOf(changes);
        unresolved = List.copyOf(unresolved);
    }

    /**
     * Tells whether the new data meet the old contract.
     *
     * @return true when nothing changes and nothing is left broken
     */
    public boolean isNeedless() {
        return changes.isEmpty() && unresolved.isEmpty();
    }
}
