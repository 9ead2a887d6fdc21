// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import java.util.Optional;

/**
 * Lets the host refuse an action before anything is changed. A refusal is recorded in the audit trail. Implementations
 * are thread-safe.
 */
@FunctionalInterface
public interface AccessPolicy {
    /**
     * Says why an actor may not do something.
     *
     * @param actor who wants to act
     * @param action what they want to do, by the name that the audit trail would give it, such as {@code
     *     "version.approved"}
     * @param target to what, such as {@code "model credit"}
     * @return why not, or empty when they may
     */
    Optional<String> refusal(Actor actor, String action, String target);
}
