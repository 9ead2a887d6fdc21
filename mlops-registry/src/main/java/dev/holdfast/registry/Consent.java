// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

/**
 * An approval as it stands now.
 *
 * @param approval what was said
 * @param fault why it does not count, or empty when it does
 */
record Consent(Approval approval, String fault) {
    boolean stands() {
        return fault.isEmpty();
    }

    @Override
    public String toString() {
        return approval.actor().name() + " (" + fault + ")";
    }
}
