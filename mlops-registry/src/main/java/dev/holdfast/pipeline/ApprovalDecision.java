// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.audit.Actor;
import java.time.Instant;

/**
 * A person's answer to an {@link ApprovalRequest}. It stands for good.
 *
 * @param request the request's id
 * @param approved whether the person consents
 * @param actor who decided
 * @param reason why
 * @param at when
 */
public record ApprovalDecision(String request, boolean approved, Actor actor, String reason, Instant at) {
    @Override
    public String toString() {
        return (approved ? "approved by " : "rejected by ") + actor.name() + ": " + reason;
    }
}
