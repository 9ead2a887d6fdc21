// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import org.jspecify.annotations.Nullable;

/** A rollback in the making: {@code rollback("champion").as(actor).because("why")}. Not thread-safe. */
public final class RollbackRequest {
    private final RegisteredModel model;
    private final String alias;
    private @Nullable Actor actor;

    RollbackRequest(RegisteredModel model, String alias) {
        this.model = model;
        this.alias = alias;
    }

    /**
     * Says who rolls back.
     *
     * @param who the actor
     * @return this request
     * @throws IllegalStateException when an actor was given before
     */
    public RollbackRequest as(Actor who) {
        if (actor != null) {
            throw new IllegalStateException("the actor is given twice: " + actor + " and " + who);
        }
        actor = who;
        return this;
    }

    /**
     * Moves the alias back to the version that it named before. No gate is asked: it had passed once.
     *
     * @param reason why, for the record
     * @return the version that the alias names now
     * @throws IllegalStateException when no actor was given, or there is no earlier version to go back to
     */
    public ModelVersion because(String reason) {
        if (actor == null) {
            throw new IllegalStateException("a rollback needs the actor: call as(...) first");
        }
        return model.rollback(alias, actor, reason);
    }
}
