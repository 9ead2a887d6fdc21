// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

/**
 * Tells who acts: the host's own login, asked at the moment of each change, on the thread that makes it. Holdfast
 * authenticates nobody. Implementations are thread-safe; one that does not know who acts throws, and nothing is changed.
 */
@FunctionalInterface
public interface ActorProvider {
    /**
     * Returns who acts on this thread now, with the roles that the host knows them to have.
     *
     * @return the actor
     */
    Actor actor();
}
