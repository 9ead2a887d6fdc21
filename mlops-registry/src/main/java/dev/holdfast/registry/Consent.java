// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

/**
 * An approval as it stands now.
 *
 * @param approval what was said
 * @param entry the entry of the audit trail that it names
 * @param fault why it does not count, or empty when it does
 */
record Consent(Approval approval, long entry, String fault) {
    boolean stands() {
        return fault.isEmpty();
    }

    @Override
    public String toString() {
        return approval.actor().name() + " (" + fault + ")";
    }
}
