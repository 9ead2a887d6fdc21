// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step in the history of an alias. The history is kept for ever.
 *
 * @param model the model's name
 * @param alias the alias
 * @param revision the alias's revision after the change; 1 for the first, one more each time
 * @param version the version it names since
 * @param previous the version it named before, or empty for the first change
 * @param kind what moved it
 * @param actor who moved it
 * @param reason why
 * @param at when; never before the change before
 * @param until when an emergency override has to be made good by a promotion; empty for everything else
 */
public record AliasChange(
        String model,
        String alias,
        long revision,
        long version,
        OptionalLong previous,
        Kind kind,
        Actor actor,
        String reason,
        Instant at,
        Optional<Instant> until) {
    /** What moves an alias. */
    public enum Kind {
        /** A promotion whose gates all passed. */
        PROMOTION,
        /** A rollback to what the alias named before. */
        ROLLBACK,
        /** An emergency override, which two people stood up for and no gate was asked about. */
        OVERRIDE
    }
}
