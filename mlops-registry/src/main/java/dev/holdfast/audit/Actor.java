// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.internal.store.Names;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who does something: a person or a process, with the roles it acts in.
 *
 * <p>Holdfast authenticates nobody; the host says who acts. Two actors with one name are the same actor, whatever their
 * roles, when a policy asks whether the approver is the author. Immutable and thread-safe.
 *
 * @param name who, as the host knows them
 * @param roles the roles they act in, perhaps none; in alphabetical order
 */
public record Actor(String name, Set<String> roles) {
    /**
     * Checks the names and copies the roles.
     *
     * @param name who, as the host knows them
     * @param roles the roles they act in, perhaps none; in alphabetical order
     * @throws IllegalArgumentException when the name or a role is empty, longer than 500 characters or cannot be stored
     */
    public Actor {
        Names.check("actor", name);
        TreeSet<String> sorted = new TreeSet<>();
        for (String role : roles) {
            sorted.add(Names.check("role", role));
        }
        roles = Collections.unmodifiableSet(sorted);
    }

    /**
     * Returns an actor.
     *
     * @param name who
     * @param roles the roles they act in
     * @return the actor
     * @throws IllegalArgumentException when the name or a role is empty, longer than 500 characters or cannot be stored
     */
    public static Actor of(String name, String... roles) {
        return new Actor(name, Set.of(roles));
    }
}
