// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.AccessException;
import dev.holdfast.audit.AccessException.Problem;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Establishes who acts and whether they may, before anything is changed. */
final class Identity {
    private final Store store;
    private final InstantSource clock;
    private final Safeguards safeguards;

    Identity(Store store, InstantSource clock, Safeguards safeguards) {
        this.store = store;
        this.clock = clock;
        this.safeguards = safeguards;
    }

    /** Returns who acts: whom the host says, or, where it says nothing, whom the call names. */
    Actor acting(Actor named, String action, String target) {
        Actor actor = provided(action, target).orElse(named);
        if (!actor.name().equals(named.name())) {
            refuse(actor, Problem.ANOTHER_ACTOR, action, target, "it was asked for in the name of " + named.name());
        }
        return permitted(actor, action, target);
    }

    /** Returns who acts: whom the host says, or else the one who opened the workspace. */
    Actor actingOr(Actor usual, String action, String target) {
        return permitted(provided(action, target).orElse(usual), action, target);
    }

    private Optional<Actor> provided(String action, String target) {
        if (safeguards.actors().isEmpty()) {
            return Optional.empty();
        }
        @Nullable Actor actor;
        try {
            actor = safeguards.actors().get().actor();
        } catch (RuntimeException e) {
            throw nobody(action, target, e);
        }
        if (actor == null) {
            throw nobody(action, target, null);
        }
        return Optional.of(actor);
    }

    private static AccessException nobody(String action, String target, @Nullable Throwable cause) {
        return new AccessException(
                Problem.NO_ACTOR,
                action,
                target,
                "nobody is known to act, so '" + action + "' of " + target
                        + " was not done; log in, so that the host's provider of actors can say who acts",
                cause);
    }

    private Actor permitted(Actor actor, String action, String target) {
        Optional<String> refusal = safeguards.access().flatMap(policy -> policy.refusal(actor, action, target));
        refusal.ifPresent(why -> refuse(actor, Problem.REFUSED, action, target, why));
        return actor;
    }

    private void refuse(Actor actor, Problem problem, String action, String target, String why) {
        Map<String, Object> payload = Json.object("action", action, "problem", problem.name());
        store.transact(
                Durability.FULL,
                tx -> AuditLog.append(
                        tx,
                        Times.now(clock),
                        actor.name(),
                        actor.roles(),
                        "access.refused",
                        target,
                        payload,
                        Map.of("reason", why)));
        throw new AccessException(
                problem,
                action,
                target,
                actor.name() + " with the roles " + actor.roles() + " may not do '" + action + "' of " + target + ": "
                        + why + (problem == Problem.REFUSED ? "; ask somebody who may" : "; act in your own name"),
                null);
    }
}
