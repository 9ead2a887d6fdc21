// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;

/**
 * Somebody's request to move an alias in an emergency, past all gates. It does nothing until somebody else confirms it,
 * can be confirmed once, and lapses.
 *
 * @param id its name, unlike any other's
 * @param model the model
 * @param version the version that the alias is to name
 * @param digest the digest of the contents of that version, see {@link RegisteredModel#dossier}
 * @param alias the alias
 * @param revision the revision that the alias had; once it was moved, the override is void
 * @param actor who asks
 * @param reason why
 * @param at when
 * @param until when it lapses; what it has moved by then is to be made good by a promotion
 */
public record EmergencyOverride(
        String id,
        String model,
        long version,
        String digest,
        String alias,
        long revision,
        Actor actor,
        String reason,
        Instant at,
        Instant until) {}
