// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import org.jspecify.annotations.Nullable;

/**
 * A promotion in the making: {@code promote(version).to("champion").as(actor).under(policy).because("why")}. Not
 * thread-safe.
 *
 * <p>Alias, actor and policy are each given exactly once, in any order; {@link #because} carries the promotion out.
 */
public final class PromotionRequest {
    private final RegisteredModel model;
    private final ModelVersion version;
    private @Nullable String alias;
    private @Nullable Actor actor;
    private @Nullable PromotionPolicy policy;
    private @Nullable Long expected;

    PromotionRequest(RegisteredModel model, ModelVersion version) {
        this.model = model;
        this.version = version;
    }

    /**
     * Says which alias is to name the version.
     *
     * @param name the alias, such as {@code "champion"}
     * @return this request
     * @throws IllegalStateException when an alias was given before
     */
    public PromotionRequest to(String name) {
        alias = once("alias", alias, name);
        return this;
    }

    /**
     * Says who promotes.
     *
     * @param who the actor
     * @return this request
     * @throws IllegalStateException when an actor was given before
     */
    public PromotionRequest as(Actor who) {
        actor = once("actor", actor, who);
        return this;
    }

    /**
     * Says which gates must pass.
     *
     * @param gates the policy
     * @return this request
     * @throws IllegalStateException when a policy was given before
     */
    public PromotionRequest under(PromotionPolicy gates) {
        policy = once("policy", policy, gates);
        return this;
    }

    /**
     * Says which revision of the alias the decision rests on: when the alias was moved since, the promotion is refused.
     * Without this call the gates are asked again when somebody moves the alias meanwhile.
     *
     * @param revision the revision, as {@link RegisteredModel#aliasRevision(String)} told it; 0 when there was none
     * @return this request
     * @throws IllegalStateException when a revision was given before
     */
    public PromotionRequest expecting(long revision) {
        expected = once("expected revision", expected, revision);
        return this;
    }

    /**
     * Asks the gates and, when all of them pass, moves the alias. Either outcome is recorded in the audit trail.
     *
     * @param reason why, for the record
     * @return what became of it
     * @throws IllegalStateException when alias, actor or policy was not given, or the version is retired
     */
    public Promotion because(String reason) {
        return model.promote(
                version,
                given("alias", "to", alias),
                given("actor", "as", actor),
                given("policy", "under", policy),
                expected,
                reason);
    }

    private static <T> T once(String what, @Nullable T before, T now) {
        if (before != null) {
            throw new IllegalStateException("the " + what + " is given twice: " + before + " and " + now);
        }
        return now;
    }

    private static <T> T given(String what, String call, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a promotion needs the " + what + ": call " + call + "(...) first");
        }
        return value;
    }
}
